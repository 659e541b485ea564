"""The pages by which a file comes in: bounded, without a trace of what is refused, and gone on with by the worker."""

import io
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import World
from tests.reports.imports.files import a_csv, row, thousand_with_three_bad
from tutela.accounts.models import Membership, User
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.reports.models import ImportBatch, Report
from tutela.reports.queries.imports import progress_of
from tutela.reports.services.go_on import go_on, left_behind
from tutela.reports.services.import_file import stage_file
from tutela.reports.uploads import MAX_UPLOAD

pytestmark = pytest.mark.django_db
AsRole = Callable[[str], AbstractContextManager[None]]
MakeClient = Callable[[User], Client]


def send(client: Client, data: bytes, name: str = "synthetic.csv", **fields: str) -> object:
    """The form, filled in and sent."""
    return client.post("/imports/new", {"file": SimpleUploadedFile(name, data), "zones": "none", **fields}, follow=True)


def test_a_small_file_is_taken_at_once_and_its_page_says_so(world: World, client_for: MakeClient) -> None:
    page = send(client_for(world.north_intake), a_csv([row(1), row(2), row(3, summary="")]))
    text = page.content.decode()  # type: ignore[attr-defined]
    assert "of 3 rows" in text
    assert "Rows that were not taken" in text
    assert "summary" in text
    with acting_as(world.actor("north_intake")):
        assert Report.objects.filter(door="csv").count() == 2


def test_a_large_file_goes_on_as_a_job_and_the_page_shows_how_far_it_is(
    world: World, client_for: MakeClient, as_role: AsRole
) -> None:
    client = client_for(world.north_intake)
    page = send(client, thousand_with_three_bad())
    batch = page.context["batch"]  # type: ignore[attr-defined]
    assert 'hx-trigger="every 2s"' in page.content.decode()  # type: ignore[attr-defined]
    background = client.get(batch.get_absolute_url(), headers={"X-Tutela-Background": "1"})
    assert b"<html" not in background.content
    assert b"of 1000 rows" in background.content
    with as_role("tutela_jobs"):
        go_on(batch.pk)
    over = client.get(batch.get_absolute_url(), headers={"X-Tutela-Background": "1"})
    assert over.headers["HX-Refresh"] == "true"
    assert b"hx-trigger" not in over.content
    with acting_as(world.actor("north_intake")):
        progress = progress_of([ImportBatch.objects.get(pk=batch.pk)])[0]
        assert (progress.taken, progress.rejected, progress.is_done) == (997, 3, True)


def test_the_worker_finds_a_file_that_was_left_half_taken(
    world: World, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        staged = stage_file(
            io.BytesIO(a_csv([row(1)])), "left.csv", goes_on_by_itself=True, actor=actor, now=clock.now()
        )
    with as_role("tutela_jobs"):
        assert left_behind() == [], "whoever sent it is still at it"
        later = clock.now() + timedelta(minutes=5)
        monkeypatch.setattr("tutela.core.clock.now", lambda: later)
        assert left_behind() == [staged.batch.pk]
        assert go_on(staged.batch.pk) == 1
        assert left_behind() == []


def test_the_worker_takes_nothing_in_a_role_that_has_ended(world: World, as_role: AsRole) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        staged = stage_file(io.BytesIO(a_csv([row(1)])), "left.csv", actor=actor, now=clock.now())
    with as_role("tutela_owner"):
        Membership.objects.filter(pk=actor.membership_id).update(ends_at=clock.now() - timedelta(minutes=1))
    with as_role("tutela_jobs"):
        assert go_on(staged.batch.pk) == 0
    with as_role("tutela_owner"):
        Membership.objects.filter(pk=actor.membership_id).update(ends_at=None)
    with as_role("tutela_jobs"):
        assert go_on(staged.batch.pk) == 1


def test_the_rejected_rows_are_downloaded_with_what_is_wrong_and_without_formulas(
    world: World, client_for: MakeClient
) -> None:
    client = client_for(world.north_intake)
    page = send(client, a_csv([row(1, summary="=1+1", countries="ENGLAND")]))
    response = client.get(f"/imports/{page.context['batch'].pk}/rejected.csv")  # type: ignore[attr-defined]
    text = response.content.decode("utf-8-sig")
    assert "what is wrong,how to mend it" in text
    assert "'=1+1" in text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_partner_sends_in_a_file_and_another_body_sees_nothing_of_it(world: World, client_for: MakeClient) -> None:
    hotline, company = client_for(world.hotline_partner), client_for(world.company_partner)
    page = send(hotline, a_csv([row(1)]))
    address = page.context["batch"].get_absolute_url()  # type: ignore[attr-defined]
    assert hotline.get(address).status_code == 200
    for door in (address, f"{address}/rejected.csv"):
        assert company.get(door).status_code == 404
    assert "synthetic.csv" in hotline.get("/imports").content.decode()
    assert "synthetic.csv" not in company.get("/imports").content.decode()


def test_media_and_other_files_are_refused_with_the_reason_beside_the_field(
    world: World, client_for: MakeClient
) -> None:
    client = client_for(world.north_intake)
    page = send(client, b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "reports.csv")
    assert page.status_code == 415  # type: ignore[attr-defined]
    assert "file" in page.context["form"].errors  # type: ignore[attr-defined]
    with acting_as(world.actor("north_intake")):
        assert not ImportBatch.objects.exists()
    assert send(client, a_csv([row(1)])).status_code == 200  # type: ignore[attr-defined]


def test_a_file_above_the_limit_is_refused_and_no_part_of_it_lies_in_a_folder(
    world: World, client_for: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    page = send(client_for(world.north_intake), b"a" * (MAX_UPLOAD + 1))
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "larger than 20 MB" in page.content.decode()  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_some_megabytes_stays_in_memory(
    world: World, client_for: MakeClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *args, **kwargs: seen.append(args))
    page = send(client_for(world.north_intake), a_csv([row(1)]) + b"\r\n" * 3_000_000)
    assert page.status_code in {200, 422}  # type: ignore[attr-defined]
    assert seen == []
    assert list(tmp_path.iterdir()) == []


def test_a_zone_is_asked_for_by_name_and_an_unknown_one_is_refused(world: World, client_for: MakeClient) -> None:
    client = client_for(world.north_intake)
    data = a_csv([row(1, reported_at="2026-07-01 09:30")])
    refused = send(client, data, zones="one", zone="Europe/Atlantis")
    assert "zone" in refused.context["form"].errors  # type: ignore[attr-defined]
    missing = send(client, data)
    assert "Some times say no zone" in missing.content.decode()  # type: ignore[attr-defined]
    taken = send(client, data, zones="one", zone="Europe/London")
    assert taken.context["progress"].taken == 1  # type: ignore[attr-defined]


def test_a_form_without_its_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/imports/new", {"file": SimpleUploadedFile("a.csv", b"a")}).status_code == 403


@pytest.mark.parametrize("who", ["north_administrator", "north_researcher", "north_auditor"])
def test_who_takes_in_no_reports_has_no_page_of_files(who: str, world: World, client_for: MakeClient) -> None:
    client = client_for(world.users[who])
    for address in ("/imports", "/imports/new", "/imports/template.csv", "/answers.csv"):
        assert client.get(address).status_code == 403
