"""Every new fact is held against everything else: a verb that makes one says so here, and knows nothing of who takes it up."""

from tutela.core.later import URGENT, defer_once

TAKE_FACTS = "deconfliction.take_facts"


def hold_against_everything() -> None:
    """Have the worker take up the facts that were written in this transaction, once it is committed."""
    defer_once(TAKE_FACTS, queue=URGENT)
