"""The texts of answers: checked data, refused whole when it is loaded, with all its faults at once."""

import string
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, pgettext

from tutela.core import languages
from tutela.core.marking import gettext_noop

FIELDS = frozenset({"reference", "received", "organisation", "next"})
# Said of every text that a machine has translated and no person has read.
NOT_REVIEWED = gettext_noop("This translation was made by a machine and is awaiting review by a person.")
_KINDS = ("receipt", "progress", "outcome")
_FILE = Path(__file__).with_name("answer_templates.toml")


@dataclass(frozen=True)
class AnswerTemplate:
    """One text: its kind, for which disposition it is (outcomes only), and its words."""

    code: str
    kind: str
    english: str
    subject: str
    text: str
    disposition: str = ""

    @property
    def label(self) -> str:
        """What staff call it, in the language that is active."""
        return pgettext("staff", self.english)

    @property
    def paragraphs(self) -> list[str]:
        """The text in English. A line that ends in the file where the page was full ends nowhere for the reader."""
        return [" ".join(one.split()) for one in self.text.strip().split("\n\n")]

    def fill(self, language: str = "en", **fields: str) -> tuple[str, str]:
        """The subject line and the text in a language, with the fields filled in.

        A translation that nobody has reviewed says so in its last paragraph.
        """
        chosen = languages.LANGUAGES.get(language, languages.ENGLISH)
        with translation.override(languages.spoken(chosen.code)):
            subject, paragraphs = gettext(self.subject), [gettext(one) for one in self.paragraphs]
            if not languages.is_reviewed(chosen):
                paragraphs.append(gettext(NOT_REVIEWED))
        return subject.format(**fields), "\n\n".join(paragraphs).format(**fields)


@lru_cache(maxsize=1)
def templates() -> dict[str, AnswerTemplate]:
    """All templates by code. Raises ValueError that names every fault of the file."""
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    faults: list[str] = []
    found: dict[str, AnswerTemplate] = {}
    for code, values in raw.items():
        unknown = set(values) - {"kind", "label", "subject", "text", "disposition"}
        missing = {"kind", "label", "subject", "text"} - set(values)
        faults += [f"{code}: unknown key {key}" for key in sorted(unknown)] + [
            f"{code}: no {key}" for key in sorted(missing)
        ]
        if unknown or missing:
            continue
        if values["kind"] not in _KINDS:
            faults.append(f"{code}: kind is one of {', '.join(_KINDS)}")
        used = {
            name for part in ("subject", "text") for _, name, _, _ in string.Formatter().parse(values[part]) if name
        }
        faults += [f"{code}: no answer may hold {{{name}}}" for name in sorted(used - FIELDS)]
        found[code] = AnswerTemplate(code=code, english=values.pop("label"), **values)
    for kind in _KINDS:
        if not any(one.kind == kind for one in found.values()):
            faults.append(f"there is no template of kind {kind}")
    if faults:
        raise ValueError(f"{_FILE.name}: " + "; ".join(faults))
    return found


def templates_for(kind: str, disposition: str = "") -> list[AnswerTemplate]:
    """The templates that fit an answer of ``kind``; for an outcome, those of its disposition."""
    return [
        one
        for one in templates().values()
        if one.kind == kind and (kind != "outcome" or one.disposition == disposition)
    ]
