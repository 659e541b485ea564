"""An assessment of needs ends: with an outcome, when every area was looked at, or by a decision with a name that none is made."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.children.models import AREAS, Assessment, Child, Finding
from tutela.children.services.assess import NONE_IS_MADE, call_back_tasks, open_assessment_of
from tutela.children.services.checks import coded, own, said
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.decisions.services import must_lie_ahead, start_review

_DECIDERS = (Role.INVESTIGATOR, Role.MANAGER)


@transaction.atomic
def conclude_assessment(child: Child, *, outcome: str, words: str = "", actor: Actor, now: datetime) -> Assessment:
    """The assessment is made: its outcome, and the promise is kept.

    Raises RuleBroken while nothing was said of an area (that it is not yet known is something), when none is open, or the child
    is another organisation's; BadInput for an unknown outcome, and for *no support needed* where a need was found.
    """
    fresh = own(child, actor)
    assessment = open_assessment_of(fresh)
    found = present_findings(assessment)
    missing = [area for area in AREAS if area not in found]
    if missing:
        labels = ", ".join(typology.term("need_area", area).label for area in missing)
        raise RuleBroken(
            gettext("Nothing was said yet of: %(areas)s.") % {"areas": labels},
            mend=gettext("Say what was found there, or that it is not yet known."),
        )
    if outcome == typology.NOT_YET_KNOWN:
        raise BadInput(
            gettext("An assessment ends with an outcome."),
            where=where(field="outcome"),
            mend=gettext("Choose what came of it."),
        )
    coded("assessment_outcome", outcome, field="outcome", words=words)
    if outcome == "no_support_needed" and Finding.Result.NEED in found.values():
        raise BadInput(
            gettext("A need was found, so support is needed."),
            where=where(field="outcome"),
            mend=gettext("Choose what came of it, or say first that the need is no longer there."),
        )
    name_the_verb("child.conclude_assessment")
    assessment.state, assessment.outcome, assessment.outcome_words = Assessment.State.CONCLUDED, outcome, words.strip()
    assessment.ended_at, assessment.ended_by_id = now, actor.user_id
    assessment.save(update_fields=["state", "outcome", "outcome_words", "ended_at", "ended_by_id"])
    clocks.keep(fresh, Clock.Kind.ASSESSMENT, now=now)
    record("child.conclude_assessment", actor=actor, now=now, subject=fresh, outcome=outcome)
    return assessment


@transaction.atomic
def decide_no_assessment(
    child: Child, *, grounds: str, words: str, review_on: date, actor: Actor, now: datetime
) -> Decision:
    """Decide that no assessment is made: grounds, words, a name, and a day on which somebody else looks at it again.

    Raises NotAllowed for roles that do not decide it; BadInput for unknown grounds, missing words or a review that is not ahead;
    RuleBroken when none is open or the child is another organisation's.
    """
    fresh = own(child, actor, *_DECIDERS)
    assessment = open_assessment_of(fresh)
    coded("no_assessment_grounds", grounds, field="grounds", words=words)
    words = said(words, field="words", what=gettext("Say in a few words why."))
    must_lie_ahead(review_on, owner=fresh.owner, now=now, field="review_on")
    name_the_verb("child.decide_no_assessment")
    decision = Decision.objects.create(
        subject_kind="child",
        subject_id=fresh.pk,
        subject_reference=fresh.reference,
        organisation_id=fresh.owner_id,
        kind=Decision.Kind.NO_ASSESSMENT,
        state=Decision.State.TAKEN,
        grounds=grounds,
        words=words,
        made_by_id=actor.user_pk,
        made_at=now,
        review_on=review_on,
    )
    assessment.state, assessment.decision = Assessment.State.DECIDED_AGAINST, decision
    assessment.ended_at, assessment.ended_by_id = now, actor.user_id
    assessment.save(update_fields=["state", "decision", "ended_at", "ended_by_id"])
    clocks.end(fresh, Clock.Kind.ASSESSMENT, reason="decided_against", now=now)
    start_review(fresh, review_on, owner=fresh.owner, now=now)
    call_back_tasks(assessment, words=NONE_IS_MADE, actor=actor, now=now)
    record("child.decide_no_assessment", actor=actor, now=now, subject=fresh, grounds=grounds, decision=decision.pk)
    return decision


def present_findings(assessment: Assessment) -> dict[str, str]:
    """What was last found of each area."""
    found: dict[str, str] = {}
    for one in Finding.objects.filter(assessment=assessment).order_by("said_at", "pk"):
        found[one.area] = one.result
    return found
