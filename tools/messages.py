"""Bring the catalogues up to what the code says: new texts are added empty, texts that are gone are taken out.

``--check`` writes nothing and says what is missing. It needs no program of the system: templates are read by Django's own
parser, Python by Babel's. After writing a translation, ``make install`` compiles it.

There are two sets of catalogues: ``locale/public`` is what a member of the public reads, in the six languages; ``locale/staff``
is what staff read in addition, in their second language. A text is public by the file in which it stands (``PUBLIC``); one of
staff that must stand in such a file says so by its context: ``pgettext("staff", …)``.
"""

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.settings.test")

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

django.setup()

from django.conf import settings  # noqa: E402  (Django must be set up before)
from django.utils.translation.template import templatize  # noqa: E402

from tutela import typology  # noqa: E402
from tutela.cases.questionnaire import CONTEXT as OF_THE_QUESTIONNAIRE  # noqa: E402
from tutela.cases.questionnaire import texts as questionnaire_texts  # noqa: E402
from tutela.core.choices import TextChoices  # noqa: E402
from tutela.core.languages import ENGLISH, STAFF, TRANSLATED, Language  # noqa: E402
from tutela.core.verb_pages import VerbPage  # noqa: E402
from tutela.reports.answer_templates import templates  # noqa: E402
from tutela.retention.belongings import texts as belongings_texts  # noqa: E402
from tutela.retention.rules import texts as retention_texts  # noqa: E402
from tutela.tasks.task_templates import texts as task_template_texts  # noqa: E402
from tutela.web.catalogues import LOCALE, catalogues  # noqa: E402
from tutela.web.glossary import texts as glossary_texts  # noqa: E402
from tutela.web.help.first_days import texts as first_day_texts  # noqa: E402
from tutela.web.help.pages import texts as page_help_texts  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tutela"
# What a member of the public reads.
PUBLIC = (
    "core/relative_time.py",
    "core/secret_codes.py",
    "reports/answer_templates.*",
    "reports/door_language.py",
    "reports/queries/partner.py",
    "reports/services/say_who.py",
    "reports/tell_steps.py",
    "reports/views/public.py",
    "reports/templates/pages/tell*.html",
    "web/moments.py",
    "web/reading.py",
    "web/rendering.py",
    "web/templatetags/*.py",
    "web/templates/[45]*.html",
    "web/templates/components/back_link.html",
    "web/templates/errors/*.html",
    "web/templates/forms/*.html",
    "web/templates/layouts/_*.html",
    "web/templates/layouts/public.html",
    "web/templates/pages/accessibility.html",
    "web/templates/pages/privacy.html",
    "web/templates/pages/status.html",
)
_OF_STAFF = "staff"
_DATA: tuple[tuple[Callable[[], Iterator[str]], str], ...] = (
    (task_template_texts, "tasks/templates.toml"),
    (retention_texts, "retention/rules.toml"),
    (belongings_texts, "retention/belongings.py"),
    (page_help_texts, "web/help/pages.toml"),
    (first_day_texts, "web/help/first_days.toml"),
    (glossary_texts, "web/help/words.toml"),
)
_VERB_WORDS = ("title", "button", "done", "hint")
_BEGAN = datetime(2026, 11, 28, tzinfo=UTC)
_CONTEXT_FIRST: tuple[Any, ...] = ((1, "c"), 2)
_KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": _CONTEXT_FIRST,
    "pgettext_lazy": _CONTEXT_FIRST,
    "npgettext": (*_CONTEXT_FIRST, 3),
    "npgettext_lazy": (*_CONTEXT_FIRST, 3),
}
_STRING = r"""(?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(
    rf"\b(?P<name>gettext|ngettext|pgettext|npgettext|_)\(\s*(?P<a>{_STRING})(?:\s*,\s*(?P<b>{_STRING}))?(?:\s*,\s*(?P<c>{_STRING}))?",
    re.DOTALL,
)


class Message(NamedTuple):
    """A text to translate: its words, those for more than one where the number decides, and what tells it from its twins."""

    one: str
    many: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """What a catalogue calls it."""
        return (self.one, self.many) if self.many else self.one


def messages() -> Iterator[tuple[Message, str]]:
    """Every text that can be translated, with the file in which it stands."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for _, found, _, context in extract_from_file("python", path, keywords=_KEYWORDS):
            one, many = (found, "") if isinstance(found, str) else (found[0], found[1])
            yield Message(one, many, context or ""), str(path.relative_to(ROOT))
    # What the sign-in library says is a text of its own, without markup.
    for path in sorted((*SOURCE.rglob("*.html"), *SOURCE.rglob("templates/**/*.txt"))):
        for message in in_template(path.read_text(encoding="utf-8")):
            yield message, str(path.relative_to(ROOT))
    for answer in templates().values():
        for text in (answer.subject, *answer.paragraphs):
            yield Message(text), "src/tutela/reports/answer_templates.toml"
        yield Message(answer.english, context=_OF_STAFF), "src/tutela/reports/answer_templates.toml"
    for text in questionnaire_texts():
        yield Message(text, context=OF_THE_QUESTIONNAIRE), "src/tutela/cases/questionnaire.toml"
    for text in typology.texts():
        yield Message(text, context=typology.CONTEXT), "src/tutela/typology/vocabulary.toml"
    yield from in_data()
    yield from where_they_stand()


def in_data() -> Iterator[tuple[Message, str]]:
    """The texts of data that is checked as it is loaded: kept in English, and translated where they are shown."""
    for texts, place in _DATA:
        for text in texts():
            yield Message(text), f"src/tutela/{place}"


def where_they_stand() -> Iterator[tuple[Message, str]]:
    """The texts that are found by what they are: the words of closed lists, and what the page of a verb says of it."""
    import_module(settings.ROOT_URLCONF)
    for choices in _below(TextChoices):
        for member in choices:
            yield Message(member._label_), _file(choices)
    for page in _below(VerbPage):
        for name in _VERB_WORDS:
            words = vars(page).get(name)
            if isinstance(words, str) and words:
                yield Message(words), _file(page)


def in_template(text: str) -> Iterator[Message]:
    """The texts of a template, as Django will look them up."""
    for found in _IN_TEMPLATE.finditer(templatize(text)):
        words = [ast.literal_eval(found[name]) for name in "abc" if found[name]]
        context = words.pop(0) if "p" in found["name"] else ""
        yield Message(words[0], words[1] if found["name"].startswith("n") else "", context)


def is_public(message: Message, place: str) -> bool:
    """Whether a text that stands there is read by the public."""
    inside = Path(place).relative_to("src/tutela")
    return message.context != _OF_STAFF and any(inside.match(pattern) for pattern in PUBLIC)


def wanted() -> dict[str, dict[Message, set[str]]]:
    """The texts of the public and those that staff read in addition, each with the files in which it stands."""
    found: dict[str, dict[Message, set[str]]] = {"public": {}, "staff": {}}
    for message, place in messages():
        found["public" if is_public(message, place) else "staff"].setdefault(message, set()).add(place)
    for message in found["public"]:
        found["staff"].pop(message, None)
    return found


def languages_of(readers: str) -> tuple[Language, ...]:
    """The languages in which ``public`` or ``staff`` read, English apart."""
    return TRANSLATED if readers == "public" else tuple(one for one in STAFF if one is not ENGLISH)


def brought_up_to_date() -> Iterator[tuple[Path, Catalog]]:
    """Each catalogue with exactly the texts that the code has; one that was missing begins empty."""
    present = dict(catalogues())
    for readers, texts in wanted().items():
        template = Catalog(project="Tutela", charset="utf-8", fuzzy=False)
        for message, where in texts.items():
            template.add(
                message.id, locations=[(place, None) for place in sorted(where)], context=message.context or None
            )  # type: ignore[list-item]
        for language in languages_of(readers):
            folder = language.locale.language + (f"_{language.locale.script}" if language.locale.script else "")
            path = LOCALE / readers / folder / "LC_MESSAGES" / "django.po"
            catalogue = present.get(path) or Catalog(
                locale=language.locale, fuzzy=False, project="Tutela", charset="utf-8"
            )
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
            # Where each of seven thousand texts stands would be a third of the file, and moves with every change of a page.
            is_long = _OF_STAFF in path.parts
            write_po(stream, catalogue, width=120, sort_by_file=True, include_lineno=False, no_location=is_long)
        missing += [
            f"{path.relative_to(ROOT)}: {_first(one.id)}" for one in catalogue if one.id and not _is_said(one.string)
        ]
    return missing


def check() -> list[str]:
    """What a catalogue lacks, or holds though the code does not."""
    texts = wanted()
    faults = []
    for path, catalogue in catalogues():
        name, needed = path.relative_to(ROOT), set(texts[path.parts[-4]])
        held = {_message(one): one for one in catalogue if one.id}
        faults += [f"{name}: lacks “{one.one}”" for one in sorted(needed - set(held))]
        faults += [f"{name}: no page says “{one.one}”" for one in sorted(set(held) - needed)]
        faults += [f"{name}: not translated “{key.one}”" for key, one in held.items() if not _is_said(one.string)]
        faults += [f"{name}: not sure of “{key.one}”" for key, one in held.items() if one.fuzzy]
    return faults


def _message(entry: Any) -> Message:
    one, many = (entry.id, "") if isinstance(entry.id, str) else entry.id
    return Message(one, many, entry.context or "")


def _below(kind: type) -> Iterator[Any]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("tutela."):
            yield one
        yield from _below(one)


def _file(of: type) -> str:
    return f"src/{of.__module__.replace('.', '/')}.py"


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
