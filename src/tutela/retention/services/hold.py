"""Hold a record, so that nothing of it is disposed of, and lift the hold by another decision."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.ownership.access import find, locked
from tutela.retention.models import Hold

HOLDERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
LIFTERS = (Role.MANAGER,)
WORDS_LIMIT = 300


@transaction.atomic
def hold(subject: Any, *, grounds: str, words: str, actor: Actor, now: datetime) -> Hold:
    """Hold a report, case or child, with coded grounds and words. A hold on a case covers its children, reports and people.

    Every open disposal of what it covers is stopped with it. Raises BadInput for unknown grounds or no words; RuleBroken when
    it is held on these grounds already, or is not the actor's to change.
    """
    actor.must_hold(*HOLDERS)
    fresh = locked(subject)
    typology.term("hold_grounds", grounds)
    why = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if not why:
        raise BadInput(
            gettext("Say in a few words why."),
            where=where(field="words"),
            mend=gettext("Name who asked for it, or what for."),
        )
    if _standing(fresh).filter(grounds=grounds).exists():
        raise RuleBroken(
            gettext("%(reference)s is held on these grounds already.") % {"reference": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb("retention.hold")
    made = Hold.objects.create(
        subject_kind=fresh.subject_kind,
        subject_id=fresh.id,
        subject_reference=fresh.reference,
        grounds=grounds,
        words=why,
        set_by_id=actor.user_pk,
        since=now,
    )
    record("retention.hold", actor=actor, now=now, subject=fresh, grounds=grounds, hold=made.pk)
    return made


@transaction.atomic
def lift_hold(hold_id: int, *, words: str, actor: Actor, now: datetime) -> Hold:
    """A manager lifts a hold, in words. What it stopped stays stopped: whoever still wants it proposes it anew.

    Raises NotFound; RuleBroken when it is lifted already or the record is not the actor's; BadInput without words.
    """
    actor.must_hold(*LIFTERS)
    standing = hold_seen(hold_id)
    fresh = locked(find(standing.subject_reference))
    standing.refresh_from_db()
    if standing.lifted_at is not None:
        raise RuleBroken(gettext("This hold is lifted already."), mend=gettext("Nothing has to be done."))
    why = neutral_words(words, limit=WORDS_LIMIT, field="words")
    if not why:
        raise BadInput(
            gettext("Say why it is lifted."), where=where(field="words"), mend=gettext("Name what has ended.")
        )
    name_the_verb("retention.lift_hold")
    standing.lifted_by_id, standing.lifted_at, standing.lift_words = actor.user_pk, now, why
    standing.save(update_fields=["lifted_by", "lifted_at", "lift_words"])
    record("retention.lift_hold", actor=actor, now=now, subject=fresh, grounds=standing.grounds, hold=standing.pk)
    return standing


def hold_seen(hold_id: int) -> Hold:
    """A hold that the reader sees. Raises NotFound."""
    found = Hold.objects.filter(pk=hold_id).first()
    if found is None:
        raise NotFound(
            gettext("There is no such hold that you may see."), mend=gettext("Open it from the record's page.")
        )
    return found


def _standing(subject: Any) -> Any:
    return Hold.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id, lifted_at=None)
