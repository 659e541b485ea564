"""Every reading of a person's record is written down: one line a page view, an answer of the API, or a row of an
export.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.models import Entry
from tutela.audit.services import entry_of, record
from tutela.core.errors import NotAllowed
from tutela.core.subjects import Subject

PURPOSE_NEEDED = "purpose_needed"


def record_reading(subject: Subject, *, actor: Actor, now: datetime, what: str = "record") -> Entry:
    """Write that ``actor`` read ``subject``; ``what`` names the part: the record, its history, a print.

    Every reading is a line of its own: what is read twice is written twice. Raises NotAllowed, with the code
    ``purpose_needed``, for a person who has not said why they read.
    """
    _must_have_a_purpose(actor)
    return record(f"{subject.subject_kind}.read", actor=actor, now=now, subject=subject, what=what)


def record_readings(subjects: Iterable[Subject], *, actor: Actor, now: datetime, what: str = "export") -> int:
    """A line for each record of a list that leaves the system as a whole. Returns how many. Raises as a single
    reading does.
    """
    _must_have_a_purpose(actor)
    assert connection.in_atomic_block, "an audit line belongs to the transaction of its act"  # noqa: S101
    entries = (entry_of(f"{one.subject_kind}.read", actor=actor, now=now, subject=one, what=what) for one in subjects)
    return len(Entry.objects.bulk_create(entries, batch_size=500))


def _must_have_a_purpose(actor: Actor) -> None:
    if actor.kind == "person" and actor.reads_records and not actor.purpose:
        raise NotAllowed(
            gettext("Say first why you read records."),
            mend=gettext("Choose a purpose; it is asked once a session."),
            code=PURPOSE_NEEDED,
        )
