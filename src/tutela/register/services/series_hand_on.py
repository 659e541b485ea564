"""Offer a series to the organisation that is to answer for it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.children.models import Child
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver
from tutela.ownership.services.hand_over import send
from tutela.register.models import ChildInSeries, Entry, Series


def preview_of(series: Series) -> dict[str, Any]:
    """What the receiver sees before it accepts: how far its children are known, and numbers; no child, no label, no hash."""
    links = ChildInSeries.objects.filter(series=series, removed_at=None)
    return {
        "reference": series.reference,
        "created_at": series.created_at.isoformat(),
        "standing": series.standing,
        "children": links.count(),
        "files_held": Entry.objects.filter(series=series).order_by().values("file").distinct().count(),
    }


@transaction.atomic
def send_series(
    series: Series, *, to: Organisation, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> HandOver:
    """Offer ``series`` to ``to``; urgent when one of its children is at risk now. Raises as ``send`` does."""
    return send(
        series,
        to=to,
        reason=reason,
        preview=preview_of(series),
        is_urgent=_children(series).filter(safety=Child.Safety.AT_RISK).exists(),
        version=version,
        actor=actor,
        now=now,
    )


def _children(series: Series) -> Any:
    links = ChildInSeries.objects.filter(series=series, removed_at=None)
    return Child.objects.filter(pk__in=links.values("child"))
