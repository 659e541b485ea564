"""The main menu: which entries a role has, in the order of a working day, and which of them stand under *More*.

An entry is a name, an address and perhaps a count.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models.people import READS_RECORDS, WRITES_RECORDS, Role
from tutela.core.marking import gettext_noop

# How far a badge counts: a person reads *99+* as *many*, and the database need not count further.
MOST_COUNTED = 99
Badge = Callable[[Actor], int]

_ALL = frozenset(Role)
_OFFICERS = WRITES_RECORDS
_MANAGES = frozenset({Role.MANAGER})


@dataclass(frozen=True)
class Entry:
    """One entry as it is declared. ``badge`` counts what waits for an actor, no further than MOST_COUNTED + 1."""

    label: str
    url_name: str
    roles: frozenset[Role]
    badge: Badge | None = None
    badge_words: str = gettext_noop("waiting")
    is_pressing: bool = False
    # Pages further down whose menu entry this is, by the beginning of their url name.
    also: tuple[str, ...] = ()
    # Not of every day: where a role has many entries, it stands under *More*, so that the menu stays one line.
    is_rare: bool = False


@dataclass(frozen=True)
class Shown:
    """One entry as a page shows it."""

    label: str
    href: str
    is_current: bool
    count: str
    count_words: str
    is_pressing: bool
    is_further: bool = False


# So many entries stand in one line of a usual window; where there are more, the rare ones stand under *More*.
MOST_IN_A_LINE = 12

ENTRIES: tuple[Entry, ...] = (
    Entry(gettext_noop("My day"), "my_day", _ALL, also=("shift",)),
    Entry(
        gettext_noop("Work list"),
        "work_list",
        _OFFICERS | {Role.AUDITOR},
        badge_words=gettext_noop("concerns that nobody has accepted"),
        is_pressing=True,
        # To record a report and to import a file are buttons of the work list: as entries they made the menu wrap.
        also=("report", "import"),
    ),
    Entry(
        gettext_noop("Offered to us"),
        "hand_overs",
        _OFFICERS,
        badge_words=gettext_noop("waiting for your organisation"),
        also=("hand_over_",),
    ),
    Entry(
        gettext_noop("Tasks"),
        "tasks",
        READS_RECORDS | {Role.PARTNER},
        badge_words=gettext_noop("of yours overdue"),
        also=("task_",),
    ),
    Entry(
        gettext_noop("Alerts"),
        "alerts",
        READS_RECORDS,
        badge_words=gettext_noop("that nobody has taken"),
        also=("alert",),
    ),
    Entry(gettext_noop("Answers owed"), "answers_owed", _OFFICERS | {Role.AUDITOR}),
    Entry(gettext_noop("Decisions"), "decisions", _OFFICERS | {Role.AUDITOR}, also=("decision",)),
    Entry(gettext_noop("Bundles"), "bundles", _OFFICERS | {Role.AUDITOR}, also=("bundle",), is_rare=True),
    Entry(gettext_noop("Cases"), "cases", READS_RECORDS, also=("case", "bring_in", "plan")),
    Entry(gettext_noop("Children"), "children", READS_RECORDS, also=("child",)),
    Entry(gettext_noop("Series"), "series_list", READS_RECORDS, also=("series",)),
    Entry(gettext_noop("Register"), "register", READS_RECORDS, also=("register_", "hash_")),
    Entry(gettext_noop("Import"), "imports", frozenset({Role.PARTNER}), also=("import",)),
    Entry(gettext_noop("Our reports"), "partner", frozenset({Role.PARTNER}), also=("partner_",)),
    Entry(gettext_noop("Our team"), "team", _MANAGES, is_rare=True),
    Entry(gettext_noop("Duty"), "duty", _OFFICERS | {Role.ADMINISTRATOR, Role.WELFARE_OFFICER}, is_rare=True),
    Entry(gettext_noop("Figures"), "figures", frozenset({Role.MANAGER, Role.ANALYST, Role.RESEARCHER}), is_rare=True),
    Entry(
        gettext_noop("Access"),
        "access_requests",
        READS_RECORDS,
        badge_words=gettext_noop("to decide"),
        also=("access_",),
        is_rare=True,
    ),
    Entry(
        gettext_noop("Retention"),
        "retention",
        frozenset({Role.MANAGER, Role.AUDITOR}),
        also=("retention_",),
        is_rare=True,
    ),
    Entry(gettext_noop("Audit"), "audit", frozenset({Role.AUDITOR}), also=("audit_",)),
    Entry(gettext_noop("Accounts"), "people", frozenset({Role.ADMINISTRATOR}), also=("person",)),
    Entry(gettext_noop("Organisations"), "organisations", _ALL, also=("organisation",), is_rare=True),
)


def menu(
    request: HttpRequest,
    actor: Actor,
    entries: Iterable[Entry] = ENTRIES,
    *,
    counted: Mapping[str, Callable[[], int]] | None = None,
) -> list[Shown]:
    """The menu of ``actor`` on the page of ``request``; nothing for somebody without a role.

    ``counted`` counts, by url name, what the frame of the page has counted already.
    """
    if actor.kind != "person":
        return []
    shown = list(_shown(request, actor, entries, counted or {}))
    if len(shown) <= MOST_IN_A_LINE:
        return [replace(one, is_further=False) for one in shown]
    return sorted(shown, key=lambda one: one.is_further)


def address(url_name: str) -> str:
    """The address of a page, or nothing where this installation does not serve it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _shown(
    request: HttpRequest, actor: Actor, entries: Iterable[Entry], counted: Mapping[str, Callable[[], int]]
) -> Iterator[Shown]:
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    entries = tuple(entries)
    # A page that has an entry of its own is not also a page further down of another.
    is_entry = any(entry.url_name == here and actor.role in entry.roles for entry in entries)
    for entry in entries:
        href = address(entry.url_name)
        if href and actor.role in entry.roles:
            count = entry.badge(actor) if entry.badge else counted.get(entry.url_name, _nothing)()
            yield Shown(
                label=gettext(entry.label),
                href=href,
                is_current=here == entry.url_name or (not is_entry and here.startswith(entry.also or ("\0",))),
                count=f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count) if count else "",
                count_words=gettext(entry.badge_words),
                is_pressing=entry.is_pressing,
                is_further=entry.is_rare,
            )


def _nothing() -> int:
    return 0
