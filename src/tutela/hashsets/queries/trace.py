"""One file, traced: from whom it came, by which edition and under what terms, and to whom it went. Packs are not in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import BadInput, NotFound, where
from tutela.hashsets.models import Act, Party, PassOn, ReceivedClass, ReceivedItem, Telling, Why, Wrong
from tutela.register.lists.rows import WIDTHS
from tutela.register.models import File

ACT_WORDS = {Act.GIVE: "given", Act.CHANGE: "changed", Act.WITHDRAW: "withdrawn", Act.ABSENT: "withdrawn"}
_BY_DIGITS = {2 * width: name for name, width in WIDTHS.items()}


@dataclass(frozen=True)
class Came:
    """A file came with an edition, or was withdrawn by one."""

    received: int
    set_name: str
    body: int
    body_name: str
    edition: int
    number: int
    issued_at: datetime
    taken_at: datetime | None
    key: str
    act: str
    why: str
    hands: Sequence[str]
    terms: str
    pass_on: str
    source: int

    @property
    def why_words(self) -> str:
        """Why it was withdrawn, in words; nothing where it was given."""
        return str(Why(self.why).label) if self.why else ""

    @property
    def pass_on_words(self) -> str:
        """To whom it may be passed on, in words; nothing where it was withdrawn."""
        return str(PassOn(self.pass_on).label) if self.pass_on else ""


@dataclass(frozen=True)
class Went:
    """A file went out with an edition, or was withdrawn by one."""

    hash_set: int
    set_name: str
    body_id: int
    body_name: str
    edition_id: int
    number: int
    issued_at: datetime
    key: str
    act: str
    contact_name: str
    contact_telephone: str
    contact_email: str


@dataclass(frozen=True)
class Said:
    """A body outside classified the file: by which scheme, as what, with which set that came in."""

    scheme: str
    code: str
    label: str
    by: str
    country: str
    was: str
    set_name: str
    number: int
    issued_at: datetime


@dataclass(frozen=True)
class Trace:
    """All that the actor's organisation knows of the ways of a file."""

    file: File
    came: Sequence[Came]
    went: Sequence[Went]
    said: Sequence[Said]
    wrongs: Sequence[Wrong]

    @property
    def has(self) -> list[Went]:
        """The bodies that have it, each with the edition that brought it last."""
        return _holders(self.went)


def find_traced(text: str) -> File:
    """The file that somebody names by a hash or by its number. Raises BadInput for what is neither, NotFound where it is not known to them."""
    words = "".join(text.split()).lower()
    if words.isascii() and words.isdecimal() and len(words) < 19:
        found = File.objects.filter(pk=int(words)).first()
    elif len(words) in _BY_DIGITS:
        try:
            digest = bytes.fromhex(words)
        except ValueError:
            raise _no_hash() from None
        found = File.objects.filter(**{_BY_DIGITS[len(words)]: digest}).order_by("pk").first()
    else:
        raise _no_hash()
    if found is None:
        raise NotFound(gettext("There is no such file that you may see."), mend=gettext("Look it up by its hash."))
    return found


def _no_hash() -> BadInput:
    return BadInput(
        gettext("This is no hash and no number of a file."),
        where=where(field="file"),
        mend=gettext("Give an MD5, SHA-1 or SHA-256 in figures and letters, or the number on the page of the file."),
    )


def trace(file: File, *, actor: Actor) -> Trace:
    """From whom a file came to the actor's organisation, and to whom it gave it: every edition, the newest first."""
    organisation = actor.organisation_pk
    return Trace(
        file=file,
        came=_came(file.pk, organisation),
        went=_went(file.pk, organisation),
        said=said_of(file.pk, organisation),
        wrongs=list(
            Wrong.objects.filter(file_id=file.pk, organisation_id=organisation).prefetch_related(
                Prefetch("tellings", Telling.objects.select_related("body", "edition__hash_set").order_by("body__name"))
            )
        ),
    )


def who_has(file: int, organisation: int) -> list[Went]:
    """The bodies outside that have a file of an organisation's sets, each with the edition that brought it last."""
    return _holders(_went(file, organisation))


def said_of(file: int, organisation: int) -> list[Said]:
    """What bodies outside classified a file as: of each set that came in, what its latest edition says; side by side."""
    latest: dict[int, ReceivedItem] = {}
    rows = ReceivedItem.objects.filter(
        file_id=file, received__organisation_id=organisation, edition__done_at__isnull=False
    )
    for item in rows.select_related("edition", "received").order_by("received_id", "-edition__number"):
        latest.setdefault(item.received_id, item)
    of_item = {one.pk: one for one in latest.values() if one.act in (Act.GIVE, Act.CHANGE)}
    classes = ReceivedClass.objects.filter(item_id__in=list(of_item)).select_related("given", "party", "mapped_from")
    return [
        Said(
            scheme=one.given.scheme_name,
            code=one.given.code,
            label=one.given.label,
            by=one.party.name,
            country=one.party.country,
            was=f"{one.mapped_from.code}: {one.mapped_from.label} ({one.mapped_from.scheme_name})" if one.mapped_from else "",
            set_name=of_item[one.item_id].received.name,
            number=of_item[one.item_id].edition.number,
            issued_at=of_item[one.item_id].edition.issued_at,
        )
        for one in classes.order_by("given__scheme_name", "party__name", "pk")
    ]


def _holders(went: Sequence[Went]) -> list[Went]:
    """Of a set, the newest edition that names the file says whether a body has it."""
    latest: dict[tuple[int, int], Went] = {}
    for one in went:
        latest.setdefault((one.hash_set, one.body_id), one)
    found: dict[int, Went] = {}
    for one in latest.values():
        if one.act != ACT_WORDS[Act.WITHDRAW]:
            found.setdefault(one.body_id, one)
    return sorted(found.values(), key=lambda one: one.body_name)


_WENT = """
SELECT s.id, s.name, b.id, b.name, e.id, e.number, e.issued_at, e.key, p.acts[array_position(p.files, %(file)s)],
       b.contact_name, b.contact_telephone, b.contact_email
  FROM hashsets_hashset s JOIN hashsets_edition e ON e.hash_set_id = s.id JOIN hashsets_body b ON b.id = e.body_id
  JOIN hashsets_editionpart p ON p.edition_id = e.id AND p.first_file <= %(file)s AND p.last_file >= %(file)s
 WHERE s.organisation_id = %(organisation)s AND e.number IS NOT NULL AND %(file)s = ANY (p.files)
 ORDER BY e.issued_at DESC, e.id DESC
"""


def _went(file: int, organisation: int) -> list[Went]:
    with connection.cursor() as cursor:
        cursor.execute(_WENT, {"file": file, "organisation": organisation})
        return [Went(*row[:8], ACT_WORDS[Act(row[8])], *row[9:]) for row in cursor.fetchall()]


def _came(file: int, organisation: int) -> list[Came]:
    items = list(
        ReceivedItem.objects.filter(file_id=file, received__organisation_id=organisation)
        .select_related("received__body", "edition__key", "origin")
        .order_by("-edition__issued_at", "-pk")
    )
    hands = {hand for one in items if one.origin for hand in one.origin.hands}
    names = dict(Party.objects.filter(pk__in=hands).values_list("pk", "name"))
    return [
        Came(
            received=one.received_id,
            set_name=one.received.name,
            body=one.received.body_id,
            body_name=one.received.body.name,
            edition=one.edition_id,
            number=one.edition.number,
            issued_at=one.edition.issued_at,
            taken_at=one.edition.done_at,
            key=one.edition.key.fingerprint,
            act=ACT_WORDS[Act(one.act)],
            why=one.why,
            hands=[names[hand] for hand in one.origin.hands] if one.origin else [],
            terms=one.origin.terms if one.origin else "",
            pass_on=one.origin.pass_on if one.origin else "",
            source=one.received.source_id,
        )
        for one in items
    ]
