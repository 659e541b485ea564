"""A connection of one's own as one of the database's roles, beside the application's: for examining, never for the work."""

import os
from typing import Any, Literal

import psycopg
from django.conf import settings
from django.db import connections

from tutela.core.errors import Unavailable
from tutela.settings.database import ROLES, configuration

Role = Literal["owner", "jobs", "reader"]


def connect_as(role: Role) -> psycopg.Connection[Any]:
    """Connect as ``role`` to the database that the application uses; the caller closes it.

    Raises Unavailable when the server or the role refuses.
    """
    variable, user = ROLES[role]
    here = connections["default"].settings_dict
    own = configuration(role, socket_dir=settings.SOCKET_DIR)
    # Where nothing says otherwise, it is the application's own server and database with another role.
    place = own if os.environ.get(variable) else here
    try:
        return psycopg.connect(
            dbname=place["NAME"],
            host=place["HOST"] or None,
            port=place["PORT"] or None,
            user=own["USER"] or user,
            password=own["PASSWORD"] or None,
            connect_timeout=10,
            application_name=f"tutela {role}",
        )
    except psycopg.OperationalError as error:
        raise Unavailable(
            f"The database does not let the role {user} in.",
            mend=f"Check {variable}, or make the roles again as docs/operations says.",
        ) from error
