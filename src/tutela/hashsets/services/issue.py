"""Issue an edition of a set to a body: made part by part, so that a break costs a part, and issued whole or not at all."""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import RuleBroken, where
from tutela.core.later import defer_once
from tutela.hashsets.models import Act, Body, Edition, EditionPart, HashSet, Recipient, Why, Wrong
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.sayings import Sayings
from tutela.hashsets.services.sets import own_set
from tutela.hashsets.setfile import layout
from tutela.hashsets.setfile.layout import Head, Named
from tutela.register.lists.rows import WIDTHS
from tutela.register.models import File
from tutela.register.pack.signing import Signer, fingerprint

MAKE = "hashsets.make_edition"
STEP = 20_000
"""So many file numbers are looked at in one transaction."""
GIVEN, RESTRICTED, DISPUTED, OFF, TERMS = range(5)
_LEFT = {RESTRICTED: "left_restricted", DISPUTED: "left_disputed", OFF: "left_off", TERMS: "left_terms"}
_WHY = {RESTRICTED: Why.RESTRICTED, DISPUTED: Why.DISPUTED, OFF: Why.SWITCHED_OFF, TERMS: Why.TERMS}

Progress = Callable[[int, int], None]


class _Row(NamedTuple):
    """A row of hashsets_to_give."""

    file: int
    md5: bytes | None
    sha1: bytes | None
    sha256: bytes | None
    size: int | None
    pdq: bytes | None
    quality: int | None
    source: int
    origin: int
    codes: list[int]
    mappings: list[int]
    given: list[tuple[int, int, int]]
    held: int


@transaction.atomic
def ask_edition(hash_set: HashSet, body: Body, *, is_full: bool, actor: Actor, now: datetime) -> Edition:
    """Have an edition of a set made for a body: full, or what is new since the last one that it got; the first one is full.

    One that is being made for the body goes on. Raises NotAllowed, RuleBroken where the set does not go to the body.
    """
    actor.must_hold(*KEEPERS)
    fresh = own_set(hash_set, actor)
    if not Recipient.objects.filter(hash_set=fresh, body_id=body.pk, ended_at=None).exists():
        raise RuleBroken(
            gettext("The set does not go to this body."),
            where=where(field="body"),
            mend=gettext("Say first that it is given to it."),
        )
    made = Edition.objects.filter(hash_set=fresh, body_id=body.pk, number=None).first()
    if made is None:
        last = last_number(fresh, body.pk)
        made = Edition.objects.create(
            hash_set=fresh,
            body_id=body.pk,
            is_full=is_full or last is None,
            since=None if is_full else last,
            asked_at=now,
            asked_by_id=actor.user_pk,
            until_file=_last_file(),
        )
        record("hashsets.ask_edition", actor=actor, now=now, hash_set=fresh.pk, body=body.pk, edition=made.pk)
    return made


def let_the_worker_make(edition: Edition) -> None:
    """Have the worker make an edition, in the transaction around; asked for twice, it is made once."""
    defer_once(MAKE, queue="imports", number=edition.pk)


def last_number(hash_set: HashSet, body: int) -> int | None:
    """The last edition of a set that was issued to a body."""
    issued = Edition.objects.filter(hash_set=hash_set, body_id=body, number__isnull=False)
    last: int | None = issued.aggregate(last=Max("number"))["last"]
    return last


def make_edition(number: int, *, signer: Signer, actor: Actor, progress: Progress | None = None) -> Edition:
    """Make what is left of an edition, part by part, each in a transaction of its own, and issue it.

    ``progress`` is told at which file number it is, of how many. Raises NotAllowed.
    """
    making: _Making | None = None
    while True:
        with acting_as(actor):
            # Held, so that of two who go on with it one waits, and then finds what the other did.
            edition = (
                Edition.objects.select_for_update(of=("self",), no_key=True)
                .select_related("hash_set__organisation", "body")
                .filter(pk=number, number=None)
                .first()
            )
            if edition is None:
                return Edition.objects.get(pk=number)
            making = making or _Making(edition)
            if not making.add_part(edition):
                _issue(edition, making.sayings, signer=signer, actor=actor, now=clock.now())
                return edition
        if progress is not None:
            progress(edition.at_file, edition.until_file)


@dataclass
class _Lines:
    """Lines of a part on their way."""

    files: list[int]
    acts: list[int]
    prints: list[int]
    text: list[bytes]

    def add(self, file: int, act: Act, said: dict[str, Any], print_: int) -> None:
        self.files.append(file)
        self.acts.append(act)
        self.prints.append(print_)
        self.text.append(layout.as_line(said))


class _Making:
    """What making an edition knows from one part to the next."""

    def __init__(self, edition: Edition) -> None:
        self.sayings = Sayings(edition.hash_set)
        self.earlier = _earlier(edition)

    def add_part(self, edition: Edition) -> bool:
        """The next part; False where nothing is left."""
        begin = _one("SELECT hashsets_next_file(%s, %s)", [edition.pk, edition.at_file])
        if begin is None:
            return False
        end = min(begin - 1 + STEP, edition.until_file)
        rows = _rows(edition.pk, begin - 1, end)
        self.sayings.begin()
        self.sayings.read(rows)
        lines = self._lines(edition, rows, self._before(begin, end))
        if lines.files:
            EditionPart.objects.create(
                edition=edition,
                number=EditionPart.objects.filter(edition=edition).count() + 1,
                first_file=lines.files[0],
                last_file=lines.files[-1],
                files=lines.files,
                acts=lines.acts,
                prints=lines.prints,
                content=layout.member(b"".join(lines.text)),
                **{name: sorted(used) for name, used in self.sayings.used.items()},
            )
        edition.given += lines.acts.count(Act.GIVE)
        edition.changed += lines.acts.count(Act.CHANGE)
        edition.withdrawn += lines.acts.count(Act.WITHDRAW)
        for held, name in _LEFT.items():
            setattr(edition, name, getattr(edition, name) + sum(row.held == held for row in rows))
        edition.at_file = end
        edition.save(update_fields=["given", "changed", "withdrawn", *_LEFT.values(), "at_file"])
        return True

    def _before(self, begin: int, end: int) -> dict[int, tuple[int, int]]:
        """What the body has of these files: what was last done with each, and the print of what was said."""
        found: dict[int, tuple[int, int]] = {}
        if self.earlier:
            parts = EditionPart.objects.filter(edition_id__in=self.earlier, first_file__lte=end, last_file__gte=begin)
            for part in parts.order_by("edition__number", "number").only("files", "acts", "prints"):
                for file, act, print_ in zip(part.files, part.acts, part.prints, strict=True):
                    if begin <= file <= end:
                        found[file] = (act, print_)
        return {file: said for file, said in found.items() if said[0] != Act.WITHDRAW}

    def _lines(self, edition: Edition, rows: list[_Row], before: dict[int, tuple[int, int]]) -> _Lines:
        lines = _Lines([], [], [], [])
        by_file = {row.file: row for row in rows}
        gone = [file for file in before if file not in by_file or by_file[file].held != GIVEN]
        hashes = _hashes_of(gone)
        grounds = _grounds_of(edition, gone)
        for file in sorted(before.keys() | by_file.keys()):
            row = by_file.get(file)
            if row is None or row.held != GIVEN:
                if file in before:
                    why = _WHY[row.held] if row else Why.LEFT
                    if why == Why.SWITCHED_OFF:
                        why = grounds.get(file, why)
                    lines.add(file, Act.WITHDRAW, {"act": layout.WITHDRAW, "why": str(why), **hashes[file]}, 0)
                continue
            said = self._said(row)
            print_ = _print_of(said)
            if edition.is_full or file not in before:
                lines.add(file, Act.GIVE, {"act": "give"} | said, print_)
            elif before[file][1] != print_:
                lines.add(file, Act.CHANGE, {"act": "change"} | said, print_)
        return lines

    def _said(self, row: _Row) -> dict[str, Any]:
        """What is said of a file: its hashes, where it came from, and every class beside the others."""
        sayings = self.sayings
        said: dict[str, Any] = {name: getattr(row, name).hex() for name in (*WIDTHS, "pdq") if getattr(row, name)}
        if row.size is not None:
            said["size"] = row.size
        if row.pdq is not None and row.quality is not None:
            said["quality"] = row.quality
        said["origin"] = sayings.from_of(row.source, row.origin).token
        classes = [{"is": sayings.class_of(one).token, "by": sayings.giver.token} for one in row.codes]
        for one in row.mappings:
            is_, by, was = sayings.mapped(one)
            classes.append({"is": is_.token, "by": by.token, "was": was.token})
        for numbers in row.given:
            given, party, earlier = sayings.given(*numbers)
            classes.append({"is": given.token, "by": party.token} | ({"was": earlier.token} if earlier else {}))
        if classes:
            said["classes"] = sorted(classes, key=lambda one: sorted(one.items()))
        return said


def _issue(edition: Edition, sayings: Sayings, *, signer: Signer, actor: Actor, now: datetime) -> None:
    # The number is the next of the set: whoever issues another edition of it waits here.
    hash_set = HashSet.objects.select_for_update(of=("self",), no_key=True).get(pk=edition.hash_set_id)
    parts = EditionPart.objects.filter(edition=edition).order_by("number")
    sayings.begin()
    sayings.read_parts(parts.defer("files", "acts", "prints", "content").iterator(100))
    number = (Edition.objects.filter(hash_set=hash_set).aggregate(last=Max("number"))["last"] or 0) + 1
    body = edition.body
    head = Head(
        uid=hash_set.uid,
        name=hash_set.name,
        kind=hash_set.kind,
        number=number,
        is_full=edition.is_full,
        since=edition.since,
        issued_at=now,
        giver=sayings.giver,
        key=signer.public,
        to=Named(body.name, body.country),
        to_key=body.keys.filter(ended_at=None).values_list("fingerprint", flat=True).first() or "",
        terms=sayings.terms,
        given=edition.given,
        changed=edition.changed,
        withdrawn=edition.withdrawn,
        bodies=sayings.bodies(),
        origins=sayings.origins(),
        classes=sayings.classes(),
    )
    line = head.as_line()
    packed = layout.member(line)
    text, raw, size = hashlib.sha256(line), hashlib.sha256(packed), len(packed)
    for (content,) in parts.values_list("content").iterator(4):
        raw.update(content)
        text.update(zlib.decompress(content, wbits=31))
        size += len(content)
    signature = signer.sign(layout.what_is_signed(line, text.digest(), raw.digest()))
    tail = layout.stored(layout.end_line(text.digest(), raw.digest(), signature))
    edition.number, edition.issued_at, edition.key = number, now, fingerprint(signer.public)
    edition.head, edition.tail, edition.text_digest, edition.size = packed, tail, text.hexdigest(), size + len(tail)
    edition.save(update_fields=["number", "issued_at", "key", "head", "tail", "text_digest", "size"])
    record(
        "hashsets.issue", actor=actor, now=now, hash_set=hash_set.pk, body=edition.body_id, edition=number,
        full=edition.is_full, given=edition.given, changed=edition.changed, withdrawn=edition.withdrawn, key=edition.key,
    )  # fmt: skip


def bytes_of(edition: Edition) -> Iterator[bytes]:
    """The file of an issued edition, piece by piece: the same bytes whenever it is asked for."""
    yield bytes(edition.head or b"")
    for (content,) in EditionPart.objects.filter(edition=edition).order_by("number").values_list("content").iterator(4):
        yield bytes(content)
    yield bytes(edition.tail or b"")


def _earlier(edition: Edition) -> list[int]:
    """The editions of which what the body has is made up: its last full one, and those after it."""
    issued = Edition.objects.filter(hash_set_id=edition.hash_set_id, body_id=edition.body_id, number__isnull=False)
    full = issued.filter(is_full=True).aggregate(last=Max("number"))["last"]
    return [] if full is None else list(issued.filter(number__gte=full).values_list("pk", flat=True))


def _rows(edition: int, after: int, last: int) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hashsets_to_give(%s, %s, %s)", [edition, after, last])
        return [_row(found) for found in cursor.fetchall()]


def _row(found: Sequence[Any]) -> _Row:
    plain = [bytes(one) if isinstance(one, memoryview) else one for one in found[:11]]
    given = [tuple(int(number) for number in one.split(":")) for one in found[11]]
    return _Row(*(*plain, given, found[12]))


def _one(statement: str, parameters: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def _last_file() -> int:
    return int(_one("SELECT register_last_file()", []))


def _hashes_of(files: list[int]) -> dict[int, dict[str, str]]:
    found = File.objects.filter(pk__in=files).values_list("pk", *WIDTHS)
    return {
        pk: {name: bytes(digest).hex() for name, digest in zip(WIDTHS, digests, strict=True) if digest is not None}
        for pk, *digests in found
    }


def _grounds_of(edition: Edition, files: list[int]) -> dict[int, Why]:
    said = Wrong.objects.filter(organisation_id=edition.hash_set.organisation_id, file_id__in=files).order_by("pk")
    return {file: Why(ground) for file, ground in said.values_list("file_id", "ground")}


def _print_of(said: dict[str, Any]) -> int:
    return int.from_bytes(hashlib.sha256(layout.as_line(said)).digest()[:8], "big", signed=True)
