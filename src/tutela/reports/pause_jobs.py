"""A pause that is over ends; each job calls one verb, as the worker, and knows a promise by its number only."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT, defer_once


@app.periodic(cron="*/5 * * * *")
@app.task(name="reports.end_pauses", queue=DEFAULT, queueing_lock="reports.end_pauses")
def end_pauses(timestamp: int) -> None:
    """Promises whose pause is over go on, each in a job of its own: one that fails keeps no other standing still."""
    from tutela.reports.services.promises import pauses_over

    for clock_id in pauses_over(now=clock.now()):
        defer_once("reports.end_pause", clock_id=clock_id)


@app.task(name="reports.end_pause", queue=DEFAULT, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def end_pause(clock_id: int) -> None:
    """The promise goes on, and who waits for it to go on hears."""
    from tutela.accounts.actor import SYSTEM
    from tutela.reports.services.promises import end_pause as go_on

    go_on(clock_id, actor=SYSTEM, now=clock.now())
