"""Which database, and as which of its roles.

The web server and the command line connect as ``tutela_app``, the worker as ``tutela_jobs``: neither owns a table nor
may bypass row-level security. Only migrations use ``tutela_owner``. A process says which it is by ``TUTELA_DATABASE_ROLE``.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

ROLES = {
    "app": ("DATABASE_URL", "tutela_app"),
    "owner": ("DATABASE_OWNER_URL", "tutela_owner"),
    "jobs": ("DATABASE_JOBS_URL", "tutela_jobs"),
    "reader": ("DATABASE_READER_URL", "tutela_reader"),
}


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for a ``postgresql://`` address; a ``host`` in the query names a socket folder.

    Raises ValueError when the address is not one of PostgreSQL: Tutela runs on nothing else.
    """
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql:// ; Tutela needs PostgreSQL 16 or newer.")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = unquote(query.pop("host", parts.hostname or ""))
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
    }


def configuration(role: str, *, socket_dir: Path | None = None, name: str = "tutela") -> dict[str, Any]:
    """Settings of one connection for ``role`` (app, owner, jobs, reader).

    With no address in the environment it is the embedded server, reached by its socket folder.
    """
    variable, user = ROLES[role]
    url = os.environ.get(variable)
    if url:
        settings = from_url(url)
    else:
        base = os.environ.get("DATABASE_URL")
        if base:
            settings = from_url(base) | {
                "USER": user,
                "PASSWORD": os.environ.get(f"TUTELA_{role.upper()}_PASSWORD", ""),
            }
        else:
            settings = {
                "NAME": name,
                "USER": user,
                "PASSWORD": "",
                "HOST": str(socket_dir or ""),
                "PORT": "",
                "OPTIONS": {},
            }
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
