"""What ownership does on a clock; each job calls one verb, as the worker, and knows an offer by its number only."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import DEFAULT, defer_once


@app.periodic(cron="* * * * *")
@app.task(name="ownership.lapse_offers", queue=DEFAULT, queueing_lock="ownership.lapse_offers")
def lapse_offers(timestamp: int) -> None:
    """Offers whose time is over lapse, each in a job of its own: one that fails keeps no other waiting."""
    from tutela.ownership.queries import offers_past_their_time

    for offer_id in offers_past_their_time(now=clock.now()):
        defer_once("ownership.lapse_offer", offer_id=offer_id)


@app.task(name="ownership.lapse_offer", queue=DEFAULT, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def lapse_offer(offer_id: int) -> None:
    """What nobody accepted in time comes back to the coordinating centre."""
    from tutela.accounts.actor import SYSTEM
    from tutela.ownership.services import lapse

    lapse(offer_id, actor=SYSTEM, now=clock.now())
