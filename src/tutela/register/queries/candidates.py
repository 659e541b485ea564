"""Which rows of a list may be in the register: by the index beside it and what came since, or, without one, by the tables alone."""

from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection

from tutela.core.later import defer_once
from tutela.register.index import kept
from tutela.register.lists.rows import WIDTHS, Numbers, Rows
from tutela.register.look_up import Since, candidates
from tutela.register.statements import rows_of

MOST_SINCE = 2_000_000
"""More rows than this since the index was made are not read one by one: the tables are asked until a new one is there."""
WORTH_A_NEW_INDEX = 200_000
_AT_ONCE = 100_000
MAKE_INDEX = "register.make_index"


def index_folder() -> Path:
    """Where the versions of the index are; it can be deleted at any moment."""
    return Path(settings.TUTELA_REGISTER_INDEX_DIR)


def rows_to_ask(rows: Rows, version: kept.Version | None = None) -> Numbers:
    """The indices of the rows that the register may hold, ascending: all that it holds are among them, whatever the index covers.

    In the transaction that is open. Without a usable index, or with one too old, every row is asked, and a new one is ordered.
    """
    version = version or kept.present(index_folder(), identity=_identity())
    if version is None or version.cover.identity != _identity():
        defer_once(MAKE_INDEX)
        return np.arange(len(rows), dtype=np.int64)
    since = _since(version)
    if since is None:
        defer_once(MAKE_INDEX)
        return np.arange(len(rows), dtype=np.int64)
    return candidates(rows, version, since)


def _identity() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_identity()")
        return str(cursor.fetchone()[0])


def _since(version: kept.Version) -> Since | None:
    cover = version.cover
    found = rows_of(
        "SELECT * FROM register_since(%b, %b, %b)", [cover.last_file, cover.last_completion, MOST_SINCE + 1]
    )
    if len(found) > MOST_SINCE:
        return None
    if len(found) > WORTH_A_NEW_INDEX:
        defer_once(MAKE_INDEX)
    prefixes = {}
    for number, name in enumerate(WIDTHS):
        raw = b"".join(row[number] for row in found if row[number] is not None)
        prefixes[name] = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 8)
    return Since.of(prefixes)
