"""One file, traced: from whom it came, by which edition and under what terms, and to whom it went. Packs are not in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import BadInput, NotFound, where
from tutela.hashsets.models import Act, Ground, PassOn, ReceivedClass, ReceivedItem, Why, Wrong
from tutela.register.lists.rows import WIDTHS
from tutela.register.models import Entry, File

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
class ToTell:
    """A body that is to be told that a file was wrong, and whether it was."""

    pk: int
    body_id: int
    body_name: str
    contact_name: str
    contact_telephone: str
    set_name: str
    number: int
    told_at: datetime | None
    told_words: str
    told_by: str | None


@dataclass(frozen=True)
class SaidWrong:
    """That the organisation said of a file that it was wrong, and who is to be told."""

    pk: int
    ground: str
    words: str
    at: datetime
    tellings: Sequence[ToTell]

    @property
    def ground_words(self) -> str:
        """What was wrong, in words."""
        return str(Ground(self.ground).label)


@dataclass(frozen=True)
class Trace:
    """All that the actor's organisation knows of the ways of a file."""

    file: File
    came: Sequence[Came]
    went: Sequence[Went]
    said: Sequence[Said]
    wrongs: Sequence[SaidWrong]

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


def find_held(number: int, actor: Actor) -> tuple[File, bool]:
    """One file, and whether the actor's organisation holds something of it. Raises NotFound as `find_traced` does."""
    own = Entry.objects.filter(file=OuterRef("pk"), organisation_id=actor.organisation_pk)
    found: Any = File.objects.annotate(is_held=Exists(own)).filter(pk=number).first()
    if found is None:
        raise NotFound(gettext("There is no such file that you may see."), mend=gettext("Look it up by its hash."))
    return found, found.is_held


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
        wrongs=_wrongs(file.pk, organisation),
    )


def who_has(file: int, organisation: int) -> list[Went]:
    """The bodies outside that have a file of an organisation's sets, each with the edition that brought it last."""
    return _holders(_went(file, organisation))


def said_of(file: int, organisation: int) -> list[Said]:
    """What bodies outside classified a file as: of each set that came in, what its latest edition says; side by side."""
    later = ReceivedItem.objects.filter(
        file_id=OuterRef("item__file_id"),
        received_id=OuterRef("item__received_id"),
        edition__done_at__isnull=False,
        edition__number__gt=OuterRef("item__edition__number"),
    )
    rows = ReceivedClass.objects.filter(
        ~Exists(later),
        item__file_id=file,
        item__received__organisation_id=organisation,
        item__edition__done_at__isnull=False,
        item__act__in=(Act.GIVE, Act.CHANGE),
    ).select_related("given", "party", "mapped_from", "item__received", "item__edition")
    return [
        Said(
            scheme=one.given.scheme_name,
            code=one.given.code,
            label=one.given.label,
            by=one.party.name,
            country=one.party.country,
            was=_mapped(one),
            set_name=one.item.received.name,
            number=one.item.edition.number,
            issued_at=one.item.edition.issued_at,
        )
        for one in rows.order_by("given__scheme_name", "party__name", "pk")
    ]


def _mapped(one: ReceivedClass) -> str:
    was = one.mapped_from
    return f"{was.code}: {was.label} ({was.scheme_name})" if was else ""


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
        return [Went(*(*row[:8], ACT_WORDS[Act(row[8])], *row[9:])) for row in cursor.fetchall()]


_CAME = """
SELECT s.id, s.name, b.id, b.name, t.id, t.number, t.issued_at, t.done_at, k.fingerprint, i.act, i.why,
       ARRAY(SELECT p.name FROM unnest(o.hands) WITH ORDINALITY AS h(party, place) JOIN hashsets_party p ON p.id = h.party ORDER BY h.place),
       coalesce(o.terms, ''), coalesce(o.pass_on, ''), s.source_id
  FROM hashsets_receiveditem i JOIN hashsets_receivedset s ON s.id = i.received_id JOIN hashsets_body b ON b.id = s.body_id
  JOIN hashsets_takenedition t ON t.id = i.edition_id JOIN hashsets_bodykey k ON k.id = t.key_id
  LEFT JOIN hashsets_origin o ON o.id = i.origin_id
 WHERE i.file_id = %s AND s.organisation_id = %s
 ORDER BY t.issued_at DESC, i.id DESC
"""


def _came(file: int, organisation: int) -> list[Came]:
    with connection.cursor() as cursor:
        cursor.execute(_CAME, [file, organisation])
        return [Came(*(*row[:9], ACT_WORDS[Act(row[9])], *row[10:])) for row in cursor.fetchall()]


_TOLD = (
    *("tellings__pk", "tellings__body_id", "tellings__body__name", "tellings__body__contact_name"),
    *("tellings__body__contact_telephone", "tellings__edition__hash_set__name", "tellings__edition__number"),
    *("tellings__told_at", "tellings__told_words", "told_by"),
)


def _wrongs(file: int, organisation: int) -> list[SaidWrong]:
    by = User.objects.filter(pk=OuterRef("tellings__told_by_id")).values("name")[:1]
    wrongs = Wrong.objects.filter(file_id=file, organisation_id=organisation).annotate(told_by=Subquery(by))
    rows = wrongs.order_by("-at", "-pk", "tellings__body__name")
    found: dict[int, SaidWrong] = {}
    for pk, ground, words, at, *told in rows.values_list("pk", "ground", "words", "at", *_TOLD):
        said = found.setdefault(pk, SaidWrong(pk, ground, words, at, []))
        if told[0] is not None:
            cast("list[ToTell]", said.tellings).append(ToTell(*told))
    return list(found.values())
