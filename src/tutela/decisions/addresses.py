"""Where a decision is seconded and reviewed: on its own page, or by the verb of its record where it does more than stand."""

from typing import Any

from django.urls import reverse

from tutela.decisions.models import Decision
from tutela.decisions.services.decide import GROUNDS
from tutela.decisions.services.review import has_a_review_of_its_own

_SECOND_OF_KIND = {Decision.Kind.NO_INVESTIGATION: "report_second", Decision.Kind.STOP_IDENTIFICATION: "child_second"}
_REVIEW_OF_KIND = {Decision.Kind.STOP_IDENTIFICATION: "child_review"}


def second_url(made: Decision) -> str:
    """Where another person agrees or disagrees; nothing for a kind that waits for nobody."""
    if made.kind in GROUNDS:
        return reverse("decision_second", args=[made.pk])
    name = _SECOND_OF_KIND.get(Decision.Kind(made.kind))
    return reverse(name, args=[made.subject_reference, made.pk]) if name else ""


def review_url(made: Decision, subject: Any) -> str:
    """Where another person says what they found who looked at it again."""
    name = _REVIEW_OF_KIND.get(Decision.Kind(made.kind)) if has_a_review_of_its_own(made, subject) else None
    return reverse(name, args=[made.subject_reference, made.pk]) if name else reverse("decision_review", args=[made.pk])
