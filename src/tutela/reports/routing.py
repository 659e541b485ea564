"""Which organisation a report belongs to: suggested from remit, country and area, with the reason; a person sends it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tutela import typology
from tutela.organisations.channels import way_to
from tutela.organisations.models import Organisation, Place, Remit
from tutela.reports.models import Report


@dataclass(frozen=True)
class Suggestion:
    """An organisation that may be the responsible one, why, and through whom the way goes."""

    organisation: Organisation
    reason: str
    by_way_of: Organisation | None = None


@dataclass(frozen=True)
class Whose:
    """Why a report is its owner's already, if it is, and whose else it may be, the likeliest first."""

    stay: str
    others: list[Suggestion]


def whose(report: Report, *, most: int = 5) -> Whose:
    """The organisations whose remit fits best first: a nearer place before a wider one, a named category before every category.

    Where no place was chosen, a place that the report's own words name counts; where none is named, a country's national
    centre is suggested, which finds the service; and where no country is, the owner's own. A report whose owner fits best
    may stay where it is.
    """
    fitting = _fitting(report)
    best = next(iter(fitting), None)
    others = [one for one in fitting if one.organisation.pk != report.owner_id]
    return Whose(
        best.reason if best is not None and best.organisation.pk == report.owner_id else "",
        [Suggestion(one.organisation, one.reason, way_to(report.owner, one.organisation)) for one in others[:most]],
    )


def _fitting(report: Report) -> list[Suggestion]:
    """Whoever may be responsible, the owner among them, each once with the reason that counts most."""
    places = {place.pk: place for place in Place.objects.all()}
    place = report.place or _named(report.place_words, places.values())
    where = _where_words(report, place)
    chain = _chain(place, places)
    by_country = {place.country: place for place in places.values() if place.kind == Place.Kind.COUNTRY}
    countries = [by_country[country] for country in report.countries if country in by_country]
    fits: list[tuple[tuple[int, int, str], Suggestion]] = []
    for remit in Remit.objects.select_related("organisation", "place").filter(organisation__is_active=True):
        if remit.category and remit.category not in report.categories:
            continue
        distance = _distance(remit.place, chain, countries)
        if distance is None:
            continue
        remit_words = gettext("Its remit is %(what)s in %(place)s; %(why)s")
        reason = remit_words % {"what": _what(remit), "place": remit.place, "why": where}
        rank = (distance, 0 if remit.category else 1, remit.organisation.name)
        fits.append((rank, Suggestion(remit.organisation, reason)))
    centres = Organisation.objects.filter(is_coordinating_centre=True, is_active=True)
    of_country = gettext("Coordinating centre of a country that the report names (%(country)s)")
    fits += [
        (
            (50, 0, centre.name),
            Suggestion(centre, of_country % {"country": centre.country}),
        )
        for centre in centres.filter(country__in=report.countries)
    ]
    if not fits:
        said_nothing = gettext("The report says nothing of a place: the centre finds whose it is")
        own = centres.filter(country=report.owner.country).exclude(pk=report.owner_id)
        fits = [((60, 0, centre.name), Suggestion(centre, said_nothing)) for centre in own]
    best: dict[int, Suggestion] = {}
    for _, suggestion in sorted(fits, key=lambda fit: fit[0]):
        best.setdefault(suggestion.organisation.pk, suggestion)
    return list(best.values())


def preview_of(report: Report) -> dict[str, Any]:
    """What the receiver sees before it accepts: enough to know whose it is, and nothing about a person."""
    return {
        "reference": report.reference,
        "received_at": report.received_at.isoformat(),
        "specific_concern": report.specific_concern,
        "categories": report.categories,
        "countries": report.countries,
        "place": report.place.name if report.place else report.place_words,
        "door": report.door,
        "people": report.people.count(),
        "identifiers": report.identifiers.count(),
        "files": report.files.count(),
        "next_due_at": report.next_due_at.isoformat() if report.next_due_at else None,
    }


def _chain(place: Place | None, places: dict[int, Place]) -> list[Place]:
    """A place and every place above it, the nearest first."""
    chain: list[Place] = []
    while place is not None and place not in chain:
        chain.append(place)
        place = places.get(place.parent_id) if place.parent_id else None
    return chain


def _distance(place: Place, chain: Sequence[Place], countries: Sequence[Place]) -> int | None:
    """How far the remit's place lies above the report's; None when it does not hold it."""
    for steps, above in enumerate(chain):
        if above.pk == place.pk:
            return steps
    if not chain and any(country.pk == place.pk for country in countries):
        return 10
    return None


def _what(remit: Remit) -> str:
    return typology.category(remit.category).label if remit.category else gettext("every category")


def _where_words(report: Report, place: Place | None) -> str:
    if report.place is not None:
        return gettext("the report concerns %(place)s") % {"place": report.place}
    if place is not None:
        return gettext("the report's own words name %(place)s") % {"place": place}
    return gettext("the report names its country")


def _named(words: str, places: Iterable[Place]) -> Place | None:
    """The place that free words name exactly, the nearest kind first; never a guess from a part of them."""
    wanted = {part.strip().casefold() for part in words.split(",")} - {""}
    found = [place for place in places if place.name.casefold() in wanted and place.kind != Place.Kind.WORLD]
    order = [Place.Kind.DISTRICT, Place.Kind.AREA, Place.Kind.REGION, Place.Kind.COUNTRY]
    return min(found, key=lambda place: order.index(Place.Kind(place.kind)), default=None)
