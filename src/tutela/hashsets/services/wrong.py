"""Something was wrong: what one's organisation holds of a file is switched off, and everybody who got it is named, to be told now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import NotFound, RuleBroken
from tutela.hashsets.models import Ground, Telling, Wrong
from tutela.hashsets.queries.trace import who_has
from tutela.hashsets.services.bodies import KEEPERS
from tutela.register.models import Entry, File
from tutela.register.services.entries import switch_entry
from tutela.register.services.words import one_of, said


@dataclass(frozen=True)
class Grounds:
    """Why a file was wrong: one of the list, and in words that stay here."""

    ground: str
    words: str


@transaction.atomic
def say_wrong(file: File, grounds: Grounds, *, actor: Actor, now: datetime) -> Wrong:
    """What the actor's organisation holds of a file was wrong: every entry of it is switched off, with the grounds.

    It is withdrawn in the next edition of each set for everybody who got it; each of these bodies is to be told by telephone now.

    Raises NotAllowed, BadInput for grounds that are none, NotFound for a file of which the organisation holds nothing, RuleBroken
    where nothing of it is switched on and nobody outside has it.
    """
    actor.must_hold(*KEEPERS)
    one_of(grounds.ground, Ground.values, field="ground")
    words = said(grounds.words, field="words")
    entries = list(Entry.objects.filter(file_id=file.pk, organisation_id=actor.organisation_pk))
    if not entries:
        raise NotFound(
            gettext("Your organisation holds nothing of this file."), mend=gettext("Look the file up by its hash.")
        )
    has = who_has(file.pk, actor.organisation_pk)
    present = [one for one in entries if one.is_on]
    if not present and not has:
        raise RuleBroken(
            gettext("Nothing that your organisation holds of it is switched on, and nobody outside has it."),
            mend=gettext("Nothing has to be done."),
        )
    for entry in present:
        switch_entry(entry, is_on=False, words=words, actor=actor, now=now)
    made = Wrong.objects.create(
        organisation_id=actor.organisation_pk,
        file_id=file.pk,
        ground=grounds.ground,
        words=words,
        at=now,
        by_id=actor.user_pk,
    )
    Telling.objects.bulk_create([Telling(wrong=made, body_id=one.body_id, edition_id=one.edition_id) for one in has])
    record(
        "hashsets.say_wrong", actor=actor, now=now, file=file.pk, wrong=made.pk, ground=grounds.ground, bodies=len(has)
    )
    return made


@transaction.atomic
def say_told(telling: Telling, *, words: str, actor: Actor, now: datetime) -> Telling:
    """A body was told that a file was wrong: by the actor, now, and whom they spoke to.

    Raises NotAllowed, BadInput without words, RuleBroken where it was told already or is another organisation's to tell.
    """
    actor.must_hold(*KEEPERS)
    spoke_to = said(words, field="words")
    fresh = (
        Telling.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=telling.pk, wrong__organisation_id=actor.organisation_pk, told_at=None)
        .first()
    )
    if fresh is None:
        raise RuleBroken(gettext("This body was told already."), mend=gettext("Nothing has to be done."))
    fresh.told_at, fresh.told_by_id, fresh.told_words = now, actor.user_pk, spoke_to
    fresh.save(update_fields=["told_at", "told_by_id", "told_words"])
    record("hashsets.say_told", actor=actor, now=now, wrong=fresh.wrong_id, body=fresh.body_id)
    return fresh
