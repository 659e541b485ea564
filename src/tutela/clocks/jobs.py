"""What clocks do by themselves: the worker looks every few minutes who has to hear of a promise."""

from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="clocks.tell_of_promises",
    queue=DEFAULT,
    queueing_lock="clocks.tell_of_promises",
    lock="clocks.tell_of_promises",  # two at a time would tell everybody twice, and one of them fail
)
def tell_of_promises(timestamp: int) -> None:
    """Tell of promises about to break and broken, a bounded number in each transaction."""
    from tutela.accounts.actor import SYSTEM
    from tutela.clocks.reminders import AT_ONCE
    from tutela.clocks.reminders import tell_of_promises as tell_some

    while tell_some(actor=SYSTEM, now=clock.now()) == AT_ONCE:
        continue
