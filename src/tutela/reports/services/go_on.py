"""The worker goes on with a file that somebody sent by the page."""

from datetime import timedelta

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.core import clock
from tutela.reports.models import ImportBatch
from tutela.reports.services.import_file import take

_QUIET_FOR = timedelta(minutes=2)


def go_on(batch_id: int) -> int:
    """Take what still waits, in the role of whoever sent the file; returns how many rows.

    Where that role has ended meanwhile, nothing is taken: a colleague opens the file's page and goes on with it.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_related("membership__user", "membership__organisation").get(pk=batch_id)
    ends_at = batch.membership.ends_at
    if batch.state == ImportBatch.State.DONE or (ends_at is not None and ends_at <= clock.now()):
        return 0
    return sum(take(batch, actor=Actor.of(batch.membership)))


def left_behind() -> list[int]:
    """Files of the page that are not done some minutes after they came in, and that somebody's role still takes."""
    now = clock.now()
    rows = ImportBatch.objects.filter(
        goes_on_by_itself=True, state=ImportBatch.State.TAKING, arrived_at__lte=now - _QUIET_FOR
    ).exclude(membership__ends_at__lte=now)
    return list(rows.order_by("arrived_at").values_list("pk", flat=True)[:100])
