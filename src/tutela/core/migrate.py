"""Bring a database to the present version: the tables first, then the policies, functions and triggers, whole."""

import gc

from django.core.management import call_command
from django.db import connections, transaction

from tutela.core.row_security import install


def migrate_database(*, alias: str = "default", verbosity: int = 0) -> int:
    """Migrate and install the declared policies; returns how many tables they rule.

    The connection must be the tables' owner's. A failure leaves the policies as they were: they change in one transaction.
    """
    # Django makes the classes of its models anew for every step. To look for those that nobody needs, again and again, takes a sixth
    # of the time.
    before = gc.get_threshold()
    gc.set_threshold(300_000, 10, before[2])
    try:
        call_command("migrate", database=alias, verbosity=verbosity, interactive=False)
    finally:
        gc.set_threshold(*before)
    with transaction.atomic(using=alias):
        return install(connections[alias])
