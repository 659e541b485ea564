"""Which way a record goes between two organisations [¶ 11.2.3, 12.1]."""

from django.conf import settings
from django.db.models import Q

from tutela.core import clock
from tutela.organisations.models import Organisation
from tutela.organisations.queries import agreed_on


def way_to(sender: Organisation, receiver: Organisation) -> Organisation | None:
    """The single point of contact through which it goes, or None when it goes directly.

    Within a country it goes directly. Between countries it goes through the national centre: the sender's own, unless the
    sender is one itself; then the receiver's, unless that is it. Two sides that agreed otherwise send directly.
    """
    if sender.country == receiver.country or _agreed(sender, receiver):
        return None
    if sender.kind != Organisation.Kind.FOREIGN_AGENCY and not sender.is_coordinating_centre:
        own_centre = _centre_of(sender.country)
        if own_centre is not None and own_centre.pk not in (sender.pk, receiver.pk):
            return own_centre
    if not receiver.is_coordinating_centre:
        their_centre = _centre_of(receiver.country)
        if their_centre is not None and their_centre.pk not in (sender.pk, receiver.pk):
            return their_centre
    return None


def coordinating_centre_for(country: str) -> Organisation | None:
    """Who owns by default what nobody else of a country does: its own centre, else the installation's, else the first one.

    None only where no active coordinating centre is set up at all; ``tutela doctor`` names that.
    """
    centres = {one.country: one for one in Organisation.objects.filter(is_coordinating_centre=True, is_active=True)}
    if not centres:
        return None
    return next(
        centres[code] for code in (country, getattr(settings, "TUTELA_COUNTRY", ""), min(centres)) if code in centres
    )


def _centre_of(country: str) -> Organisation | None:
    return Organisation.objects.filter(is_coordinating_centre=True, country=country, is_active=True).first()


def _agreed(one: Organisation, other: Organisation) -> bool:
    between = Q(one=one, other=other) | Q(one=other, other=one)
    return agreed_on(clock.now().date()).filter(between).exists()
