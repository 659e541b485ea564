"""A plan becomes ready, is carried out or called off; afterwards, what came of it and what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.plans.models import FollowingStep, Plan, PlanChild, Seizure, WelfareStep
from tutela.plans.models.plan import MOST_OF_A_KIND
from tutela.plans.models.welfare import Part
from tutela.plans.services.locks import fresh_plan, must_have_words, open_plan
from tutela.plans.services.make import NewSeizure
from tutela.plans.services.tasks import PLAN, call_off_task
from tutela.tasks.services.give import give_task


@dataclass(frozen=True)
class NewFollowing:
    """A step that follows, by when, and who of the organisation does it."""

    what: str
    due_at: datetime | None = None
    assignee: User | None = None


@transaction.atomic
def say_ready(plan: Plan, *, version: int | None = None, actor: Actor, now: datetime) -> Plan:
    """The plan is ready. Raises RuleBroken while a welfare step is neither done nor left out with words [¶ 13.5.6–13.5.11], or
    while nobody is named who looks after the children there; StaleRecord.
    """
    fresh = open_plan(plan, actor, version=version)
    if fresh.state == Plan.State.READY:
        raise RuleBroken(gettext("This plan is ready already."), mend=gettext("Nothing has to be done."))
    _must_be_complete(fresh)
    name_the_verb("case.plan_ready")
    fresh.state = Plan.State.READY
    fresh.version += 1
    fresh.save(update_fields=["state", "version"])
    record("case.plan_ready", actor=actor, now=now, subject=fresh.case, plan=fresh.pk)
    return fresh


@transaction.atomic
def call_off(plan: Plan, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Plan:
    """The plan is not carried out, with words; contacts that were to follow are called off with it. Raises as above."""
    fresh = open_plan(plan, actor, version=version)
    words = must_have_words(words, what=gettext("Say why it is called off."))
    name_the_verb("case.call_off_plan")
    for task_id in _steps(fresh).exclude(contact_task_id=None).values_list("contact_task_id", flat=True):
        call_off_task(task_id, words="The plan was called off.", actor=actor, now=now)
    name_the_verb("case.call_off_plan")
    fresh.state, fresh.state_words = Plan.State.CALLED_OFF, words
    fresh.version += 1
    fresh.save(update_fields=["state", "state_words", "version"])
    record("case.call_off_plan", actor=actor, now=now, subject=fresh.case, plan=fresh.pk)
    return fresh


@transaction.atomic
def carry_out(
    plan: Plan,
    *,
    outcome: str,
    words: str = "",
    seized: Mapping[int, int] | None = None,
    also_seized: Sequence[NewSeizure] = (),
    following: Sequence[NewFollowing] = (),
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Plan:
    """What came of a plan that was ready: outcome, how many of each thing were seized (``seized`` by row), and what follows.

    Each step that follows is a task. Raises RuleBroken where it is not ready; BadInput for an unknown outcome, *other* or *in
    part* without words, or a number that is none; StaleRecord.
    """
    fresh = open_plan(plan, actor, version=version)
    if fresh.state != Plan.State.READY:
        raise RuleBroken(
            gettext("A plan is ready before it is carried out."),
            mend=gettext("Do or leave out what is missing, and say that it is ready."),
        )
    _must_be_complete(fresh)
    typology.term("plan_outcome", outcome)
    if outcome == typology.NOT_YET_KNOWN:
        raise BadInput(
            gettext("What came of it?"), where=where(field="outcome"), mend=gettext("Record it once that is known.")
        )
    if outcome != "as_planned":
        words = must_have_words(words, what=gettext("Say in a few words how it went."))
    for one in also_seized:
        typology.term("seized_kind", one.kind)
        if one.kind == typology.OTHER:
            must_have_words(one.kind_words, what=gettext("Say in words which other one."), field="also_seized")
    numbers = dict(seized or {})
    for number in [*numbers.values(), *(one.planned or 0 for one in also_seized)]:
        if not 0 <= number <= MOST_OF_A_KIND:
            raise BadInput(gettext("That is no number of things."), mend=gettext("Count each kind by itself."))
    _must_say_what_follows(following, now)
    name_the_verb("case.carry_out_plan")
    for row in Seizure.objects.filter(plan=fresh, removed_at=None, pk__in=numbers):
        row.seized = numbers[row.pk]
        row.save(update_fields=["seized"])
    Seizure.objects.bulk_create(
        Seizure(
            plan=fresh,
            kind=one.kind,
            kind_words=one.kind_words.strip() if one.kind == typology.OTHER else "",
            planned=0,
            seized=one.planned,
            added_at=now,
        )
        for one in also_seized
    )
    fresh.state, fresh.outcome, fresh.outcome_words, fresh.carried_out_at = (
        Plan.State.CARRIED_OUT,
        outcome,
        words.strip(),
        now,
    )
    fresh.version += 1
    fresh.save(update_fields=["state", "outcome", "outcome_words", "carried_out_at", "version"])
    for new in following:
        _follow(fresh, new, actor, now)
    record("case.carry_out_plan", actor=actor, now=now, subject=fresh.case, plan=fresh.pk, outcome=outcome)
    return fresh


@transaction.atomic
def add_following(plan: Plan, new: NewFollowing, *, actor: Actor, now: datetime) -> FollowingStep:
    """A further step that follows from a plan that was carried out. Raises RuleBroken for one that was not."""
    fresh = fresh_plan(plan, actor)
    if fresh.state != Plan.State.CARRIED_OUT:
        raise RuleBroken(
            gettext("Nothing follows from a plan before it is carried out."), mend=gettext("Say first what came of it.")
        )
    _must_say_what_follows([new], now)
    name_the_verb("case.follow_plan")
    step = _follow(fresh, new, actor, now)
    record("case.follow_plan", actor=actor, now=now, subject=fresh.case, plan=fresh.pk)
    return step


def _must_say_what_follows(following: Sequence[NewFollowing], now: datetime) -> None:
    for one in following:
        must_have_words(one.what, what=gettext("What follows?"), field="what")
        if one.due_at is not None and one.due_at <= now:
            raise BadInput(
                gettext("That is past."), where=where(field="due_at"), mend=gettext("Choose a moment that lies ahead.")
            )


def _follow(plan: Plan, new: NewFollowing, actor: Actor, now: datetime) -> FollowingStep:
    step = FollowingStep.objects.create(
        plan=plan, what=new.what.strip(), due_at=new.due_at, added_at=now, added_by_id=actor.user_id
    )
    task = give_task(
        plan.case,
        what=step.what,
        due_at=new.due_at,
        assignee=new.assignee,
        origin_kind=PLAN,
        origin_id=plan.pk,
        actor=actor,
        now=now,
    )
    step.task_id = task.pk
    step.save(update_fields=["task_id"])
    return step


def _steps(plan: Plan) -> QuerySet[WelfareStep]:
    return WelfareStep.objects.filter(plan=plan, removed_at=None)


def _must_be_complete(plan: Plan) -> None:
    """The same as the database holds, in words for whoever says that a plan is ready."""
    missing = {part for step in _steps(plan) for part in step.missing}
    if missing:
        parts = ", ".join(part.label.lower() for part in Part if part in missing)
        raise RuleBroken(
            gettext("A suspect's welfare step is neither done nor left out: {parts}.").format(parts=parts),
            mend=gettext("Do it, or leave it out with words, in your own name."),
        )
    there = plan.other_children != Plan.OtherChildren.NONE
    if not plan.children_with and (there or PlanChild.objects.filter(plan=plan, removed_at=None).exists()):
        raise RuleBroken(
            gettext("Children are there, or may be, and nobody is named who looks after them."),
            mend=gettext("Change the plan: name who does, or say that no children are there."),
        )
