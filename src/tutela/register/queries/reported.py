"""Hashes that a report or another record carries: what the register says of each to this reader, and which say nothing of any record."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db import connection
from django.utils.translation import gettext

from tutela.register.answer import WORDS, Answer
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Column, Rows
from tutela.register.models import Sighting

if TYPE_CHECKING:
    from tutela.register.queries.answers import Contact

HASH = "hash_"
"""Before the name of an algorithm, the kind of an identifier that is a hash."""
MOST = 500
Hash = tuple[str, str]
"""The kind of an identifier (``hash_md5``) and a hash in hexadecimal digits."""


@dataclass(frozen=True)
class Reported:
    """What the register says of a file that somebody reported: to this reader, and as common as they may know it to be.

    ``sightings`` are the places in which it was met and ``organisations`` those that hold it or met it, as far as the reader may know;
    ``tells_nothing`` where it is known to be trivial or harmless, or everything that is held of it is switched off.
    """

    answer: Answer
    file: int
    series: str
    ask: "Contact | None"
    sightings: int = 0
    organisations: int = 0
    tells_nothing: bool = False

    @property
    def in_words(self) -> str:
        """The answer."""
        return gettext(WORDS[self.answer])

    @property
    def is_known(self) -> bool:
        """Whether the register says anything of it."""
        return self.answer != Answer.NEW


def known_of_reported(files: Sequence[Mapping[str, str]]) -> list[Reported]:
    """What the register says of each of these files, given by their hashes (``md5``, ``sha1``, ``sha256`` in hexadecimal digits, empty
    where there is none), in their order, up to ``MOST``; seven statements, and none where no file has a hash.
    """
    asked = files[:MOST]
    if not any(_digest(name, file) for file in asked for name in WIDTHS):
        return []
    # It is compiled, and loaded where somebody looks something up.
    from tutela.register.queries.answers import answers_for

    answers = answers_for(_rows(asked), np.arange(len(asked), dtype=np.int64))
    numbers = answers.files.tolist()
    met: dict[int, set[int]] = defaultdict(set)
    sightings: dict[int, int] = defaultdict(int)
    places = Sighting.objects.filter(file_id__in={one for one in numbers if one})
    for number, organisation in places.values_list("file_id", "organisation_id"):
        met[number or 0].add(organisation)
        sightings[number or 0] += 1
    nothing = tell_nothing(
        (f"{HASH}{name}", digest.hex()) for file in asked for name in WIDTHS if (digest := _digest(name, file))
    )
    found = []
    for file, number, which in zip(asked, numbers, answers.which.tolist(), strict=True):
        said = answers.said[which]
        card = answers.cards.get(said.series)
        found.append(
            Reported(
                said.answer,
                number,
                card.reference if card else "",
                answers.contacts.get(said.owner),
                sightings[number],
                len(met[number] | set(said.holders)),
                said.answer == Answer.HARMLESS
                or any(
                    (f"{HASH}{name}", digest.hex()) in nothing for name in WIDTHS if (digest := _digest(name, file))
                ),
            )
        )
    return found


def tell_nothing(hashes: Iterable[Hash]) -> set[Hash]:
    """Of these hashes, those of which nothing follows: of files that are trivial, known to be harmless, or switched off altogether.

    As far as whoever asks may know: the worker, which tells nobody what it read, knows all of it. One statement at most.
    """
    by_name: dict[str, list[bytes]] = {name: [] for name in WIDTHS}
    for kind, value in hashes:
        digest = _digest(kind.removeprefix(HASH), {kind.removeprefix(HASH): value}) if kind.startswith(HASH) else b""
        if digest:
            by_name[kind.removeprefix(HASH)].append(digest)
    if not any(by_name.values()):
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_TELL_NOTHING, by_name)
        return {(f"{HASH}{name}", bytes(digest).hex()) for name, digest in cursor.fetchall()}


def only_telling(values: Collection[Hash]) -> set[Hash]:
    """Of these values, those from which something follows; what is no hash always does. One statement at most."""
    return set(values) - tell_nothing(one for one in values if one[0].startswith(HASH))


# Where several files share a hash, all of them have to tell nothing.
_TELL_NOTHING = """
SELECT g.name, g.digest FROM (
  SELECT 'md5' AS name, u.digest, f.id FROM unnest(%(md5)s::bytea[]) AS u(digest) JOIN register_file f ON f.md5 = u.digest
  UNION ALL
  SELECT 'sha1', u.digest, f.id FROM unnest(%(sha1)s::bytea[]) AS u(digest) JOIN register_file f ON f.sha1 = u.digest
  UNION ALL
  SELECT 'sha256', u.digest, f.id FROM unnest(%(sha256)s::bytea[]) AS u(digest) JOIN register_file f ON f.sha256 = u.digest) AS g
 CROSS JOIN LATERAL (
   SELECT bool_or(e.kind IN ('harmless', 'trivial') AND e.is_on AND o.is_on IS NOT FALSE) AS harmless,
          bool_or(e.is_on AND o.is_on IS NOT FALSE) AS stands
     FROM register_entry e LEFT JOIN register_source o ON o.id = e.source_id WHERE e.file_id = g.id) AS h
 GROUP BY g.name, g.digest HAVING bool_and(coalesce(h.harmless OR NOT h.stands, false))
"""


def _digest(name: str, file: Mapping[str, str]) -> bytes:
    """The digest of one algorithm; empty where there is none, or what stands there is none."""
    text = file.get(name, "")
    if name not in WIDTHS or len(text) != 2 * WIDTHS[name]:
        return b""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _rows(files: Sequence[Mapping[str, str]]) -> Rows:
    exact = {}
    for name, width in WIDTHS.items():
        digests = [_digest(name, file) for file in files]
        if any(digests):
            raw = b"".join(one or bytes(width) for one in digests)
            there = np.array([bool(one) for one in digests], dtype=bool)
            exact[name] = Column(np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), there)
    count = len(files)
    return Rows(np.arange(1, count + 1), exact, np.full(count, NOT_SAID, dtype=np.int64), [""] * count)
