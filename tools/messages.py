"""Bring the catalogues up to what the code says: new texts are added empty, texts that are gone are taken out.

``--check`` writes nothing and says what is missing. It needs no program of the system: templates are read by Django's own
parser, Python by Babel's. After writing a translation, ``make install`` compiles it.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.settings.test")

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

django.setup()

from django.utils.translation.template import templatize  # noqa: E402  (Django must be set up before)

from tutela.core.languages import TRANSLATED  # noqa: E402
from tutela.reports.answer_templates import templates  # noqa: E402
from tutela.web.catalogues import LOCALE, catalogues  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tutela"
_BEGAN = datetime(2026, 11, 28, tzinfo=UTC)
# A text, or a pair of them where the number decides.
Message = str | tuple[str, str]
_KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
_STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(
    rf"\b(?P<name>gettext|ngettext|_)\(\s*(?P<one>{_STRING})(?:\s*,\s*(?P<many>{_STRING}))?", re.DOTALL
)


def messages() -> Iterator[tuple[Message, str]]:
    """Every text that can be translated, with the file in which it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for _, found, _, _ in extract_from_file("python", path, keywords=_KEYWORDS):
            yield found, str(path.relative_to(ROOT))
    for path in sorted(SOURCE.rglob("*.html")):
        for found in in_template(path.read_text(encoding="utf-8")):
            yield found, str(path.relative_to(ROOT))
    for one in templates().values():
        for text in (one.subject, *one.paragraphs):
            yield text, "src/tutela/reports/answer_templates.toml"


def in_template(text: str) -> Iterator[Message]:
    """The texts of a template, as Django will look them up."""
    for found in _IN_TEMPLATE.finditer(templatize(text)):
        one = ast.literal_eval(found["one"])
        yield (one, ast.literal_eval(found["many"])) if found["name"] == "ngettext" else one


def template_catalogue() -> Catalog:
    """All texts, untranslated, each with the files in which it stands."""
    made = Catalog(project="Tutela", charset="utf-8", fuzzy=False)
    places: dict[Message, set[str]] = {}
    for message, place in messages():
        places.setdefault(message, set()).add(place)
    for message, where in places.items():
        made.add(message, locations=[(place, None) for place in sorted(where)])  # type: ignore[list-item]
    return made


def brought_up_to_date() -> Iterator[tuple[Path, Catalog]]:
    """Each language's catalogue with exactly the texts that the code has; one that was missing begins empty."""
    template, present = template_catalogue(), dict(catalogues())
    for language in TRANSLATED:
        folder = language.locale.language + (f"_{language.locale.script}" if language.locale.script else "")
        path = LOCALE / folder / "LC_MESSAGES" / "django.po"
        catalogue = present.get(path) or Catalog(locale=language.locale, fuzzy=False, project="Tutela", charset="utf-8")
        catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.copyright_holder = ""
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        # A date that moves with every run would make each change of a text a change of every file.
        catalogue.creation_date = catalogue.revision_date = _BEGAN
        catalogue.header_comment = (
            f"# Tutela in {language.english_name}. What is in {{braces}} or like %(this)s stays as it is."
        )
        yield path, catalogue


def write() -> list[str]:
    """Write every catalogue; returns what still has to be translated."""
    missing = []
    for path, catalogue in brought_up_to_date():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue, width=120, sort_by_file=True, include_lineno=False, omit_header=False)
        missing += [
            f"{path.relative_to(ROOT)}: {_first(one.id)}" for one in catalogue if one.id and not _is_said(one.string)
        ]
    return missing


def check() -> list[str]:
    """What a catalogue lacks, or holds though the code does not."""
    wanted = {message for message, _ in messages()}
    faults = []
    for path, catalogue in catalogues():
        name = path.relative_to(ROOT)
        held = {one.id if isinstance(one.id, str) else tuple(one.id): one for one in catalogue if one.id}
        faults += [f"{name}: lacks “{_first(one)}”" for one in sorted(wanted - set(held), key=_first)]
        faults += [f"{name}: no page says “{_first(one)}”" for one in sorted(set(held) - wanted, key=_first)]
        faults += [f"{name}: not translated “{_first(key)}”" for key, one in held.items() if not _is_said(one.string)]
        faults += [f"{name}: not sure of “{_first(key)}”" for key, one in held.items() if one.fuzzy]
    return faults


def _first(message: object) -> str:
    return str(message if isinstance(message, str) else message[0])  # type: ignore[index]


def _is_said(translation: object) -> bool:
    return bool(translation) if isinstance(translation, str) else bool(translation) and all(translation)  # type: ignore[call-overload]


def main() -> int:
    """Write, or check; 1 when something is to be done by hand."""
    found = check() if "--check" in sys.argv[1:] else write()
    for line in found:
        sys.stdout.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
