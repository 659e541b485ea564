"""Who takes part in the demo: places, bodies, what each answers for, and when it is open. All of them are invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from tutela.organisations.models import (
    ClosedDay,
    DirectAgreement,
    OpeningHours,
    Organisation,
    Place,
    Remit,
    Unit,
)

# code, name, kind, country, code of the place above
PLACES = (
    ("world", "World", "world", "", ""),
    ("gb", "United Kingdom", "country", "GB", "world"),
    ("gb-uplands", "The Uplands", "region", "GB", "gb"),
    ("gb-lowlands", "The Lowlands", "region", "GB", "gb"),
    ("gb-northmoor", "Northmoor", "area", "GB", "gb-uplands"),
    ("gb-harrowdale", "Harrowdale", "area", "GB", "gb-uplands"),
    ("gb-eastmarch", "Eastmarch", "area", "GB", "gb-uplands"),
    ("gb-southvale", "Southvale", "area", "GB", "gb-lowlands"),
    ("gb-westmere", "Westmere", "area", "GB", "gb-lowlands"),
    ("gb-calderport", "Calderport", "area", "GB", "gb-lowlands"),
    ("gb-northmoor-1", "Greater Thornby", "district", "GB", "gb-northmoor"),
    ("gb-northmoor-2", "Fellgate", "district", "GB", "gb-northmoor"),
    ("gb-northmoor-3", "Ashwick", "district", "GB", "gb-northmoor"),
    ("gb-harrowdale-1", "Upper Harrow", "district", "GB", "gb-harrowdale"),
    ("gb-harrowdale-2", "Stonebeck", "district", "GB", "gb-harrowdale"),
    ("gb-eastmarch-1", "Marchford", "district", "GB", "gb-eastmarch"),
    ("gb-southvale-1", "Vale Regis", "district", "GB", "gb-southvale"),
    ("gb-southvale-2", "Little Orchard", "district", "GB", "gb-southvale"),
    ("gb-westmere-1", "Meretown", "district", "GB", "gb-westmere"),
    ("gb-calderport-1", "Old Harbour", "district", "GB", "gb-calderport"),
    ("gb-calderport-2", "Saltfield", "district", "GB", "gb-calderport"),
    ("fr", "France", "country", "FR", "world"),
    ("fr-aubrette", "Aubrette", "area", "FR", "fr"),
    ("nl", "Netherlands", "country", "NL", "world"),
    ("nl-duinland", "Duinland", "area", "NL", "nl"),
    ("ca", "Canada", "country", "CA", "world"),
)


@dataclass(frozen=True)
class Body:
    """One organisation of the demo; ``weight`` is how often reports concern its area."""

    code: str
    name: str
    short: str
    kind: str
    country: str = "GB"
    area: str = ""
    remits: tuple[tuple[str, str], ...] = ()
    weight: int = 0
    coordinates: bool = False
    night_and_day: bool = False


BODIES = (
    Body("centre", "National Coordination Centre", "National Centre", "national_centre", remits=(("", "gb"),),
         coordinates=True, night_and_day=True),
    Body("northmoor", "Northmoor Police", "Northmoor", "police", area="gb-northmoor", remits=(("", "gb-northmoor"),), weight=40),
    Body("southvale", "Southvale Police", "Southvale", "police", area="gb-southvale", remits=(("", "gb-southvale"),), weight=22),
    Body("westmere", "Westmere Police", "Westmere", "police", area="gb-westmere", remits=(("", "gb-westmere"),), weight=14),
    Body("calderport", "Calderport Police", "Calderport", "police", area="gb-calderport", remits=(("", "gb-calderport"),), weight=12),
    Body("harrowdale", "Harrowdale Police", "Harrowdale", "police", area="gb-harrowdale", remits=(("", "gb-harrowdale"),), weight=8),
    Body("eastmarch", "Eastmarch Police", "Eastmarch", "police", area="gb-eastmarch", remits=(("", "gb-eastmarch"),), weight=4),
    Body("customs", "Ports and Parcels Customs", "Customs", "customs", remits=(("IMI", "gb"),)),
    Body("bureau", "International Liaison Bureau", "Liaison Bureau", "international_body", country="FR"),
    Body("lantern", "Lantern Hotline", "Lantern", "hotline"),
    Body("harbourline", "Harbour Line", "Harbour Line", "hotline"),
    Body("northmoor-children", "Northmoor Children's Services", "Northmoor Children", "childrens_services", area="gb-northmoor"),
    Body("southvale-children", "Southvale Children's Services", "Southvale Children", "childrens_services", area="gb-southvale"),
    Body("prosecution", "Office of Public Prosecution", "Prosecution", "prosecutor"),
    Body("larkmail", "Larkmail Messaging", "Larkmail", "industry"),
    Body("cirrus", "Cirrus Storage", "Cirrus", "industry"),
    Body("fr-centre", "Centre national de coordination", "French Centre", "national_centre", country="FR",
         remits=(("", "fr"),), coordinates=True),
    Body("fr-aubrette", "Service régional d'Aubrette", "Aubrette", "foreign_agency", country="FR", area="fr-aubrette",
         remits=(("", "fr-aubrette"),)),
    Body("nl-centre", "Landelijk coördinatiepunt", "Dutch Centre", "national_centre", country="NL", remits=(("", "nl"),),
         coordinates=True),
    Body("nl-duinland", "Eenheid Duinland", "Duinland", "foreign_agency", country="NL", area="nl-duinland",
         remits=(("", "nl-duinland"),)),
    Body("ca-agency", "Maple Valley Agency", "Maple Valley", "foreign_agency", country="CA"),
)  # fmt: skip
_ZONES = {"GB": "Europe/London", "FR": "Europe/Paris", "NL": "Europe/Amsterdam", "CA": "America/Toronto"}
_SUBDIVISIONS = {"GB": "ENG", "CA": "ON"}
_UNITS = (
    ("intake", "Intake desk"),
    ("child_protection", "Child protection unit"),
    ("computer_examination", "Computer examination unit"),
    ("paedophile", "Paedophile unit"),
    ("cid", "Criminal investigation department"),
)
_AGREEMENTS = (("southvale", "fr-aubrette"), ("customs", "nl-centre"))


def settle(*, since: date, until: date) -> None:
    """Write places and bodies, as the tables' owner."""
    places: dict[str, Place] = {}
    for code, name, kind, country, above in PLACES:
        places[code] = Place.objects.create(
            code=code, name=name, kind=kind, country=country, parent=places.get(above) if above else None
        )
    made = {body.code: Organisation.objects.create(**_columns(body, places)) for body in BODIES}
    hours = [
        OpeningHours(organisation=made[body.code], weekday=weekday, opens=opens, closes=closes)
        for body in BODIES
        for weekday, opens, closes in _hours(body)
    ]
    OpeningHours.objects.bulk_create(hours)
    Remit.objects.bulk_create(
        [
            Remit(organisation=made[body.code], category=category, place=places[place])
            for body in BODIES
            for category, place in body.remits
        ]
    )
    Unit.objects.bulk_create(
        [
            Unit(organisation=made[body.code], kind=kind, name=name)
            for body in BODIES
            if body.kind in ("police", "national_centre", "customs")
            for kind, name in (_UNITS if body.kind == "police" else _UNITS[:2])
        ]
    )
    ClosedDay.objects.create(organisation=made["northmoor"], date=date(until.year, 3, 3), name="Day of training")
    agreed = datetime(since.year, since.month, since.day, 12, tzinfo=UTC)
    DirectAgreement.objects.bulk_create(
        [
            DirectAgreement(
                one=made[one],
                other=made[other],
                since=since,
                words="Letters exchanged, kept by both liaison desks",
                proposed_at=agreed,
                agreed_at=agreed,
            )
            for one, other in _AGREEMENTS
        ]
    )


def _columns(body: Body, places: dict[str, Place]) -> dict[str, Any]:
    number = 100 + BODIES.index(body)
    return {
        "code": body.code,
        "name": body.name,
        "short_name": body.short,
        "kind": body.kind,
        "country": body.country,
        "area": places.get(body.area),
        "is_coordinating_centre": body.coordinates,
        "time_zone": _ZONES[body.country],
        "holiday_country": body.country,
        "holiday_subdivision": _SUBDIVISIONS.get(body.country, ""),
        "contact_name": f"{body.short} desk",
        "contact_email": f"desk@{body.code}.example",
        "contact_telephone": f"+44 1632 960{number}",
        "deputy_name": f"{body.short} deputy desk",
        "deputy_email": f"deputy@{body.code}.example",
        "deputy_telephone": f"+44 1632 961{number}",
        "is_synthetic": True,
    }


def _hours(body: Body) -> list[tuple[int, time, time]]:
    if body.night_and_day:
        return [(weekday, time(0), time(0)) for weekday in range(7)]
    if body.kind == "police":
        return [(weekday, time(8), time(18)) for weekday in range(6)]
    return [(weekday, time(9), time(17)) for weekday in range(5)]
