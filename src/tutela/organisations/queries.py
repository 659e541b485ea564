"""Questions about organisations: the directory, places as a tree, what closes a body soon."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tutela.organisations.holidays_calendar import holiday_name
from tutela.organisations.models import ClosedDay, DirectAgreement, Organisation, Place, Remit


@dataclass(frozen=True)
class Branch:
    """A place, how deep it lies in the tree, and what an organisation answers for in it."""

    place: Place
    depth: int
    remits: tuple[Remit, ...] = ()


def directory(*, words: str = "", kind: str = "", country: str = "") -> QuerySet[Organisation]:
    """The organisations that take part, by name; every word must occur in the name or the code."""
    found = Organisation.objects.filter(is_active=True)
    if kind:
        found = found.filter(kind=kind)
    if country:
        found = found.filter(country=country)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__icontains=word))
    return found


def tree_of_places() -> list[tuple[int, Place]]:
    """Every place under the one it lies in, each with its depth; one statement."""
    parts: dict[int | None, list[Place]] = defaultdict(list)
    for place in Place.objects.order_by("name"):
        parts[place.parent_id].append(place)

    def below(parent: int | None, depth: int) -> list[tuple[int, Place]]:
        return [found for place in parts.get(parent, ()) for found in [(depth, place), *below(place.pk, depth + 1)]]

    return below(None, 0)


def remit_of(organisation: Organisation) -> list[Branch]:
    """What an organisation answers for, in the tree of places: its own places and those above them; two statements."""
    said: dict[int, list[Remit]] = defaultdict(list)
    for remit in Remit.objects.filter(organisation=organisation):
        said[remit.place_id].append(remit)
    tree = tree_of_places()
    above = {place.pk: place.parent_id for _, place in tree}
    shown: set[int] = set()
    for place_id in said:
        step: int | None = place_id
        while step is not None and step not in shown:
            shown.add(step)
            step = above.get(step)
    return [Branch(place, depth, tuple(said[place.pk])) for depth, place in tree if place.pk in shown]


@dataclass(frozen=True)
class Closed:
    """A day on which an organisation does not work, and why. ``pk`` is that of its own entry, or nothing for a holiday."""

    day: date
    name: str
    pk: int | None = None


def closed_days(organisation: Organisation, since: date, *, days: int = 365) -> list[Closed]:
    """Public holidays and closed days ahead, by day; one statement."""
    own = [
        Closed(one.date, one.name, one.pk)
        for one in ClosedDay.objects.filter(
            organisation=organisation, date__gte=since, date__lt=since + timedelta(days=days)
        )
    ]
    public = [
        Closed(day, name)
        for day in (since + timedelta(days=n) for n in range(days))
        if (name := holiday_name(organisation.holiday_country, organisation.holiday_subdivision, day))
    ]
    return sorted([*own, *public], key=lambda one: one.day)


@dataclass(frozen=True)
class Agreed:
    """A direct agreement as one side sees it."""

    other: Organisation
    agreement: DirectAgreement


def agreed_on(today: date) -> QuerySet[DirectAgreement]:
    """The agreements that count on a day: both sides have agreed, and neither has ended it."""
    return DirectAgreement.objects.filter(agreed_at__isnull=False, ended_at=None, since__lte=today).exclude(
        until__lt=today
    )


def agreements_of(organisation: Organisation, today: date) -> list[Agreed]:
    """With whom an organisation sends directly, past the national centre: what counts, what lies ahead, what waits for a side.

    What waits is shown to its two sides only: row-level security decides.
    """
    found = (
        DirectAgreement.objects.filter(Q(one=organisation) | Q(other=organisation), ended_at=None)
        .exclude(until__lt=today)
        .select_related("one", "other")
        .order_by("since", "pk")
    )
    return [Agreed(row.other if row.one_id == organisation.pk else row.one, row) for row in found]
