"""Hand an answer to the worker for delivery by e-mail: the job holds the answer's number and nothing else."""

from tutela.core.later import ANSWERS, defer_once
from tutela.reports.models import Answer


def deliver_later(answer: Answer) -> None:
    """Defer the delivery in the transaction of the answer: no answer without its delivery, no delivery without its answer."""
    defer_once("reports.mail_answer", queue=ANSWERS, answer_id=answer.pk)
