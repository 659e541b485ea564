"""What is held against everything else at once, every few minutes and once a day; no job knows a record."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT, URGENT, defer_once
from tutela.core.new_facts import TAKE_FACTS, hold_against_everything

LOOK_ALIKE = "deconfliction.look_alike"
_RETRY = RetryStrategy(max_attempts=5, wait=10, exponential_wait=3)


@app.task(name=TAKE_FACTS, queue=URGENT, retry=_RETRY)
def take_facts() -> None:
    """Take up every fact that is there. Another one that comes meanwhile asks for this again."""
    from tutela.accounts.actor import SYSTEM
    from tutela.deconfliction.queries import has_alike
    from tutela.deconfliction.services.take import take_facts as take

    take(actor=SYSTEM, at=clock.now)
    if has_alike():
        defer_once(LOOK_ALIKE)


@app.task(name=LOOK_ALIKE, queue=DEFAULT, lock=LOOK_ALIKE, retry=_RETRY)
def look_alike() -> None:
    """Files that look like those which came in. A long list takes a while; what is urgent goes before it."""
    # It is compiled, and loaded where somebody looks something up.
    from tutela.accounts.actor import SYSTEM
    from tutela.deconfliction.services.look_alike import look_alike as look

    look(actor=SYSTEM, at=clock.now)


@app.periodic(cron="* * * * *")
@app.task(name="deconfliction.take_what_is_left", queue=URGENT, queueing_lock="deconfliction.take_what_is_left")
def take_what_is_left(timestamp: int) -> None:
    """Facts whose job was never enqueued, because a program was killed between the two."""
    from tutela.deconfliction.queries import has_facts

    if has_facts():
        hold_against_everything()


@app.periodic(cron="*/2 * * * *")
@app.task(
    name="deconfliction.look_through",
    queue=DEFAULT,
    queueing_lock="deconfliction.look_through",
    lock="deconfliction.look_through",
)
def look_through(timestamp: int) -> None:
    """Records that share a value with those of another service."""
    from tutela.accounts.actor import SYSTEM
    from tutela.deconfliction.services.same_values import look_through as look

    look(actor=SYSTEM, now=clock.now())


@app.periodic(cron="20 5 * * *")
@app.task(name="deconfliction.tell_of_nobodys", queue=DEFAULT, queueing_lock="deconfliction.tell_of_nobodys")
def tell_of_nobodys(timestamp: int) -> None:
    """What is known and nobody works on."""
    from tutela.accounts.actor import SYSTEM
    from tutela.deconfliction.services.nobody import tell_of_nobodys as tell

    tell(actor=SYSTEM, now=clock.now())
