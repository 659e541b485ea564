"""What a command needs before it may import a model: the data folder, the database's address, the role, Django."""

import logging
import os
from typing import Literal

from tutela.server import databases
from tutela.server.places import Places, default_data_dir

DEFAULT_SETTINGS = "tutela.settings.demo"
Role = Literal["app", "owner", "jobs", "reader"]


def places() -> Places:
    """The installation's folders, made when they are missing."""
    found = Places(default_data_dir().resolve())
    found.make()
    os.environ["DATA_DIR"] = str(found.data_dir)
    return found


def ready(role: Role = "app", *, up_to: str = "") -> Places:
    """Make Django usable as one database role: ``app`` acts for a user, ``owner`` migrates, ``jobs`` is the worker.

    ``up_to`` names the last app that is needed: those above it are not loaded, which takes a tenth of a second less. A command that
    changes what apps above act upon (new facts of the register, say) needs all.
    Starts the embedded PostgreSQL when it is wanted and does not run. Raises Unavailable with the mend.
    """
    here = places()
    os.environ.update(databases.addresses(here))
    os.environ["TUTELA_DATABASE_ROLE"] = role
    if up_to:
        os.environ["TUTELA_APPS_UP_TO"] = up_to
    _set_up(quietly=role != "jobs")
    return here


def without_database() -> Places:
    """Make Django usable for what touches no row: collecting static files, looking at settings."""
    here = places()
    _set_up()
    return here


def _set_up(*, quietly: bool = True) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEFAULT_SETTINGS)
    if quietly:
        # It tells of every job that it knows, at every start.
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
    import django

    django.setup()
