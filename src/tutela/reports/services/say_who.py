"""Somebody who began unknown says later who they are. It is kept sealed: opening it needs a reason and a second person."""

from datetime import datetime

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import receiving_for
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.marking import gettext_noop
from tutela.notices.services import tell, tell_organisation
from tutela.reports.incoming import clean_words
from tutela.reports.models import Report, ReporterIdentity, Submission


@transaction.atomic
def say_who(
    submission: Submission, *, name: str, email: str, telephone: str, actor: Actor, now: datetime
) -> ReporterIdentity:
    """Add who reported. Raises BadInput when nothing is given, RuleBroken when it was said before.

    The submission still says that they were unknown when they reported: answers stay on the page, and nothing is mailed.
    """
    given = {"name": clean_words(name), "email": clean_words(email), "telephone": clean_words(telephone)}
    if not any(given.values()):
        raise BadInput(
            gettext_noop("Nothing is filled in."),
            where=where(field="name"),
            mend=gettext_noop("Fill in one of the three."),
        )
    name_the_verb("submission.say_who")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_owner_of('report', %s)", [submission.pk])
        owner_id = cursor.fetchone()[0]
    with receiving_for(owner_id):
        # Locked: of two sendings at one time, the second one finds what the first one said.
        report = (
            Report.objects.select_related("owner").select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        )
        if ReporterIdentity.objects.filter(pk=submission.pk).exists():
            raise RuleBroken(
                gettext_noop("You have told us who you are already."),
                mend=gettext_noop("To change it, write us a few words."),
            )
        made = ReporterIdentity.objects.create(submission=submission, is_sealed=True, given_at=now, **given)
        record("submission.say_who", actor=actor, now=now, subject=report)
        line = f"The reporter of {report.reference} has said who they are. It is sealed."
        if report.handler_id:
            tell([report.handler_id], "reporter_wrote", line, subject=report, now=now)
        else:
            tell_organisation(report.owner, "reporter_wrote", line, subject=report, now=now)
    return made
