"""Go on with files that came in by the page: the job knows a file by its number, and nothing of what is in it."""

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def go_on_later(batch_id: int) -> None:
    """Defer the taking in the transaction in which the file was read; twice at a time is once."""
    task = app.configure_task("reports.take_import", queue="imports", queueing_lock=f"import-{batch_id}")
    try:
        # A savepoint: that it is enqueued already must not spoil the transaction around.
        with transaction.atomic():
            task.defer(batch_id=batch_id)
    except AlreadyEnqueued:
        return


@app.task(name="reports.take_import", queue="imports", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def take_import(batch_id: int) -> None:
    """Take what waits of a file, chunk after chunk, in the role of whoever sent it."""
    from tutela.reports.services.go_on import go_on

    go_on(batch_id)


@app.periodic(cron="*/2 * * * *")
@app.task(name="reports.resume_imports", queue="default", queueing_lock="reports.resume_imports")
def resume_imports(timestamp: int) -> None:
    """A worker that was killed leaves a file half taken: somebody goes on with it."""
    from tutela.reports.services.go_on import left_behind

    for batch_id in left_behind():
        go_on_later(batch_id)
