"""Hand an answer to the worker for delivery by e-mail: the job holds the answer's number and nothing else."""

from procrastinate.contrib.django import app

from tutela.reports.models import Answer


def deliver_later(answer: Answer) -> None:
    """Defer the delivery in the transaction of the answer: no answer without its delivery, no delivery without its answer."""
    app.configure_task("reports.mail_answer", queue="answers").defer(answer_id=answer.pk)
