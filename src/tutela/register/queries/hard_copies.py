"""Hard copies that an organisation met: they have a reference, and no hash."""

from django.db.models import QuerySet

from tutela.accounts.actor import Actor
from tutela.core.paging import Key
from tutela.register.models import Sighting

ORDER = (Key("met_at", descending=True), Key("id", descending=True))


def hard_copies_of(actor: Actor, *, words: str = "") -> QuerySet[Sighting]:
    """The hard copies that the actor's organisation met; ``words`` are part of the reference, or of the exhibit."""
    rows = Sighting.objects.filter(file=None, organisation_id=actor.organisation_pk).select_related("series")
    return rows.filter(hard_copy__icontains=words) | rows.filter(exhibit__icontains=words) if words else rows
