"""A new fact is to be held against everything else that is known, at once, by the worker."""

from django.db import transaction

from tutela.core.later import URGENT, defer_once

# By its name, so that whoever writes facts need not know who looks at them.
TAKE_FACTS = "deconfliction.take_facts"


def hold_against_everything() -> None:
    """Ask the worker to look at the facts that the present transaction leaves behind.

    The job is enqueued after the commit and not within it. One that waits already, and so stands in the place of this one, could
    else be begun and ended before these facts are there to be read; as it is, whatever waits then begins later and reads them.
    What a crash between commit and job leaves is taken up by a clock.
    """
    transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    defer_once(TAKE_FACTS, queue=URGENT)
