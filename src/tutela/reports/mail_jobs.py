"""Answers that go out by e-mail: the job knows an answer by its number, and nothing of what it says."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import ANSWERS, defer_once

# Half a minute, two minutes, eight, …: about two days in all, longer than a mail server is usually away.
_AGAIN = RetryStrategy(max_attempts=9, wait=30, exponential_wait=4)


@app.task(name="reports.mail_answer", queue=ANSWERS, retry=_AGAIN)
def mail_answer(answer_id: int) -> None:
    """Mail one answer; what fails is marked on the answer, and tried again."""
    from tutela.accounts.actor import SYSTEM
    from tutela.reports.services.mail import mail

    mail(answer_id, actor=SYSTEM, now=clock.now())


@app.periodic(cron="7 * * * *")
@app.task(name="reports.mail_answers_left", queue=ANSWERS, queueing_lock="reports.mail_answers_left")
def mail_answers_left(timestamp: int) -> None:
    """Answers whose job was lost."""
    from tutela.reports.services.mail import not_mailed

    for answer_id in not_mailed(now=clock.now()):
        defer_once("reports.mail_answer", queue=ANSWERS, answer_id=answer_id)
