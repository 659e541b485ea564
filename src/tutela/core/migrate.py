"""Bring a database to the present version: the tables first, then the policies, functions and triggers, whole."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.state import ProjectState

from tutela.core.row_security import install


def migrate_database(*, alias: str = "default", verbosity: int = 0) -> int:
    """Migrate and install the declared policies; returns how many tables they rule.

    The connection must be the tables' owner's. A failure leaves the policies as they were: they change in one transaction.
    """
    with one_model_at_a_time():
        call_command("migrate", database=alias, verbosity=verbosity, interactive=False)
    with transaction.atomic(using=alias):
        return install(connections[alias])


@contextmanager
def one_model_at_a_time() -> Iterator[None]:
    """Within it a step makes anew the class of the model that it changes, and of no other.

    Django makes anew, for every step, also the classes of all that is related to it: here of nearly everything, which is nine
    tenths of the time. The tables do not need it, as their relations are found by name. What would need it is a step in Python, and
    before that Django makes all of them anew where it was told that some were put off: so it is told.
    """

    def itself(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        del delay
        self.is_delayed = True
        return {(app_label, model_name)}

    state: Any = ProjectState
    all_related, threshold = state._find_reload_model, gc.get_threshold()  # noqa: SLF001
    state._find_reload_model = itself  # noqa: SLF001
    # To look again and again for the classes that nobody needs any more takes time too.
    gc.set_threshold(300_000, 10, threshold[2])
    try:
        yield
    finally:
        state._find_reload_model = all_related  # noqa: SLF001
        gc.set_threshold(*threshold)
