"""The installation's default times: checked data, refused whole when it is loaded, with all its faults at once."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.subjects import SUBJECT_KINDS

_FILE = Path(__file__).with_name("rules.toml")
_RUNS = ("closing", "closing_or_18")
_MOST_YEARS = 120
_KEYS = {"code", "kind", "label", "years", "months", "runs", "note"}
LEAST_WAITING_DAYS = 7
# What the database tells apart (sql/1_times.sql): each has its rule, and there is no other.
CATEGORIES = (
    "child",
    *("case_recorded", "case_court_outcome", "case_not_recorded", "case_no_offence", "case_merged"),
    *("report_joined", "report_alone"),
    "series",
)


@dataclass(frozen=True)
class Category:
    """A category of data with the time that it is kept by default."""

    code: str
    kind: str
    label: str
    months: int
    runs: str
    note: str = ""

    @property
    def said(self) -> str:
        """The label, in the reader's language."""
        return gettext(self.label)

    @property
    def waits_for_18(self) -> bool:
        """Whether the time begins with a child's eighteenth birthday where that is later."""
        return self.runs == "closing_or_18"


@dataclass(frozen=True)
class WithRecord:
    """What has no time of its own, and goes with a record."""

    code: str
    label: str
    goes_with: str


@dataclass(frozen=True)
class Defaults:
    """All that ``rules.toml`` says."""

    source: str
    waiting_days: int
    soon_days: int
    hold_review_months: int
    categories: tuple[Category, ...]
    with_record: tuple[WithRecord, ...]


@lru_cache(maxsize=1)
def defaults() -> Defaults:
    """The installation's defaults. Raises ValueError that names every fault of the file."""
    return read(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def texts() -> Iterator[str]:
    """Every English text of the rules that is shown, for the catalogues."""
    yield defaults().source
    for one in defaults().categories:
        yield from filter(None, (one.label, one.note))
    for beside in defaults().with_record:
        yield from (beside.label, beside.goes_with)


def category(code: str) -> Category:
    """One category. Raises BadInput for a code that there is not."""
    for one in defaults().categories:
        if one.code == code:
            return one
    raise BadInput(
        gettext("There is no such category."),
        where=where(field="category"),
        mend=gettext("Choose one of the list."),
    )


def read(raw: dict[str, Any]) -> Defaults:
    """What a file says, checked whole. Raises ValueError that names every fault."""
    numbers = {"waiting_days": LEAST_WAITING_DAYS, "soon_days": 1, "hold_review_months": 1}
    faults = [
        f"{name}: a whole number, {least} or more"
        for name, least in numbers.items()
        if not isinstance(raw.get(name), int) or raw[name] < least
    ]
    if not str(raw.get("source", "")).strip():
        faults.append("source: say that the times are to be set by the organisation")
    found: list[Category] = []
    for given in raw.get("category", []):
        wrong = list(_faults_of(given))
        faults += wrong
        if not wrong:
            months = given.get("years", 0) * 12 + given.get("months", 0)
            found.append(
                Category(given["code"], given["kind"], given["label"], months, given["runs"], given.get("note", ""))
            )
    codes = [one.code for one in found]
    faults += [f"{code}: no such category" for code in codes if code not in CATEGORIES]
    faults += [f"{code}: said {codes.count(code)} times" for code in CATEGORIES if codes.count(code) != 1]
    if faults:
        raise ValueError(f"{_FILE.name}: " + "; ".join(faults))
    beside = tuple(WithRecord(**one) for one in raw.get("with_record", []))
    waiting, soon, review = (int(raw[name]) for name in numbers)
    return Defaults(raw["source"], waiting, soon, review, tuple(found), beside)


def _faults_of(given: dict[str, Any]) -> list[str]:
    name = given.get("code", "a category without a code")
    faults = [f"{name}: unknown key {key}" for key in sorted(set(given) - _KEYS)]
    faults += [f"{name}: no {key}" for key in sorted({"code", "kind", "label", "runs"} - set(given))]
    if given.get("kind") not in SUBJECT_KINDS:
        faults.append(f"{name}: kind is one of {', '.join(SUBJECT_KINDS)}")
    if given.get("runs") not in _RUNS:
        faults.append(f"{name}: runs is one of {', '.join(_RUNS)}")
    time = [given.get("years", 0), given.get("months", 0)]
    if not all(isinstance(one, int) and one >= 0 for one in time) or not 0 < time[0] * 12 + time[1] <= _MOST_YEARS * 12:
        faults.append(f"{name}: years and months are a time of at least a month and at most {_MOST_YEARS} years")
    return faults
