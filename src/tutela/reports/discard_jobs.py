"""Each night, what was kept for a time and is past it goes: docs/operations/retention.md."""

from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT


@app.periodic(cron="40 2 * * *")
@app.task(name="reports.discard_rows", queue=DEFAULT, queueing_lock="reports.discard_rows")
def discard_rows(timestamp: int) -> None:
    """Empty the rows of files that were taken in long ago."""
    from tutela.accounts.actor import SYSTEM
    from tutela.reports.services.discard import discard_rows as discard

    discard(actor=SYSTEM, now=clock.now())


@app.periodic(cron="45 * * * *")
@app.task(name="reports.forget_uses_of_doors", queue=DEFAULT, queueing_lock="reports.forget_uses_of_doors")
def forget_uses_of_doors(timestamp: int) -> None:
    """Forget how often the public door was used in hours that are over."""
    from tutela.reports.services.discard import forget_uses_of_doors as forget

    forget(now=clock.now())
