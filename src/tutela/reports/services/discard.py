"""What was in a file is not kept for ever: after its time the cells go, and what became of each row stays."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.reports.models import ImportBatch, ImportRow

KEPT = timedelta(days=30)
REJECTED_KEPT = timedelta(days=90)
_HELD = Q(payload__isnull=False) | Q(cells__isnull=False)


def kept_until(batch: ImportBatch) -> datetime | None:
    """Until when the rejected rows of a file can be downloaded; None while it is being taken in."""
    return batch.finished_at + REJECTED_KEPT if batch.finished_at is not None else None


@transaction.atomic
def discard_rows(*, actor: Actor, now: datetime) -> int:
    """Empty the rows of files that were done long enough ago; returns how many rows.

    A row that was rejected waits longer, so that it can be corrected. Its number, state, faults and report stay, and so do
    the counts of the file; a line in the audit trail for each file says how many rows were emptied. No report is touched.
    """
    name_the_verb("import.discard")
    done = ImportRow.objects.filter(_HELD, batch__state=ImportBatch.State.DONE)
    rejected = Q(state=ImportRow.State.REJECTED)
    due = done.filter(
        (~rejected & Q(batch__finished_at__lte=now - KEPT))
        | (rejected & Q(batch__finished_at__lte=now - REJECTED_KEPT))
    )
    emptied = 0
    for batch_id in sorted(set(due.values_list("batch_id", flat=True))):
        rows = ImportRow.objects.filter(pk__in=due.filter(batch_id=batch_id).values("pk"))
        of_rejected = rows.filter(rejected).count()
        count = rows.update(payload=None, cells=None)
        record("import.discard", actor=actor, now=now, batch=batch_id, rows=count, rejected=of_rejected)
        emptied += count
    return emptied


@transaction.atomic
def forget_uses_of_doors(*, now: datetime) -> int:
    """Remove the counts of uses of the public door whose time is over; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_doorcount WHERE ends_at <= %s", [now])
        return int(cursor.rowcount)
