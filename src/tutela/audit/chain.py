"""The chain of the audit trail as arithmetic: what one entry's digest covers. It knows no database, and the database
does not use it: ``sql/chain.sql`` seals by the same definition, so that each of the two checks the other.

digest = SHA-256 of  position "|" digest of the entry before "|" the entry's fields, each as  length ":" value

The length is that of the value in UTF-8, so that no two different entries give the same text.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

# In this order; a field that holds nothing counts as an empty text.
FIELDS = (
    "id",
    "at",
    "actor_kind",
    "user_id",
    "membership_id",
    "organisation_id",
    "role",
    "action",
    "purpose",
    "subject_kind",
    "subject_id",
    "subject_reference",
    "details",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sealed:
    """An entry as it stands in the table, its fields as text in the order of ``FIELDS``."""

    position: int
    previous: str
    digest: str
    fields: Sequence[str]


def canonical(fields: Sequence[str]) -> str:
    """The text that is hashed for an entry's fields."""
    return ",".join(f"{len(value.encode())}:{value}" for value in fields)


def digest_of(position: int, previous: str, fields: Sequence[str]) -> str:
    """The digest of an entry at a position, after the entry whose digest is ``previous``."""
    return hashlib.sha256(f"{position}|{previous}|{canonical(fields)}".encode()).hexdigest()


def microseconds(moment: datetime) -> str:
    """A moment as the number of microseconds since 1970, which is how it is hashed."""
    since = moment - _EPOCH
    return str((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)
