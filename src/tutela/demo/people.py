"""The staff of the demo: somebody in every role, with one password that is printed, and a rota around now."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from tutela.accounts.actor import Actor
from tutela.accounts.models import DutyShift, Membership, Role, User
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.demo import words
from tutela.demo.bodies import BODIES
from tutela.organisations.models import Organisation, Place, Unit

PASSWORD = "only invented people 7"  # noqa: S105  (it is printed at every start)

_STAFF = {
    Role.INTAKE_OFFICER: 2,
    Role.INVESTIGATOR: 3,
    Role.EXAMINER: 1,
    Role.ANALYST: 1,
    Role.MANAGER: 2,
    Role.WELFARE_OFFICER: 1,
    Role.RESEARCHER: 1,
    Role.AUDITOR: 1,
    Role.ADMINISTRATOR: 1,
}
_DESK = {Role.INTAKE_OFFICER: 1, Role.INVESTIGATOR: 1, Role.MANAGER: 1, Role.AUDITOR: 1, Role.ADMINISTRATOR: 1}
_PARTNER = {Role.PARTNER: 2, Role.ADMINISTRATOR: 1}
_BY_KIND = {
    "police": _STAFF,
    "national_centre": _STAFF,
    "customs": _STAFF,
    "foreign_agency": _DESK,
    "international_body": _PARTNER,
}
_UNIT_OF = {
    Role.INTAKE_OFFICER: "intake",
    Role.INVESTIGATOR: "child_protection",
    Role.EXAMINER: "computer_examination",
    Role.ANALYST: "paedophile",
}


@dataclass
class Town:
    """Everybody and everything that the demo's people know: bodies, places, and who acts for whom in which role."""

    organisations: dict[str, Organisation]
    places: dict[str, Place]
    actors: dict[str, dict[str, list[Actor]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    users: dict[int, User] = field(default_factory=dict)

    def of_id(self, organisation_id: int) -> str:
        """The code of a body."""
        return next(code for code, one in self.organisations.items() if one.pk == organisation_id)

    def one(self, body: str, role: str, chance: random.Random, *, but: int | None = None) -> Actor:
        """Somebody of a body in a role; ``but`` is somebody who may not be the one."""
        fitting = [actor for actor in self.actors[body][role] if actor.user_id != but]
        return chance.choice(fitting)

    @contextmanager
    def acting(self, actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
        """A transaction in which ``actor`` acts at ``at``; gives the two arguments of every verb."""
        with clock.frozen(at), acting_as(actor):
            yield {"actor": actor, "now": at}


def settle(chance: random.Random, *, since: datetime, until: datetime) -> None:
    """Write accounts, roles and the rota, as the tables' owner."""
    password = make_password(PASSWORD)
    units = {(unit.organisation_id, unit.kind): unit for unit in Unit.objects.all()}
    for body in BODIES:
        organisation = Organisation.objects.get(code=body.code)
        for role, number in _BY_KIND.get(body.kind, _PARTNER).items():
            for index in range(number):
                user = User.objects.create(
                    password=password,
                    email=address_of(body.code, role, index),
                    name=words.person(chance),
                    telephone=words.telephone(chance),
                    time_zone=organisation.time_zone,
                    is_synthetic=True,
                )
                Membership.objects.create(
                    user=user,
                    organisation=organisation,
                    unit=units.get((organisation.pk, _UNIT_OF.get(role, ""))),
                    role=role,
                    starts_at=since,
                )
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
            " SELECT id, email, true, true FROM accounts_user ORDER BY id"
        )
    _second_role(since)
    _rota(until)


def _second_role(since: datetime) -> None:
    """One manager also investigates, so that changing one's role shows something."""
    manager = User.objects.get(email=address_of("northmoor", Role.MANAGER, 0))
    Membership.objects.create(
        user=manager,
        organisation=Organisation.objects.get(code="northmoor"),
        role=Role.INVESTIGATOR,
        starts_at=since,
    )


def _rota(until: datetime) -> None:
    """Two levels, day by day, for five weeks around now; one service has gaps in its nights."""
    start = until.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=21)
    shifts = []
    for body in BODIES:
        if _BY_KIND.get(body.kind) is not _STAFF:
            continue
        organisation = Organisation.objects.get(code=body.code)
        staff = [
            User.objects.get(email=address_of(body.code, role, index))
            for role, index in (
                (Role.INTAKE_OFFICER, 0),
                (Role.INVESTIGATOR, 1),
                (Role.INVESTIGATOR, 0),
                (Role.MANAGER, 0),
            )
        ]
        for day in range(35):
            begins = start + timedelta(days=day, hours=8)
            ends = begins + timedelta(hours=12 if body.code == "westmere" and day % 7 > 4 else 24)
            shifts += [
                DutyShift(
                    organisation=organisation,
                    user=staff[(day + 2 * (level - 1)) % 4],
                    level=level,
                    starts_at=begins,
                    ends_at=ends,
                )
                for level in (1, 2)
            ]
    DutyShift.objects.bulk_create(shifts)


def address_of(body: str, role: str, index: int = 0) -> str:
    """The address with which the ``index``-th person of a body in a role signs in."""
    number = "" if index == 0 else str(index + 1)
    return f"{role.replace('_', '.')}{number}@{body}.example"


def the_town() -> Town:
    """Everybody who was settled, as the tables' owner finds them."""
    town = Town(
        organisations={one.code: one for one in Organisation.objects.select_related("area")},
        places={one.code: one for one in Place.objects.all()},
    )
    for membership in Membership.objects.select_related("user", "organisation").order_by("id"):
        purpose = "investigating" if membership.role != Role.PARTNER else ""
        actor = Actor.of(membership, purpose=purpose)
        town.actors[membership.organisation.code][membership.role].append(actor)
        town.users[membership.user_id] = membership.user
    return town
