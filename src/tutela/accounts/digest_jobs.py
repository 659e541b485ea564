"""The daily digest, on the clock of each organisation; a job knows a person by number, and a day."""

from datetime import date

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT, defer_once


@app.periodic(cron="*/10 * * * *")
@app.task(name="accounts.write_digests", queue=DEFAULT, queueing_lock="accounts.write_digests")
def write_digests(timestamp: int) -> None:
    """People whose organisation's day has begun are written to, each in a job of their own."""
    from tutela.accounts.digests import digests_due

    for user_id, day in digests_due(now=clock.now()):
        defer_once("accounts.send_digest", user_id=user_id, day=day.isoformat())


@app.task(name="accounts.send_digest", queue=DEFAULT, retry=RetryStrategy(max_attempts=5, wait=60, exponential_wait=3))
def send_digest(user_id: int, day: str) -> None:
    """One person's digest of one day."""
    from tutela.accounts.actor import SYSTEM
    from tutela.accounts.services.digest import send_digest as send

    send(user_id, date.fromisoformat(day), actor=SYSTEM, now=clock.now())
