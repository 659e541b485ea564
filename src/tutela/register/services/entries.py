"""What an organisation holds of a file: switched off and on again, looked at again on a day, known to fewer or to more."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import RuleBroken
from tutela.register.models import Audience, Entry, Otherwise
from tutela.register.services.series_checks import WRITERS
from tutela.register.services.sources import must_come
from tutela.register.services.words import one_of, said


@transaction.atomic
def switch_entry(entry: Entry, *, is_on: bool, words: str, actor: Actor, now: datetime) -> Entry:
    """Switch an entry off or on again, with the reason. Switched off, it is in no answer; it stays, and who gave it stays known.

    Raises NotAllowed, BadInput without a reason, RuleBroken where it is another organisation's or stands so already.
    """
    actor.must_hold(*WRITERS)
    reason = said(words, field="words")
    fresh = _own(entry, actor)
    if fresh.is_on == is_on:
        stands = (
            gettext("The entry is switched on already.") if is_on else gettext("The entry is switched off already.")
        )
        raise RuleBroken(stands, mend=gettext("Nothing has to be done."))
    fresh.is_on, fresh.switched_words, fresh.switched_at, fresh.switched_by_id = is_on, reason, now, actor.user_pk
    fresh.save(update_fields=["is_on", "switched_words", "switched_at", "switched_by_id"])
    record(
        "register.switch_entry", actor=actor, now=now, entry=fresh.pk, file=fresh.file_id, is_on=is_on, reason=reason
    )
    return fresh


@transaction.atomic
def review_entry(entry: Entry, *, review_on: date | None, actor: Actor, now: datetime) -> Entry:
    """When somebody looks at the entry again, if ever. Raises NotAllowed, BadInput for a day that is over, RuleBroken for another's."""
    actor.must_hold(*WRITERS)
    must_come(review_on, now)
    fresh = _own(entry, actor)
    fresh.review_on = review_on
    fresh.save(update_fields=["review_on"])
    record("register.review_entry", actor=actor, now=now, entry=fresh.pk, file=fresh.file_id, review_on=review_on)
    return fresh


@transaction.atomic
def say_audience(entry: Entry, *, audience: str, otherwise: str, actor: Actor, now: datetime) -> Entry:
    """Who may know of an entry that is of no series, and what everybody else hears.

    Raises NotAllowed, BadInput for what is no choice, RuleBroken where it is another organisation's, or goes as far as its series.
    """
    actor.must_hold(*WRITERS)
    one_of(audience, Audience.values, field="audience")
    one_of(otherwise, Otherwise.values, field="otherwise")
    fresh = _own(entry, actor)
    if fresh.series_id is not None:
        raise RuleBroken(
            gettext("The entry is of a series, and goes as far as that does."),
            mend=gettext("Whoever answers for the series says who may know of it."),
        )
    before = f"{fresh.audience}, {fresh.otherwise}"
    fresh.audience, fresh.otherwise = audience, otherwise
    fresh.save(update_fields=["audience", "otherwise"])
    record(
        "register.entry_audience", actor=actor, now=now, entry=fresh.pk, file=fresh.file_id,
        before=before, after=f"{audience}, {otherwise}",
    )  # fmt: skip
    return fresh


def _own(entry: Entry, actor: Actor) -> Entry:
    fresh = (
        Entry.objects.select_for_update(no_key=True).filter(pk=entry.pk, organisation_id=actor.organisation_pk).first()
    )
    if fresh is None:
        raise RuleBroken(
            gettext("Another organisation gave this entry."),
            mend=gettext("Say whether you confirm or dispute it, and telephone that organisation."),
        )
    return fresh
