"""The worker assigns what is too much for one page: in one transaction, with its progress written beside it."""

from procrastinate.contrib.django import app

from tutela.core.later import DEFAULT, defer_once


def assign_later(bulk_id: int) -> None:
    """Defer the assigning in the transaction in which the word was given; twice at a time is once."""
    defer_once("bulk.assign", queue=DEFAULT, bulk_id=bulk_id)


@app.task(name="bulk.assign", queue=DEFAULT, retry=3)
def assign(bulk_id: int) -> None:
    """Assign what was chosen, in the role of whoever gave the word; a role that has ended meanwhile assigns nothing."""
    from tutela.bulk.running import run

    run(bulk_id)
