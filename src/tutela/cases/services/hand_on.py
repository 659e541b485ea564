"""Offer a case to another organisation. Its children and its reports go with it when it is accepted [docs/decisions]."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.errors import RuleBroken
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver
from tutela.ownership.services.change import parts_of
from tutela.ownership.services.hand_over import send


def preview_of(case: Case) -> dict[str, Any]:
    """What the receiver sees before it accepts: enough to know whose it is and what comes with it, and nothing about a person."""
    parts = parts_of(case)
    children = Child.objects.filter(pk__in=[one.id for one in parts if one.subject_kind == "child"])
    states = list(children.values_list("identity", "safety"))
    return {
        "reference": case.reference,
        "opened_at": case.opened_at.isoformat(),
        "categories": sorted(set(case.categories.filter(removed_at=None).values_list("category", flat=True))),
        "countries": sorted({country for child in children for country in child.countries}),
        "children": len(states),
        "children_not_identified": sum(identity != Child.Identity.IDENTIFIED for identity, _ in states),
        "children_at_risk": sum(safety == Child.Safety.AT_RISK for _, safety in states),
        "reports": sum(one.subject_kind == "report" for one in parts),
        "people": case.people.filter(removed_at=None).count(),
    }


@transaction.atomic
def send_case(case: Case, *, to: Organisation, reason: str, actor: Actor, now: datetime) -> HandOver:
    """Offer ``case`` to ``to``; urgent when one of its children is at risk now. The owner answers for it until it is accepted.

    Raises RuleBroken when it is closed, or as :func:`tutela.ownership.services.send` does.
    """
    if case.state == Case.State.CLOSED:
        raise RuleBroken(gettext("A closed case is not sent on."), mend=gettext("Reopen it first, with the reason."))
    preview = preview_of(case)
    return send(
        case,
        to=to,
        reason=reason,
        preview=preview,
        is_urgent=preview["children_at_risk"] > 0,
        actor=actor,
        now=now,
    )
