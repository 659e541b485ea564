"""What every verb here begins with: the role, the case locked, and the plan or meeting as it is at this moment."""

from collections.abc import Iterable
from datetime import datetime, time

from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Role, User
from tutela.accounts.queries import colleagues
from tutela.cases.models import Case, Person
from tutela.children.models import Child
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.partial_date import PartialDate
from tutela.core.versions import must_be_as_shown
from tutela.ownership.access import locked
from tutela.plans.models import Meeting, Plan

PLANNERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.MANAGER)
MEETERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


def writable_case(case: Case, actor: Actor, roles: Iterable[str], *, closed_too: bool = False) -> Case:
    """The case, locked: every verb on what belongs to it waits here for the one before. Raises NotAllowed and RuleBroken."""
    actor.must_hold(*roles)
    fresh: Case = locked(case)
    if fresh.state != Case.State.OPEN and not closed_too:
        raise RuleBroken(
            gettext("{record} is closed.").format(record=fresh.reference),
            mend=gettext("Reopen it first, with the reason."),
        )
    return fresh


def fresh_plan(plan: Plan, actor: Actor, *, version: int | None = None, closed_too: bool = False) -> Plan:
    """The plan as it is now, behind the lock of its case. Raises StaleRecord where another version was shown."""
    case = writable_case(plan.case, actor, PLANNERS, closed_too=closed_too)
    fresh = Plan.objects.select_related("lead").filter(pk=plan.pk, case=case).first()
    if fresh is None:
        raise NotFound(gettext("There is no such plan that you may see."), mend=gettext("Open it from its case."))
    fresh.case = case
    must_be_as_shown(fresh, version)
    return fresh


def open_plan(plan: Plan, actor: Actor, *, version: int | None = None) -> Plan:
    """The same, of a plan that is still to be carried out. Raises RuleBroken for one that is over."""
    fresh = fresh_plan(plan, actor, version=version)
    if not fresh.is_open:
        raise RuleBroken(
            gettext("This plan is over: {state}.").format(state=fresh.get_state_display().lower()),
            mend=gettext("Make a further plan."),
        )
    return fresh


def fresh_meeting(meeting: Meeting, actor: Actor, *, version: int | None = None) -> Meeting:
    """The meeting as it is now, behind the lock of its case. Raises StaleRecord, and RuleBroken for one that was called off."""
    case = writable_case(meeting.case, actor, MEETERS)
    fresh = Meeting.objects.filter(pk=meeting.pk, case=case).first()
    if fresh is None:
        raise NotFound(gettext("There is no such meeting that you may see."), mend=gettext("Open it from its case."))
    fresh.case = case
    must_be_as_shown(fresh, version)
    if fresh.state == Meeting.State.CALLED_OFF:
        raise RuleBroken(gettext("This meeting was called off."), mend=gettext("Plan another one."))
    return fresh


def must_have_its_day(on: PartialDate | None, at: time | None) -> None:
    """Refuse an hour without its whole day: which day it is the hour of, nobody may guess. Raises BadInput."""
    if at is not None and (on is None or on.day is None):
        raise BadInput(
            gettext("An hour needs its day."), where=where(field="at"), mend=gettext("Give the whole date, or no hour.")
        )


def must_be_suspects_of(case: Case, people: Iterable[Person]) -> None:
    """Refuse whoever is no suspect of the case. Raises BadInput."""
    wanted = {one.pk for one in people}
    known = Person.objects.filter(case=case, capacity=Person.Capacity.SUSPECT, removed_at=None, pk__in=wanted)
    if not wanted or known.count() != len(wanted):
        raise BadInput(
            gettext("A plan concerns one or more suspects of its case."),
            where=where(field="suspects"),
            mend=gettext("Choose among the suspects of the case; enter a further one there first."),
        )


def must_be_children_of(case: Case, children: Iterable[Child]) -> None:
    """Refuse a child who is not in the case, or whose record the actor does not see. Raises BadInput."""
    wanted = {one.pk for one in children}
    known = Child.objects.filter(cases_of_child__case=case, cases_of_child__removed_at=None, pk__in=wanted)
    if known.count() != len(wanted):
        raise BadInput(
            gettext("That child is not in the case."),
            where=where(field="children"),
            mend=gettext("Put the child in the case first."),
        )


def must_be_a_colleague(case: Case, user: User | None, now: datetime) -> None:
    """Refuse a lead who does not work on records of the organisation that answers for the case. Raises BadInput."""
    if user is not None and not colleagues(case.owner_id, list(WRITES_RECORDS), now=now).filter(pk=user.pk).exists():
        raise BadInput(
            gettext("The lead works for the organisation that answers for the case."),
            where=where(field="lead"),
            mend=gettext("Choose a colleague."),
        )


def must_have_words(words: str, *, what: str, field: str = "words") -> str:
    """The words, cleaned; BadInput where there are none."""
    if not words.strip():
        raise BadInput(what, where=where(field=field), mend=gettext("A few words are enough."))
    return words.strip()
