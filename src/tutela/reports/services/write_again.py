"""Whoever reported adds something: it stands in the report, and whoever works on it hears."""

from datetime import datetime

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import receiving_for
from tutela.audit.services import record
from tutela.core.errors import BadInput, where
from tutela.notices.services import tell, tell_organisation
from tutela.reports.incoming import clean_words
from tutela.reports.models import Report, ReporterMessage, Submission


@transaction.atomic
def write_again(submission: Submission, *, words: str, actor: Actor, now: datetime) -> ReporterMessage:
    """Add ``words`` of the reporter to the report. Raises BadInput without words."""
    kept = clean_words(words)
    if not kept:
        raise BadInput("There is nothing to add.", where=where(field="words"), mend="Write a few words.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_owner_of('report', %s)", [submission.pk])
        owner_id = cursor.fetchone()[0]
    with receiving_for(owner_id):
        report = Report.objects.select_related("owner").get(pk=submission.pk)
        message = ReporterMessage.objects.create(report=report, at=now, words=kept)
        record("submission.write_again", actor=actor, now=now, subject=report)
        line = f"The reporter of {report.reference} has written."
        if report.handler_id:
            tell([report.handler_id], "reporter_wrote", line, subject=report, now=now)
        else:
            tell_organisation(report.owner, "reporter_wrote", line, subject=report, now=now)
    return message
