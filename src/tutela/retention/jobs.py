"""Each night, what two people agreed on and nobody stopped is carried out."""

from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT


@app.periodic(cron="10 3 * * *")
@app.task(
    name="retention.carry_out",
    queue=DEFAULT,
    queueing_lock="retention.carry_out",
    lock="retention.carry_out",
)
def carry_out(timestamp: int) -> None:
    """Carry out the disposals whose waiting time is over."""
    from tutela.accounts.actor import SYSTEM
    from tutela.retention.services.carry_out import carry_out_due

    carry_out_due(actor=SYSTEM, now=clock.now())
