"""Share a child's record with another organisation, and call that back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.children.models import Child
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.ownership.models import Participation
from tutela.ownership.services import add_participant, end_participation


@transaction.atomic
def share_child(child: Child, *, organisation: Organisation, actor: Actor, now: datetime) -> Participation:
    """Another organisation's staff read the record until that is ended; where the centre owns it by default, they may claim it.

    Raises RuleBroken when it is another organisation's or shared already, BadInput for one's own.
    """
    fresh: Child = locked(child)
    if organisation.pk == fresh.owner_id:
        raise BadInput(
            gettext("It is yours already."),
            where=where(field="organisation"),
            mend=gettext("Choose another organisation."),
        )
    there = Participation.objects.filter(
        subject_kind="child", subject_id=fresh.pk, organisation=organisation, user=None, ended_at=None
    )
    if there.exists():
        raise RuleBroken(
            gettext("%(organisation)s sees %(record)s already.")
            % {"organisation": organisation, "record": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    return add_participant(fresh, organisation=organisation, basis=Participation.Basis.CONCERNED, actor=actor, now=now)


@transaction.atomic
def end_child_share(child: Child, participation: Participation, *, actor: Actor, now: datetime) -> None:
    """From the next statement on they no longer see the record. Raises RuleBroken when it is another organisation's or ended."""
    fresh: Child = locked(child)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": fresh.owner, "record": fresh.reference},
            mend=gettext("Its owner decides who takes part."),
        )
    if participation.ended_at is not None:
        raise RuleBroken(gettext("That is ended already."), mend=gettext("Nothing has to be done."))
    end_participation(participation, fresh, actor=actor, now=now)
