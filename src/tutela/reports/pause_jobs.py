"""A pause that is over ends: the worker looks every few minutes."""

from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT


@app.periodic(cron="*/5 * * * *")
@app.task(name="reports.end_pauses", queue=DEFAULT, queueing_lock="reports.end_pauses")
def end_pauses(timestamp: int) -> None:
    """Let every promise go on whose pause is over, each in a transaction of its own."""
    from tutela.accounts.actor import SYSTEM
    from tutela.reports.services.promises import end_pause, pauses_over

    now = clock.now()
    for clock_id in pauses_over(now=now):
        end_pause(clock_id, actor=SYSTEM, now=now)
