"""The lines of an edition enter the register, part by part; then all of it goes into answers at once, and whoever must hear of it is told."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.core.new_facts import hold_against_everything
from tutela.hashsets.models import TakenEdition
from tutela.hashsets.services.take import Explained, explain
from tutela.hashsets.setfile.parsing import Item
from tutela.hashsets.setfile.reading import Proved, items_of
from tutela.notices.models import Notice
from tutela.notices.services import tell_organisation
from tutela.organisations.models import Organisation
from tutela.register.columns import says_nothing
from tutela.register.lists.rows import WIDTHS
from tutela.register.statements import rows_of

PART = 5_000
"""Lines that enter in one transaction."""
WITHDRAWN = "{name}: a hash set withdrew {number} files that your organisation met. Look at what was withdrawn."
_GOES_ON_ELSEWHERE = "55000"  # object_not_in_prerequisite_state
_ENTER = (
    "SELECT hashsets_enter(%b, %b, %b::bytea[], %b::bytea[], %b::bytea[], %b::bigint[], %b::bytea[], %b::smallint[], %b::smallint[],"
    " %b::bigint[], %b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b)"
)

Progress = Callable[[int, int], None]


def take_in(
    edition: TakenEdition, path: Path, proved: Proved, *, actor: Actor, progress: Progress | None = None
) -> TakenEdition:
    """Take in what is left of an edition, part by part, each in a transaction of its own; with the last, all of it goes into answers.

    ``proved`` is what `prove` said of this very file. ``progress`` is told how many of how many lines are in.
    Raises RuleBroken where another process goes on with it.
    """
    with acting_as(actor):
        fresh = TakenEdition.objects.select_related("received").get(pk=edition.pk)
        explained = explain(proved.head, fresh.received)
    done, lines = fresh.done_lines, fresh.lines
    for part in _parts(items_of(path, start=done)):
        with acting_as(actor):
            done = _enter(fresh, explained, part, start=done, now=clock.now())
        if progress is not None:
            progress(done, lines)
    if fresh.done_at is None:
        with acting_as(actor):
            complete(fresh, actor=actor, now=clock.now())
    with acting_as(actor):
        return TakenEdition.objects.select_related("received__body").get(pk=edition.pk)


@transaction.atomic
def complete(edition: TakenEdition, *, actor: Actor, now: datetime) -> None:
    """Every line is in: entries go into answers and out of them, and organisations here that met what is withdrawn are told, once.

    Raises RuleBroken where lines are missing, or it is complete already.
    """
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SELECT * FROM hashsets_complete(%s, %s)", [edition.pk, now])
                heard = cursor.fetchall()
        except DatabaseError as error:
            raise _elsewhere(error) from None
    edition.refresh_from_db()
    giver = edition.received.body.name
    organisations = Organisation.objects.in_bulk([organisation for organisation, _ in heard])
    for organisation, files in heard:
        words = WITHDRAWN.format(name=giver, number=f"{files:,}")
        tell_organisation(organisations[organisation], Notice.Kind.ALERT, words, now=now)
    record(
        "hashsets.taken", actor=actor, now=now, received=edition.received_id, edition=edition.number,
        entered=edition.entered, withdrawn=edition.withdrawn, told=len(heard),
    )  # fmt: skip
    hold_against_everything()


def _enter(edition: TakenEdition, explained: Explained, part: Sequence[Item], *, start: int, now: datetime) -> int:
    hashes: list[list[bytes | None]] = [[_hash(item, name) for item in part] for name in WIDTHS]
    classes = [
        (line, explained.classes[one.is_], explained.bodies[one.by], explained.classes[one.was] if one.was else None)
        for line, item in enumerate(part, start=1)
        for one in item.classes
    ]
    columns: list[Any] = [list(column) for column in zip(*classes, strict=True)] if classes else [[], [], [], []]
    try:
        with transaction.atomic():
            [(done,)] = rows_of(
                _ENTER,
                [
                    *(edition.pk, start, *hashes),
                    [item.size for item in part],
                    [item.pdq for item in part],
                    [item.quality for item in part],
                    [int(item.act) for item in part],
                    [explained.origins[item.origin] if item.origin else None for item in part],
                    [item.why for item in part],
                    *columns,
                    now,
                ],
            )
    except psycopg.DatabaseError as error:
        raise _elsewhere(error) from None
    return int(done)


def _hash(item: Item, name: str) -> bytes | None:
    digest = item.hashes.get(name)
    return None if digest is None or says_nothing(name, digest) else digest


def _parts(items: Iterator[Item]) -> Iterator[list[Item]]:
    while part := list(islice(items, PART)):
        yield part


def _elsewhere(error: Exception) -> Exception:
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    if state != _GOES_ON_ELSEWHERE:
        return error
    return RuleBroken(
        gettext("This edition is being taken in by another process."),
        mend=gettext("Wait for it, or send the same file again: it goes on where it is."),
    )
