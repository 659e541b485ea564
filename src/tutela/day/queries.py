"""What somebody's day holds: what is theirs and due, what is new to them, and what waits for others. Row-level security decides
which rows there are; each question is one statement.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.clocks.models import Clock
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, bounded_counts
from tutela.decisions.models import Decision
from tutela.deconfliction.queries import new_alerts
from tutela.notices.models import Notice
from tutela.ownership.models import HandOver
from tutela.register.queries.sources import disputed_of
from tutela.reports.models import Report
from tutela.tasks.models import Task

# As far ahead as a working week: what is later is on the lists.
AHEAD = timedelta(days=7)
MOST_DUE, MOST_WAITING, MOST_NEW = 30, 20, 10
_RECORD_PAGE = {"child": "child", "series": "series", "case": "case", "report": "report"}

# A record's nearest promise is its own next due time: as many records as things are shown hold the nearest of them all.
_DUE = """
WITH mine AS (
  (SELECT 'child' AS kind, id FROM children_child
    WHERE owner_id = %(organisation)s AND handler_id = %(me)s AND next_due_at <= %(until)s ORDER BY next_due_at LIMIT %(most)s)
  UNION ALL (SELECT 'series', id FROM register_series
    WHERE owner_id = %(organisation)s AND handler_id = %(me)s AND next_due_at <= %(until)s ORDER BY next_due_at LIMIT %(most)s)
  UNION ALL (SELECT 'case', id FROM cases_case WHERE handler_id = %(me)s AND next_due_at <= %(until)s ORDER BY next_due_at LIMIT %(most)s)
  UNION ALL (SELECT 'report', id FROM reports_report
    WHERE handler_id = %(me)s AND state <> 'closed' AND next_due_at <= %(until)s ORDER BY next_due_at LIMIT %(most)s)
)
SELECT 'clock' AS source, c.kind, c.subject_kind, c.subject_reference, c.due_at, '' AS words, c.id
  FROM mine m JOIN clocks_clock c ON c.subject_kind = m.kind AND c.subject_id = m.id
 WHERE c.met_at IS NULL AND c.ended_at IS NULL AND c.paused_at IS NULL AND c.due_at <= %(until)s
UNION ALL
SELECT 'task', t.kind, t.subject_kind, t.subject_reference, t.due_at, t.what, t.id FROM tasks_task t
 WHERE t.assignee_id = %(me)s AND t.organisation_id = %(organisation)s AND t.state = 'open' AND (t.due_at IS NULL OR t.due_at <= %(until)s)
UNION ALL
SELECT 'unheld task', t.kind, t.subject_kind, t.subject_reference, t.due_at, t.what, t.id FROM tasks_task t
 WHERE %(unheld)s AND t.assignee_id IS NULL AND t.organisation_id = %(organisation)s AND t.state = 'open'
   AND (t.due_at IS NULL OR t.due_at <= %(until)s)
 ORDER BY 5 NULLS LAST, 3, 7 LIMIT %(most)s
"""

# Whoever gives many tasks waits for many: they are read along their index, and no further than a page.
_WAITING = """
SELECT 'decision' AS source, d.kind, d.subject_kind, d.subject_reference, d.made_at AS since, NULL::timestamptz AS due_at, '' AS who
  FROM decisions_decision d WHERE d.organisation_id = %(organisation)s AND d.state = 'proposed' AND d.made_by_id = %(me)s
UNION ALL
SELECT 'offer', '', h.subject_kind, h.subject_reference, h.offered_at, h.due_at, o.short_name
  FROM ownership_handover h JOIN organisations_organisation o ON o.id = h.receiver_id
 WHERE h.sender_id = %(organisation)s AND h.state = 'offered' AND h.offered_by_id = %(me)s
UNION ALL
(SELECT 'task', t.kind, t.subject_kind, t.subject_reference, t.given_at, t.due_at, o.short_name
  FROM tasks_task t JOIN organisations_organisation o ON o.id = t.organisation_id
 WHERE t.giver_id = %(organisation)s AND t.given_by_id = %(me)s AND t.state IN ('open', 'declined') AND t.assignee_id IS DISTINCT FROM %(me)s
 ORDER BY t.due_at, t.given_at LIMIT %(most)s)
UNION ALL
SELECT 'access', '', '', r.asked_reference, r.asked_at, NULL, '' FROM accounts_accessrequest r
 WHERE r.asked_by_id = %(me)s AND r.state = 'asked'
 ORDER BY 6 NULLS LAST, 5 LIMIT %(most)s
"""


@dataclass(frozen=True)
class Due:
    """Something of the reader's that is due: a promise on a record that they handle, or a task that they have."""

    what: str
    why: str
    reference: str
    due_at: datetime | None
    url: str
    is_task: bool


@dataclass(frozen=True)
class Waiting:
    """Something that the reader has begun and that others have to answer."""

    what: str
    reference: str
    since: datetime
    due_at: datetime | None
    url: str


def due_of(actor: Actor, *, now: datetime) -> list[Due]:
    """What is overdue or due within a week, the nearest first; tasks without a day stand at the end. One statement.

    A partner has no work list, on which what nobody handles would stand: its organisation's tasks that nobody has are here.
    """
    unheld = actor.role == Role.PARTNER
    return [_due(*row) for row in _rows(_DUE, actor, until=now + AHEAD, unheld=unheld, most=MOST_DUE + 1)]


def waiting_for_others(actor: Actor) -> list[Waiting]:
    """What waits for a second person, a receiver, a task's holder, or whoever grants access; one statement."""
    return [_waiting(*row) for row in _rows(_WAITING, actor, most=MOST_WAITING + 1)]


def new_to(actor: Actor) -> list[Notice]:
    """What the reader has been told and not seen, the newest first."""
    rows = Notice.objects.filter(user_id=actor.user_pk, seen_at=None)
    return list(rows.order_by("-created_at", "-id")[: MOST_NEW + 1])


@dataclass(frozen=True)
class Figure:
    """A count at the head of the day, where it leads, and what it says."""

    label: str
    count: Count
    of: str = ""
    href: str = ""
    caveat: str = ""


def figures_of(actor: Actor, *, now: datetime) -> list[Figure]:
    """The counts of the reader's role, children first; one statement, none counted further than anybody reads."""
    wanted = _FIGURES[Role(actor.role)] if actor.role in _FIGURES else ()
    lists: dict[str, Any] = {name: _COUNTED[name][3](actor, now) for name in wanted}
    counted = bounded_counts(**lists) if lists else {}
    return [
        Figure(gettext(label), counted[name], _said(of), _address(page, query), _said(caveat))
        for name in wanted
        for label, of, (page, query), _, caveat in [_COUNTED[name]]
    ]


def _said(words: str) -> str:
    return gettext(words) if words else ""


def _address(page: str, query: str) -> str:
    return f"{reverse(page)}{query}"


def _rows(sql: str, actor: Actor, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"me": actor.user_pk, "organisation": actor.organisation_pk} | more)
        return list(cursor.fetchall())


def _due(source: str, kind: str, subject: str, reference: str, due_at: datetime | None, words: str, number: int) -> Due:
    if source in {"task", "unheld task"}:
        of_kind = {"kind": typology.term("task_kind", kind).label.lower()}
        said = (
            gettext("A task for you: %(kind)s") % of_kind
            if source == "task"
            else gettext("A task for your organisation, and nobody's by name: %(kind)s") % of_kind
        )
        return Due(words, said, reference, due_at, reverse("task", args=[number]), is_task=True)
    url = reverse(_RECORD_PAGE[subject], args=[reference])
    return Due(Clock.Kind(kind).label, gettext("You handle the record."), reference, due_at, url, is_task=False)


def _waiting(
    source: str, kind: str, subject: str, reference: str, since: datetime, due_at: datetime | None, who: str
) -> Waiting:
    if source == "decision":
        what = gettext("A second person: %(decision)s") % {"decision": str(Decision.Kind(kind).label).lower()}
    elif source == "offer":
        what = gettext("%(organisation)s accepts or declines") % {"organisation": who}
    elif source == "task":
        task = typology.term("task_kind", kind).label.lower()
        what = gettext("%(organisation)s has the task: %(task)s") % {"organisation": who, "task": task}
    else:
        what = gettext("Your request for access")
    url = reverse(_RECORD_PAGE[subject], args=[reference]) if subject else reverse("access_requests")
    return Waiting(what, reference, since, due_at, url)


def _children(actor: Actor) -> QuerySet[Child]:
    return Child.objects.filter(owner_id=actor.organisation_pk)


def _open_reports(actor: Actor) -> QuerySet[Report]:
    return Report.objects.filter(owner_id=actor.organisation_pk).exclude(state=Report.State.CLOSED)


def _open_cases(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(owner_id=actor.organisation_pk, state=Case.State.OPEN)


Counting = Callable[[Actor, datetime], QuerySet[Any]]
# By name: its label, of what it is a part, where it leads, and the rows that it counts.
_COUNTED: Mapping[str, tuple[str, str, tuple[str, str], Counting, str]] = {
    "my_children_at_risk": (
        gettext_noop("Children at risk now whose record you handle"),
        "",
        ("children", "?whose=mine&safety=at_risk"),
        lambda actor, now: _children(actor).filter(handler_id=actor.user_pk, safety=Child.Safety.AT_RISK),
        "",
    ),
    "my_children": (
        gettext_noop("Children whose record you handle"),
        "",
        ("children", "?whose=mine"),
        lambda actor, now: _children(actor).filter(handler_id=actor.user_pk),
        "",
    ),
    "my_cases": (
        gettext_noop("Open cases that you handle"),
        "",
        ("cases", "?whose=mine&state=open"),
        lambda actor, now: _open_cases(actor).filter(handler_id=actor.user_pk),
        "",
    ),
    "my_reports": (
        gettext_noop("Open reports that you handle"),
        "",
        ("work_list", "?whose=mine"),
        lambda actor, now: _open_reports(actor).filter(handler_id=actor.user_pk),
        "",
    ),
    "children_at_risk": (
        gettext_noop("Children at risk now"),
        gettext_noop("whom your organisation answers for"),
        ("children", "?safety=at_risk"),
        lambda actor, now: _children(actor).filter(safety=Child.Safety.AT_RISK),
        "",
    ),
    "children_unhandled": (
        gettext_noop("Children whose record nobody handles"),
        gettext_noop("whom your organisation answers for"),
        ("children", ""),
        lambda actor, now: _children(actor).filter(handler=None),
        "",
    ),
    "urgent": (
        gettext_noop("Specific concerns that nobody has accepted"),
        "",
        ("work_list", ""),
        lambda actor, now: _open_reports(actor).filter(is_urgent=True),
        "",
    ),
    "unseen": (
        gettext_noop("Reports that nobody has looked at"),
        "",
        ("work_list", ""),
        lambda actor, now: _open_reports(actor).filter(state=Report.State.RECEIVED),
        "",
    ),
    "unassigned": (
        gettext_noop("Open reports that nobody handles"),
        "",
        ("work_list", "?whose=unassigned"),
        lambda actor, now: _open_reports(actor).filter(handler=None),
        "",
    ),
    "overdue": (
        gettext_noop("Open reports with a promise overdue"),
        "",
        ("work_list", "?due=overdue"),
        lambda actor, now: _open_reports(actor).filter(next_due_at__lte=now),
        "",
    ),
    "offered": (
        gettext_noop("Offered to us"),
        "",
        ("hand_overs", ""),
        lambda actor, now: HandOver.objects.filter(receiver_id=actor.organisation_pk, state=HandOver.State.OFFERED),
        gettext_noop("Somebody has to accept or decline."),
    ),
    "unreviewed": (
        gettext_noop("Decisions waiting for a second person"),
        "",
        ("decisions", "?state=proposed"),
        lambda actor, now: Decision.objects.filter(
            organisation_id=actor.organisation_pk, state=Decision.State.PROPOSED
        ),
        gettext_noop("They take effect only then."),
    ),
    "alerts": (
        gettext_noop("Alerts that nobody has taken"),
        "",
        ("alerts", "?state=new"),
        lambda actor, now: new_alerts(actor),
        gettext_noop("The same in two services: somebody telephones."),
    ),
    "disputed": (
        gettext_noop("Entries of your organisation that others dispute"),
        "",
        ("register_review", ""),
        lambda actor, now: disputed_of(actor, timezone.localdate(now)),
        "",
    ),
    "our_tasks": (
        gettext_noop("Open tasks of your organisation"),
        "",
        ("tasks", "?whose=ours"),
        lambda actor, now: Task.objects.filter(organisation_id=actor.organisation_pk, state=Task.State.OPEN),
        "",
    ),
    "tasks_unassigned": (
        gettext_noop("Open tasks that nobody has by name"),
        "",
        ("tasks", "?whose=ours"),
        lambda actor, now: Task.objects.filter(
            organisation_id=actor.organisation_pk, state=Task.State.OPEN, assignee=None
        ),
        "",
    ),
}
_WORKS = ("my_children_at_risk", "my_children", "my_cases", "my_reports")
_FIGURES: Mapping[Role, tuple[str, ...]] = {
    Role.INTAKE_OFFICER: ("urgent", "unseen", "unassigned", "overdue", "alerts", "offered"),
    Role.INVESTIGATOR: (*_WORKS, "alerts", "offered"),
    Role.ANALYST: (*_WORKS, "disputed"),
    Role.EXAMINER: (*_WORKS, "disputed"),
    Role.MANAGER: (
        "children_at_risk",
        "children_unhandled",
        "urgent",
        "overdue",
        "unassigned",
        "alerts",
        "unreviewed",
        "tasks_unassigned",
    ),
    Role.AUDITOR: ("children_at_risk", "children_unhandled", "overdue", "unreviewed"),
    Role.PARTNER: ("our_tasks",),
}
