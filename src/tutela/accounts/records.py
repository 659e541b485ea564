"""A record by its name alone, for verbs about a record that whoever acts may not see."""

from dataclasses import dataclass

from django.db import connection

from tutela.core import references


@dataclass(frozen=True)
class RecordName:
    """Which record, and who answers for it: what an audit line and a notice need, and nothing of what it holds."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int


def record_named(reference: str) -> RecordName | None:
    """The record of a reference, whoever asks; None where there is none. Its answer is never passed on to the asker.

    Raises BadInput for a mistyped reference, which tells nothing about any record.
    """
    written = str(references.parse(reference))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subject, owner_id FROM tutela_subject_of(%s)", [written])
        row = cursor.fetchone()
    return None if row is None else RecordName(subject_kind=row[0], id=row[1], reference=written, owner_id=row[2])


def is_seen(record: RecordName) -> bool:
    """Whether the present reader sees the record already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_may_see(%s, %s)", [record.subject_kind, record.id])
        return bool(cursor.fetchone()[0])
