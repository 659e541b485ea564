"""Make a pack: what its maker would be answered about every file of the register, signed, for a machine without a connection."""

import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.db import connection
from django.utils.translation import gettext
from numpy.typing import NDArray

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core.errors import BadInput, Unavailable, where
from tutela.core.languages import in_figures
from tutela.organisations.models import Organisation as Service
from tutela.register.lists.rows import WIDTHS
from tutela.register.pack.layout import HEAD_BYTES, Label
from tutela.register.pack.said import Contents, Group, Organisation, Series
from tutela.register.pack.signing import Signer, fingerprint
from tutela.register.pack.tables import Heads
from tutela.register.pack.writing import write_pack
from tutela.register.queries.answers import Holding, cards_of, holdings_of, sources_of
from tutela.register.statements import rows_of

PACKERS = (Role.EXAMINER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
MOST_DAYS = 92
LONGEST_NAME = 60
_FILES_A_PART = 100_000
_FILE = np.dtype([("has", "u1"), *((name, "u1", HEAD_BYTES) for name in WIDTHS)])
_READ = "SELECT * FROM register_for_pack(%b, %b)"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class For:
    """Which machine a pack is for, as its people call it, and for how many days it holds."""

    workstation: str
    days: int


@dataclass(frozen=True)
class Made:
    """A pack that was made: what it says of itself, how many files it knows, its length, and the fingerprint of the key that signed it."""

    label: Label
    files: int
    size: int
    key: str


def make_pack(
    to: Path, wanted: For, *, signer: Signer, actor: Actor, now: datetime, progress: Progress | None = None
) -> Made:
    """Write a pack of all that the actor may know of, or is to ask about, to ``to``; only its owner may read the file.

    The rights are those of the person who makes it, with what was granted to them by name, as they are now: a pack is a moment of
    the register, which is why it expires.

    ``progress`` is told how many of how many file numbers are read. The file is there, whole, once the audit line is kept.
    Raises NotAllowed for roles that examine nothing, BadInput for too many days or no name, Unavailable where the file cannot be
    written.
    """
    actor.must_hold(*PACKERS)
    _check(wanted)
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        with acting_as(actor):
            label = _label(wanted, actor=actor, now=now)
            read = _read(progress)
            contents, group_of = _contents(read.groups, own=actor.organisation_pk)
            files = np.concatenate(read.files) if read.files else np.zeros(0, _FILE)
            groups = np.repeat(group_of[np.array(read.raw_groups, np.int64)], [len(one) for one in read.files])
            read.files.clear()
            heads = {
                name: Heads(np.ascontiguousarray(files[name]), files["has"] >> bit & 1 == 1)
                for bit, name in enumerate(WIDTHS)
            }
            write_pack(draft, label, contents, groups.astype(np.int32), heads, signer)
            record(
                "register.pack", actor=actor, now=now, pack=label.id, files=len(files), workstation=label.workstation,
                expires_at=label.expires_at.isoformat(), key=fingerprint(signer.public),
            )  # fmt: skip
        draft.replace(to)
    except OSError as error:
        raise Unavailable(
            gettext("The pack cannot be written (%(why)s).") % {"why": (error.strerror or "").lower()},
            where=where(file=str(to)),
            mend=gettext("Name a folder with enough room that you may write to."),
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return Made(label, len(files), to.stat().st_size, fingerprint(signer.public))


def _check(wanted: For) -> None:
    if not 1 <= wanted.days <= MOST_DAYS:
        raise BadInput(
            gettext("A pack holds for 1 to %(most)s days.") % {"most": in_figures(MOST_DAYS)},
            where=where(field="days"),
            mend=gettext("Make a new one before it expires."),
        )
    if not wanted.workstation.strip() or len(wanted.workstation) > LONGEST_NAME:
        raise BadInput(
            gettext("Which machine is the pack for?"),
            where=where(field="workstation"),
            mend=gettext("Name it as its people do, in at most %(most)s characters.") % {"most": LONGEST_NAME},
        )


def installation_name() -> str:
    """What this installation is called towards others: its coordinating centre, else the first organisation."""
    first = Service.objects.order_by("-is_coordinating_centre", "pk").first()
    return first.name if first else "Tutela"


def _label(wanted: For, *, actor: Actor, now: datetime) -> Label:
    own = Service.objects.get(pk=actor.organisation_pk)
    return Label(
        id=secrets.token_hex(16),
        made_at=now,
        expires_at=now + timedelta(days=wanted.days),
        installation=installation_name(),
        organisation_code=own.code,
        organisation=own.name,
        workstation=wanted.workstation.strip(),
    )


RawGroup = tuple[str, tuple[int, ...]]


class _Read:
    """What was read: files of which the same is said, one array after another, with the number of what is said of each."""

    def __init__(self) -> None:
        self.groups: dict[RawGroup, int] = {}
        self.raw_groups: list[int] = []
        self.files: list[NDArray[np.void]] = []

    def add(self, group: RawGroup, files: bytes) -> None:
        self.raw_groups.append(self.groups.setdefault(group, len(self.groups)))
        self.files.append(np.frombuffer(files, _FILE))


def _read(progress: Progress | None) -> _Read:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_last_file()")
        (last,) = cursor.fetchone()
    found = _Read()
    for after in range(0, last, _FILES_A_PART):
        end = min(after + _FILES_A_PART, last)
        for entries, ask, files in rows_of(_READ, [after, end]):
            found.add((entries, tuple(ask)), files)
        if progress is not None:
            progress(end, last)
    return found


def _contents(groups: Iterable[RawGroup], *, own: int) -> tuple[Contents, NDArray[np.int64]]:
    """What is said, with numbers of the pack's own; and which of its groups each of the register's is."""
    raw = [(holdings_of(entries), ask) for entries, ask in groups]
    holdings = {one for held, _ in raw for one in held}
    cards = cards_of({one.series for one in holdings if one.series})
    sources = sources_of({one.source for one in holdings if one.source})
    services = {own} | {card.owner for card in cards.values()} | {one for _, ask in raw for one in ask}
    services |= {one.organisation for one in holdings if one.kind == "case"}
    # In the register's order, so that of several the same is named first.
    number_of = _Numbers(_numbered(services), _numbered(cards), _numbered(sources))
    found: dict[Group, int] = {}
    group_of = np.array([found.setdefault(number_of.group(held, ask), len(found)) for held, ask in raw], np.int64)
    return (
        Contents(
            own=number_of.services[own],
            organisations=_organisations(number_of.services),
            series=[
                Series(cards[one].reference, cards[one].standing, number_of.services[cards[one].owner])
                for one in number_of.series
            ],
            sources=[sources[one] for one in number_of.sources],
            groups=list(found),
        ),
        group_of,
    )


def _numbered(keys: Iterable[int]) -> dict[int, int]:
    return {key: number for number, key in enumerate(sorted(keys), start=1)}


@dataclass(frozen=True)
class _Numbers:
    """The pack's numbers of the register's organisations, series and sources."""

    services: dict[int, int]
    series: dict[int, int]
    sources: dict[int, int]

    def group(self, held: tuple[Holding, ...], ask: tuple[int, ...]) -> Group:
        """What is known of a file, without what would not be told of it."""
        return (
            tuple(dict.fromkeys(self._holding(one) for one in held)),
            tuple(self.services[one] for one in ask),
        )

    def _holding(self, one: Holding) -> Holding:
        source = self.sources.get(one.source, 0)
        if one.kind != "case":
            # Whose word it is that a file is harmless is not told.
            return Holding("harmless", 0, 0, source)
        return Holding("case", self.services[one.organisation], self.series.get(one.series, 0), source)


def _organisations(numbers: dict[int, int]) -> list[Organisation]:
    there = {one.pk: one for one in Service.objects.filter(pk__in=list(numbers))}
    return [
        Organisation(one.code, one.name, one.contact_name, one.contact_telephone, one.contact_email)
        for one in (there[pk] for pk in numbers)
    ]
