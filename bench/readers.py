"""Who asks in a measurement, and for what: a restricted user of the largest and of the smallest service, and the partners."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.client import Ask
from tutela.accounts.actor import Actor
from tutela.accounts.middleware import MEMBERSHIP_KEY, PURPOSE_KEY
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as
from tutela.organisations.models import Organisation

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# How often a page is asked for, against the others: lists and what one works on all day more than the long ones.
SHARES = {
    "work list": 3,
    "my day": 2,
    "a case": 3,
    "a child": 3,
    "a record": 2,
    "a timeline": 2,
    "a search": 2,
    "partner's page": 2,
}
LONG = 5_000
# In many reports, in some, in one.
SEARCHES = ("account", "known files", "holder 17", "holder4711@post.example", "number 99")


@dataclass
class Desk:
    """Somebody who asks, with a session, and the addresses they ask for by group of pages."""

    name: str
    membership: Membership
    cookie: str
    pages: dict[str, list[str]] = field(default_factory=dict)

    def asks(self) -> list[tuple[str, list[str]]]:
        """The groups with their addresses."""
        return [(f"{group}, {self.name}", addresses) for group, addresses in self.pages.items()]


_CHILDREN = (
    "SELECT reference FROM children_child WHERE owner_id = %s AND NOT is_restricted ORDER BY hashint8(id) LIMIT 300"
)
_RECORDS = """
SELECT c.reference FROM cases_case c WHERE c.owner_id = %s AND NOT c.is_restricted
   AND EXISTS (SELECT 1 FROM cases_answer a WHERE a.case_id = c.id) ORDER BY hashint8(c.id) LIMIT 300
"""
_TIMELINES = """
SELECT c.reference FROM cases_case c WHERE c.owner_id = %s AND NOT c.is_restricted
   AND (SELECT count(*) FROM cases_entry e WHERE e.case_id = c.id) >= %s
"""


def desks() -> list[Desk]:
    """Largest and smallest service, and the partners that sent most and least; asked as the tables' owner."""
    investigators = by_size("reports_report", "owner_id", "investigator")
    partners = by_size("reports_submission", "reporter_id", "partner")
    found = []
    for name, staff, partner in (
        ("largest", investigators[0], partners[0]),
        ("smallest", investigators[-1], partners[-1]),
    ):
        desk = Desk(name, staff, _session(staff))
        cases = _column(
            "SELECT reference FROM cases_case WHERE owner_id = %s AND NOT is_restricted ORDER BY hashint8(id) LIMIT 300",
            [staff.organisation_id],
        )
        desk.pages = {
            "work list": [reverse("work_list")],
            "my day": [reverse("my_day")],
            "a case": [reverse("case", args=[reference]) for reference in cases],
            "a child": [reverse("child", args=[one]) for one in _column(_CHILDREN, [staff.organisation_id])],
            "a record": [
                reverse("case_tab", args=[one, "record"]) for one in _column(_RECORDS, [staff.organisation_id])
            ],
            "a timeline": [
                reverse("case_timeline", args=[one]) for one in _column(_TIMELINES, [staff.organisation_id, LONG])
            ],
            "a search": [f"{reverse('search')}?q={words.replace(' ', '+')}" for words in SEARCHES],
        }
        outside = Desk(name, partner, _session(partner), {"partner's page": [reverse("partner")]})
        found += [desk, outside]
    return found


def chooser(of: list[Desk], seed: int) -> Callable[[], Ask]:
    """Chooses the next page: each group by its share, an address of it by chance."""
    chance = random.Random(seed)
    groups = [
        ((f"{group}, {desk.name}", addresses, desk.cookie), SHARES[group])
        for desk in of
        for group, addresses in desk.pages.items()
        if addresses
    ]
    pages, shares = zip(*groups, strict=True)

    def choose() -> Ask:
        [(group, addresses, cookie)] = chance.choices(pages, shares)
        return Ask(group, chance.choice(addresses), cookie)

    return choose


def statements(of: list[Desk]) -> dict[str, int]:
    """SQL statements that each group's page costs, counted in this process; the most of three addresses."""
    counted: dict[str, int] = {}
    for desk in of:
        client = Client(HTTP_HOST="127.0.0.1")
        name, _, value = desk.cookie.partition("=")
        client.cookies[name] = value
        for group, addresses in desk.asks():
            for address in addresses[:3]:
                client.get(address)  # What is remembered for the process is remembered now.
                counter = _Counter()
                with connection.execute_wrapper(counter):
                    response = client.get(address)
                if response.status_code != 200:
                    raise ValueError(f"{group}: {address} answered {response.status_code}")
                counted[group] = max(counted.get(group, 0), counter.number)
    return counted


def raw_list(desk: Desk, times: int = 30) -> float:
    """The median milliseconds of the work list's rows as one plain statement under the same policies: what a page adds to."""
    statement = (
        "SELECT id, reference, summary, state, is_urgent, next_due_at FROM reports_report"
        " WHERE owner_id = %s AND state <> 'closed' ORDER BY is_urgent DESC, next_due_at, id LIMIT 51"
    )
    measured = []
    with acting_as(Actor.of(desk.membership)), connection.cursor() as cursor:
        for _ in range(times):
            began = time.perf_counter()
            cursor.execute(statement, [desk.membership.organisation_id])
            cursor.fetchall()
            measured.append((time.perf_counter() - began) * 1000)
    return statistics.median(measured)


class _Counter:
    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number += 1
        return execute(sql, params, many, context)


def by_size(table: str, column: str, role: str) -> list[Membership]:
    """One member of each organisation in a role, that with the most rows first."""
    ids = _column(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1", [])
    first: dict[int, Membership] = {}
    rows = Membership.objects.filter(organisation_id__in=ids, role=role).exclude(
        organisation__kind=Organisation.Kind.NATIONAL_CENTRE
    )
    for membership in rows.select_related("user", "organisation").order_by("pk"):
        first.setdefault(membership.organisation_id, membership)
    return [first[one] for one in ids if one in first]


def _session(membership: Membership) -> str:
    with transaction.atomic():
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: str(membership.user_id),
                BACKEND_SESSION_KEY: _BACKEND,
                HASH_SESSION_KEY: membership.user.get_session_auth_hash(),
                MEMBERSHIP_KEY: membership.pk,
                PURPOSE_KEY: "investigating",
            }
        )
        session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _column(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()]
