"""What keeps the queue itself whole."""

from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import URGENT


@app.periodic(cron="* * * * *")
@app.task(name="notices.begin_stalled_again", queue=URGENT, queueing_lock="notices.begin_stalled_again")
def begin_stalled_again(timestamp: int) -> None:
    """Jobs that a killed worker had begun are begun again."""
    from tutela.core.later import begin_stalled_again as begin_again

    begin_again(now=clock.now())
