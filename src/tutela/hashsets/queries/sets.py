"""Sets that are given and that came in, their editions, and the bodies outside: as far as the reader's organisation has them."""

from typing import TypeVar

from django.db.models import Count, Exists, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import NotFound
from tutela.core.paging import Key
from tutela.hashsets.models import (
    Body,
    BodyKey,
    Edition,
    HashSet,
    Heard,
    ReceivedSet,
    Recipient,
    TakenEdition,
    Telling,
)

M = TypeVar("M", bound=Model)

BY_NAME = (Key("name"), Key("id"))
BY_NEWEST = (Key("made_at", descending=True), Key("id", descending=True))
RECEIVED_BY_NEWEST = (Key("first_at", descending=True), Key("id", descending=True))
EDITIONS = (Key("asked_at", descending=True), Key("id", descending=True))
TAKEN = (Key("number", descending=True), Key("id", descending=True))
HEARD = (Key("at", descending=True), Key("id", descending=True))


def given_sets(*, words: str = "", state: str = "") -> QuerySet[HashSet]:
    """The sets that the organisation gives, with how many bodies have them and when an edition was issued last."""
    rows = HashSet.objects.select_related("scheme", "code").annotate(
        bodies=Count("recipients", filter=Q(recipients__ended_at=None), distinct=True),
        last_issued_at=Max("editions__issued_at"),
        last_number=Max("editions__number"),
    )
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(terms__icontains=words))
    if state == "given":
        rows = rows.filter(ended_at=None)
    elif state == "ended":
        rows = rows.filter(ended_at__isnull=False)
    return rows


def received_sets(*, words: str = "", state: str = "") -> QuerySet[ReceivedSet]:
    """The sets that came in, each with its body and the source under which its entries stand."""
    unfinished = TakenEdition.objects.filter(received=OuterRef("pk"), done_at=None)
    rows = ReceivedSet.objects.select_related("body", "source").annotate(
        last_at=Max("editions__done_at"), is_coming=Exists(unfinished)
    )
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(body__name__icontains=words) | Q(terms__icontains=words))
    if state == "coming":
        rows = rows.filter(is_coming=True)
    elif state == "off":
        rows = rows.filter(source__is_on=False)
    return rows


def bodies(*, words: str = "", state: str = "") -> QuerySet[Body]:
    """The bodies that the organisation knows, with the key that is trusted of each."""
    key = BodyKey.objects.filter(body=OuterRef("pk"), ended_at=None)
    rows = Body.objects.annotate(key=key.values("fingerprint")[:1], is_trusted=Exists(key))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(contact_name__icontains=words))
    if state == "trusted":
        rows = rows.filter(is_trusted=True)
    elif state == "not_trusted":
        rows = rows.filter(is_trusted=False)
    return rows


def heard_by(actor: Actor) -> QuerySet[Heard]:
    """What the organisation was told: files that it met and that a set withdrew."""
    return Heard.objects.filter(organisation_id=actor.organisation_pk)


def tellings_left(actor: Actor) -> QuerySet[Telling]:
    """Bodies that are still to be told that a file was wrong."""
    rows = Telling.objects.filter(wrong__organisation_id=actor.organisation_pk, told_at=None)
    return rows.select_related("wrong", "body", "edition__hash_set").order_by("wrong__at", "body__name")


def keys_of(body: Body) -> list[BodyKey]:
    """The keys of a body, the newest first, each with who trusted it."""
    by = User.objects.filter(pk=OuterRef("trusted_by_id")).values("name")[:1]
    return list(BodyKey.objects.filter(body=body).annotate(trusted_by=Subquery(by)))


def find_set(number: int) -> HashSet:
    """One set that is given. Raises NotFound for one that is absent or another organisation's, in the same words."""
    return _found(HashSet.objects.select_related("scheme", "code__scheme", "say_in", "organisation"), number)


def find_received(number: int) -> ReceivedSet:
    """One set that came in. Raises NotFound as `find_set` does."""
    return _found(ReceivedSet.objects.select_related("body", "source"), number)


def find_body(number: int) -> Body:
    """One body. Raises NotFound as `find_set` does."""
    return _found(Body.objects.all(), number)


def find_edition(number: int) -> Edition:
    """One edition of a set that is given. Raises NotFound as `find_set` does."""
    return _found(Edition.objects.select_related("hash_set", "body").defer("head", "tail"), number)


def find_taken(number: int) -> TakenEdition:
    """One edition that came in. Raises NotFound as `find_set` does."""
    return _found(TakenEdition.objects.select_related("received__body", "received__source", "key"), number)


def find_key(number: int) -> BodyKey:
    """One key of a body. Raises NotFound as `find_set` does."""
    return _found(BodyKey.objects.select_related("body"), number)


def find_recipient(number: int) -> Recipient:
    """That a set goes to a body. Raises NotFound as `find_set` does."""
    return _found(Recipient.objects.select_related("hash_set", "body"), number)


def find_telling(number: int) -> Telling:
    """That a body is to be told. Raises NotFound as `find_set` does."""
    return _found(Telling.objects.select_related("wrong__file", "body"), number)


def _found(rows: QuerySet[M], number: int) -> M:
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotFound(
            gettext("There is no such thing of your organisation's sets."),
            mend=gettext("Look at the list of sets."),
        )
    return found
