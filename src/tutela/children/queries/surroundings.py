"""Where a child may be, and who is in contact with the child."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from tutela.accounts.models import User
from tutela.children.models import Child, Contact, Whereabouts
from tutela.children.queries.needs import labels_of, with_who_said
from tutela.organisations.countries import country_name

_ORDER = {Whereabouts.State.CONFIRMED: 0, Whereabouts.State.CONSIDERED: 1, Whereabouts.State.RULED_OUT: 2}


@dataclass
class Place:
    """One place: what was last said of it, and what was said before."""

    name: str
    present: Any
    earlier: list[Any] = field(default_factory=list)
    grading: str = ""


def whereabouts_of(child: Child) -> list[Any]:
    """Every statement of where a child may be, the newest first, with who said it and of which organisation. One statement."""
    return list(
        with_who_said(Whereabouts.objects.filter(child=child))
        .select_related("organisation")
        .order_by("-said_at", "-pk")
    )


def places_of(newest_first: Iterable[Any]) -> list[Place]:
    """What is known of each place at present: confirmed first, then considered, then ruled out; no statement."""
    gradings = labels_of("source_grading")
    places: dict[tuple[str, int | None, str], Place] = {}
    for one in newest_first:
        key = (one.country, one.organisation_id, one.place.casefold())
        if key in places:
            places[key].earlier.append(one)
        else:
            places[key] = Place(name_of_place(one), one, grading=gradings.get(one.grading, ""))
    return sorted(places.values(), key=lambda place: _ORDER[place.present.state])


def name_of_place(one: Whereabouts) -> str:
    """A place in words: the country, the organisation, the place within."""
    parts = [
        one.place,
        str(one.organisation) if one.organisation else "",
        country_name(one.country) if one.country else "",
    ]
    return ", ".join(part for part in parts if part)


def contacts_of(child: Child) -> list[Any]:
    """Who is or was in contact with a child, those at present first, with who said so. One statement."""
    name = User.objects.filter(pk=OuterRef("added_by_id")).values("name")[:1]
    ender = User.objects.filter(pk=OuterRef("ended_by_id")).values("name")[:1]
    rows = list(
        Contact.objects.filter(child=child)
        .select_related("organisation")
        .annotate(added_by=Subquery(name), ended_by=Subquery(ender))
        .order_by("-added_at", "-pk")
    )
    capacities, gradings = labels_of("contact_capacity"), labels_of("source_grading")
    for one in rows:
        one.in_words = capacities.get(one.capacity, one.capacity)  # type: ignore[attr-defined]
        one.graded = gradings.get(one.grading, "")  # type: ignore[attr-defined]
    return sorted(rows, key=lambda one: one.ended_at is not None)
