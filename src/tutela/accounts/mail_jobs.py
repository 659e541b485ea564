"""Mails at once, on a clock of a minute: what they say was committed by then. A job knows a person by number."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT, URGENT, defer_once


@app.periodic(cron="* * * * *")
@app.task(name="accounts.write_at_once", queue=DEFAULT, queueing_lock="accounts.write_at_once")
def write_at_once(timestamp: int) -> None:
    """People who want to hear at once are written to, each in a job of their own."""
    from tutela.notices.channels import people_to_mail

    for user_id in people_to_mail(now=clock.now()):
        defer_once("accounts.mail_at_once", queue=URGENT, user_id=user_id)


@app.task(name="accounts.mail_at_once", queue=URGENT, retry=RetryStrategy(max_attempts=5, wait=60, exponential_wait=3))
def mail_at_once(user_id: int) -> None:
    """One person's mail."""
    from tutela.accounts.actor import SYSTEM
    from tutela.accounts.services.mail_at_once import mail_at_once as send

    send(user_id, actor=SYSTEM, now=clock.now())
