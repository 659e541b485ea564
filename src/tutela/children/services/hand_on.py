"""Offer a child's record to the organisation that is to answer for the child."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.children.models import Child
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver
from tutela.ownership.services.hand_over import send


def preview_of(child: Child) -> dict[str, Any]:
    """What the receiver sees before it accepts: enough to know whose it is, and not who the child is."""
    return {
        "reference": child.reference,
        "created_at": child.created_at.isoformat(),
        "identity": child.identity,
        "safety": child.safety,
        "countries": child.countries,
    }


@transaction.atomic
def send_child(child: Child, *, to: Organisation, reason: str, actor: Actor, now: datetime) -> HandOver:
    """Offer ``child`` to ``to``; urgent when the child is at risk now. Raises RuleBroken as ``send`` does."""
    urgent = child.safety == Child.Safety.AT_RISK
    return send(child, to=to, reason=reason, preview=preview_of(child), is_urgent=urgent, actor=actor, now=now)
