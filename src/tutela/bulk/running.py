"""Run a bulk assignment in the worker: the whole of it in one transaction, while another connection says how far it is."""

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.role_connection import connect_as
from tutela.bulk.models import BulkAssignment
from tutela.bulk.services.assign_many import assign_many
from tutela.core import clock

_UPSERT = "INSERT INTO bulk_bulkprogress (bulk_id, done) VALUES (%s, %s) ON CONFLICT (bulk_id) DO UPDATE SET done = excluded.done"


def run(bulk_id: int) -> None:
    """Assign what was chosen. Where the role of whoever gave the word has ended, nothing is assigned, and it stays as it is."""
    now = clock.now()
    with transaction.atomic():
        bulk = BulkAssignment.objects.select_related("membership__user", "membership__organisation").get(pk=bulk_id)
    ends_at = bulk.membership.ends_at
    if bulk.state != BulkAssignment.State.RUNNING or (ends_at is not None and ends_at <= now):
        return
    actor = Actor.of(bulk.membership)
    beside = connect_as("jobs")
    beside.autocommit = True

    def say(done: int) -> None:
        beside.execute(_UPSERT, [bulk_id, done])

    try:
        with acting_as(actor):
            assign_many(bulk, actor=actor, now=now, progress=say)
    finally:
        beside.close()
