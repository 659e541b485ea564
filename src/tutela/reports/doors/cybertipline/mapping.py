"""Which categories an incident type of the CyberTipline suggests, and why: data, checked whole when it is first
needed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from tutela import typology
from tutela.core.errors import BadInput, Fault, TutelaError
from tutela.reports.doors.cybertipline.schema import KINDS

FILE = "cybertipline_categories.toml"
# The incident types of the published schema. A mapping that lacks one would leave reports without a word on their
# category.
INCIDENT_TYPES = (
    "Child Pornography (possession, manufacture, and distribution)",
    "Child Sex Trafficking",
    "Child Sex Tourism",
    "Child Sexual Molestation",
    "Misleading Domain Name",
    "Misleading Words or Digital Images on the Internet",
    "Online Enticement of Children for Sexual Acts",
    "Unsolicited Obscene Material Sent to a Child",
)
_MEETS = {"whole", "part", "none"}
_TYPE_KEYS = {"name", "also_written", "meets", "categories", "type", "basis"}
_ANNOTATION_KEYS = {"name", "categories", "basis"}


class MappingFaults(BadInput):
    """A mapping that cannot be used, with everything that is wrong in it."""

    def __init__(self, name: str, faults: list[str]) -> None:
        listed = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(
            f"The mapping “{name}” was not taken; faults in it: {len(faults)}\n{listed}",
            mend="Correct every line named above; the file is taken whole or not at all.",
            code="mapping_faults",
            faults=[Fault(fault) for fault in faults],
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What one incident type or annotation suggests."""

    name: str
    categories: tuple[str, ...]
    basis: str
    meets: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class CategoryMapping:
    """The whole mapping, checked."""

    incident_types: Mapping[str, Suggestion]
    annotations: Mapping[str, Suggestion]

    def suggest(self, incident_type: str, annotations: Iterable[str]) -> tuple[tuple[str, ...], str]:
        """The categories suggested, without doubles and in order of strength, and the reason of each in words."""
        codes: dict[str, None] = {}
        reasons = []
        found = self.incident_types.get(_key(incident_type))
        if found is not None:
            codes.update(dict.fromkeys(found.categories))
            reasons.append(f"{_shown(found.categories)}: {found.basis}")
        else:
            reasons.append("No category suggested: the incident type is not one of the published schema.")
        for annotation in annotations:
            also = self.annotations.get(annotation)
            if also is not None and any(code not in codes for code in also.categories):
                codes.update(dict.fromkeys(also.categories))
                reasons.append(f"{_shown(also.categories)}: {also.basis}")
        return tuple(codes), " ".join(reasons)

    def knows(self, incident_type: str) -> bool:
        """Whether the published schema has this incident type."""
        return _key(incident_type) in self.incident_types


@lru_cache(maxsize=1)
def category_mapping() -> CategoryMapping:
    """The mapping as shipped."""
    text = resources.files("tutela.reports.doors").joinpath(FILE).read_text(encoding="utf-8")
    return read_mapping(text, FILE)


def read_mapping(text: str, name: str) -> CategoryMapping:
    """Make a mapping of a TOML text, or raise `MappingFaults` with every fault in it."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingFaults(name, [f"it is not TOML: {error}"]) from None
    faults: list[str] = []
    _refuse_strangers(table, {"incident_type", "annotation"}, "the file", faults)
    types = _suggestions(table, "incident_type", _TYPE_KEYS, faults)
    annotations = _suggestions(table, "annotation", _ANNOTATION_KEYS, faults)
    faults.extend(f"the incident type “{each}” is missing" for each in INCIDENT_TYPES if _key(each) not in types)
    known = KINDS["report_annotations"].takes
    faults.extend(f"the annotation “{each}” is missing" for each in sorted(known) if _key(each) not in annotations)
    faults.extend(
        f"“{each.name}” is no annotation of the schema" for each in annotations.values() if each.name not in known
    )
    if faults:
        raise MappingFaults(name, faults)
    return CategoryMapping(types, {each.name: each for each in annotations.values()})


def _suggestions(table: dict[str, Any], key: str, known: set[str], faults: list[str]) -> dict[str, Suggestion]:
    found: dict[str, Suggestion] = {}
    entries = table.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(f"write [[{key}]], with two brackets")
        return found
    for number, entry in enumerate(entries, start=1):
        place = f"[[{key}]] number {number}"
        _refuse_strangers(entry, known, place, faults)
        name, basis = entry.get("name"), entry.get("basis")
        if not isinstance(name, str) or not name.strip():
            faults.append(f"{place} has no name")
            continue
        if not isinstance(basis, str) or not basis.strip():
            faults.append(f"{place} has no basis: say in words why")
            basis = ""
        categories = _categories(entry, place, faults)
        suggestion = Suggestion(
            name=name,
            categories=categories,
            basis=basis,
            meets=_meets(entry, place, categories, faults) if key == "incident_type" else "",
            type=_type(entry, place, categories, faults),
        )
        also = entry.get("also_written", [])
        if not isinstance(also, list) or not all(isinstance(each, str) for each in also):
            faults.append(f"{place}: also_written is a list of texts")
            also = []
        for spelling in (name, *also):
            if _key(spelling) in found:
                faults.append(f"{place}: “{spelling}” stands in the file twice")
            found[_key(spelling)] = suggestion
    return found


def _categories(entry: dict[str, Any], place: str, faults: list[str]) -> tuple[str, ...]:
    codes = entry.get("categories")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        faults.append(f"{place}: categories is a list of codes; an empty list suggests nothing")
        return ()
    known = []
    for code in codes:
        try:
            known.append(typology.category(code).code)
        except TutelaError:
            faults.append(f"{place}: “{code}” is no category")
    return tuple(known)


def _meets(entry: dict[str, Any], place: str, categories: tuple[str, ...], faults: list[str]) -> str:
    meets = entry.get("meets")
    if meets not in _MEETS:
        faults.append(f"{place}: meets is one of {', '.join(sorted(_MEETS))}")
    elif (meets == "none") == bool(categories):
        faults.append(f"{place}: meets = “{meets}” does not go with {len(categories)} categories")
    return str(meets)


def _type(entry: dict[str, Any], place: str, categories: tuple[str, ...], faults: list[str]) -> str:
    code = entry.get("type", "")
    if not code:
        return ""
    try:
        return typology.category(categories[0]).type(code).code
    except (TutelaError, IndexError):
        faults.append(f"{place}: “{code}” is no type of the category named first")
        return ""


def _refuse_strangers(entry: dict[str, Any], known: set[str], place: str, faults: list[str]) -> None:
    faults.extend(f"{place} has an unknown key “{key}”" for key in entry if key not in known)


def _shown(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) if codes else "No category suggested"


def _key(incident_type: str) -> str:
    return " ".join(incident_type.split()).casefold()
