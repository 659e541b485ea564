"""The first day of each role, over the demo: numbered steps, each with why, where, and how one knows that it worked."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from tutela.accounts.models import Role
from tutela.web.help.checked import Entries

_KEYS = frozenset({"role", "lead", "step", "after"})
_STEP_KEYS = frozenset({"title", "what", "why", "worked", "page", "query", "link"})
FEWEST, MOST = 5, 9
# What somebody has ticked is kept in their browser alone: the numbers of the steps, and nothing of the person.
COOKIE = "tutela_first_day"
COOKIE_DAYS = 30


@dataclass(frozen=True)
class Step:
    """One thing to do. ``address`` is the page where it is done, and ``link`` what the link to it says."""

    number: int
    title: str
    what: str
    why: str
    worked: str
    address: str
    link: str

    def said(self) -> "Step":
        """The same in the reader's language."""
        return replace(
            self,
            title=gettext(self.title),
            what=gettext(self.what),
            why=gettext(self.why),
            worked=gettext(self.worked),
            link=gettext(self.link),
        )


@dataclass(frozen=True)
class FirstDay:
    """The day of one role."""

    role: Role
    lead: str
    steps: tuple[Step, ...]
    after: str

    def said(self) -> "FirstDay":
        """The same in the reader's language: what is read from the file is English."""
        steps = tuple(one.said() for one in self.steps)
        return replace(self, lead=gettext(self.lead), steps=steps, after=gettext(self.after))


@cache
def first_days() -> dict[Role, FirstDay]:
    """The day of each role, checked. Raises ValueError with everything that is wrong in the file."""
    entries = Entries("first_days.toml", "day")
    found = {}
    for table in entries:
        entries.knows(table, _KEYS)
        entries.needs(table, "role", "lead", "after")
        steps = table.get("step", [])
        if not FEWEST <= len(steps) <= MOST:
            entries.refuse(table["role"], f"a first day has {FEWEST} to {MOST} steps, this one {len(steps)}")
        made = []
        for number, step in enumerate(steps, start=1):
            entries.knows(step, _STEP_KEYS)
            entries.needs(step, "title", "what", "why", "worked", "page", "link")
            made.append(
                Step(
                    number,
                    step["title"],
                    step["what"],
                    step["why"],
                    step["worked"],
                    _address(entries, step),
                    step["link"],
                )
            )
        found[Role(table["role"])] = FirstDay(Role(table["role"]), table["lead"], tuple(made), table["after"])
    for role in set(Role) - set(found):
        entries.refuse(str(role), "this role has no first day")
    entries.end()
    return found


def texts() -> Iterator[str]:
    """Every English text of the file that is shown, for the catalogues."""
    for day in first_days().values():
        yield from (day.lead, day.after)
        for one in day.steps:
            yield from (one.title, one.what, one.why, one.worked, one.link)


def ticked(kept: str, role: Role) -> set[int]:
    """The steps that a browser has kept as ticked for this role; what no page of ours wrote counts for nothing."""
    name, _, numbers = kept.partition(".")
    if name != role:
        return set()
    known = {one.number for one in first_days()[role].steps}
    return {int(one) for one in numbers.split("-") if one.isascii() and one.isdecimal() and int(one[:2]) in known}


def as_kept(role: Role, numbers: Collection[str]) -> str:
    """What the browser keeps: the role's name and the numbers of the steps that it has."""
    known = {str(one.number) for one in first_days()[role].steps}
    return f"{role}.{'-'.join(sorted(known & set(numbers)))}"


def _address(entries: Entries, step: dict[str, str]) -> str:
    try:
        return reverse(step.get("page", "")) + step.get("query", "")
    except NoReverseMatch:
        entries.refuse(step.get("title", ""), f"“{step.get('page')}” is no page")
        return ""
