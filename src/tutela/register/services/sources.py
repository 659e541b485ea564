"""Sources: sets of hashes that an organisation brings in, under the terms under which they were given to it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.register.models import Audience, Source
from tutela.register.services.words import one_of, said

KEEPERS = (Role.EXAMINER, Role.ANALYST, Role.MANAGER)


@dataclass(frozen=True)
class NewSource:
    """What is said of a source: its name, who made it, under what terms it was given, whose law it follows, who may know of it."""

    name: str
    origin: str
    terms: str
    jurisdiction: str = ""
    audience: str = Audience.ALL
    review_on: date | None = None


@transaction.atomic
def add_source(new: NewSource, *, actor: Actor, now: datetime) -> Source:
    """A source of the actor's organisation, switched on, with no file of it yet.

    Raises NotAllowed, BadInput without a name, origin or terms, RuleBroken where the organisation has one of that name.
    """
    actor.must_hold(*KEEPERS)
    name = said(new.name, field="name", limit=80)
    if Source.objects.filter(organisation_id=actor.organisation_pk, name=name).exists():
        raise RuleBroken(
            gettext("Your organisation has a source of this name."),
            where=where(field="name"),
            mend=gettext("Give its lists to that source, or choose another name."),
        )
    made = Source(
        organisation_id=actor.organisation_pk,
        name=name,
        origin=said(new.origin, field="origin", limit=120),
        terms=said(new.terms, field="terms"),
        jurisdiction=new.jurisdiction,
        audience=one_of(new.audience, Audience.values, field="audience"),
        review_on=new.review_on,
        made_at=now,
        made_by_id=actor.user_pk,
    )
    name_the_verb("register.add_source")
    made.save()
    record("register.add_source", actor=actor, now=now, source=made.pk, audience=made.audience)
    return made


@transaction.atomic
def switch_source(source: Source, *, is_on: bool, words: str, actor: Actor, now: datetime) -> Source:
    """Switch every entry of a source off or on again, with the reason: from then on it is in no answer, or in each again.

    Raises NotAllowed, BadInput without a reason, RuleBroken where it is another organisation's or stands so already.
    """
    actor.must_hold(*KEEPERS)
    reason = said(words, field="words")
    fresh = _own(source, actor)
    if fresh.is_on == is_on:
        stands = (
            gettext("The source is switched on already.") if is_on else gettext("The source is switched off already.")
        )
        raise RuleBroken(stands, mend=gettext("Nothing has to be done."))
    name_the_verb("register.switch_source")
    fresh.is_on, fresh.switched_words = is_on, reason
    fresh.save(update_fields=["is_on", "switched_words"])
    record("register.switch_source", actor=actor, now=now, source=fresh.pk, is_on=is_on)
    return fresh


@transaction.atomic
def set_review(source: Source, *, review_on: date | None, actor: Actor, now: datetime) -> Source:
    """When somebody looks at the source again, if ever. Raises NotAllowed, BadInput for a day that is over, RuleBroken for another's."""
    actor.must_hold(*KEEPERS)
    must_come(review_on, now)
    fresh = _own(source, actor)
    name_the_verb("register.review_source")
    fresh.review_on = review_on
    fresh.save(update_fields=["review_on"])
    record("register.review_source", actor=actor, now=now, source=fresh.pk, review_on=review_on)
    return fresh


def must_come(day: date | None, now: datetime) -> None:
    """Raises BadInput for a day that is over."""
    if day is not None and day < now.date():
        raise BadInput(
            gettext("This day is over."), where=where(field="review_on"), mend=gettext("Choose today or a day to come.")
        )


def _own(source: Source, actor: Actor) -> Source:
    fresh = (
        Source.objects.select_for_update(no_key=True)
        .filter(pk=source.pk, organisation_id=actor.organisation_pk)
        .first()
    )
    if fresh is None:
        raise RuleBroken(
            gettext("Another organisation brought this source in."),
            mend=gettext("Ask it: it alone changes the source."),
        )
    return fresh
