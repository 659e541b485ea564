"""A call that nobody accepted goes to the next level: at its exact time, and by the minute for what was missed."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tutela.core import clock
from tutela.core.later import URGENT, defer_once
from tutela.reports.models import UrgentCall


def escalate_later(call: UrgentCall) -> None:
    """Defer the next call in the transaction of this one; all calls of a level escalate together, so that one job is enough."""
    defer_once("reports.escalate_call", queue=URGENT, at=call.escalates_at, call_id=call.pk)


@app.task(name="reports.escalate_call", queue=URGENT, retry=RetryStrategy(max_attempts=10, wait=10))
def escalate_call(call_id: int) -> None:
    """Call the next on duty, if nobody has accepted."""
    from tutela.accounts.actor import SYSTEM
    from tutela.reports.services.urgent import escalate

    escalate(call_id, actor=SYSTEM, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="reports.escalate_calls", queue=URGENT, queueing_lock="reports.escalate_calls")
def escalate_calls(timestamp: int) -> None:
    """Calls whose time has come and whose own job was lost or is late."""
    from tutela.reports.queries.calls import calls_to_escalate

    for call_id in calls_to_escalate(now=clock.now()):
        defer_once("reports.escalate_call", queue=URGENT, call_id=call_id)
