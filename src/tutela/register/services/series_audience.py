"""How far the knowledge of a series goes. Its entries, whichever organisation gave them, go as far and no further."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.register.models import Series
from tutela.register.services.series_checks import changed, must_be_known, own


@transaction.atomic
def set_audience(
    series: Series, *, audience: str, otherwise: str, version: int | None = None, actor: Actor, now: datetime
) -> Series:
    """Say who may know of the series, and what everybody else hears. The database has its entries follow in the same statement.

    Raises NotAllowed, RuleBroken for whoever does not answer for it, BadInput for what is no choice, StaleRecord.
    """
    must_be_known(audience, otherwise)
    fresh = own(series, actor, version=version)
    name_the_verb("series.set_audience")
    before = f"{fresh.audience}, {fresh.otherwise}"
    fresh.audience, fresh.otherwise = audience, otherwise
    changed(fresh, "audience", "otherwise")
    record("series.set_audience", actor=actor, now=now, subject=fresh, before=before, after=f"{audience}, {otherwise}")
    return fresh
