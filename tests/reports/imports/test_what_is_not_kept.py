"""What was in a file goes after its time; what became of each row, the counts and the reports stay."""

import json
import re
from datetime import datetime, timedelta

import pytest

from tests.cast import World
from tests.reports.imports.files import a_csv, row
from tests.reports.imports.test_a_file_is_taken_in import counts, sent_in
from tests.roles import switched_role
from tests.web.ladder import ClientFor
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.reports.models import DoorCount, ImportBatch, ImportRow, Report
from tutela.reports.queries.imports import find_file
from tutela.reports.services.discard import KEPT, REJECTED_KEPT, discard_rows, forget_uses_of_doors

pytestmark = pytest.mark.django_db


def discarded(at: datetime) -> int:
    with switched_role("tutela_jobs"):
        return discard_rows(actor=SYSTEM, now=at)


def held() -> dict[str, int]:
    """How many rows of each state still hold what was in them."""
    with switched_role("tutela_owner"):
        rows = list(ImportRow.objects.all())
        found = {"taken": 0, "rejected": 0}
        for one in rows:
            found[one.state] += one.payload is not None or one.cells is not None
        return found


def a_file(world: World) -> ImportBatch:
    """Two rows taken and one rejected, with what came in still there for all three."""
    actor = world.actor("north_intake")
    batch = sent_in(a_csv([row(1), row(2), row(3, reported_at="never")]), actor).batch
    with switched_role("tutela_owner"):
        ImportRow.objects.filter(batch=batch, state="taken").update(cells=["synthetic"])
    return batch


def test_cells_go_after_thirty_days_and_those_of_rejected_rows_after_ninety(world: World) -> None:
    batch = a_file(world)
    done = batch.finished_at
    assert done is not None
    assert held() == {"taken": 2, "rejected": 1}
    assert discarded(done + KEPT - timedelta(seconds=1)) == 0
    assert discarded(done + KEPT) == 2
    assert held() == {"taken": 0, "rejected": 1}
    assert discarded(done + REJECTED_KEPT - timedelta(seconds=1)) == 0
    assert discarded(done + REJECTED_KEPT) == 1
    assert held() == {"taken": 0, "rejected": 0}
    assert discarded(done + REJECTED_KEPT * 2) == 0
    with switched_role("tutela_owner"):
        said = [json.loads(one.details) for one in Entry.objects.filter(action="import.discard").order_by("at")]
        assert Report.objects.filter(door="csv").count() == 2
    assert said == [
        {"batch": batch.pk, "rows": 2, "rejected": 0},
        {"batch": batch.pk, "rows": 1, "rejected": 1},
    ]


def test_the_counts_of_the_file_and_the_faults_of_its_rows_stay(world: World) -> None:
    batch, actor = a_file(world), world.actor("north_intake")
    discarded(clock.now() + REJECTED_KEPT * 2)
    with acting_as(actor):
        assert counts(find_file(batch.pk, actor)) == (3, 2, 0, 1)
        [rejected] = ImportRow.objects.filter(batch=batch, state="rejected")
        assert rejected.faults[0][0] == "reported_at"


def test_a_file_that_is_still_being_taken_in_keeps_everything(world: World) -> None:
    batch = a_file(world)
    with switched_role("tutela_owner"):
        ImportBatch.objects.filter(pk=batch.pk).update(state="taking", finished_at=None)
    assert discarded(clock.now() + REJECTED_KEPT * 9) == 0
    assert held() == {"taken": 2, "rejected": 1}


def test_the_page_of_a_file_says_until_when_its_rejected_rows_are_kept(world: World, client_for: ClientFor) -> None:
    batch, client = a_file(world), client_for(world.north_intake)
    page = client.get(f"/imports/{batch.pk}")
    assert re.search(r"It can be downloaded <time [^>]*>until \d+ \w+", page.content.decode())
    assert client.get(f"/imports/{batch.pk}/rejected.csv").status_code == 200
    with switched_role("tutela_owner"):
        ImportBatch.objects.filter(pk=batch.pk).update(finished_at=clock.now() - REJECTED_KEPT)
    assert "and is gone" in client.get(f"/imports/{batch.pk}").content.decode()
    assert client.get(f"/imports/{batch.pk}/rejected.csv").status_code == 409


def test_uses_of_the_public_door_are_forgotten_when_their_time_is_over(world: World) -> None:
    now = clock.now()
    with switched_role("tutela_owner"):
        DoorCount.objects.create(kind="send.address", who="over", count=3, ends_at=now)
        DoorCount.objects.create(kind="send.address", who="counting", count=3, ends_at=now + timedelta(seconds=1))
    with switched_role("tutela_jobs"):
        assert forget_uses_of_doors(now=now) == 1
    with switched_role("tutela_owner"):
        assert [one.who for one in DoorCount.objects.all()] == ["counting"]
