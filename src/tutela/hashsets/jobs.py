"""Editions are made, and taken in, by the worker: a job knows an edition by its number, and nothing of what is in it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock

_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="hashsets.make_edition", queue="imports", retry=_AGAIN)
def make_edition(number: int) -> None:
    """Make what is left of an edition, and issue it."""
    from tutela.hashsets.services.worker import make

    make(number)


@app.task(name="hashsets.take_edition", queue="imports", retry=_AGAIN)
def take_edition(number: int) -> None:
    """Take in what is left of an edition."""
    from tutela.hashsets.services.worker import take

    take(number)


@app.periodic(cron="*/2 * * * *")
@app.task(name="hashsets.resume_editions", queue="default", queueing_lock="hashsets.resume_editions")
def resume_editions(timestamp: int) -> None:
    """A worker that was killed leaves an edition half made, or half in: somebody goes on with it."""
    from tutela.hashsets.services.worker import begin_again

    begin_again(now=clock.now())
