"""The welfare step of a suspect: each part is done, or left out with words by a named person; none is skipped [¶ 13.5.6–13.5.11]."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.partial_date import PartialDate
from tutela.decisions.models import Decision
from tutela.plans.models import Plan, WelfareStep
from tutela.plans.models.welfare import Part
from tutela.plans.services.locks import fresh_plan, must_have_words
from tutela.plans.services.make import back_to_draft
from tutela.plans.services.tasks import WELFARE_STEP, call_off_task, finish_own_task
from tutela.tasks.services.give import give_task


@transaction.atomic
def assess_risk(
    step: WelfareStep,
    *,
    outcome: str,
    by: str,
    on: PartialDate | None,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> WelfareStep:
    """Record what a named person concluded of the risk of suicide: an outcome of ``welfare_risk_outcome``, never a score.

    Raises BadInput for an unknown outcome (*not yet known* is none), without a name or a day, and for *other* without words.
    """
    plan, fresh = _step(step, actor, version)
    typology.term("welfare_risk_outcome", outcome)
    if outcome == typology.NOT_YET_KNOWN:
        raise BadInput(
            gettext("An assessment that is done has an outcome."),
            where=where(field="outcome"),
            mend=gettext("Record it once it is done."),
        )
    if outcome == typology.OTHER:
        must_have_words(words, what=gettext("Say in words which outcome."))
    by = must_have_words(by, what=gettext("Who assessed it?"), field="by")
    _must_have_a_day(on)
    name_the_verb("case.assess_welfare")
    said = {
        "risk_outcome": outcome,
        "assessed_by": by,
        "assessed_on": on,
        "assessment_words": words.strip(),
        "assessment_left_out": None,
    }
    _write(plan, fresh, said)
    record("case.assess_welfare", actor=actor, now=now, subject=plan.case, plan=plan.pk, step=fresh.pk)
    return fresh


@transaction.atomic
def give_information(
    step: WelfareStep,
    *,
    information: Sequence[str],
    by: str,
    on: PartialDate | None,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> WelfareStep:
    """Record what a suspect was told for their welfare (codes of ``welfare_information``), by whom and when.

    Raises BadInput where nothing is chosen, without a name or a day, and for *other* without words.
    """
    plan, fresh = _step(step, actor, version)
    for code in information:
        typology.term("welfare_information", code)
    if not information or typology.NOT_YET_KNOWN in information:
        raise BadInput(
            gettext("What was the person told?"),
            where=where(field="information"),
            mend=gettext("Choose at least one thing."),
        )
    if typology.OTHER in information:
        must_have_words(words, what=gettext("Say in words what else."))
    by = must_have_words(by, what=gettext("Who told the person?"), field="by")
    _must_have_a_day(on)
    name_the_verb("case.inform_suspect")
    said = {
        "information": sorted(set(information)),
        "informed_by": by,
        "informed_on": on,
        "information_words": words.strip(),
        "information_left_out": None,
    }
    _write(plan, fresh, said)
    record("case.inform_suspect", actor=actor, now=now, subject=plan.case, plan=plan.pk, step=fresh.pk)
    return fresh


@transaction.atomic
def arrange_contact(
    step: WelfareStep,
    *,
    by: str,
    due_at: datetime,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> WelfareStep:
    """Say who is in contact with the suspect afterwards, and when it is due: it becomes a task of the plan's lead.

    What was arranged before is called off. Raises BadInput without a name or for a moment that is past; RuleBroken where the
    contact was made already.
    """
    plan, fresh = _step(step, actor, version)
    if fresh.contact_done_at is not None:
        raise RuleBroken(gettext("The contact was made already."), mend=gettext("Add a further step to the plan."))
    by = must_have_words(by, what=gettext("Who is in contact?"), field="by")
    if due_at <= now:
        raise BadInput(
            gettext("That is past."), where=where(field="due_at"), mend=gettext("Choose a moment that lies ahead.")
        )
    name_the_verb("case.arrange_contact")
    call_off_task(fresh.contact_task_id, words="The contact was arranged anew.", actor=actor, now=now)
    with translation.override("en"):  # what is kept is in English, whoever writes it
        after = plan.get_kind_display().lower()
    task = give_task(
        plan.case,
        what=f"Welfare of a suspect: contact after the {after} (plan {plan.pk})",
        kind="welfare",
        due_at=due_at,
        assignee=plan.lead,
        origin_kind=WELFARE_STEP,
        origin_id=fresh.pk,
        actor=actor,
        now=now,
    )
    name_the_verb("case.arrange_contact")
    said = {
        "contact_by": by,
        "contact_due_at": due_at,
        "contact_task_id": task.pk,
        "contact_words": words.strip(),
        "contact_left_out": None,
    }
    _write(plan, fresh, said)
    record("case.arrange_contact", actor=actor, now=now, subject=plan.case, plan=plan.pk, step=fresh.pk, due=due_at)
    return fresh


@transaction.atomic
def contact_was_made(
    step: WelfareStep, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> WelfareStep:
    """Say that the contact afterwards was made; the task is finished with it, where it is this organisation's.

    Nothing of the plan changes by it, and a closed case does not hinder it. Raises RuleBroken where no contact was arranged,
    or it was made already; BadInput without words.
    """
    plan, fresh = _step(step, actor, version, closed_too=True)
    if fresh.contact_due_at is None:
        raise RuleBroken(gettext("No contact was arranged."), mend=gettext("Arrange it, or leave it out with words."))
    if fresh.contact_done_at is not None:
        raise RuleBroken(gettext("The contact was made already."), mend=gettext("Nothing has to be done."))
    words = must_have_words(words, what=gettext("Say in a few words what came of it."))
    name_the_verb("case.contact_made")
    finish_own_task(fresh.contact_task_id, words=words, actor=actor, now=now)
    name_the_verb("case.contact_made")
    fresh.contact_done_at, fresh.contact_words = now, words
    fresh.save(update_fields=["contact_done_at", "contact_words"])
    record("case.contact_made", actor=actor, now=now, subject=plan.case, plan=plan.pk, step=fresh.pk)
    return fresh


@transaction.atomic
def leave_out(
    step: WelfareStep,
    part: str,
    *,
    grounds: str,
    words: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Decision:
    """Leave out one part of a welfare step: a decision in the actor's own name, with coded grounds and words.

    Raises BadInput without grounds or words; RuleBroken where the part is done, or left out already.
    """
    plan, fresh = _step(step, actor, version)
    if part not in Part.values:
        raise NotFound(gettext("There is no such part of a welfare step."), mend=gettext("Open it from the plan."))
    if not grounds:
        raise BadInput(
            gettext("Leaving it out needs its grounds."), where=where(field="grounds"), mend=gettext("Choose why.")
        )
    typology.term("no_welfare_step_grounds", grounds)
    words = must_have_words(words, what=gettext("A welfare step is not skipped without words."))
    if fresh.is_done(part) or fresh.is_left_out(part):
        raise RuleBroken(
            gettext("This part is done, arranged or left out already."), mend=gettext("Nothing has to be left out.")
        )
    name_the_verb("case.leave_out_welfare")
    with translation.override("en"):
        part_in_words = Part(part).label.lower()
    decision = Decision.objects.create(
        subject_kind="case",
        subject_id=plan.case_id,
        subject_reference=plan.case.reference,
        organisation_id=plan.case.owner_id,
        kind=Decision.Kind.NO_WELFARE_STEP,
        state=Decision.State.TAKEN,
        grounds=grounds,
        words=f"Plan {plan.pk}, {part_in_words}: {words}"[:500],
        made_by_id=actor.user_pk,
        made_at=now,
    )
    _write(plan, fresh, {f"{part}_left_out": decision})
    record(
        "case.leave_out_welfare",
        actor=actor,
        now=now,
        subject=plan.case,
        plan=plan.pk,
        step=fresh.pk,
        part=part,
        grounds=grounds,
    )
    return decision


def _step(
    step: WelfareStep, actor: Actor, version: int | None, *, closed_too: bool = False
) -> tuple[Plan, WelfareStep]:
    """The plan and the step behind the lock of the case. A plan that was called off needs none of it any more."""
    plan = fresh_plan(step.plan, actor, version=version, closed_too=closed_too)
    if plan.state == Plan.State.CALLED_OFF:
        raise RuleBroken(gettext("This plan was called off."), mend=gettext("Make a further plan."))
    fresh = WelfareStep.objects.filter(pk=step.pk, plan=plan, removed_at=None).first()
    if fresh is None:
        raise RuleBroken(
            gettext("The plan no longer concerns this person."), mend=gettext("Look at whom it concerns now.")
        )
    return plan, fresh


def _write(plan: Plan, step: WelfareStep, said: dict[str, Any]) -> None:
    """What is said of the step. An open plan counts it as a change; one that was carried out is added to."""
    if plan.is_open:
        back_to_draft(plan)
        plan.save(update_fields=["state", "version"])
    for name, value in said.items():
        setattr(step, name, value)
    step.save(update_fields=list(said))


def _must_have_a_day(on: PartialDate | None) -> None:
    if on is None:
        raise BadInput(
            gettext("When was that?"), where=where(field="on"), mend=gettext("Give as much of the date as is known.")
        )
