"""Make a record findable; called by the verbs that change what it is found by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tutela.core.subjects import Subject

# PostgreSQL refuses a longer lexeme, and a document with more of them; nobody types either.
_LONGEST_EXACT = 1_000  # bytes
_LONGEST_WORDS = 200_000  # characters


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
    # A record named twice has what was written of it last: one statement cannot write a row twice.
    last = {(one.subject.subject_kind, one.subject.id): one for one in documents}.values()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT finding_write(%s, %s, %s, %s, %s::jsonb[], %s)",
            [
                [one.subject.subject_kind for one in last],
                [one.subject.id for one in last],
                [one.subject.reference for one in last],
                [one.words[:_LONGEST_WORDS] for one in last],
                [json.dumps([_cut(value) for value in one.exact]) for one in last],
                now,
            ],
        )


def _cut(value: str) -> str:
    """Its beginning, in bytes, without half a character at the end."""
    return value.encode()[:_LONGEST_EXACT].decode(errors="ignore")
