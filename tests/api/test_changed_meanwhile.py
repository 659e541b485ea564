"""“If-Match” is compared on the locked row: what somebody changes between the reading and the lock is not acted over."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from tests.api.conftest import Program, token_of
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.access import find
from tutela.ownership.models import Participation
from tutela.ownership.services import add_participant

LONGEST_WAIT = 60.0  # of a test that would else hang: nothing depends on how long it takes
URGENT = {"summary": "Synthetic report.", "specific_concern": True, "concern_grounds": "stated by the sender"}
# Each with who took the report, who acts, and with what.
VERBS: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "accept-concern": ("north_intake", "north_intake", None),
    "send": ("north_intake", "north_intake", {"to": "south", "reason": "Its area."}),
    "answer": ("north_intake", "north_intake", {"template": "receipt"}),
    "claim": ("centre_intake", "north_investigator", None),
}


@pytest.fixture
def beside(committed_world: World, committed_database: str, socket_folder: str) -> Iterator[psycopg.Connection[Any]]:
    """Somebody else's connection to the same database, past every policy."""
    address = f"host={socket_folder} user=postgres dbname={committed_database}"
    with psycopg.connect(address) as session:
        yield session
        session.rollback()


def a_report_of(world: World, taker: str, actor: str) -> str:
    """An urgent report that ``taker`` took and ``actor`` sees."""
    reference: str = Program(token_of(world, taker)).post("/reports", URGENT).json()["reference"]
    if taker != actor:
        owner = world.actor(taker)
        with acting_as(owner):
            add_participant(
                find(reference),
                organisation=world.north,
                basis=Participation.Basis.JOINT,
                actor=owner,
                now=clock.now(),
            )
    return reference


def what_was_done(session: psycopg.Connection[Any], reference: str) -> tuple[Any, ...]:
    """What any of the verbs would have changed."""
    found = session.execute(
        "SELECT r.owner_id, r.is_urgent, r.handler_id, r.state,"
        " (SELECT count(*) FROM reports_answer a WHERE a.report_id = r.id),"
        " (SELECT count(*) FROM ownership_handover h WHERE h.subject_reference = r.reference)"
        " FROM reports_report r WHERE r.reference = %s",
        [reference],
    ).fetchone()
    session.commit()
    assert found is not None
    return found


def wait_until_somebody_waits(session: psycopg.Connection[Any]) -> None:
    """Until a statement of the application waits for a lock that this connection holds."""
    end = time.monotonic() + LONGEST_WAIT
    blocked = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    while session.execute(blocked).fetchone() is None:
        assert time.monotonic() < end, "nobody came to the lock"
        time.sleep(0.01)


@pytest.mark.parametrize("verb", VERBS)
def test_what_somebody_changes_between_the_reading_and_the_lock_is_not_acted_over(
    committed_world: World, beside: psycopg.Connection[Any], verb: str
) -> None:
    taker, who, body = VERBS[verb]
    reference = a_report_of(committed_world, taker, who)
    program = Program(token_of(committed_world, who))
    etag = program.get(f"/reports/{reference}")["ETag"]
    before = what_was_done(beside, reference)
    answered: list[Any] = []

    def act() -> None:
        try:
            answered.append(program.post(f"/reports/{reference}/{verb}", body, **{"If-Match": etag}))
        finally:
            connections.close_all()

    beside.execute("UPDATE reports_report SET version = version + 1 WHERE reference = %s", [reference])
    other = threading.Thread(target=act)
    other.start()
    try:
        wait_until_somebody_waits(beside)  # it has read the version of before, and is at the lock
    finally:
        beside.commit()
        other.join()
    [refused] = answered
    assert (refused.status_code, refused.json()["code"]) == (409, "stale_record")
    assert what_was_done(beside, reference) == before
    fresh = program.get(f"/reports/{reference}")["ETag"]
    done = program.post(f"/reports/{reference}/{verb}", body, **{"If-Match": fresh})
    assert done.status_code in {200, 201}, done.content
    assert what_was_done(beside, reference) != before


@pytest.mark.django_db
@pytest.mark.parametrize("verb", VERBS)
def test_a_version_that_is_no_more_is_refused_as_at_every_other_address(
    world: World, program: Callable[..., Program], verb: str
) -> None:
    taker, who, body = VERBS[verb]
    reference = a_report_of(world, taker, who)
    for stale in ('"0"', '"99"', 'W/"1"', "1"):
        refused = program(who).post(f"/reports/{reference}/{verb}", body, **{"If-Match": stale})
        assert (refused.status_code, refused.json()["code"]) == (409, "stale_record"), stale
    read = program(who).get(f"/reports/{reference}")["ETag"]
    done = program(who).post(f"/reports/{reference}/{verb}", body, **{"If-Match": read})
    assert done.status_code in {200, 201}, done.content
