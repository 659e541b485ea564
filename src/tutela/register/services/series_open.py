"""Open a series: files of one origin, for which somebody answers from the first moment; and call it otherwise."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.core.identifiers import searchable
from tutela.finding.services import DocumentToWrite, write
from tutela.organisations.models import Organisation
from tutela.ownership.models import Basis
from tutela.ownership.numbers import new_numbers
from tutela.register.models import Audience, Otherwise, Series
from tutela.register.services.series_checks import WRITERS, changed, label_of, must_be_known, worked_on


@transaction.atomic
def open_series(
    *,
    label: str,
    audience: str = Audience.COUNTRY,
    otherwise: str = Otherwise.ASK,
    actor: Actor,
    now: datetime,
) -> Series:
    """A new series, owned by the actor's organisation; no child is known to be in it yet.

    Raises NotAllowed for roles that give nothing to the register, BadInput without a label.
    """
    actor.must_hold(*WRITERS)
    called = label_of(label)
    must_be_known(audience, otherwise)
    name_the_verb("series.open")
    owner = Organisation.objects.get(pk=actor.organisation_pk)
    [(number, reference)] = new_numbers("series", now)
    series = Series.objects.create(
        id=number,
        reference=reference,
        owner=owner,
        owner_basis=Basis.OPENED,
        owner_since=now,
        label=called,
        audience=audience,
        otherwise=otherwise,
        created_at=now,
        is_synthetic=owner.is_synthetic,
    )
    write_document(series, now=now)
    record("series.open", actor=actor, now=now, subject=series, audience=audience, otherwise=otherwise)
    return series


@transaction.atomic
def rename_series(series: Series, *, label: str, version: int | None = None, actor: Actor, now: datetime) -> Series:
    """Call a series otherwise; its history keeps what it was called.

    Raises NotAllowed, RuleBroken for whoever may not write in it, BadInput without a label, StaleRecord.
    """
    called = label_of(label)
    fresh = worked_on(series, actor, version=version)
    name_the_verb("series.rename")
    fresh.label = called
    changed(fresh, "label")
    write_document(fresh, now=now)
    record("series.rename", actor=actor, now=now, subject=fresh)
    return fresh


def write_document(series: Series, *, now: datetime) -> None:
    """Make the series findable by what it is called."""
    write([DocumentToWrite(subject=series, words=searchable(series.label))], now=now)
