"""Say something about a record, for those whom the words themselves name; correct it by a further comment; take it back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.audit.services import name_the_verb, record
from tutela.comments.models import Comment
from tutela.comments.queries import colleagues_who_see
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.subjects import Subject
from tutela.core.text import neutral_words
from tutela.notices.models import Notice
from tutela.notices.services import tell

MOST_WORDS = 1_000


@transaction.atomic
def write_comment(
    subject: Subject,
    *,
    words: str,
    audience: str,
    actor: Actor,
    now: datetime,
    tells: Iterable[int] = (),
    answers: Comment | None = None,
    corrects: Comment | None = None,
) -> Comment:
    """Short words about a record that the actor reads, for ``audience``; the colleagues in ``tells`` get a notice.

    Raises NotAllowed for a role that reads no records; BadInput for words that may not be kept, or a colleague who does not
    see the record; RuleBroken where an answer or a correction does not fit what it belongs to [¶ 12.5.16].
    """
    actor.must_hold(*READS_RECORDS)
    kept = neutral_words(words, limit=MOST_WORDS, lines=True)
    if not kept:
        raise BadInput(
            gettext("Nothing is written."), where=where(field="words"), mend=gettext("Write what is to be known.")
        )
    if audience not in Comment.Audience.values:
        raise BadInput(
            gettext("Nobody is named who reads it."),
            where=where(field="audience"),
            mend=gettext("Choose one of the two."),
        )
    _must_fit(subject, audience, answers=answers, corrects=corrects, actor=actor)
    told = _who_see(subject, tells)
    name_the_verb("comment.write")
    made = Comment.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        organisation_id=actor.organisation_pk,
        audience=audience,
        words=kept,
        answers=answers,
        corrects=corrects,
        made_by_id=actor.user_pk,
        made_at=now,
    )
    tell(told, Notice.Kind.COMMENT, "A colleague wrote about this record and names you.", now=now, subject=subject)
    record(
        "comment.write",
        actor=actor,
        now=now,
        subject=subject,
        comment=made.pk,
        audience=audience,
        answers=answers.pk if answers else None,
        corrects=corrects.pk if corrects else None,
        told=told,
    )
    return made


@transaction.atomic
def withdraw_comment(comment: Comment, subject: Subject, *, actor: Actor, now: datetime) -> Comment:
    """Whoever wrote a comment takes it back: it stays, as withdrawn, and its words to those who could read them.

    Raises RuleBroken when somebody else wrote it, or it was withdrawn already.
    """
    actor.must_hold(*READS_RECORDS)
    fresh = Comment.objects.select_for_update(of=("self",), no_key=True).filter(pk=comment.pk).first()
    if fresh is None or fresh.made_by_id != actor.user_pk or fresh.organisation_id != actor.organisation_id:
        raise RuleBroken(
            gettext("Somebody else wrote this comment."), mend=gettext("Answer it, or ask its writer to withdraw it.")
        )
    if fresh.withdrawn_at is not None:
        raise RuleBroken(gettext("This comment is withdrawn already."), mend=gettext("Nothing has to be done."))
    name_the_verb("comment.withdraw")
    fresh.withdrawn_at = now
    fresh.save(update_fields=["withdrawn_at"])
    record(
        "comment.withdraw",
        actor=actor,
        now=now,
        subject=subject,
        comment=fresh.pk,
        audience=fresh.audience,
    )
    return fresh


def _must_fit(
    subject: Subject, audience: str, *, answers: Comment | None, corrects: Comment | None, actor: Actor
) -> None:
    """What belongs to a comment stands on the same record and reaches nobody whom that comment does not reach."""
    for above in (answers, corrects):
        if above is not None and (above.subject_kind, above.subject_id) != (subject.subject_kind, subject.id):
            raise RuleBroken(
                gettext("That comment is on another record."), mend=gettext("Open it from its own record.")
            )
    if answers is not None:
        if answers.answers_id is not None:
            raise RuleBroken(gettext("That comment is an answer itself."), mend=gettext("Answer the comment above it."))
        if answers.audience == Comment.Audience.ORGANISATION and audience != answers.audience:
            raise BadInput(
                gettext("What you answer was written for your organisation only."),
                where=where(field="audience"),
                mend=gettext("Answer it for your organisation, or write a comment of its own."),
            )
    if corrects is not None:
        if corrects.made_by_id != actor.user_pk or corrects.organisation_id != actor.organisation_id:
            raise RuleBroken(
                gettext("Somebody else wrote this comment."), mend=gettext("Answer it, and say what is wrong in it.")
            )
        if corrects.withdrawn_at is not None or Comment.objects.filter(corrects=corrects).exists():
            raise RuleBroken(
                gettext("This comment was withdrawn or corrected already."), mend=gettext("Correct the newest one.")
            )
        if audience != corrects.audience:
            raise BadInput(
                gettext("A correction is for the same people."),
                where=where(field="audience"),
                mend=gettext("Write it for whom the comment was, or write one of its own."),
            )


def _who_see(subject: Subject, tells: Iterable[int]) -> list[int]:
    wanted = sorted(set(tells))
    if wanted and not set(wanted) <= colleagues_who_see(subject):
        raise BadInput(
            gettext("Somebody whom you name does not see this record."),
            where=where(field="tells"),
            mend=gettext("Choose among the colleagues on the list."),
        )
    return wanted
