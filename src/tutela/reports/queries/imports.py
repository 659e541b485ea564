"""What became of the files that an organisation sent, and the answers that go back to it as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import NotFound
from tutela.core.paging import Key, Page, page
from tutela.reports.doors import Fault, RejectedRow
from tutela.reports.models import Answer, ImportBatch, ImportRow, Submission
from tutela.reports.models.report import Door

_ORDER = (Key("arrived_at", descending=True), Key("id", descending=True))
NO_ZONE = "the time has no zone"


@dataclass(frozen=True)
class Progress:
    """How far the taking of a file is; every number has the same denominator, ``rows``."""

    batch: ImportBatch
    waiting: int = 0
    taken: int = 0
    again: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """All rows of the file that hold anything."""
        return self.waiting + self.taken + self.again + self.rejected

    @property
    def done(self) -> int:
        """Those of which it is known what became of them."""
        return self.rows - self.waiting

    @property
    def is_done(self) -> bool:
        """Nothing waits any more."""
        return self.batch.state == ImportBatch.State.DONE

    @property
    def percent(self) -> int:
        """How far it is, for a bar; the numbers stand beside it."""
        return 100 * self.done // self.rows if self.rows else 100


def progress_of(batches: list[ImportBatch]) -> list[Progress]:
    """The counts of these files, in one statement for all."""
    counted = (
        ImportRow.objects.filter(batch__in=batches).values("batch_id", "state").annotate(number=Count("pk")).order_by()
    )
    numbers: dict[int, dict[str, int]] = {}
    for one in counted:
        numbers.setdefault(one["batch_id"], {})[one["state"]] = one["number"]
    return [Progress(batch, **numbers.get(batch.pk, {})) for batch in batches]


def files_of(actor: Actor, *, cursor: str = "", size: int = 25) -> Page[Progress]:
    """The files that the actor's organisation sent, the newest first."""
    rows = ImportBatch.objects.filter(organisation_id=actor.organisation_pk).select_related("membership__user")
    found = page(rows, _ORDER, cursor=cursor, size=size)
    return found.with_items(progress_of(list(found.items)))


def find_file(number: int, actor: Actor) -> Progress:
    """One file of the actor's organisation. Raises NotFound for one that is absent or another's, in the same words."""
    batch = (
        ImportBatch.objects.select_related("membership__user")
        .filter(pk=number, organisation_id=actor.organisation_pk)
        .first()
    )
    if batch is None:
        raise NotFound(
            gettext("There is no such file that your organisation sent."), mend=gettext("Look at the list of files.")
        )
    return progress_of([batch])[0]


def rejected_rows(batch: ImportBatch, *, most: int | None = None) -> Iterator[RejectedRow]:
    """The rows that were not taken, as the door gave them, in the order of the file."""
    rows = ImportRow.objects.filter(batch=batch, state=ImportRow.State.REJECTED).order_by("number")
    for row in rows[:most].iterator() if most else rows.iterator():
        yield RejectedRow(row.number, tuple(Fault(*fault) for fault in row.faults), tuple(row.cells or ()))


def misses_a_zone(batch: ImportBatch) -> bool:
    """Whether rows were rejected only for want of a time zone: sent again with one, they come in."""
    if batch.zone:
        return False
    rows = ImportRow.objects.filter(batch=batch, state=ImportRow.State.REJECTED)
    return any(fault[1] == NO_ZONE for faults in rows.values_list("faults", flat=True)[:1_000] for fault in faults)


def answers_since(actor: Actor, since: datetime | None) -> QuerySet[Answer]:
    """The answers to whatever the actor's organisation sent: as a reporter by any door, or in a file that it took in.

    Row-level security decides besides: who may see neither the report nor what was sent sees no answer to it.
    """
    own = Submission.objects.filter(reporter_id=actor.organisation_id)
    in_files = Submission.objects.filter(
        door__in=[Door.CSV, Door.CYBERTIPLINE],
        pk__in=ImportRow.objects.filter(batch__organisation_id=actor.organisation_pk).values("report_id"),
    )
    rows = Answer.objects.filter(Q(report_id__in=own.values("pk")) | Q(report_id__in=in_files.values("pk")))
    if since is not None:
        rows = rows.filter(sent_at__gte=since)
    return rows.order_by("sent_at", "pk")
