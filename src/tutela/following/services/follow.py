"""Follow a record, and leave off."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import RuleBroken
from tutela.core.subjects import Subject
from tutela.following.models import Follow

MOST_FOLLOWED = 500


@transaction.atomic
def follow(subject: Subject, *, actor: Actor, now: datetime) -> Follow:
    """Hear from now on when a record changes; done twice it is done once.

    Raises NotAllowed for a role that reads no records, RuleBroken for whoever follows too many to hear any of them.
    """
    actor.must_hold(*READS_RECORDS)
    mine = Follow.objects.filter(user_id=actor.user_pk)
    present = mine.filter(subject_kind=subject.subject_kind, subject_id=subject.id).first()
    if present is not None:
        return present
    if mine.count() >= MOST_FOLLOWED:
        raise RuleBroken(
            gettext("You follow %(number)s records already.") % {"number": MOST_FOLLOWED},
            mend=gettext("Leave off one that no longer concerns you, then follow."),
        )
    name_the_verb("follow.begin")
    made = Follow.objects.create(
        user_id=actor.user_pk,
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        since=now,
    )
    record("follow.begin", actor=actor, now=now, subject=subject)
    return made


@transaction.atomic
def unfollow(reference: str, *, actor: Actor, now: datetime) -> bool:
    """Leave off following, also what one no longer sees; returns whether it was followed."""
    removed, _ = Follow.objects.filter(user_id=actor.user_pk, subject_reference=reference).delete()
    if removed:
        record("follow.end", actor=actor, now=now, reference=reference)
    return bool(removed)
