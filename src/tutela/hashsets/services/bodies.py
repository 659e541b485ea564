"""Bodies outside: whom to telephone, and the key by which each is known once somebody has heard its fingerprint."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, Refused, RuleBroken, where
from tutela.core.text import neutral_words
from tutela.hashsets.models import Body, BodyKey
from tutela.organisations.countries import country_choices
from tutela.register.pack.signing import fingerprint, same_fingerprint
from tutela.register.services.words import one_of, said

KEEPERS = (Role.ANALYST, Role.MANAGER)
# Stored, and so in English, as everything that no person typed.
FOLLOWED = "Followed by another key of the same body."
_KEY = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")


@dataclass(frozen=True)
class Contact:
    """Whom to ask for at a body, and how."""

    name: str = ""
    telephone: str = ""
    email: str = ""


@transaction.atomic
def add_body(*, name: str, country: str, contact: Contact, actor: Actor, now: datetime) -> Body:
    """A body outside with which the actor's organisation exchanges sets, by the name that it writes into its own.

    Raises NotAllowed, BadInput without a name or for no country, RuleBroken where there is one of that name.
    """
    actor.must_hold(*KEEPERS)
    name = said(name, field="name", limit=120)
    one_of(country, [code for code, _ in country_choices()], field="country")
    if Body.objects.filter(organisation_id=actor.organisation_pk, name=name).exists():
        raise RuleBroken(
            gettext("Your organisation knows a body of this name."),
            where=where(field="name"),
            mend=gettext("Use that one; whom to telephone there can be changed on its page."),
        )
    made = Body(
        organisation_id=actor.organisation_pk,
        name=name,
        country=country,
        added_at=now,
        added_by_id=actor.user_pk,
        **_contact(contact),
    )
    name_the_verb("hashsets.add_body")
    made.save()
    record("hashsets.add_body", actor=actor, now=now, body=made.pk, country=country)
    return made


@transaction.atomic
def change_contact(body: Body, *, contact: Contact, actor: Actor, now: datetime) -> Body:
    """Whom to telephone there from now on. Raises NotAllowed, RuleBroken for another organisation's body."""
    actor.must_hold(*KEEPERS)
    fresh = own_body(body, actor)
    fields = _contact(contact)
    name_the_verb("hashsets.change_contact")
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=list(fields))
    record("hashsets.change_contact", actor=actor, now=now, body=fresh.pk)
    return fresh


@transaction.atomic
def trust_key(body: Body, *, key: str, heard: str, actor: Actor, now: datetime) -> BodyKey:
    """Trust the key of a body from now on: only with its fingerprint, as somebody of that body read it to the actor.

    ``key`` is the text of the file in which it came, or its 64 figures. A former key of the body ends.
    Raises NotAllowed, BadInput for what is no key or no whole fingerprint, Refused where the fingerprint is another key's.
    """
    actor.must_hold(*KEEPERS)
    found = _KEY.findall(key)
    if len(found) != 1:
        raise BadInput(
            gettext("There is no key in this, or more than one."),
            where=where(field="key"),
            mend=gettext("Paste the file that `tutela register key --out` wrote there, whole."),
        )
    public = bytes.fromhex(found[0])
    if not same_fingerprint(public, heard):
        raise Refused(
            gettext("This key has another fingerprint: it is not the key of whoever read it to you."),
            where=where(field="fingerprint"),
            mend=gettext("Trust nothing that came with it, and tell them."),
            code="other_fingerprint",
        )
    fresh = own_body(body, actor)
    present = BodyKey.objects.filter(body=fresh, ended_at=None).first()
    if present is not None and bytes(present.public) == public:
        raise RuleBroken(gettext("This key is trusted already."), mend=gettext("Nothing has to be done."))
    if present is not None:
        _end(present, words=FOLLOWED, actor=actor, now=now)
    made = BodyKey.objects.create(
        body=fresh, public=public, fingerprint=fingerprint(public), trusted_at=now, trusted_by_id=actor.user_pk
    )
    record("hashsets.trust_key", actor=actor, now=now, body=fresh.pk, key=made.fingerprint)
    return made


@transaction.atomic
def end_trust(key: BodyKey, *, words: str, actor: Actor, now: datetime) -> BodyKey:
    """Trust a key no more, with the reason: what it signs is refused from now on. What was taken in stays, and can be withdrawn.

    Raises NotAllowed, BadInput without a reason, RuleBroken where it is another organisation's or trusted no more.
    """
    actor.must_hold(*KEEPERS)
    reason = said(words, field="words")
    own_body(key.body, actor)
    fresh = BodyKey.objects.filter(pk=key.pk, ended_at=None).select_for_update(no_key=True).first()
    if fresh is None:
        raise RuleBroken(gettext("This key is trusted no more already."), mend=gettext("Nothing has to be done."))
    _end(fresh, words=reason, actor=actor, now=now)
    record("hashsets.end_trust", actor=actor, now=now, body=fresh.body_id, key=fresh.fingerprint)
    return fresh


def own_body(body: Body, actor: Actor) -> Body:
    """The body, held for the transaction. Raises RuleBroken for another organisation's."""
    fresh = (
        Body.objects.select_for_update(no_key=True).filter(pk=body.pk, organisation_id=actor.organisation_pk).first()
    )
    if fresh is None:
        raise RuleBroken(
            gettext("This body is known to another organisation."), mend=gettext("Add it for your own first.")
        )
    return fresh


def _end(key: BodyKey, *, words: str, actor: Actor, now: datetime) -> None:
    key.ended_at, key.ended_by_id, key.ended_words = now, actor.user_pk, words
    key.save(update_fields=["ended_at", "ended_by_id", "ended_words"])


def _contact(contact: Contact) -> dict[str, str]:
    return {
        "contact_name": neutral_words(contact.name, limit=80, field="contact_name"),
        "contact_telephone": neutral_words(contact.telephone, limit=40, field="contact_telephone"),
        "contact_email": neutral_words(contact.email, limit=120, field="contact_email"),
    }
