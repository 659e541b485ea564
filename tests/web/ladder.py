"""The same ladder for every address: who gets there, who does not, and at most twelve statements for a page."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import World
from tutela.accounts.models import User

MOST_STATEMENTS = 12
ClientFor = Callable[[User], Client]

# Somebody of each role, by the key of the cast.
ONE_OF_EACH = {
    "intake_officer": "north_intake",
    "investigator": "north_investigator",
    "examiner": "north_examiner",
    "analyst": "centre_analyst",
    "manager": "north_manager",
    "welfare_officer": "north_welfare",
    "researcher": "north_researcher",
    "auditor": "north_auditor",
    "administrator": "north_administrator",
    "partner": "hotline_partner",
}
READERS = ("intake_officer", "investigator", "examiner", "analyst", "manager", "auditor")
NOT_READERS = ("welfare_officer", "researcher", "administrator", "partner")


@contextmanager
def few_statements(most: int = MOST_STATEMENTS) -> Iterator[None]:
    """What happens inside costs no more statements than a page may."""
    with CaptureQueriesContext(connection) as said:
        yield
    asked = [one["sql"] for one in said.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= most, "\n".join(asked)


def climbs(world: World, client_for: ClientFor, address: str, roles: Iterable[str]) -> None:
    """Exactly ``roles`` get to the page; everybody else is told who does, and a visitor is led to the sign-in."""
    allowed = set(roles)
    assert Client().get(address)["Location"].startswith("/account/login"), address
    for role, key in ONE_OF_EACH.items():
        client = client_for(getattr(world, key))
        client.get("/help")  # the first page of a session asks for more than the next ones
        with few_statements():
            answer = client.get(address)
        expected = 200 if role in allowed else 403
        assert answer.status_code == expected, (address, role, answer.status_code)


def words_of(answer: HttpResponse) -> str:
    """What a page says, as text."""
    return answer.content.decode()
