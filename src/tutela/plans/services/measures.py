"""Special measures for a child as a witness: asked for, decided, or not needed with who and why [¶ 13.3.1–13.3.2]."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.partial_date import PartialDate
from tutela.core.versions import must_be_as_shown
from tutela.plans.models import MeasureNotNeeded, SpecialMeasure
from tutela.plans.services.locks import PLANNERS, must_be_children_of, must_have_words, writable_case
from tutela.plans.services.tasks import MEASURE
from tutela.tasks.models import Task
from tutela.tasks.services.give import give_task


@transaction.atomic
def ask_for_measure(
    case: Case,
    child: Child,
    *,
    measure: str,
    asked_by: str,
    asked_on: PartialDate | None = None,
    asked_of: str = "",
    measure_words: str = "",
    actor: Actor,
    now: datetime,
) -> SpecialMeasure:
    """A special measure was asked for, for a child of an open case. A decision that none is needed ends with it.

    Raises BadInput for an unknown measure, *other* without words, or a child who is not in the case; RuleBroken.
    """
    case = writable_case(case, actor, PLANNERS)
    must_be_children_of(case, [child])
    typology.term("special_measure", measure)
    if measure == typology.OTHER:
        must_have_words(measure_words, what=gettext("Say in words which measure."), field="measure_words")
    asked_by = must_have_words(asked_by, what=gettext("Who asked for it?"), field="asked_by")
    name_the_verb("case.ask_measure")
    made = SpecialMeasure.objects.create(
        case=case,
        child=child,
        measure=measure,
        measure_words=measure_words.strip() if measure == typology.OTHER else "",
        asked_on=asked_on,  # type: ignore[misc]  # a partial date, which the field's base class does not know
        asked_by=asked_by,
        asked_of=asked_of.strip(),
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    MeasureNotNeeded.objects.filter(case=case, child=child, ended_at=None).update(ended_at=now)
    record("case.ask_measure", actor=actor, now=now, subject=case, child=child.reference, measure=measure)
    return made


@transaction.atomic
def decide_measure(
    measure: SpecialMeasure,
    *,
    decided: str,
    on: PartialDate | None = None,
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> SpecialMeasure:
    """What the court or the prosecutor decided of it; what was said before stays in the history.

    Raises BadInput for what is no such decision, or a refusal without words; StaleRecord.
    """
    fresh = _fresh(measure, actor, version)
    if decided not in SpecialMeasure.Decided.values:
        raise BadInput(
            gettext("What was decided?"), where=where(field="decided"), mend=gettext("Choose one of the answers.")
        )
    if decided in (SpecialMeasure.Decided.REFUSED, SpecialMeasure.Decided.WITHDRAWN):
        words = must_have_words(words, what=gettext("Say why."))
    name_the_verb("case.decide_measure")
    fresh.decided, fresh.decided_on, fresh.decided_words = decided, on, words.strip()
    fresh.version += 1
    fresh.save(update_fields=["decided", "decided_on", "decided_words", "version"])
    record("case.decide_measure", actor=actor, now=now, subject=fresh.case, measure=fresh.pk, decided=decided)
    return fresh


@transaction.atomic
def need_no_measure(case: Case, child: Child, *, words: str, actor: Actor, now: datetime) -> MeasureNotNeeded:
    """Decide, in one's own name and with the reason, that a child needs no special measure in a case.

    Raises BadInput without words; RuleBroken where it is decided already, or a measure was asked for that is not withdrawn.
    """
    case = writable_case(case, actor, PLANNERS)
    must_be_children_of(case, [child])
    words = must_have_words(words, what=gettext("Say why none is needed."))
    if MeasureNotNeeded.objects.filter(case=case, child=child, ended_at=None).exists():
        raise RuleBroken(gettext("This is decided already."), mend=gettext("Nothing has to be done."))
    asked = SpecialMeasure.objects.filter(case=case, child=child).exclude(decided=SpecialMeasure.Decided.WITHDRAWN)
    if asked.exists():
        raise RuleBroken(gettext("A measure was asked for."), mend=gettext("Withdraw it first, with words."))
    name_the_verb("case.no_measure")
    made = MeasureNotNeeded.objects.create(
        case=case, child=child, words=words, decided_by_id=actor.user_pk, decided_at=now
    )
    record("case.no_measure", actor=actor, now=now, subject=case, child=child.reference)
    return made


@transaction.atomic
def support_witness(
    measure: SpecialMeasure, *, what: str, due_at: datetime | None = None, actor: Actor, now: datetime
) -> Task:
    """Support to the child as a witness is work that counts [¶ 13.3.2]: a task of that kind, which comes of the measure.

    It is about the child, where the actor's organisation answers for them, and else about the case.
    """
    fresh = _fresh(measure, actor, None)
    what = must_have_words(what, what=gettext("Say what is to be done."), field="what")
    name_the_verb("case.support_witness")
    is_ours = fresh.child.owner_id == actor.organisation_id
    task = give_task(
        fresh.child if is_ours else fresh.case,
        what=what,
        kind="special_measure",
        due_at=due_at,
        origin_kind=MEASURE,
        origin_id=fresh.pk,
        actor=actor,
        now=now,
    )
    record("case.support_witness", actor=actor, now=now, subject=fresh.case, measure=fresh.pk, task=task.pk)
    return task


def _fresh(measure: SpecialMeasure, actor: Actor, version: int | None) -> SpecialMeasure:
    case = writable_case(measure.case, actor, PLANNERS)
    fresh = SpecialMeasure.objects.select_related("child").filter(pk=measure.pk, case=case).first()
    if fresh is None:
        raise NotFound(gettext("There is no such measure that you may see."), mend=gettext("Open it from its case."))
    fresh.case = case
    must_be_as_shown(fresh, version)
    return fresh
