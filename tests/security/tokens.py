"""What a text gives away: marks, references, names, addresses and secrets of the generated world, each with the rows that hold it.

A text may hold only what stands in some row that its reader may see, or what the reader typed. So a leak is found without
anybody saying beforehand where it could be.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.security.generated_world import GeneratedWorld
from tests.security.oracle import Oracle, Row, Snapshot, hears_of
from tutela.core.row_security import declared

# The application's own machinery: no page shows a row of it, so that no token becomes known to anybody by standing there.
MACHINERY = frozenset(
    {
        "django_session",
        "procrastinate_jobs",
        "procrastinate_events",
        "procrastinate_periodic_defers",
        "procrastinate_workers",
    }
)
MARK = re.compile(r"zqx[a-z]{4}")
# A mark stands by itself: inside a longer run of letters and digits it is the chance of a random value (a form's token).
_SHAPES = re.compile(r"(?<![0-9a-z])zqx[a-z]{4}(?![0-9a-z])|\b[rcks]-\d{4}-[0-9a-z]{6,14}\b|\b[0-9a-f]{64}\b")


@dataclass
class Tokens:
    """Every token of the world, and the rows in which it stands."""

    of_rows: list[tuple[str, Row, frozenset[str]]]
    known: frozenset[str]
    words: frozenset[str]
    # The reader is kept beside what it may see: the number of an object that is gone is given to another one.
    _allowed: dict[int, tuple[Oracle, frozenset[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, world: GeneratedWorld) -> "Tokens":
        """The tokens of all rows; what stands in a column that nobody may read makes its token nobody's."""
        hidden = {rule.table: set(rule.secret) for rule in declared().rules}
        people = snapshot.rows["accounts_user"]
        names = {row[column].casefold() for row in people for column in ("name", "email")}
        secrets = {row["password"].casefold() for row in people if len(row["password"]) > 5}
        secrets |= {one.casefold() for one in (*world.codes.values(), *world.tokens.values())}
        made = cls([], frozenset(), frozenset(names | secrets))
        every: set[str] = set(secrets)
        for table, rows in snapshot.rows.items():
            if table in MACHINERY:
                continue
            for row in rows:
                shown = " ".join(_text(value) for name, value in row.items() if name not in hidden.get(table, ()))
                every |= made._find(" ".join(map(_text, row.values())))
                tokens = frozenset(made._find(shown))
                if tokens:
                    made.of_rows.append((table, row, tokens))
        made.known = frozenset(every)
        return made

    def in_text(self, *texts: str) -> set[str]:
        """The world's tokens in these texts, however they are capitalised."""
        return {token for text in texts for token in self._find(text) if token in self.known}

    def allowed(self, oracle: Oracle) -> frozenset[str]:
        """All that stands in rows that this reader may see."""
        if id(oracle) not in self._allowed:
            seen: set[str] = set()
            for table, row, tokens in self.of_rows:
                if not tokens <= seen and oracle.may_see(table, row):
                    seen |= tokens
            seen |= {row["name"].casefold() for row in told_of(oracle)}
            # Of a series more people hear that it is there, and whose, than see its record.
            heard = (row for row in oracle.world.rows["register_series"] if hears_of(oracle, row))
            seen |= {row["reference"].casefold() for row in heard}
            self._allowed[id(oracle)] = (oracle, frozenset(seen))
        return self._allowed[id(oracle)][1]

    def holders(self, token: str) -> list[str]:
        """The tables that hold a token, for messages."""
        return sorted({table for table, _, tokens in self.of_rows if token in tokens})

    def of_table(self, table: str) -> Iterable[tuple[Row, frozenset[str]]]:
        """The rows of a table with their tokens."""
        return ((row, tokens) for one, row, tokens in self.of_rows if one == table)

    def _find(self, text: str) -> set[str]:
        folded = text.casefold()
        # One pass for the shapes; names and secrets are few, and looked for one by one.
        return set(_SHAPES.findall(folded)) | {word for word in self.words if word in folded}


def told_of(oracle: Oracle) -> Iterator[Row]:
    """People of other organisations whose names somebody is told, and nothing else of them.

    Whoever holds a grant hears who gave it; the managers and auditors of the organisation that answers, who holds one; and the
    managers who decide a request, who asks.
    """
    world, who = oracle.world, oracle.who
    for given in world.rows["accounts_grant"]:
        record = oracle.record(given["subject_kind"], given["subject_id"])
        answers = who.staff_of is not None and who.staff_of in (given["answerable_id"], record and record["owner_id"])
        if given["user_id"] == who.user or (answers and who.role in {"manager", "auditor"}):
            yield from filter(None, (world.by_id("accounts_user", given[one]) for one in ("user_id", "granted_by_id")))
    for asked in world.rows["accounts_accessrequesttarget"]:
        request = world.by_id("accounts_accessrequest", asked["request_id"])
        person = request and world.by_id("accounts_user", request["asked_by_id"])
        if person and oracle.may_see("accounts_accessrequesttarget", asked):
            yield person


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):  # a digest, which a page would show in this form
        return value.hex()
    return json.dumps(value, default=str) if isinstance(value, dict | list) else str(value)
