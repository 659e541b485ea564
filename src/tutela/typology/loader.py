"""Read a vocabulary from TOML, and refuse it whole with every fault at once [design.md, section 5, point 7].

What an author writes (a TOML table with some keys left out) and what the program works with (`words.Vocabulary`,
complete and frozen) are two types; this module is the one road from the first to the second.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tutela.core.errors import BadInput, Fault
from tutela.typology.words import NOT_YET_KNOWN, OTHER, Category, Facet, Term, TermList, Vocabulary

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
_CATEGORY_CODE = re.compile(r"[A-Z]{3}\Z")
_OTHER = Term(OTHER, "Other", english_note="Say in words what it is.", needs_words=True)
_NOT_YET_KNOWN = Term(NOT_YET_KNOWN, "Not yet known")
_CATEGORY_KEYS = {"code", "label", "meaning", "source", "note", "types", "facets"}
_FACET_KEYS = {"code", "label", "source", "note", "values"}
_LIST_KEYS = {"code", "label", "source", "note", "terms", "reason_of_an_act"}
_TERM_KEYS = {"code", "label", "source", "note", "needs_words"}
_ADDITION_KEYS = {"code", "types"}


class VocabularyFaults(BadInput):
    """A vocabulary that cannot be used, with everything that is wrong in it; nothing of it was taken."""

    def __init__(self, name: str, faults: list[str]) -> None:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(
            f"The vocabulary “{name}” was not taken; faults in it: {len(faults)}\n{listed}",
            mend="Correct every line named above; the file is taken whole or not at all.",
            code="vocabulary_faults",
            faults=[Fault(fault) for fault in faults],
        )


def read_vocabulary(text: str, name: str) -> Vocabulary:
    """Make a vocabulary of a TOML text, or raise `VocabularyFaults` with every fault in it."""
    table = _parsed(text, name)
    faults: list[str] = []
    _refuse_strangers(table, {"category", "list"}, "the file", faults)
    categories = tuple(
        _category(entry, place, faults) for place, entry in _entries(table, "category", "categories", faults)
    )
    lists = tuple(_list(entry, place, faults) for place, entry in _entries(table, "list", "lists", faults))
    _refuse_twins((each.code for each in categories), "the categories", faults)
    _refuse_twins((each.code for each in lists), "the lists", faults)
    if not categories:
        faults.append("the file has no [[category]]")
    if faults:
        raise VocabularyFaults(name, faults)
    return Vocabulary(categories, lists)


def with_additions(vocabulary: Vocabulary, text: str, name: str) -> Vocabulary:
    """Add a jurisdiction's own types to the categories that the study named.

    A jurisdiction can add types; it cannot rename, replace or remove one [domain.md, section 2]. Added types stand
    before *other* and are marked, so that a figure can be given with and without them.
    """
    table = _parsed(text, name)
    faults: list[str] = []
    _refuse_strangers(table, {"category"}, "the file", faults)
    categories = {each.code: each for each in vocabulary.categories}
    for place, entry in _entries(table, "category", "categories", faults):
        _refuse_strangers(entry, _ADDITION_KEYS, place, faults)
        code = entry.get("code")
        if not isinstance(code, str) or code not in categories:
            faults.append(
                f"{place}: “{code}” is no category; the categories are {', '.join(categories)} and cannot be added to"
            )
            continue
        if not entry.get("types"):
            faults.append(f"{place} ({code}) adds no types")
            continue
        category = categories[code]
        own = list(category.types) or [_OTHER, _NOT_YET_KNOWN]
        labels = {each.english.casefold() for each in own}
        codes = {each.code for each in own}
        for term in _terms(entry.get("types", []), f"{place} ({code}), types", faults):
            if term.code in codes:
                faults.append(
                    f"{place} ({code}): the code “{term.code}” is taken; a type cannot be renamed or replaced"
                )
            elif term.english.casefold() in labels:
                faults.append(f"{place} ({code}): there is a type “{term.english}” already")
            else:
                own.insert(len(own) - 2, replace(term, added_here=True))
                codes.add(term.code)
                labels.add(term.english.casefold())
        categories[code] = replace(category, types=tuple(own))
    if faults:
        raise VocabularyFaults(name, faults)
    return replace(vocabulary, categories=tuple(categories.values()))


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise VocabularyFaults(name, [f"it is not TOML: {error}"]) from None


def _entries(table: dict[str, Any], key: str, plural: str, faults: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each `[[key]]` of the table with words that say where it stands."""
    entries = table.get(key, [])
    if not isinstance(entries, list):
        faults.append(f"the {plural} are written as [[{key}]], with two brackets")
        return
    for number, entry in enumerate(entries, start=1):
        place = f"[[{key}]] number {number}"
        if isinstance(entry, dict):
            yield place, entry
        else:
            faults.append(f"{place} is not a table")


def _category(entry: dict[str, Any], place: str, faults: list[str]) -> Category:
    _refuse_strangers(entry, _CATEGORY_KEYS, place, faults)
    code = _word(entry, "code", place, faults, pattern=_CATEGORY_CODE, shape="three capital letters, such as ICV")
    place = f"{place} ({code})" if code else place
    types = _terms(entry.get("types", []), f"{place}, types", faults)
    facets = tuple(_facet(each, where, place, faults) for where, each in _entries(entry, "facets", "facets", faults))
    _refuse_twins((each.code for each in facets), f"the facets of {place}", faults)
    return Category(
        code=code,
        english=_word(entry, "label", place, faults),
        english_meaning=_word(entry, "meaning", place, faults),
        source=_word(entry, "source", place, faults),
        english_note=_optional_word(entry, "note", place, faults),
        # The study gives two categories no types. A list that does not exist has no "other" either.
        types=(*types, _OTHER, _NOT_YET_KNOWN) if types else (),
        facets=facets,
    )


def _facet(entry: dict[str, Any], where: str, parent: str, faults: list[str]) -> Facet:
    place = f"{parent}, {where}"
    _refuse_strangers(entry, _FACET_KEYS, place, faults)
    values = _terms(entry.get("values", []), f"{place}, values", faults)
    if not values:
        faults.append(f"{place} has no values")
    return Facet(
        code=_word(entry, "code", place, faults, pattern=_CODE, shape="small letters and underscores"),
        english=_word(entry, "label", place, faults),
        source=_word(entry, "source", place, faults),
        values=(*values, _OTHER, _NOT_YET_KNOWN),
    )


def _list(entry: dict[str, Any], place: str, faults: list[str]) -> TermList:
    _refuse_strangers(entry, _LIST_KEYS, place, faults)
    code = _word(entry, "code", place, faults, pattern=_CODE, shape="small letters and underscores")
    place = f"{place} ({code})" if code else place
    terms = _terms(entry.get("terms", []), f"{place}, terms", faults)
    if not terms:
        faults.append(f"{place} has no terms")
    reason = entry.get("reason_of_an_act", False)
    if not isinstance(reason, bool):
        faults.append(f"{place}: reason_of_an_act is true or false")
    return TermList(
        code=code,
        english=_word(entry, "label", place, faults),
        source=_word(entry, "source", place, faults),
        english_note=_optional_word(entry, "note", place, faults),
        # Whoever gives a reason for their own act knows it; a blank decision must not hide behind "not yet known".
        terms=(*terms, _OTHER) if reason is True else (*terms, _OTHER, _NOT_YET_KNOWN),
        reason_of_an_act=reason is True,
    )


def _terms(entries: Any, place: str, faults: list[str]) -> tuple[Term, ...]:
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        faults.append(f'{place}: write a list of tables, such as [{{ code = "holiday", label = "Holiday" }}]')
        return ()
    terms = []
    for number, entry in enumerate(entries, start=1):
        here = f"{place}, number {number}"
        _refuse_strangers(entry, _TERM_KEYS, here, faults)
        code = _word(entry, "code", here, faults, pattern=_CODE, shape="small letters and underscores")
        if code in (OTHER, NOT_YET_KNOWN):
            faults.append(f"{here}: “{code}” belongs to every list and is not written")
            continue
        needs_words = entry.get("needs_words", False)
        if not isinstance(needs_words, bool):
            faults.append(f"{here}: needs_words is true or false")
        terms.append(
            Term(
                code=code,
                english=_word(entry, "label", here, faults),
                english_note=_optional_word(entry, "note", here, faults),
                source=_optional_word(entry, "source", here, faults),
                needs_words=needs_words is True,
            )
        )
    _refuse_twins((each.code for each in terms), place, faults)
    _refuse_twins((each.english.casefold() for each in terms), f"the labels of {place}", faults)
    return tuple(terms)


def _word(
    entry: dict[str, Any],
    key: str,
    place: str,
    faults: list[str],
    pattern: re.Pattern[str] | None = None,
    shape: str = "",
) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        faults.append(f"{place} has no {key}")
        return ""
    if pattern is not None and not pattern.match(value):
        faults.append(f"{place}: the {key} “{value}” is not {shape}")
    return value


def _optional_word(entry: dict[str, Any], key: str, place: str, faults: list[str]) -> str:
    return _word(entry, key, place, faults) if key in entry else ""


def _refuse_strangers(entry: dict[str, Any], known: set[str], place: str, faults: list[str]) -> None:
    """A key that nobody knows is a slip of the pen, and would otherwise be lost without a word."""
    faults.extend(f"{place} has an unknown key “{key}”" for key in entry if key not in known)


def _refuse_twins(codes: Iterator[str], place: str, faults: list[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code and code in seen:
            faults.append(f"{place} hold “{code}” twice")
        seen.add(code)
