"""One search box: references, people, identifiers and text, within what the reader may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from tutela.core import references
from tutela.core.errors import BadInput, NotFound
from tutela.core.identifiers import searchable
from tutela.core.text import plain as without_hidden
from tutela.ownership.access import find, records

KINDS = ("child", "series", "case", "report")  # the child first, in every list
_MOST = 50
_MOST_WORDS = 12
_LONGEST_TEXT = 400
_LIKE_A_REFERENCE = re.compile(r"[A-Za-z][-\s]?\d{4}[-\s]?\w{6,14}")
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass
class Found:
    """The records that match, by kind, and whether there are more than are shown."""

    by_kind: dict[str, list[Any]] = field(default_factory=dict)
    more: dict[str, bool] = field(default_factory=dict)
    note: str = ""
    # A reference was typed, and this is its record; or there is none that the reader may see.
    is_exact: bool = False
    is_absent: bool = False

    @property
    def total(self) -> int:
        """How many are shown."""
        return sum(len(rows) for rows in self.by_kind.values())


def search(text: str, *, kinds: Sequence[str] = KINDS, most: int = _MOST) -> Found:
    """What matches ``text``: a reference as such; an identifier as a whole; words each as a beginning of a word.

    At most five statements. A mistyped reference is said, and looked for as words as well: an account can look like one.
    """
    plain = without_hidden(text)
    if not plain:
        return Found(note=gettext("Type a reference, a name, an identifier or words."))
    note = ""
    if _LIKE_A_REFERENCE.fullmatch(plain):
        try:
            record = find(str(references.parse(plain)))
        except NotFound as error:
            return Found(note=f"{error.what} {error.mend}", is_absent=True)
        except BadInput as error:
            note = f"{error.what} {error.mend}"
        else:
            return Found(by_kind={record.subject_kind: [record]}, is_exact=True)
    query = _tsquery(plain)
    if not query:
        return Found(note=gettext("Type at least one letter or digit."))
    found = Found(note=note)
    ids = _matching(query, kinds, most + 1)
    for kind in KINDS:
        wanted = ids.get(kind, [])
        if wanted:
            rows = {row.pk: row for row in records(kind).filter(pk__in=wanted[:most]).select_related("owner")}
            found.by_kind[kind] = [rows[one] for one in wanted[:most] if one in rows]
            found.more[kind] = len(wanted) > most
    return found


def matching(text: str, kind: str, *, most: int) -> list[int]:
    """The newest records of one kind that match words or an identifier, for a list's filter; one statement."""
    query = _tsquery(without_hidden(text))
    return _matching(query, [kind], most).get(kind, []) if query else []


def _matching(query: str, kinds: Sequence[str], most: int) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM finding_search(%s::tsquery, %s, %s)", [query, list(kinds), most])
        for kind, subject_id, _ in cursor.fetchall():
            ids.setdefault(kind, []).append(subject_id)
    return ids


def _tsquery(plain: str) -> str:
    """Each word as a prefix, all of them; or the whole text as one exact value (an address, a number, a hash)."""
    folded = searchable(plain[:_LONGEST_TEXT])
    words = _WORD.findall(folded)[:_MOST_WORDS]
    if not words:
        return ""
    prefixes = " & ".join(f"'{word}':*" for word in words)
    exact = folded.replace("\\", "\\\\").replace("'", "''")
    return f"({prefixes}) | '{exact}'"
