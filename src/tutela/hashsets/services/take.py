"""Take in an edition of a set that a body outside gave: proved, then in parts, and in answers only when all of it is in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core.errors import BadInput, Refused, RuleBroken, where
from tutela.core.languages import in_figures
from tutela.core.later import defer_once
from tutela.hashsets import staged
from tutela.hashsets.models import BodyKey, GivenClass, Origin, Party, ReceivedSet, TakenEdition
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.setfile.layout import Class, From, Head, Named
from tutela.hashsets.setfile.reading import Proved, prove
from tutela.organisations.models import Organisation
from tutela.register.models import Audience
from tutela.register.pack.signing import fingerprint
from tutela.register.services.received import say_terms
from tutela.register.services.sources import NewSource, add_source
from tutela.register.services.words import one_of

TAKE = "hashsets.take_edition"
# A clock of another machine may be ahead of ours by so much.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Explained:
    """What the lines of an edition refer to, as rows of this database, by the names in its head."""

    origins: dict[str, int]
    classes: dict[str, int]
    bodies: dict[str, int]


def prove_for(path: Path, *, name: str, own_key: bytes, actor: Actor, now: datetime) -> tuple[Proved, BodyKey]:
    """Prove an edition for the actor's organisation: whole, of a body whose key is trusted, for nobody else, and the next one.

    Raises Refused for media, a stranger, what was altered or cut off, and what is for somebody else; BadInput for what is no
    edition; RuleBroken where it was taken, is older, or one before it is missing. Nothing is kept of what is refused.
    """
    actor.must_hold(*KEEPERS)
    found: list[BodyKey] = []

    def known(head: Head) -> None:
        with acting_as(actor):
            found.append(_key_of(head, name, actor))
            _must_be_ours(head, name, own_key, actor)
            _must_be_next(head, name, found[0], actor, now)

    proved = prove(path, name=name, known=known)
    return proved, found[0]


@transaction.atomic
def begin(proved: Proved, key: BodyKey, *, audience: str, actor: Actor, now: datetime) -> TakenEdition:
    """An edition that was proved begins to come in, or goes on where it was. ``audience`` is who here may know of it, of a new set.

    Raises NotAllowed, BadInput for no audience, and RuleBroken as `prove_for` does.
    """
    actor.must_hold(*KEEPERS)
    head = proved.head
    received = _received(head, key, actor)
    if received is None:
        received = _add(head, key, audience=audience, actor=actor, now=now)
    else:
        _must_follow(head, received)
    made = TakenEdition.objects.filter(received=received, number=head.number).first()
    if made is not None:
        if made.file_digest != proved.digest:
            raise _another_file(head)
        return made
    made = TakenEdition.objects.create(
        received=received,
        number=head.number,
        is_full=head.is_full,
        since=head.since,
        issued_at=head.issued_at,
        key=key,
        file_digest=proved.digest,
        terms=head.terms.words,
        pass_on=head.terms.pass_on,
        pass_on_countries=sorted(head.terms.countries),
        lines=head.lines,
        began_at=now,
        by_id=actor.user_pk,
    )
    say_terms(received.source, terms=head.terms.words, actor=actor, now=now)
    explain(head, received)
    record(
        "hashsets.take", actor=actor, now=now, received=received.pk, body=received.body_id, edition=head.number,
        full=head.is_full, lines=head.lines, key=key.fingerprint,
    )  # fmt: skip
    return made


def let_the_worker_take(path: Path, edition: TakenEdition) -> None:
    """The file waits for the worker, who takes the edition in; asked for twice, it is taken once."""
    path.replace(staged.place_of(edition.pk))
    defer_once(TAKE, queue="imports", number=edition.pk)


def explain(head: Head, received: ReceivedSet) -> Explained:
    """Keep what the lines of an edition refer to, each once; the same as before is found again."""
    organisation = received.organisation_id
    party = _kept_once(
        lambda one: Party.objects.get_or_create(organisation_id=organisation, name=one.name, country=one.country)[0].pk
    )
    given = _kept_once(lambda one: _class_of(organisation, one))

    def origin(token: str, said: From) -> int:
        fields = {
            "hands": [party(hand) for hand in said.hands],
            "terms": said.terms.words,
            "pass_on": said.terms.pass_on,
            "pass_on_countries": sorted(said.terms.countries),
        }
        # By what it says and not by what the giver calls it: a name that is used again for something else is another origin.
        return int(Origin.objects.get_or_create(received=received, token=said.token, defaults=fields)[0].pk)

    return Explained(
        origins={token: origin(token, one) for token, one in head.origins.items()},
        classes={token: given(one) for token, one in head.classes.items()},
        bodies={token: party(one) for token, one in head.bodies.items()},
    )


def _kept_once(find: "Callable[..., int]") -> "Callable[..., int]":
    kept: dict[Named | Class, int] = {}

    def number(one: Named | Class) -> int:
        if one not in kept:
            kept[one] = find(one)
        return kept[one]

    return number


def _class_of(organisation: int, one: Class) -> int:
    found, _ = GivenClass.objects.get_or_create(
        organisation_id=organisation,
        scheme=one.scheme,
        scheme_name=one.scheme_name,
        jurisdiction=one.jurisdiction,
        code=one.code,
        label=one.label,
    )
    return int(found.pk)


def _key_of(head: Head, name: str, actor: Actor) -> BodyKey:
    keys = BodyKey.objects.select_related("body").filter(
        body__organisation_id=actor.organisation_pk, public=head.key, ended_at=None
    )
    for key in keys:
        if _same(key.body.name, head.giver.name):
            return key
    said = fingerprint(head.key)
    if keys:
        raise Refused(
            gettext("This edition is signed with the key of %(known)s, and says that it is of %(giver)s.")
            % {"known": keys[0].body.name, "giver": head.giver.name},
            where=where(file=name),
            mend=gettext("Telephone them. If both are right, add a body of that very name, and trust the key for it."),
            code="other_body",
        )
    raise Refused(
        gettext(
            "Nobody of your organisation has trusted the key of this edition (%(key)s). It says that it is of %(giver)s."
        )
        % {"key": said, "giver": head.giver.name},
        where=where(file=name),
        mend=gettext(
            "Telephone them, have the fingerprint of their key read to you, and trust it on the page of the body."
        ),
        code="stranger",
    )


def _must_be_ours(head: Head, name: str, own_key: bytes, actor: Actor) -> None:
    own = Organisation.objects.get(pk=actor.organisation_pk)
    names = (own.name, own.short_name, own.code)
    is_named = any(_same(one, head.to.name) for one in names)
    if head.to_key:
        others = Organisation.objects.exclude(pk=own.pk).filter(name__iexact=head.to.name)
        is_ours = head.to_key == fingerprint(own_key) and (is_named or not others.exists())
    else:
        is_ours = is_named
    if not is_ours:
        raise Refused(
            gettext("This edition is for %(name)s, and not for your organisation.") % {"name": head.to.name},
            where=where(file=name),
            mend=gettext(
                "Delete it, and tell whoever sent it. If it should be for you, they name your organisation as it is called here,"
                " with the fingerprint of your key."
            ),
            code="other_recipient",
        )


def _must_be_next(head: Head, name: str, key: BodyKey, actor: Actor, now: datetime) -> None:
    if head.issued_at > now + _AHEAD:
        raise BadInput(
            gettext("This edition says that it was issued on a day to come."),
            where=where(file=name),
            mend=gettext("Look at the clock of this machine; if it is right, tell the body that gave it."),
        )
    received = _received(head, key, actor)
    if received is not None:
        _must_follow(head, received)
    elif not head.is_full:
        raise RuleBroken(
            gettext(
                "Your organisation has no edition of this set, and this one only says what is new since edition %(number)s."
            )
            % {"number": in_figures(head.since or 0)},
            where=where(file=name),
            mend=gettext("Take the editions before it first, or ask the body for a full one."),
        )


def _must_follow(head: Head, received: ReceivedSet) -> None:
    last = received.last_number
    if received.kind != head.kind:
        raise RuleBroken(
            gettext("This set was of other files before (%(kind)s).") % {"kind": received.get_kind_display()},
            mend=gettext("Tell the body: other files are another set."),
        )
    if head.number == last:
        raise RuleBroken(
            gettext("Edition %(number)s of this set was taken already.") % {"number": in_figures(last)},
            mend=gettext("Nothing has to be done."),
        )
    if head.number < last:
        raise RuleBroken(
            gettext("This is edition %(number)s, and edition %(last)s was taken already: what it says is out of date.")
            % {"number": in_figures(head.number), "last": in_figures(last)},
            mend=gettext("Nothing has to be done. Should something be missing, ask the body for a full edition."),
        )
    if not head.is_full and head.since != last:
        raise RuleBroken(
            gettext(
                "This edition says what is new since edition %(since)s, and edition %(last)s is the last that was taken: one is missing."
            )
            % {"since": in_figures(head.since or 0), "last": in_figures(last)},
            mend=gettext("Take the missing edition first, or ask the body for a full one."),
        )
    unfinished = TakenEdition.objects.filter(received=received, done_at=None).first()
    if unfinished is not None and unfinished.number != head.number:
        raise RuleBroken(
            gettext("Edition %(number)s of this set is not yet in as a whole.")
            % {"number": in_figures(unfinished.number)},
            mend=gettext("Let it come in to its end first: send the very same file again if it does not go on."),
        )


def _another_file(head: Head) -> RuleBroken:
    return RuleBroken(
        gettext("Another file of edition %(number)s of this set is coming in.") % {"number": in_figures(head.number)},
        mend=gettext(
            "Send the file with which it began; two different files of one edition are a matter to telephone about."
        ),
    )


def _received(head: Head, key: BodyKey, actor: Actor) -> ReceivedSet | None:
    found = (
        ReceivedSet.objects.select_related("source", "body")
        .filter(organisation_id=actor.organisation_pk, uid=head.uid)
        .first()
    )
    if found is not None and found.body_id != key.body_id:
        raise Refused(
            gettext("This set is one of %(known)s, and this edition of it is signed by %(giver)s.")
            % {"known": found.body.name, "giver": key.body.name},
            mend=gettext("Telephone both: one body does not issue the set of another."),
            code="other_body",
        )
    return found


def _add(head: Head, key: BodyKey, *, audience: str, actor: Actor, now: datetime) -> ReceivedSet:
    one_of(audience, Audience.values, field="audience")
    source = add_source(
        NewSource(
            name=_free_name(f"{head.name} ({key.body.name})", head.uid, actor),
            origin=key.body.name,
            terms=head.terms.words,
            jurisdiction=head.giver.country,
            audience=audience,
        ),
        actor=actor,
        now=now,
    )
    return ReceivedSet.objects.create(
        organisation_id=actor.organisation_pk,
        body=key.body,
        uid=head.uid,
        name=head.name,
        kind=head.kind,
        source=source,
        terms=head.terms.words,
        pass_on=head.terms.pass_on,
        pass_on_countries=sorted(head.terms.countries),
        first_at=now,
    )


def _free_name(wanted: str, uid: str, actor: Actor) -> str:
    from tutela.register.models import Source

    name = wanted[:80].strip()
    taken = Source.objects.filter(organisation_id=actor.organisation_pk, name=name).exists()
    return f"{wanted[:69].strip()} {uid[:10]}" if taken else name


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
