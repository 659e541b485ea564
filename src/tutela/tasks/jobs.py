"""What tasks do by themselves: the worker looks every few minutes who has to hear that one is due."""

from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="tasks.tell_of_tasks",
    queue=DEFAULT,
    queueing_lock="tasks.tell_of_tasks",
    lock="tasks.tell_of_tasks",  # two at a time would tell everybody twice, and one of them fail
)
def tell_of_tasks(timestamp: int) -> None:
    """Tell of tasks due within a day and overdue, a bounded number in each transaction."""
    from tutela.accounts.actor import SYSTEM
    from tutela.tasks.reminders import AT_ONCE
    from tutela.tasks.reminders import tell_of_tasks as tell_some

    while tell_some(actor=SYSTEM, now=clock.now()) == AT_ONCE:
        continue
