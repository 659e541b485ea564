"""Make a plan on a case, and change it: a change of a ready plan puts it back to draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, Person
from tutela.children.models import Child
from tutela.core.errors import BadInput, where
from tutela.core.partial_date import PartialDate
from tutela.organisations.models import Organisation
from tutela.plans.models import Plan, PlanChild, PlanPart, Seizure, WelfareStep
from tutela.plans.models.plan import MOST_OF_A_KIND
from tutela.plans.services.locks import (
    PLANNERS,
    must_be_a_colleague,
    must_be_children_of,
    must_be_suspects_of,
    must_have_its_day,
    open_plan,
    writable_case,
)
from tutela.plans.services.tasks import call_off_task


@dataclass(frozen=True)
class NewPart:
    """Who takes part, and what they do there."""

    part: str
    organisation: Organisation | None = None
    words: str = ""
    part_words: str = ""


@dataclass(frozen=True)
class NewSeizure:
    """What is to be seized, and how many; no number where that is not yet known."""

    kind: str
    planned: int | None = None
    kind_words: str = ""


@dataclass(frozen=True)
class PlanDetails:
    """What a plan says, but for what its kind and state are."""

    suspects: Sequence[Person]
    children: Sequence[Child] = ()
    on: PartialDate | None = None
    at: time | None = None
    time_zone: str = ""
    place: str = ""
    lead: User | None = None
    interpreter: str = Plan.Interpreter.NOT_YET_KNOWN
    language: str = ""
    interpreter_by: str = ""
    other_children: str = Plan.OtherChildren.NOT_YET_KNOWN
    other_children_number: int | None = None
    children_with: str = ""
    parts: Sequence[NewPart] = ()
    seizures: Sequence[NewSeizure] = ()
    # Of what a plan says already: the rows that go on being so.
    kept_parts: Sequence[int] = field(default=())
    kept_seizures: Sequence[int] = field(default=())


_PLAIN = (
    "on",
    "at",
    "place",
    "lead",
    "interpreter",
    "language",
    "interpreter_by",
    "other_children",
    "other_children_number",
    "children_with",
)


@transaction.atomic
def make_plan(case: Case, *, kind: str, details: PlanDetails, actor: Actor, now: datetime) -> Plan:
    """A draft of a plan on an open case; each suspect whom it concerns gets a welfare step to be done [¶ 13.5.6–13.5.11].

    Raises BadInput for what does not belong to the case or the vocabulary; RuleBroken when the case is closed or not the actor's.
    """
    case = writable_case(case, actor, PLANNERS)
    if kind not in Plan.Kind.values:
        raise BadInput(
            gettext("There is no such kind of plan."),
            where=where(field="kind"),
            mend=gettext("Choose what is planned."),
        )
    _must_fit(case, details, now)
    name_the_verb("case.make_plan")
    plan = Plan(case=case, kind=kind, created_at=now, created_by_id=actor.user_id)
    _say(plan, details)
    plan.save(force_insert=True)
    _write_rows(plan, details, now)
    record("case.make_plan", actor=actor, now=now, subject=case, plan=plan.pk, kind=kind)
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, details: PlanDetails, version: int | None = None, actor: Actor, now: datetime) -> Plan:
    """Change what an open plan says. A ready one is a draft again: who said that it was ready said so of what it said then.

    A suspect who no longer is in it takes their welfare step with them; what is taken out stays in the history.
    Raises as ``make_plan`` does; StaleRecord when somebody changed it since; RuleBroken when it is over.
    """
    fresh = open_plan(plan, actor, version=version)
    _must_fit(fresh.case, details, now)
    name_the_verb("case.change_plan")
    was_ready = back_to_draft(fresh)
    _say(fresh, details)
    fresh.save(update_fields=[*_PLAIN, "time_zone", "version", "state"])
    _end_rows(fresh, details, actor, now)
    _write_rows(fresh, details, now)
    record("case.change_plan", actor=actor, now=now, subject=fresh.case, plan=fresh.pk, was_ready=was_ready)
    return fresh


def back_to_draft(plan: Plan) -> bool:
    """The plan counts one change more, and is a draft; True where it was ready. Whoever calls it saves ``state`` and ``version``."""
    was_ready = plan.state == Plan.State.READY
    plan.state = Plan.State.DRAFT
    plan.version += 1
    return was_ready


def _must_fit(case: Case, details: PlanDetails, now: datetime) -> None:
    must_have_its_day(details.on, details.at)
    must_be_suspects_of(case, details.suspects)
    must_be_children_of(case, details.children)
    must_be_a_colleague(case, details.lead, now)
    for given, allowed, name in (
        (details.interpreter, Plan.Interpreter.values, "interpreter"),
        (details.other_children, Plan.OtherChildren.values, "other_children"),
    ):
        if given not in allowed:
            raise BadInput(
                gettext("That is none of the choices."), where=where(field=name), mend=gettext("Choose one of them.")
            )
    counted = details.other_children == Plan.OtherChildren.NUMBER
    if counted != bool(details.other_children_number):
        raise BadInput(
            gettext("How many other children are there?"),
            where=where(field="other_children_number"),
            mend=gettext("Give their number, or say that there are none or that it is not yet known."),
        )
    if details.interpreter == Plan.Interpreter.YES and not details.language.strip():
        raise BadInput(
            gettext("Which language?"), where=where(field="language"), mend=gettext("Name it, or write not yet known.")
        )
    for part in details.parts:
        typology.term("plan_part", part.part)
        if part.organisation is None and not part.words.strip():
            raise BadInput(
                gettext("Who takes part?"),
                where=where(field="parts"),
                mend=gettext("Choose a body, or say who in words."),
            )
        _other_has_words(part.part, part.part_words, "parts")
    for seizure in details.seizures:
        typology.term("seized_kind", seizure.kind)
        _other_has_words(seizure.kind, seizure.kind_words, "seizures")
        if seizure.planned is not None and not 0 < seizure.planned <= MOST_OF_A_KIND:
            raise BadInput(
                gettext("That is no number of things."),
                where=where(field="seizures"),
                mend=gettext("Leave it empty where it is not yet known."),
            )


def _other_has_words(code: str, words: str, name: str) -> None:
    if code == typology.OTHER and not words.strip():
        raise BadInput(
            gettext("Say in words which other one."), where=where(field=name), mend=gettext("A few words are enough.")
        )


def _say(plan: Plan, details: PlanDetails) -> None:
    for name in _PLAIN:
        given = getattr(details, name)
        setattr(plan, name, given.strip() if isinstance(given, str) else given)
    plan.time_zone = (details.time_zone or plan.case.owner.time_zone) if details.at is not None else ""


def _end_rows(plan: Plan, details: PlanDetails, actor: Actor, now: datetime) -> None:
    """What the plan no longer says ends now."""
    present = {"plan": plan, "removed_at": None}
    PlanPart.objects.filter(**present).exclude(pk__in=details.kept_parts).update(removed_at=now)
    Seizure.objects.filter(**present).exclude(pk__in=details.kept_seizures).update(removed_at=now)
    PlanChild.objects.filter(**present).exclude(child__in=_keys(details.children)).update(removed_at=now)
    for step in WelfareStep.objects.filter(**present).exclude(person__in=_keys(details.suspects)):
        step.removed_at = now
        step.save(update_fields=["removed_at"])
        call_off_task(step.contact_task_id, words="The plan no longer concerns this person.", actor=actor, now=now)


def _write_rows(plan: Plan, details: PlanDetails, now: datetime) -> None:
    """What the plan says newly begins now."""
    PlanPart.objects.bulk_create(
        PlanPart(
            plan=plan,
            organisation=one.organisation,
            words=one.words.strip(),
            part=one.part,
            part_words=one.part_words.strip() if one.part == typology.OTHER else "",
            added_at=now,
        )
        for one in details.parts
    )
    Seizure.objects.bulk_create(
        Seizure(
            plan=plan,
            kind=one.kind,
            kind_words=one.kind_words.strip() if one.kind == typology.OTHER else "",
            planned=one.planned,
            added_at=now,
        )
        for one in details.seizures
    )
    there = set(PlanChild.objects.filter(plan=plan, removed_at=None).values_list("child", flat=True))
    PlanChild.objects.bulk_create(
        PlanChild(plan=plan, child=one, added_at=now) for one in details.children if one.pk not in there
    )
    concerned = set(WelfareStep.objects.filter(plan=plan, removed_at=None).values_list("person", flat=True))
    WelfareStep.objects.bulk_create(
        WelfareStep(plan=plan, case=plan.case, person=one, added_at=now)
        for one in details.suspects
        if one.pk not in concerned
    )


def _keys(rows: Iterable[Person] | Iterable[Child]) -> list[int]:
    return [one.pk for one in rows]
