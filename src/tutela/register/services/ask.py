"""Ask the register about a list that came in by a page: a short one is answered at once, a long one by the worker, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.later import defer_once
from tutela.register import staged
from tutela.register.lists.reading import read_list
from tutela.register.lists.rows import Column, HashList, Rows
from tutela.register.models import Check, Submission
from tutela.register.services.check import ASKERS, Asked, ListHead, answer_part, begin_check, say_sent
from tutela.register.services.submit import PART, SUBMITTERS, Given, begin_submission, take_part

AT_ONCE = 100_000
"""So many rows are answered while somebody waits for the page."""


@dataclass(frozen=True)
class Came:
    """A list as it came in: pasted, as its bytes, or uploaded, as a file that is written down whole."""

    source: Path | bytes
    called: str


@dataclass(frozen=True)
class Begun:
    """What a list has begun, and what its reader noticed: rows that repeat others, or that have no hash."""

    record: Any
    notes: Sequence[str]


@transaction.atomic
def ask(came: Came, asked: Asked, given: Given | None = None, *, actor: Actor, now: datetime) -> Begun:
    """Ask about every row of a list; with ``given``, what was found is sent to the register as soon as it is answered.

    Raises NotAllowed for roles that do not ask, Refused for media, BadInput for what is no list, with its faults.
    """
    actor.must_hold(*ASKERS)
    listed = read_list(came.source, name=came.called)
    check = begin_check(ListHead.of(listed), asked, actor=actor, now=now)
    if given is not None:
        check = say_sent(check, begin_submission(listed, given, actor=actor, now=now), actor=actor, now=now)
    if len(listed.rows) > AT_ONCE:
        _wait_for_the_worker(came, staged.CHECK, check.pk)
        return Begun(check, listed.notes)
    answer_part(check, listed.rows, start=0, actor=actor, now=now)
    if check.submission is not None:
        _take(check.submission, listed, came, actor=actor, now=now)
    return Begun(check, listed.notes)


@transaction.atomic
def give(came: Came, given: Given, *, check: Check | None = None, actor: Actor, now: datetime) -> Begun:
    """Give the register a list: the whole of it at once, or, where it is long, by the worker. Given again, it goes on where it was.

    Where it is what a ``check`` was about, the check says that it was sent. Raises as ``ask`` does, BadInput where it is another
    list than that of the check, and RuleBroken where it was said already what became of the check.
    """
    actor.must_hold(*SUBMITTERS)
    listed = read_list(came.source, name=came.called)
    if check is not None:
        _must_be_the_same(listed, check.list_digest, check.rows)
    made = begin_submission(listed, given, actor=actor, now=now)
    if check is not None:
        say_sent(check, made, actor=actor, now=now)
    _take(made, listed, came, actor=actor, now=now)
    return Begun(made, listed.notes)


@transaction.atomic
def go_on_with(of: Check | Submission, came: Came, *, actor: Actor, now: datetime) -> None:
    """The same list again, where its check or submission broke off: it goes on where it was.

    Raises NotAllowed, RuleBroken where nothing is left to do or the check is somebody else's, BadInput where it is another list.
    """
    actor.must_hold(*ASKERS)
    if of.done_at is not None:
        raise RuleBroken(gettext("Every row of this list is dealt with."), mend=gettext("Nothing has to be done."))
    if isinstance(of, Check) and of.asked_by_id != actor.user_id:
        raise RuleBroken(
            gettext("A check goes on for whoever asked."),
            mend=gettext("Check the list yourself: that is a check of its own."),
        )
    listed = read_list(came.source, name=came.called)
    _must_be_the_same(listed, of.list_digest, of.rows)
    _wait_for_the_worker(came, staged.CHECK if isinstance(of, Check) else staged.SUBMISSION, of.pk)


def part_of(rows: Rows, start: int, end: int) -> Rows:
    """Some rows of a list, which keep their places in it; what nobody looks up with is left out."""
    return replace(
        rows,
        places=rows.places[start:end],
        exact={name: _of(column, start, end) for name, column in rows.exact.items()},
        sizes=rows.sizes[start:end],
        names=[""] * len(rows.places[start:end]),
        pdq=None if rows.pdq is None else _of(rows.pdq, start, end),
        pdq_quality=None if rows.pdq_quality is None else rows.pdq_quality[start:end],
        more=(),
    )


def ask_the_worker(kind: str, number: int) -> None:
    """Have the worker go on with a list that waits, in the transaction around; twice is once."""
    defer_once(staged.GO_ON[kind], queue="imports", number=number)


def _of(column: Column, start: int, end: int) -> Column:
    return Column(column.digests[start:end], column.there[start:end])


def _take(made: Submission, listed: HashList, came: Came, *, actor: Actor, now: datetime) -> None:
    if made.done_at is not None:
        return
    if made.done_rows == 0 and len(listed.rows) <= PART:
        take_part(made, listed.rows, start=0, actor=actor, now=now)
        return
    _wait_for_the_worker(came, staged.SUBMISSION, made.pk)


def _wait_for_the_worker(came: Came, kind: str, number: int) -> None:
    staged.keep(came.source, kind, number)
    ask_the_worker(kind, number)


def _must_be_the_same(listed: HashList, digest: str, rows: int) -> None:
    if (listed.digest, len(listed.rows)) != (digest, rows):
        raise BadInput(
            gettext("This is another list than the one that was checked or begun with."),
            where=where(field="list"),
            mend=gettext("Send the very same file: a list is recognised by the SHA-256 of its bytes."),
        )


@transaction.atomic
def stop(of: Check | Submission, *, actor: Actor, now: datetime) -> None:
    """Leave the list as far as it is dealt with; the rest waits no more. The same list, sent again, goes on there.

    Raises NotAllowed, RuleBroken where nothing is left to stop.
    """
    actor.must_hold(*ASKERS)
    kind = staged.CHECK if isinstance(of, Check) else staged.SUBMISSION
    if of.done_at is not None or not staged.place_of(kind, of.pk).exists():
        raise RuleBroken(gettext("Nothing of this list waits."), mend=gettext("Nothing has to be done."))
    which: dict[str, Any] = {kind: of.pk}
    record("register.stop_list", actor=actor, now=now, rows=of.rows, done=of.done_rows, **which)
    staged.drop(kind, of.pk)
