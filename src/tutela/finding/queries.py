"""One search box: references, people, identifiers and text, within what the reader may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tutela.core import references
from tutela.core.errors import BadInput, NotFound
from tutela.core.identifiers import searchable
from tutela.ownership.access import find, records

KINDS = ("child", "case", "report")  # the child first, in every list
_MOST = 50
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass
class Found:
    """The records that match, by kind, and whether there are more than are shown."""

    by_kind: dict[str, list[Any]] = field(default_factory=dict)
    more: dict[str, bool] = field(default_factory=dict)
    note: str = ""

    @property
    def total(self) -> int:
        """How many are shown."""
        return sum(len(rows) for rows in self.by_kind.values())


def search(text: str, *, kinds: Sequence[str] = KINDS, most: int = _MOST) -> Found:
    """What matches ``text``: a reference as such; an identifier as a whole; words each as a beginning of a word.

    At most three statements beside those that fetch the rows. A mistyped reference is said, not searched.
    """
    plain = " ".join(text.split())
    if not plain:
        return Found(note="Type a reference, a name, an identifier or words.")
    looks_like_reference = re.fullmatch(r"[A-Za-z][-\s]?\d{4}[-\s]?\w{6,}", plain) is not None
    if looks_like_reference:
        try:
            record = find(str(references.parse(plain)))
        except (BadInput, NotFound) as error:
            return Found(note=f"{error.what} {error.mend}")
        return Found(by_kind={record.subject_kind: [record]})
    query = _tsquery(plain)
    if not query:
        return Found(note="Type at least one letter or digit.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM finding_search(%s::tsquery, %s, %s)", [query, list(kinds), most + 1])
        ids: dict[str, list[int]] = {}
        for kind, subject_id, _ in cursor.fetchall():
            ids.setdefault(kind, []).append(subject_id)
    found = Found()
    for kind in KINDS:
        wanted = ids.get(kind, [])
        if wanted:
            rows = {row.pk: row for row in records(kind).filter(pk__in=wanted[:most]).select_related("owner")}
            found.by_kind[kind] = [rows[one] for one in wanted[:most] if one in rows]
            found.more[kind] = len(wanted) > most
    return found


def _tsquery(plain: str) -> str:
    """Each word as a prefix, all of them; or the whole text as one exact value (an address, a number, a hash)."""
    folded = searchable(plain)
    words = _WORD.findall(folded)
    if not words:
        return ""
    prefixes = " & ".join(f"'{word}':*" for word in words)
    exact = folded.replace("\\", "\\\\").replace("'", "''")
    return f"({prefixes}) | '{exact}'"
