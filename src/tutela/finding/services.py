"""Make a record findable; called by the verbs that change what it is found by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tutela.core.subjects import Subject

# PostgreSQL refuses a longer lexeme; nobody types one.
_LONGEST_EXACT = 1_000


@dataclass(frozen=True)
class DocumentToWrite:
    """The words of one record: running text, and values that are found only as a whole."""

    subject: Subject
    words: str
    exact: tuple[str, ...] = ()


def write(documents: Sequence[DocumentToWrite], *, now: datetime) -> None:
    """Write or replace the documents; the database checks that each record is the writer's to change."""
    if not documents:
        return
    rows = [
        (
            one.subject.subject_kind,
            one.subject.id,
            one.subject.reference,
            one.words,
            [value[:_LONGEST_EXACT] for value in one.exact],
            now,
        )
        for one in documents
    ]
    with connection.cursor() as cursor:
        cursor.executemany("SELECT finding_write(%s, %s, %s, %s, %s, %s)", rows)
