"""What a reporter asks: what it sent, what it is owed, what it was told; and how it adds something."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Status

from tutela.accounts.actor import Actor
from tutela.api.access import SENDERS, TO_HEAR, Token, actor_of
from tutela.api.shapes.common import Cursor, ListOf, Reference, Since, Size, listed, moment
from tutela.api.shapes.submissions import (
    AnswerRead,
    MessageRead,
    MessageSent,
    SubmissionInFull,
    SubmissionRead,
    answer,
    submission,
    submission_in_full,
)
from tutela.core import clock, references
from tutela.core.errors import NotFound
from tutela.reports.models import ReporterMessage, Submission
from tutela.reports.queries.heard import answers_to, sent_since
from tutela.reports.queries.partner import with_answers
from tutela.reports.services.hear import hear
from tutela.reports.services.write_again import write_again

router = Router(tags=["Read answers"], auth=TO_HEAR)
External = Annotated[
    str, Query("", max_length=300, pattern=r"^[^\u0000]*$", description="Only the report with this number of your own.")
]


@router.get("/submissions", response=ListOf[SubmissionRead], operation_id="listSubmissions")
def list_submissions(
    request: HttpRequest, cursor: Cursor, size: Size, since: Since, external_reference: External
) -> ListOf[SubmissionRead]:
    """What your organisation sent, the newest first, with what it is still owed."""
    now = clock.now()
    found = sent_since(
        actor_of(request).organisation_id,
        since=moment(since),
        external_reference=external_reference,
        now=now,
        cursor=cursor,
        size=size,
    )
    return listed(found, lambda one: submission(one, now))


@router.get("/submissions/{reference}", response=SubmissionInFull, operation_id="readSubmission")
def read_submission(request: HttpRequest, reference: Reference) -> SubmissionInFull:
    """One report that your organisation sent, with every answer to it. Its answers count as read from now on."""
    actor, now = actor_of(request), clock.now()
    [sent] = with_answers([_find(reference, actor)], now=now)
    hear(sent.answers, references=[sent.submission.reference], actor=actor, now=now)
    messages = ReporterMessage.objects.filter(report_id=sent.submission.pk).order_by("at", "pk")
    return submission_in_full(sent, list(messages[:200]), now)


@router.post(
    "/submissions/{reference}/messages",
    response={201: MessageRead},
    auth=Token(SENDERS),
    operation_id="writeAgain",
)
def write_message(request: HttpRequest, reference: Reference, body: MessageSent) -> Status[MessageRead]:
    """Add something that you know about a report that your organisation sent. Whoever works on it hears."""
    actor = actor_of(request)
    message = write_again(_find(reference, actor), words=body.words, actor=actor, now=clock.now())
    return Status(201, MessageRead(at=message.at, words=message.words))


@router.get("/answers", response=ListOf[AnswerRead], operation_id="listAnswers")
def list_answers(request: HttpRequest, cursor: Cursor, size: Size, since: Since) -> ListOf[AnswerRead]:
    """The answers to what your organisation sent, the oldest first, so that asking again “since” the last one misses none.

    They count as read from now on.
    """
    actor = actor_of(request)
    found = answers_to(actor.organisation_id, since=moment(since), cursor=cursor, size=size)
    rows = [(one, reference) for one, reference in found.items]
    hear([one for one, _ in rows], references=[reference for _, reference in rows], actor=actor, now=clock.now())
    return listed(found, lambda pair: answer(*pair))


def _find(reference: str, actor: Actor) -> Submission:
    parsed = str(references.parse(reference))
    found = Submission.objects.filter(reference=parsed, reporter_id=actor.organisation_id).first()
    if found is None:
        raise NotFound(f"There is no report {parsed} that your organisation sent.", mend="Check the reference.")
    return found
