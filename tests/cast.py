"""The same small cast in every test: owner, colleague, other service, read-only, partner, foreign. All of them are invented."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password

from tests.roles import switched_role
from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership, User
from tutela.organisations.models import Organisation, Place, Unit

PASSWORD = "synthetic people only 7"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

PLACES = [
    # code, name, kind, country, parent
    ("world", "World", "world", "", None),
    ("gb", "United Kingdom", "country", "GB", "world"),
    ("gb-north", "Northmoor", "area", "GB", "gb"),
    ("gb-south", "Southvale", "area", "GB", "gb"),
    ("fr", "France", "country", "FR", "world"),
]
ORGANISATIONS = [
    # code, name, short name, kind, country, area, coordinating centre
    ("centre", "Synthetic National Centre", "National Centre", "national_centre", "GB", None, True),
    ("north", "Synthetic Northmoor Police", "Northmoor", "police", "GB", "gb-north", False),
    ("south", "Synthetic Southvale Police", "Southvale", "police", "GB", "gb-south", False),
    ("hotline", "Synthetic Hotline", "Hotline", "hotline", "GB", None, False),
    ("company", "Synthetic Messaging Company", "Company", "industry", "GB", None, False),
    ("customs", "Synthetic Customs", "Customs", "customs", "GB", None, False),
    ("foreign", "Synthetic Foreign Agency", "Foreign agency", "foreign_agency", "FR", None, False),
]
# Two services by area, one centre for everything in the country.
REMITS = [("centre", "", "gb"), ("north", "", "gb-north"), ("south", "", "gb-south"), ("customs", "IMI", "gb")]
PEOPLE = [
    # key, organisation, role
    ("centre_intake", "centre", "intake_officer"),
    ("centre_manager", "centre", "manager"),
    ("centre_analyst", "centre", "analyst"),
    ("north_intake", "north", "intake_officer"),
    ("north_investigator", "north", "investigator"),
    ("north_colleague", "north", "investigator"),
    ("north_examiner", "north", "examiner"),
    ("north_manager", "north", "manager"),
    ("north_auditor", "north", "auditor"),
    ("north_administrator", "north", "administrator"),
    ("north_researcher", "north", "researcher"),
    ("north_welfare", "north", "welfare_officer"),
    ("south_intake", "south", "intake_officer"),
    ("south_investigator", "south", "investigator"),
    ("south_manager", "south", "manager"),
    ("customs_intake", "customs", "intake_officer"),
    ("hotline_partner", "hotline", "partner"),
    ("company_partner", "company", "partner"),
    ("foreign_partner", "foreign", "partner"),
    ("foreign_investigator", "foreign", "investigator"),
]


@dataclass
class World:
    """The cast by name: ``world.north_investigator`` is a user, ``world.north`` an organisation."""

    organisations: dict[str, Organisation]
    users: dict[str, User]
    memberships: dict[str, Membership]
    places: dict[str, Place] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        for group in ("users", "organisations"):
            found = self.__dict__.get(group, {}).get(name)
            if found is not None:
                return found
        raise AttributeError(name)

    def actor(self, who: User | str, *, purpose: str = "investigating") -> Actor:
        """The actor that a user of the cast is."""
        key = who if isinstance(who, str) else next(name for name, user in self.users.items() if user.pk == who.pk)
        membership = self.memberships[key]
        membership.user = self.users[key]
        return Actor.of(membership, purpose=purpose)

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Every actor by the key of its user."""
        return {key: self.actor(key) for key in self.users}


def settle(owner: psycopg.Connection[Any]) -> None:
    """Write the cast into a fresh database, as the tables' owner."""
    place_ids: dict[str, int] = {}
    for code, name, kind, country, parent in PLACES:
        place_ids[code] = _insert(
            owner,
            "organisations_place",
            code=code,
            name=name,
            kind=kind,
            country=country,
            parent_id=place_ids.get(parent or ""),
        )
    organisation_ids: dict[str, int] = {}
    for code, name, short, kind, country, area, centre in ORGANISATIONS:
        organisation_ids[code] = _insert(
            owner,
            "organisations_organisation",
            code=code,
            name=name,
            short_name=short,
            kind=kind,
            country=country,
            area_id=place_ids.get(area or ""),
            is_coordinating_centre=centre,
            time_zone="Europe/Paris" if country == "FR" else "Europe/London",
            holiday_country=country,
            holiday_subdivision="ENG" if country == "GB" else "",
            contact_name=f"{short} desk",
            contact_email=f"desk@{code}.example",
            contact_telephone="+44 1632 960000",
            deputy_name=f"{short} deputy desk",
            deputy_email=f"deputy@{code}.example",
            deputy_telephone="+44 1632 960001",
            receipt_working_days=1,
            progress_days=28,
            outcome_working_days=5,
            acceptance_working_hours=16,
            urgent_acceptance_minutes=60,
            escalation_minutes=15,
            is_active=True,
            is_synthetic=True,
        )
        for weekday in range(5):
            _insert(
                owner,
                "organisations_openinghours",
                organisation_id=organisation_ids[code],
                weekday=weekday,
                opens="09:00",
                closes="17:00",
            )
    for organisation, category, place in REMITS:
        _insert(
            owner,
            "organisations_remit",
            organisation_id=organisation_ids[organisation],
            category=category,
            place_id=place_ids[place],
        )
    password = make_password(PASSWORD)
    for key, organisation, role in PEOPLE:
        user_id = _insert(
            owner,
            "accounts_user",
            password=password,
            email=f"{key.replace('_', '.')}@{organisation}.example",
            name=f"Synthetic {key.replace('_', ' ').title()}",
            telephone="",
            time_zone="Europe/London",
            is_active=True,
            is_synthetic=True,
            created_at=LONG_AGO,
        )
        _insert(
            owner,
            "accounts_membership",
            user_id=user_id,
            organisation_id=organisation_ids[organisation],
            role=role,
            starts_at=LONG_AGO,
        )


def the_world() -> World:
    """The cast as the test's connection finds it."""
    with switched_role("tutela_owner"):
        organisations = {one.code: one for one in Organisation.objects.select_related("area")}
        users = {one.email.split("@")[0].replace(".", "_"): one for one in User.objects.all()}
        by_user = {one.user_id: one for one in Membership.objects.select_related("organisation")}
        places = {one.code: one for one in Place.objects.all()}
    return World(
        organisations=organisations,
        users=users,
        memberships={key: by_user[user.pk] for key, user in users.items()},
        places=places,
    )


def _insert(owner: psycopg.Connection[Any], table: str, **values: Any) -> int:
    columns = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    row = owner.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING id", list(values.values())
    ).fetchone()
    assert row is not None
    return int(row[0])
