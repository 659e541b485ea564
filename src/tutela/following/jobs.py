"""What is done for those who follow, on a clock; a job knows a search by its number only."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT, defer_once


@app.periodic(cron="*/5 * * * *")
@app.task(name="following.tell_followers", queue=DEFAULT, queueing_lock="following.tell_followers")
def tell_followers(timestamp: int) -> None:
    """Those who follow a record hear that it changed, if they still see it."""
    from tutela.accounts.actor import SYSTEM
    from tutela.following.services.tell import tell_followers as tell

    tell(actor=SYSTEM, now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="following.ask_searches", queue=DEFAULT, queueing_lock="following.ask_searches")
def ask_searches(timestamp: int) -> None:
    """Searches that nobody has asked for a while are asked again, each in a job of its own."""
    from tutela.following.queries import searches_to_ask

    for number in searches_to_ask(now=clock.now()):
        defer_once("following.search_again", search_id=number)


@app.task(
    name="following.search_again", queue=DEFAULT, retry=RetryStrategy(max_attempts=5, wait=60, exponential_wait=3)
)
def search_again(search_id: int) -> None:
    """One search, as whoever keeps it."""
    from tutela.accounts.actor import SYSTEM
    from tutela.following.services.searches import search_again as again

    again(search_id, actor=SYSTEM, now=clock.now())
