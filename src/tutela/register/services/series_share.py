"""Work a series jointly with another organisation, or let it read; name a person on a restricted one; and call either back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.organisations.models import Organisation
from tutela.ownership.models import Participation
from tutela.ownership.services import add_participant, end_participation
from tutela.register.models import Series
from tutela.register.services.series_checks import own


@transaction.atomic
def share_series(
    series: Series, *, organisation: Organisation, may_write: bool = False, actor: Actor, now: datetime
) -> Participation:
    """Another organisation's staff read the series until that is ended, or work it jointly and write in it too: its owner leads.

    Raises NotAllowed, RuleBroken when it is another organisation's or shared with it already, BadInput for one's own.
    """
    fresh = own(series, actor)
    if organisation.pk == fresh.owner_id:
        raise BadInput(
            gettext("It is yours already."),
            where=where(field="organisation"),
            mend=gettext("Choose another organisation."),
        )
    return add_participant(
        fresh,
        organisation=organisation,
        basis=Participation.Basis.JOINT,
        may_write=may_write,
        actor=actor,
        now=now,
    )


@transaction.atomic
def name_person_on_series(series: Series, *, person: User, actor: Actor, now: datetime) -> Participation:
    """A colleague sees a restricted series. Raises NotAllowed, RuleBroken when it is not restricted, or they see it already."""
    fresh = own(series, actor)
    if not fresh.is_restricted:
        raise RuleBroken(
            gettext("%(record)s is open to your whole organisation.") % {"record": fresh.reference},
            mend=gettext("Restrict it first, if only few may see it."),
        )
    return add_participant(
        fresh,
        organisation=Organisation.objects.get(pk=fresh.owner_id),
        basis=Participation.Basis.NAMED,
        user=person,
        actor=actor,
        now=now,
    )


@transaction.atomic
def end_series_share(series: Series, participation: Participation, *, actor: Actor, now: datetime) -> None:
    """From the next statement on they no longer see the series. Raises RuleBroken when it is another organisation's or ended."""
    end_participation(participation, own(series, actor), actor=actor, now=now)
