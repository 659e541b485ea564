"""Which rows of a list may be in the register: by the index beside it and what came since, or, without one, by the tables alone."""

import numpy as np
from django.db import connection
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.later import defer_once
from tutela.register.index import kept
from tutela.register.index.folder import index_folder
from tutela.register.index.near_plan import LARGEST_DISTANCE
from tutela.register.jobs import MAKE_INDEX
from tutela.register.lists.rows import PDQ_WIDTH, WIDTHS, Bytes, Numbers, Rows
from tutela.register.look_up import NOTHING_NEAR, Candidates, Near, Since, candidates, near
from tutela.register.statements import rows_of

MOST_SINCE = 2_000_000
"""More rows than this since the index was made are not read one by one: the tables are asked until a new one is there."""
WORTH_A_NEW_INDEX = 200_000
_ALL = 1 << 62


def rows_to_ask(rows: Rows, version: kept.Version | None = None) -> Numbers:
    """The indices of the rows that the register may hold, ascending: all that it holds are among them, whatever the index covers."""
    return candidates_of(rows, version).rows


def candidates_of(rows: Rows, version: kept.Version | None = None) -> Candidates:
    """The rows that the register may hold, and which file each is where the index can say; all that it holds are among them.

    In the transaction that is open. Without a usable index, or with one too old, every row is asked, and a new one is ordered.
    """
    version = version or kept.present(index_folder(), identity=_identity())
    since = since_of(version.cover) if version is not None else None
    if version is not None and since is not None:
        return candidates(rows, version, since)
    defer_once(MAKE_INDEX)
    return Candidates(np.arange(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64))


def since_of(cover: kept.Cover) -> Since | None:
    """What came since an index of this cover was made; None where it is of another table, or too much came since."""
    return _since(cover) if cover.identity == _identity() else None


def files_near(rows: Rows, *, distance: int, version: kept.Version | None = None) -> Near:
    """The files whose perceptual hashes are near those of rows, all of them, whatever the index covers; in the transaction that is open.

    Raises BadInput for a distance above that up to which all are found.
    """
    if not 0 <= distance <= LARGEST_DISTANCE:
        raise BadInput(
            gettext("Near files are found up to a distance of %(most)s bits.") % {"most": LARGEST_DISTANCE},
            where=where(field="near"),
            mend=gettext("Choose a distance from 0 to %(most)s.") % {"most": LARGEST_DISTANCE},
        )
    if rows.pdq is None:
        return NOTHING_NEAR
    version = version or present_version()
    return near(rows, version, perceptual_since(version), distance=distance)


def present_version() -> kept.Version | None:
    """The newest usable index, if there is one."""
    return kept.present(index_folder(), identity=_identity())


def perceptual_since(version: kept.Version | None) -> tuple[Numbers, Bytes]:
    """The perceptual hashes that a version does not cover, with the numbers of their files; without a version, all there are."""
    cover = (version.cover.last_file, version.cover.last_completion) if version else (0, 0)
    found = rows_of("SELECT * FROM register_perceptual_since(%b, %b, %b)", [*cover, _ALL])
    since = np.frombuffer(b"".join(pdq for _, pdq in found), dtype=np.uint8).reshape(-1, PDQ_WIDTH)
    return np.array([file for file, _ in found], dtype=np.int64), since


def _identity() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_identity()")
        return str(cursor.fetchone()[0])


def _since(cover: kept.Cover) -> Since | None:
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
