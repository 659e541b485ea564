"""A file of reports: every row in once or named, nothing twice, and nothing kept of what is refused."""

import csv
import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from tests.cast import World
from tests.reports.imports.files import a_csv, a_tip, row, thousand_with_three_bad
from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, Refused, TutelaError
from tutela.reports.models import Arrival, ImportBatch, ImportRow, Report, Submission
from tutela.reports.queries.imports import Progress, find_file, misses_a_zone, rejected_rows
from tutela.reports.rejected_file import write_rejected_file
from tutela.reports.services.import_file import stage_file, take, take_chunk

pytestmark = pytest.mark.django_db


def sent_in(data: bytes, actor: Actor, *, name: str = "synthetic.csv", zone: ZoneInfo | None = None) -> Progress:
    """The file, sent in and taken to its end."""
    with acting_as(actor):
        staged = stage_file(io.BytesIO(data), name, zone=zone, actor=actor, now=clock.now())
        list(take(staged.batch, actor=actor))
        return find_file(staged.batch.pk, actor)


def counts(progress: Progress) -> tuple[int, int, int, int]:
    """Rows, and of them taken, here already, rejected."""
    return progress.rows, progress.taken, progress.again, progress.rejected


def rejected_file(progress: Progress, actor: Actor) -> str:
    """The file of the rejected rows."""
    out = io.StringIO(newline="")
    with acting_as(actor):
        write_rejected_file(out, progress.batch)
    return out.getvalue()


def test_what_is_wrong_with_a_row_is_kept_in_english_whatever_language_its_sender_reads(world: World) -> None:
    actor = world.actor("north_intake")
    with translation.override("fr"):
        progress = sent_in(a_csv([row(1, categories="ICW", countries="GR|XX")]), actor)
        with pytest.raises(BadInput, match="Le fichier est vide"):
            sent_in(b" ", actor)
    with acting_as(actor):
        [rejected] = rejected_rows(progress.batch)
    assert "it holds a code that is no category" in rejected.what_is_wrong
    assert "Did you mean" in rejected.how_to_mend_it


def test_of_a_thousand_rows_with_three_bad_ones_997_come_in_and_the_three_are_named(world: World) -> None:
    actor = world.actor("north_intake")
    progress = sent_in(thousand_with_three_bad(), actor)
    assert counts(progress) == (1000, 997, 0, 3)
    with acting_as(actor):
        named = [(one.row_number, one.faults[0].field) for one in rejected_rows(progress.batch)]
        assert named == [(11, "reported_at"), (502, "countries"), (1001, "summary")]
        assert all(fault.mend for one in rejected_rows(progress.batch) for fault in one.faults)
        ids = list(Report.objects.filter(door="csv").values_list("pk", flat=True))
        assert len(ids) == 997
        assert Clock.objects.filter(subject_kind="report", subject_id__in=ids, kind="receipt").count() == 997
        assert Entry.objects.filter(subject_id__in=ids, action="report.receive").count() == 997
        assert not ImportRow.objects.filter(batch=progress.batch, payload__isnull=False).exists()


def test_the_rejected_rows_are_corrected_in_their_file_and_sent_in_again_and_nothing_comes_in_twice(
    world: World,
) -> None:
    actor = world.actor("north_intake")
    first = sent_in(thousand_with_three_bad(), actor)
    rows = list(csv.DictReader(io.StringIO(rejected_file(first, actor))))
    assert len(rows) == 3
    rows[0]["reported_at"] = "2026-03-01T09:30Z"
    rows[1]["countries"] = "GB"
    rows[2]["summary"] = "Synthetic summary, filled in"
    corrected = io.StringIO(newline="")
    writer = csv.DictWriter(corrected, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert counts(sent_in(corrected.getvalue().encode(), actor)) == (3, 3, 0, 0)
    assert counts(sent_in(corrected.getvalue().encode() + b"\r\n", actor, name="again.csv")) == (3, 0, 3, 0)
    with acting_as(actor):
        assert Report.objects.filter(door="csv").count() == 1000


def test_the_same_file_sent_again_is_the_same_delivery_and_takes_nothing(world: World) -> None:
    actor = world.actor("north_intake")
    data = a_csv([row(number) for number in range(5)])
    first = sent_in(data, actor)
    with acting_as(actor):
        again = stage_file(io.BytesIO(data), "renamed.csv", actor=actor, now=clock.now())
        assert (again.again, again.batch.pk) == (True, first.batch.pk)
        assert list(take(again.batch, actor=actor)) == []
        assert Report.objects.filter(door="csv").count() == 5
        assert Arrival.objects.count() == 5


def test_the_same_rows_in_another_file_are_recognised_from_staff_and_are_a_partners_own(world: World) -> None:
    north, south, hotline = (world.actor(one) for one in ("north_intake", "south_intake", "hotline_partner"))
    rows = [row(number) for number in range(6)] + [row(99, reference="", source="", summary="Synthetic, unnumbered")]
    sent_in(a_csv(rows), north)
    turned = [one | {"source": one["source"].upper()} for one in reversed(rows)]
    assert counts(sent_in(a_csv(turned), south, name="other.csv")) == (7, 0, 7, 0)
    # A partner learns nothing of what others sent; its own file is recognised when it comes again.
    assert counts(sent_in(a_csv(rows), hotline, name="partner.csv")) == (7, 7, 0, 0)
    assert counts(sent_in(a_csv(turned), hotline, name="turned.csv")) == (7, 0, 7, 0)
    with acting_as(north):
        assert set(Report.objects.filter(door="csv").values_list("times_received", flat=True)) == {2}


def test_a_partners_file_is_owned_by_the_centre_and_seen_by_its_sender_as_what_it_sent(world: World) -> None:
    hotline = world.actor("hotline_partner")
    progress = sent_in(a_csv([row(1), row(2)]), hotline)
    assert counts(progress) == (2, 2, 0, 0)
    with acting_as(hotline):
        assert Submission.objects.filter(reporter=world.hotline, door="csv").count() == 2
        assert not Report.objects.exists()
    with acting_as(world.actor("company_partner")):
        assert not ImportBatch.objects.exists()
        assert not ImportRow.objects.exists()
    with acting_as(world.actor("centre_intake")):
        assert set(Report.objects.values_list("owner__code", "owner_basis")) == {("centre", "default")}


def test_a_time_without_a_zone_is_rejected_and_comes_in_when_the_same_file_is_sent_with_one(world: World) -> None:
    actor = world.actor("north_intake")
    data = a_csv([row(1, reported_at="2026-07-01 09:30"), row(2)])
    refused = sent_in(data, actor)
    assert counts(refused) == (2, 1, 0, 1)
    with acting_as(actor):
        assert misses_a_zone(refused.batch)
    named = sent_in(data, actor, zone=ZoneInfo("Europe/London"))
    assert counts(named) == (2, 1, 1, 0)
    with acting_as(actor):
        assert not misses_a_zone(named.batch)
        sent = Submission.objects.get(external_reference="SYN-000001")
        assert sent.reported_at is not None
        assert sent.reported_at.hour == 8, "09:30 of a summer's day in London is 08:30 UTC"


def test_cybertipline_xml_is_read_by_its_content_and_not_its_name(world: World) -> None:
    actor = world.actor("centre_intake")
    data = f"<reports>{a_tip('1001')}{a_tip('1002')}</reports>".encode()
    assert counts(sent_in(data, actor, name="looks-like-a.csv")) == (2, 2, 0, 0)
    with acting_as(actor):
        assert set(Report.objects.values_list("door", "external_reference")) == {
            ("cybertipline", "1001"),
            ("cybertipline", "1002"),
        }


def test_one_external_report_is_one_report_whether_it_comes_as_xml_or_as_csv(world: World) -> None:
    actor = world.actor("centre_intake")
    sent_in(a_tip("1001").encode(), actor, name="tip.xml")
    assert counts(sent_in(a_csv([row(1, reference="1001", source="ncmec")]), actor)) == (1, 0, 1, 0)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><report><reportId>&c;</reportId></report>"""
REFUSED = {
    "an image": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
    "a video": b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64,
    "an archive": b"PK\x03\x04" + b"\x00" * 64,
    "entities": BOMB,
    "broken XML": b"<report><reportId>1</reportId>",
    "another XML": b"<html><body>no</body></html>",
    "JSON": b'{"summary": "synthetic"}',
    "nothing": b"",
    "a wrong header": b"one,two\n1,2\n",
    "binary": b"reference,reported_at,summary\n\x00\x01\x02",
}


@pytest.mark.parametrize("what", sorted(REFUSED))
def test_a_file_that_is_refused_leaves_nothing_behind(what: str, world: World) -> None:
    actor = world.actor("north_intake")
    with pytest.raises((Refused, BadInput)) as refusal:
        sent_in(REFUSED[what], actor)
    assert refusal.value.mend
    with acting_as(actor):
        assert not ImportBatch.objects.exists()
        assert not ImportRow.objects.exists()
        assert not Report.objects.exists()


class Endless(io.RawIOBase):
    """A file without an end, which counts how much of it was read."""

    given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return b"a" * size


def test_a_huge_file_is_refused_as_soon_as_it_is_too_big(world: World) -> None:
    actor, endless = world.actor("north_intake"), Endless()
    with acting_as(actor), pytest.raises(Refused, match="larger than 50 MB"):
        stage_file(endless, "endless.csv", actor=actor, now=clock.now())  # type: ignore[arg-type]
    assert endless.given < 51 * 1024 * 1024
    with acting_as(actor):
        assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("who", ["north_investigator", "north_auditor", "north_administrator", "north_researcher"])
def test_a_role_that_takes_in_no_reports_imports_no_file(who: str, world: World) -> None:
    actor = world.actor(who)
    with acting_as(actor), pytest.raises(NotAllowed):
        stage_file(io.BytesIO(a_csv([row(1)])), "synthetic.csv", actor=actor, now=clock.now())
    assert counts(sent_in(a_csv([row(1)]), world.actor("north_intake"))) == (1, 1, 0, 0)


def test_another_organisations_file_is_not_gone_on_with(world: World) -> None:
    mine, other = world.actor("north_intake"), world.actor("south_intake")
    with acting_as(mine):
        staged = stage_file(io.BytesIO(a_csv([row(1)])), "synthetic.csv", actor=mine, now=clock.now())
    with acting_as(other), pytest.raises(NotAllowed):
        take_chunk(staged.batch, actor=other, now=clock.now())
    with acting_as(mine):
        assert take_chunk(staged.batch, actor=mine, now=clock.now()) == 1


def test_a_file_is_left_between_two_chunks_and_gone_on_with(world: World) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        staged = stage_file(
            io.BytesIO(a_csv([row(n) for n in range(10)])), "synthetic.csv", actor=actor, now=clock.now()
        )
        assert take_chunk(staged.batch, actor=actor, now=clock.now(), size=4) == 4
        half = find_file(staged.batch.pk, actor)
        assert (half.waiting, half.taken, half.is_done) == (6, 4, False)
    whole = sent_in(a_csv([row(n) for n in range(10)]), actor)
    assert (counts(whole), whole.is_done) == ((10, 10, 0, 0), True)


def test_a_report_that_fails_in_the_middle_of_its_chunk_leaves_the_whole_chunk_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = world.actor("north_intake")
    with acting_as(actor):
        staged = stage_file(
            io.BytesIO(a_csv([row(n) for n in range(4)])), "synthetic.csv", actor=actor, now=clock.now()
        )

    def fails(*args: object, **kwargs: object) -> None:
        raise TutelaError("the machine stopped here")

    with monkeypatch.context() as patched:
        patched.setattr("tutela.reports.services.receive.write_documents", fails)
        with pytest.raises(TutelaError), acting_as(actor):
            take_chunk(staged.batch, actor=actor, now=clock.now())
    with acting_as(actor):
        assert not Report.objects.exists()
        assert find_file(staged.batch.pk, actor).waiting == 4
        assert take_chunk(staged.batch, actor=actor, now=clock.now()) == 4
        assert Report.objects.count() == 4


def test_many_that_come_again_are_told_in_one_notice(world: World, owner_count: Callable[[str], int]) -> None:
    actor = world.actor("north_intake")
    sent_in(a_csv([row(n) for n in range(20)]), actor)
    before = owner_count("notices_notice")
    sent_in(a_csv([row(n) for n in range(20)]) + b"\n", actor)
    assert owner_count("notices_notice") - before == 2, "one for each of the desk: intake and manager"


@pytest.fixture
def owner_count(as_role: Callable[[str], object]) -> Callable[[str], int]:
    """How many rows a table has, past every policy."""
    from django.db import connection

    def count(table: str) -> int:
        with as_role("tutela_owner"), connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"SELECT count(*) FROM {table}")
            return int(cursor.fetchone()[0])

    return count
