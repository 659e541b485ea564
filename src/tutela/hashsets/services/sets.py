"""Sets that an organisation gives: which of its entries, under what terms, and to which bodies."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.hashsets.models import Body, HashSet, PassOn, Recipient
from tutela.hashsets.services.bodies import KEEPERS, own_body
from tutela.organisations.countries import country_choices
from tutela.register.models import Entry, Scheme, SchemeCode, Source
from tutela.register.services.words import one_of, said


@dataclass(frozen=True)
class NewSet:
    """What a set is: its name, which entries of the organisation are in it, and under what terms it is given.

    ``scheme`` or ``code`` narrow it to what the organisation classified so; ``with_mapped`` adds what another class would be in
    it, as somebody says. ``sources`` are those whose entries are given as well because their terms allow it.
    """

    name: str
    kind: str
    terms: str
    scheme: Scheme | None = None
    code: SchemeCode | None = None
    with_mapped: bool = False
    say_in: Scheme | None = None
    jurisdictions: Sequence[str] = ()
    sources: Sequence[Source] = ()
    with_restricted: bool = False
    pass_on: str = PassOn.NOBODY
    pass_on_countries: Sequence[str] = ()


@transaction.atomic
def define_set(new: NewSet, *, actor: Actor, now: datetime) -> HashSet:
    """A set of the actor's organisation, given to nobody yet. It is not changed afterwards: who has it knows what is in it.

    Raises NotAllowed, BadInput for what is missing or does not fit together, RuleBroken where there is a set of that name.
    """
    actor.must_hold(*KEEPERS)
    name = said(new.name, field="name", limit=80)
    terms = said(new.terms, field="terms")
    one_of(new.kind, Entry.Kind.values, field="kind")
    one_of(new.pass_on, PassOn.values, field="pass_on")
    _check_countries(new)
    _check_classes(new)
    _check_sources(new, actor)
    if HashSet.objects.filter(organisation_id=actor.organisation_pk, name=name).exists():
        raise RuleBroken(
            gettext("Your organisation has a set of this name."),
            where=where(field="name"),
            mend=gettext("Give that one, or choose another name."),
        )
    made = HashSet.objects.create(
        organisation_id=actor.organisation_pk,
        uid=secrets.token_hex(16),
        name=name,
        kind=new.kind,
        scheme=new.code.scheme if new.code else new.scheme,
        code=new.code,
        with_mapped=new.with_mapped,
        say_in=new.say_in,
        jurisdictions=sorted(set(new.jurisdictions)),
        sources=sorted(one.pk for one in new.sources),
        with_restricted=new.with_restricted,
        terms=terms,
        pass_on=new.pass_on,
        pass_on_countries=sorted(set(new.pass_on_countries)),
        made_at=now,
        made_by_id=actor.user_pk,
    )
    record(
        "hashsets.define_set", actor=actor, now=now, hash_set=made.pk, kind=made.kind, pass_on=made.pass_on,
        restricted=made.with_restricted, sources=made.sources,
    )  # fmt: skip
    return made


@transaction.atomic
def end_set(hash_set: HashSet, *, words: str, actor: Actor, now: datetime) -> HashSet:
    """Give a set no more, with the reason. What was issued stays, and what is in it can still be traced and told of.

    Raises NotAllowed, BadInput without a reason, RuleBroken where it is another organisation's or has ended.
    """
    actor.must_hold(*KEEPERS)
    reason = said(words, field="words")
    fresh = own_set(hash_set, actor)
    fresh.ended_at, fresh.ended_words = now, reason
    fresh.save(update_fields=["ended_at", "ended_words"])
    record("hashsets.end_set", actor=actor, now=now, hash_set=fresh.pk)
    return fresh


@transaction.atomic
def give_to(hash_set: HashSet, body: Body, *, actor: Actor, now: datetime) -> Recipient:
    """Give a set to a body from now on; nothing goes out before an edition is issued to it.

    Raises NotAllowed, RuleBroken where it goes there already, has ended, or one of the two is another organisation's.
    """
    actor.must_hold(*KEEPERS)
    fresh, body = own_set(hash_set, actor), own_body(body, actor)
    if Recipient.objects.filter(hash_set=fresh, body=body, ended_at=None).exists():
        raise RuleBroken(
            gettext("The set goes to this body already."),
            where=where(field="body"),
            mend=gettext("Issue an edition to it."),
        )
    made = Recipient.objects.create(hash_set=fresh, body=body, since=now, by_id=actor.user_pk)
    record("hashsets.give_to", actor=actor, now=now, hash_set=fresh.pk, body=body.pk)
    return made


@transaction.atomic
def give_no_more(recipient: Recipient, *, actor: Actor, now: datetime) -> Recipient:
    """Give a set to a body no more. What it has stays known, and it is still told where something was wrong.

    Raises NotAllowed, RuleBroken where it is another organisation's or has ended.
    """
    actor.must_hold(*KEEPERS)
    fresh = (
        Recipient.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=recipient.pk, hash_set__organisation_id=actor.organisation_pk, ended_at=None)
        .first()
    )
    if fresh is None:
        raise RuleBroken(gettext("The set does not go to this body any more."), mend=gettext("Nothing has to be done."))
    fresh.ended_at = now
    fresh.save(update_fields=["ended_at"])
    record("hashsets.give_no_more", actor=actor, now=now, hash_set=fresh.hash_set_id, body=fresh.body_id)
    return fresh


def own_set(hash_set: HashSet, actor: Actor) -> HashSet:
    """The set, held for the transaction. Raises RuleBroken for another organisation's, and for one that has ended."""
    fresh = (
        HashSet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .filter(pk=hash_set.pk, organisation_id=actor.organisation_pk, ended_at=None)
        .first()
    )
    if fresh is None:
        raise RuleBroken(
            gettext("This set is given no more, or another organisation gives it."),
            mend=gettext("Define a set of your own organisation."),
        )
    return fresh


def _check_countries(new: NewSet) -> None:
    known = {code for code, _ in country_choices()}
    for field, countries in (("jurisdictions", new.jurisdictions), ("pass_on_countries", new.pass_on_countries)):
        if set(countries) - known:
            raise BadInput(
                gettext("This is no country."), where=where(field=field), mend=gettext("Choose from the list.")
            )
    if (new.pass_on == PassOn.COUNTRIES) != bool(new.pass_on_countries):
        raise BadInput(
            gettext(
                "The countries to whose bodies it may be passed on are named where it may go to some, and only there."
            ),
            where=where(field="pass_on_countries"),
            mend=gettext("Name them, or choose to whom it may be passed on otherwise."),
        )


def _check_classes(new: NewSet) -> None:
    scheme = new.code.scheme if new.code else new.scheme
    if new.code and new.scheme and new.code.scheme_id != new.scheme.pk:
        raise BadInput(
            gettext("The class is of another scheme."),
            where=where(field="code"),
            mend=gettext("Choose a class of that scheme, or leave the scheme out."),
        )
    if new.with_mapped and scheme is None:
        raise BadInput(
            gettext("What would be of a class is asked of a class or a scheme."),
            where=where(field="with_mapped"),
            mend=gettext("Choose a class or a scheme, or leave this out."),
        )


def _check_sources(new: NewSet, actor: Actor) -> None:
    wanted = {one.pk for one in new.sources}
    own = Source.objects.filter(pk__in=wanted, organisation_id=actor.organisation_pk).count()
    if own != len(wanted):
        raise BadInput(
            gettext("A source of another organisation cannot be given."),
            where=where(field="sources"),
            mend=gettext("Choose sources that your organisation brought in."),
        )
