"""Take in a file of reports so that nothing of it is lost and nothing comes in twice, wherever it is interrupted.

First the whole file is read, and its rows wait in the database: one transaction, so that a file that is refused leaves
nothing behind. Then the rows are taken in chunks, each in a transaction of its own that takes the reports and strikes out the
rows together. A kill at any line leaves every report in once or not yet, and running it again goes on.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core import clock, languages
from tutela.core.errors import NotAllowed
from tutela.core.media import BYTES_NEEDED
from tutela.reports.doors import MAX_FILE_BYTES, Fault, RejectedRow, open_csv, parse, recognise
from tutela.reports.doors.sizes import read_capped
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import ImportBatch, ImportRow
from tutela.reports.services.receive import receive_reports

IMPORTERS = (Role.INTAKE_OFFICER, Role.MANAGER, Role.PARTNER)
CHUNK = 250
_STAGED_AT_ONCE = 1_000


@dataclass(frozen=True)
class Staged:
    """A file whose rows wait; ``again`` says that the same file from the same sender was here before."""

    batch: ImportBatch
    again: bool


@transaction.atomic
def stage_file(
    stream: BinaryIO,
    name: str,
    *,
    zone: tzinfo | None = None,
    goes_on_by_itself: bool = False,
    actor: Actor,
    now: datetime,
) -> Staged:
    """Read a file to its end and let its rows wait. Nothing is kept of one that is refused.

    Raises NotAllowed, Refused for media, attacks and what is too big, BadInput for what cannot be read.
    """
    actor.must_hold(*IMPORTERS)
    data = read_capped(stream, name, MAX_FILE_BYTES)
    door = recognise(data[:BYTES_NEEDED], name)
    sender = {
        "organisation_id": actor.organisation_id,
        "digest": hashlib.sha256(data).hexdigest(),
        "door": door,
        "zone": "" if zone is None else str(zone),
    }
    before = ImportBatch.objects.filter(**sender).first()
    if before is not None:
        return Staged(before, again=True)
    header = open_csv(BytesIO(data), name).header if door == "csv" else ()
    parsed = parse(BytesIO(data), name, zone)
    batch = ImportBatch.objects.create(
        **sender,
        membership_id=actor.membership_pk,
        file_name=_short(name),
        header=list(header),
        arrived_at=now,
        goes_on_by_itself=goes_on_by_itself,
    )
    waiting = 0
    rows = _rows(batch, parsed)
    # What is wrong with a row is kept with it, and is in English for whoever reads it.
    with translation.override(languages.spoken(languages.ENGLISH.code)):
        while some := list(islice(rows, _STAGED_AT_ONCE)):
            ImportRow.objects.bulk_create(some)
            waiting += sum(1 for row in some if row.state == ImportRow.State.WAITING)
    record("import.stage", actor=actor, now=now, door=door, batch=batch.pk, digest=batch.digest)
    if not waiting:
        _finish(batch, actor=actor, now=now)
    return Staged(batch, again=False)


def take(batch: ImportBatch, *, actor: Actor, size: int = CHUNK) -> Iterator[int]:
    """Take what waits, chunk after chunk, and give how many rows each took. It can be left and begun again at any point."""
    while True:
        with acting_as(actor):
            taken = take_chunk(batch, actor=actor, now=clock.now(), size=size)
        if not taken:
            return
        yield taken


@transaction.atomic
def take_chunk(batch: ImportBatch, *, actor: Actor, now: datetime, size: int = CHUNK) -> int:
    """Take the next rows that wait, and strike them out; returns how many, 0 when nothing waits any more.

    Raises NotAllowed for another organisation's file, RuleBroken when nobody could answer for a report.
    """
    actor.must_hold(*IMPORTERS)
    # Two who go on with the same file take its chunks one after the other.
    locked = ImportBatch.objects.select_for_update(of=("self",), no_key=True).filter(pk=batch.pk).first()
    if locked is None or locked.organisation_id != actor.organisation_id:
        raise NotAllowed(
            gettext("This file was sent by another organisation."), mend=gettext("Whoever sent it goes on with it.")
        )
    rows = list(ImportRow.objects.filter(batch=locked, state=ImportRow.State.WAITING).order_by("number")[:size])
    if rows:
        reports = [IncomingReport.model_validate(row.payload) for row in rows]
        try:
            with transaction.atomic():
                _take(rows, reports, actor=actor, now=now)
        except (DataError, IntegrityError):
            # One row that the database cannot hold must not cost the others of its chunk.
            for row, report in zip(rows, reports, strict=True):
                _take_alone(row, report, actor=actor, now=now)
    if len(rows) < size and locked.state != ImportBatch.State.DONE:
        _finish(locked, actor=actor, now=now)
    return len(rows)


def _take(rows: Sequence[ImportRow], reports: Sequence[IncomingReport], *, actor: Actor, now: datetime) -> None:
    received = receive_reports(reports, actor=actor, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_importrow r SET state = v.state, report_id = v.report_id, payload = NULL"
            " FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS v (id, state, report_id) WHERE r.id = v.id",
            [
                [row.pk for row in rows],
                [str(ImportRow.State.AGAIN if one.again else ImportRow.State.TAKEN) for one in received],
                [one.report_id for one in received],
            ],
        )


def _take_alone(row: ImportRow, report: IncomingReport, *, actor: Actor, now: datetime) -> None:
    try:
        with transaction.atomic():
            _take([row], [report], actor=actor, now=now)
    except (DataError, IntegrityError):
        fault = Fault(
            "the row", "a value in it cannot be kept", "Shorten or correct its values and send the row again."
        )
        row.state, row.faults, row.payload = ImportRow.State.REJECTED, [list(fault)], None
        row.save(update_fields=["state", "faults", "payload"])


def _finish(batch: ImportBatch, *, actor: Actor, now: datetime) -> None:
    batch.state, batch.finished_at = ImportBatch.State.DONE, now
    batch.save(update_fields=["state", "finished_at"])
    record("import.finish", actor=actor, now=now, batch=batch.pk)


def _rows(batch: ImportBatch, parsed: Iterator[IncomingReport | RejectedRow]) -> Iterator[ImportRow]:
    for place, one in enumerate(parsed, start=1):
        if isinstance(one, RejectedRow):
            yield ImportRow(
                batch=batch,
                number=one.row_number,
                state=ImportRow.State.REJECTED,
                cells=list(one.cells),
                faults=[list(fault) for fault in one.faults],
            )
        else:
            yield ImportRow(
                batch=batch, number=_number(one, place), payload=one.model_dump(mode="json", exclude_defaults=True)
            )


def _number(report: IncomingReport, place: int) -> int:
    """The row as a spreadsheet counts it; in an XML file, the how-manieth report."""
    word, _, number = report.source_place.partition(" ")
    return int(number) if word == "row" and number.isdigit() else place


def _short(name: str) -> str:
    """The name of a file as it may be kept: its last part, bounded."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(each for each in plain if each.isprintable())[-120:] or "a file without a name"


def faults_of(row: ImportRow) -> RejectedRow:
    """A rejected row as the door gave it."""
    return RejectedRow(row.number, tuple(Fault(*fault) for fault in row.faults), tuple(row.cells or ()))
