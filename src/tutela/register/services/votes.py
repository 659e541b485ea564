"""Another organisation confirms an entry or disputes it, with its grounds. Both stand beside each other; nothing is averaged."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import NotFound, RuleBroken
from tutela.register.models import Entry, EntryVote
from tutela.register.services.series_checks import WRITERS
from tutela.register.services.words import one_of, said


@transaction.atomic
def say_verdict(entry: Entry, *, verdict: str, words: str, actor: Actor, now: datetime) -> EntryVote:
    """Confirm an entry of another organisation, or dispute it. A later word of the same organisation follows the earlier.

    Raises NotAllowed, NotFound for an entry that the actor may not know of, BadInput without grounds, RuleBroken for one's own entry.
    """
    actor.must_hold(*WRITERS)
    one_of(verdict, EntryVote.Verdict.values, field="verdict")
    grounds = said(words, field="words")
    fresh = Entry.objects.filter(pk=entry.pk).first()
    if fresh is None:
        raise NotFound(gettext("There is no such entry that you may see."), mend=gettext("Open it from the file."))
    if (ours := given_by_us(fresh, actor)) is not None:
        raise ours
    made = EntryVote.objects.create(
        entry=fresh, organisation_id=actor.organisation_pk, verdict=verdict, words=grounds, at=now, by_id=actor.user_pk
    )
    record("register.say_verdict", actor=actor, now=now, entry=fresh.pk, file=fresh.file_id, verdict=verdict)
    return made


def given_by_us(entry: Entry, actor: Actor) -> RuleBroken | None:
    """Why the actor's organisation neither confirms nor disputes the entry: it gave it itself."""
    if entry.organisation_id != actor.organisation_pk:
        return None
    return RuleBroken(
        gettext("Your own organisation gave this entry."),
        mend=gettext("Switch it off, with the reason, if it is wrong. Others confirm it."),
    )
