"""Sources that the reader may know of, and what is due to be looked at again."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import NotFound
from tutela.core.paging import Count, Key, bounded_count
from tutela.register.models import Entry, EntryVote, Source, Submission
from tutela.register.queries.kept_answers import disputed_now

ORDER = (Key("name"), Key("id"))
REVIEW_ORDER = (Key("review_on"), Key("id"))
# So long before the day an entry stands in the list of what is due.
DUE_WITHIN = timedelta(days=14)
MOST_DISPUTED = 50


def sources() -> QuerySet[Source]:
    """The sources that the reader may know of, with whose they are."""
    return Source.objects.select_related("organisation")


def find_source(number: int) -> Source:
    """One source. Raises NotFound for one that is absent or not for this reader, in the same words."""
    found = sources().filter(pk=number).first()
    if found is None:
        raise NotFound(
            gettext("There is no such source that you may see."), mend=gettext("Look at the list of sources.")
        )
    return found


def entries_of(source: Source) -> Count:
    """How many entries of it the reader may know of, counting no further than 1,000."""
    return bounded_count(Entry.objects.filter(source=source))


def lists_of(source: Source) -> list[Submission]:
    """The newest lists of the source, as far as the reader's own organisation gave them."""
    return list(Submission.objects.filter(source=source).order_by("-began_at", "-id")[:20])


def due_for_review(actor: Actor, today: date) -> QuerySet[Entry]:
    """Entries of the actor's organisation that are due to be looked at again, or soon will be."""
    rows = Entry.objects.filter(organisation_id=actor.organisation_pk, review_on__lte=today + DUE_WITHIN)
    return rows.select_related("file", "series", "source")


def disputed(actor: Actor, today: date) -> list[EntryVote]:
    """Why others dispute entries of the actor's organisation that are switched on, the newest word first.

    One for which a day was set on which it is looked at again is left out until then.
    """
    return list(
        disputed_of(actor, today)
        .select_related("organisation", "entry__series", "entry__source")
        .order_by("-at", "-pk")[:MOST_DISPUTED]
    )


def disputed_of(actor: Actor, today: date) -> QuerySet[EntryVote]:
    """The words of which `disputed` shows the newest."""
    waits = Q(entry__review_on=None) | Q(entry__review_on__lte=today + DUE_WITHIN)
    return disputed_now().filter(waits, entry__organisation_id=actor.organisation_pk, entry__is_on=True)


def sources_due(actor: Actor, today: date) -> list[Source]:
    """Sources of the actor's organisation that are due to be looked at again, or soon will be."""
    rows = sources().filter(organisation_id=actor.organisation_pk, review_on__lte=today + DUE_WITHIN)
    return list(rows.order_by("review_on", "name")[:50])
