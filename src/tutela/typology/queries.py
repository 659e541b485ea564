"""The questions that the rest of the system asks of the vocabulary. It is read once and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from tutela.core.errors import BadInput
from tutela.typology.loader import read_vocabulary, with_additions
from tutela.typology.words import Category, Facet, Term, TermList, Vocabulary


@dataclass
class _Installation:
    """What this installation adds to the vocabulary as shipped."""

    additions: Path | None = None


_INSTALLATION = _Installation()


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The whole vocabulary as shipped, with the additions of this installation, checked."""
    read = _shipped()
    added = _INSTALLATION.additions
    if added is None:
        return read
    try:
        text = added.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The file of added types “{added.name}” cannot be read: {type(error).__name__}.",
            mend="Check that the file is there, is UTF-8 and may be read by the server; or take the setting away.",
            code="vocabulary_unreadable",
        ) from None
    return with_additions(read, text, added.name)


def _shipped() -> Vocabulary:
    text = resources.files("tutela.typology").joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return read_vocabulary(text, "vocabulary.toml")


def texts() -> Iterator[str]:
    """Every English text of the vocabulary as shipped, each once, for whoever translates it."""
    yield from dict.fromkeys(text for text in _shipped().texts() if text)


def use_additions(path: Path | None) -> Vocabulary:
    """Use this installation's own types in `path` (None: no additions), and check them now."""
    before, _INSTALLATION.additions = _INSTALLATION.additions, path
    vocabulary.cache_clear()
    try:
        return vocabulary()
    except BadInput:
        _INSTALLATION.additions = before
        vocabulary.cache_clear()
        raise


def categories() -> tuple[Category, ...]:
    """Every category, in the study's order."""
    return vocabulary().categories


def category(code: str) -> Category:
    """The category with this code (ICV, ICA, IMI, IIG, IIC, IBI, URC, COM)."""
    return vocabulary().category(code)


def types(category_code: str) -> tuple[Term, ...]:
    """The types of a category; empty where the study names none."""
    return category(category_code).types


def facets(category_code: str) -> tuple[Facet, ...]:
    """The facets of a category; empty where the study names none."""
    return category(category_code).facets


def lists() -> tuple[TermList, ...]:
    """Every list that is not part of a category: standing, grounds, reasons, purposes."""
    return vocabulary().lists


def term_list(list_code: str) -> TermList:
    """One list, by its code."""
    return vocabulary().term_list(list_code)


def terms(list_code: str) -> tuple[Term, ...]:
    """The terms of one list, in the order in which they are shown."""
    return term_list(list_code).terms


def term(list_code: str, code: str) -> Term:
    """One term of one list."""
    return term_list(list_code).term(code)


def choices(list_code: str) -> list[tuple[str, str]]:
    """The terms of a list as pairs of code and label, in the language that is active. Forms ask per request."""
    return [(each.code, each.label) for each in terms(list_code)]
