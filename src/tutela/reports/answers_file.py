"""The answers to one organisation as a CSV: the way in which answers go back to whoever sends files."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core import languages
from tutela.core.csv_export import Writable, write_rows
from tutela.reports.models import Answer, Submission
from tutela.reports.queries.imports import answers_since

HEADER = ["reference", "your source", "your reference", "answer", "sent at (UTC)", "subject", "text"]
_AT_ONCE = 500


@transaction.atomic
def write_answers(stream: Writable, *, since: datetime | None, actor: Actor, now: datetime) -> int:
    """Write every answer since then, oldest first, with the caveats above; returns how many.

    Whoever is owed these answers has them now: they are marked as read.
    """
    rows = answers_since(actor, since)
    as_at = f"{now:%Y-%m-%d %H:%M}"
    if since:
        what = gettext("Answers to the reports that your organisation sent, since {since} UTC, as at {as_at} UTC.")
        what = what.format(since=f"{since:%Y-%m-%d %H:%M}", as_at=as_at)
    else:
        what = gettext("Answers to the reports that your organisation sent, since the beginning, as at {as_at} UTC.")
        what = what.format(as_at=as_at)
    caveats = [
        what,
        gettext(
            "A report is what somebody told us; an answer to it says what became of it, and is no finding against anybody."
        ),
        gettext("Reports that you may no longer see are left out."),
    ]
    count = write_rows(stream, caveats, HEADER, _lines(rows.iterator(chunk_size=_AT_ONCE)))
    own = Submission.objects.filter(reporter_id=actor.organisation_id).values("pk")
    Answer.objects.filter(pk__in=rows.values("pk"), report_id__in=own, read_at=None).update(read_at=now)
    record("answers.export", actor=actor, now=now, since=since, count=count)
    return count


def _lines(answers: Iterator[Answer]) -> Iterator[list[Any]]:
    while some := list(islice(answers, _AT_ONCE)):
        sent = Submission.objects.in_bulk([one.report_id for one in some])
        for one in some:
            submission = sent[one.report_id]
            # A program reads this file: its words do not follow the language of whoever fetches it.
            with translation.override(languages.spoken(languages.ENGLISH.code)):
                kind = one.get_kind_display()
            yield [
                submission.reference,
                submission.external_source,
                submission.external_reference,
                kind,
                f"{one.sent_at:%Y-%m-%d %H:%M}",
                one.subject_line,
                one.text,
            ]
