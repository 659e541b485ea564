"""Jobs: enqueued once, however often somebody asks; and what a killed worker had begun is begun again."""

from datetime import datetime

from asgiref.sync import async_to_sync
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

# Queues in the order in which a worker takes from them.
URGENT, ANSWERS, DEFAULT = "urgent", "answers", "default"
_PRIORITY = {URGENT: 100, ANSWERS: 10}


def defer_once(task: str, *, queue: str = DEFAULT, at: datetime | None = None, **references: int | str) -> bool:
    """Enqueue ``task`` for these references, in the transaction around; returns False when it waits already.

    The references are numbers or dates: a job's arguments are no place for what a record holds.
    """
    lock = "-".join([task, *map(str, references.values())])
    deferrer = app.configure_task(
        task, queue=queue, queueing_lock=lock, schedule_at=at, priority=_PRIORITY.get(queue, 0)
    )
    try:
        # A savepoint: that it is enqueued already must not spoil the transaction around.
        with transaction.atomic():
            deferrer.defer(**references)
    except AlreadyEnqueued:
        return False
    return True


def begin_stalled_again(*, now: datetime) -> int:
    """Put the jobs of workers whose heart has stopped back into their queue; returns how many.

    Every job is idempotent, so that one which had done its work before the worker died does nothing more. One that waits
    a second time already is only marked as failed.
    """
    again = 0
    for job in async_to_sync(app.job_manager.get_stalled_jobs)():
        if job.id is None:
            continue
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job.id, retry_at=now)
        except (UniqueViolation, AlreadyEnqueued, IntegrityError):
            async_to_sync(app.job_manager.finish_job)(job, status=Status.FAILED, delete_job=False)
        else:
            again += 1
    return again


@transaction.atomic
def remove_finished(*, done_before: datetime, failed_before: datetime) -> int:
    """Remove jobs, with their events, that were done or cancelled, or that failed, before a moment; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE_FINISHED, [failed_before, done_before])
        return int(cursor.rowcount)


# A job that waits or runs is never past its time; one without an event would be one that nobody can date, and stays.
_REMOVE_FINISHED = """
DELETE FROM procrastinate_jobs j
 WHERE j.status IN ('succeeded', 'cancelled', 'aborted', 'failed')
   AND (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)
       < CASE WHEN j.status = 'failed' THEN %s::timestamptz ELSE %s::timestamptz END
"""
