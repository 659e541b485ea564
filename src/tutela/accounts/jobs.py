"""What accounts do later or on a clock; each job calls one verb, as the worker, and knows records by number only."""

from procrastinate.contrib.django import app

from tutela.accounts.digest_jobs import send_digest, write_digests
from tutela.accounts.mail_jobs import mail_at_once, write_at_once
from tutela.core import clock

__all__ = [
    "clear_away",
    "close_unanswered_requests",
    "mail_at_once",
    "release_work_of_ended_roles",
    "route_access_request",
    "send_digest",
    "send_invitation",
    "write_at_once",
    "write_digests",
]


@app.task(name="accounts.route_access_request", queue="default", retry=5)
def route_access_request(request_id: int) -> None:
    """Find whom a request for access concerns, away from whoever asked and their clock."""
    from tutela.accounts.services.requests import route

    route(request_id, now=clock.now())


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="accounts.close_unanswered_requests", queue="default", queueing_lock="accounts.close_unanswered_requests"
)
def close_unanswered_requests(timestamp: int) -> None:
    """Requests whose day has passed become *not granted*, and those whose record changed hands follow it."""
    from tutela.accounts.services.requests import close_unanswered, follow_owners

    close_unanswered(now=clock.now())
    follow_owners(now=clock.now())


@app.periodic(cron="5 * * * *")
@app.task(
    name="accounts.release_work_of_ended_roles", queue="default", queueing_lock="accounts.release_work_of_ended_roles"
)
def release_work_of_ended_roles(timestamp: int) -> None:
    """A role that ran out by itself leaves no work behind that nobody handles."""
    from tutela.accounts.services.people import release_lapsed

    release_lapsed(now=clock.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="accounts.clear_away", queue="default", queueing_lock="accounts.clear_away")
def clear_away(timestamp: int) -> None:
    """Sessions that ran out, notices seen and jobs done long ago go: docs/operations/retention.md."""
    from tutela.accounts.actor import SYSTEM
    from tutela.accounts.services.clear_away import clear_away as clear

    clear(actor=SYSTEM, now=clock.now())


@app.task(name="accounts.send_invitation", queue="default", retry=5)
def send_invitation(user_id: int) -> None:
    """Mail the link with which somebody new sets their password."""
    from tutela.accounts.invitations import send

    send(user_id)
