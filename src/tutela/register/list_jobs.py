"""Go on with lists that came in by a page: the job knows a list by the number of what it is for, and nothing of what is in it."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.register import staged

_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name=staged.GO_ON[staged.CHECK], queue="imports", retry=_AGAIN)
def answer_list(number: int) -> None:
    """Answer what is left of a check."""
    from tutela.register.services.go_on import answer_list as answer

    answer(number)


@app.task(name=staged.GO_ON[staged.SUBMISSION], queue="imports", retry=_AGAIN)
def take_list(number: int) -> None:
    """Take in what is left of a list that was given."""
    from tutela.register.services.go_on import take_list as take

    take(number)


@app.periodic(cron="*/2 * * * *")
@app.task(name="register.resume_lists", queue="default", queueing_lock="register.resume_lists")
def resume_lists(timestamp: int) -> None:
    """A worker that was killed leaves a list half dealt with: somebody goes on with it."""
    from tutela.register.services.go_on import begin_again

    begin_again(now=clock.now())
