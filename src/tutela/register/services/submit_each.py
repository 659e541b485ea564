"""Give the register many small submissions at once: a few files each, of which each is taken or refused for itself.

A program that sends what it finds case by case makes hundreds of submissions a minute. Each has its own row, its own sightings and
its own line in the audit trail; the number of statements, and of times that the disk is waited for, does not grow with them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.models import Entry as AuditEntry
from tutela.audit.services import entry_of
from tutela.core.errors import BadInput, TutelaError, where
from tutela.core.languages import in_figures
from tutela.core.new_facts import hold_against_everything
from tutela.register.columns import Digests
from tutela.register.lists.rows import Rows
from tutela.register.models import Submission
from tutela.register.said_of_rows import Beside, beside, says_beside
from tutela.register.services.check import ListHead
from tutela.register.services.submit import (
    PART,
    SUBMITTERS,
    TAKE,
    Given,
    classes_of,
    entered_as,
    key_of,
    must_fit_together,
)
from tutela.register.statements import rows_of

_BEGIN = """
INSERT INTO register_submission (organisation_id, key, made_by_id, form, list_digest, rows, done_rows, what, how, exhibit, series_id, source_id,
                                 scheme_id, subject_kind, subject_id, subject_reference, met_at, new_files, new_sightings, new_classes, began_at)
SELECT %b, g.key, %b, 'bare', g.digest, g.rows, 0, g.what, g.how, g.exhibit, g.series, g.source, g.scheme, g.kind, g.subject, g.reference, g.met_at,
       0, 0, 0, %b
  FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[],
              %b::bigint[], %b::text[], %b::timestamptz[])
       AS g(key, digest, rows, what, how, exhibit, series, source, scheme, kind, subject, reference, met_at)
 -- Always in the same order, so that two who send the same at one time wait for each other and never both.
 ORDER BY g.key
ON CONFLICT (organisation_id, key) DO NOTHING RETURNING id, key
"""


@dataclass(frozen=True)
class Entered:
    """What became of one submission: its number, whether it was here ``again``, and what it brought (when it came first)."""

    number: int
    again: bool
    files: int
    sightings: int


@dataclass(frozen=True)
class _Piece:
    """A submission that fits together: its place among all, the rows that it has, its key, and what it says beside."""

    place: int
    given: Given
    first: int
    count: int
    digest: str
    key: str
    beside: Beside | None


@transaction.atomic
def submit_each(
    given: Sequence[Given], row_counts: Sequence[int], rows: Rows, *, actor: Actor, now: datetime
) -> list[Entered | TutelaError]:
    """What became of each submission, in order. ``rows`` holds first all rows of the first, then all of the second, as ``row_counts`` says.

    One that came before, with the same files for the same exhibit, is known again and not taken twice. One that does not fit together is
    refused; the others are taken in one transaction. Files of a case enter first: what is everything on an exhibit is held against them too.

    Raises NotAllowed for other roles, BadInput for more rows together than ``PART``.
    """
    actor.must_hold(*SUBMITTERS)
    if len(rows) > PART:
        raise BadInput(
            gettext("Submissions that are sent together have at most %(most)s rows.") % {"most": in_figures(PART)},
            where=where(field="submissions"),
            mend=gettext("Send fewer of them at once."),
        )
    columns = entered_as(rows, np.arange(len(rows), dtype=np.int64))
    outcome: list[Entered | TutelaError] = []
    pieces: list[_Piece] = []
    for fitting in _pieces(given, row_counts, rows, columns):
        if isinstance(fitting, _Piece):
            pieces.append(fitting)
            outcome.append(Entered(0, again=True, files=0, sightings=0))
        else:
            outcome.append(fitting)
    # Of two that are the same the first counts; the other is that one again.
    of_key = {one.key: one for one in reversed(pieces)}
    begun = _begin(list(of_key.values()), actor=actor, now=now)
    new = [one for one in pieces if of_key[one.key] is one and one.key in begun]
    brought = _take(new, begun, columns, now=now) if new else {}
    there = _there([key for key in of_key if key not in begun], actor)
    for one in pieces:
        number = begun.get(one.key, 0)
        if number:
            outcome[one.place] = Entered(number, of_key[one.key] is not one, *brought[number][:2])
        else:
            outcome[one.place] = there[one.key]
    _write_down(new, begun, brought, actor=actor, now=now)
    if any(facts for _, _, facts in brought.values()):
        hold_against_everything()
    return outcome


def _pieces(
    given: Sequence[Given], row_counts: Sequence[int], rows: Rows, columns: Sequence[Any]
) -> Iterator[_Piece | TutelaError]:
    says_more, first = says_beside(rows), 0
    classes = cache(classes_of)
    for place, (one, count) in enumerate(zip(given, row_counts, strict=True)):
        indices = range(first, first + count)
        try:
            must_fit_together(one)
            more = beside(rows, np.array(indices), classes(one.scheme)) if says_more else None
        except TutelaError as error:
            yield error
        else:
            digest = _digest_of(columns, indices, more)
            yield _Piece(place, one, first, count, digest, key_of(ListHead("bare", digest, count), one), more)
        first += count


def _digest_of(columns: Sequence[Any], indices: range, more: Beside | None) -> str:
    """By which the same rows are known again: the SHA-256 over all that they say."""
    said = [repr([column[index] for column in columns]) for index in indices]
    return hashlib.sha256("\n".join([*said, repr(more)]).encode()).hexdigest()


def _begin(pieces: Sequence[_Piece], *, actor: Actor, now: datetime) -> dict[str, int]:
    """The numbers of those that are new, by their keys."""
    said = [_said(one, now) for one in pieces]
    if not said:
        return {}
    made = rows_of(_BEGIN, [actor.organisation_pk, actor.user_pk, now, *(list(one) for one in zip(*said, strict=True))])
    return {key: number for number, key in made}


def _said(one: _Piece, now: datetime) -> tuple[Any, ...]:
    given, subject = one.given, one.given.subject
    return (
        one.key,
        one.digest,
        one.count,
        given.what,
        given.how,
        given.exhibit,
        given.series and given.series.pk,
        given.source and given.source.pk,
        given.scheme and given.scheme.pk,
        subject.subject_kind if subject else "",
        subject.id if subject else None,
        subject.reference if subject else "",
        given.met_at or now,
    )


def _take(
    new: Sequence[_Piece], begun: Mapping[str, int], columns: Sequence[Digests], *, now: datetime
) -> dict[int, tuple[int, int, int]]:
    """Files, sightings and facts that each brought, by its number."""
    numbers, counts = [begun[one.key] for one in new], [one.count for one in new]
    indices = [index for one in new for index in range(one.first, one.first + one.count)]
    these = [[column[index] for index in indices] for column in columns]
    taken = rows_of(TAKE, [numbers, [0] * len(new), counts, *these, now, *_beside(new)])
    return {number: (files, sightings, facts) for number, files, sightings, facts in taken}


def _beside(new: Sequence[_Piece]) -> list[Any]:
    """What all of them say beside, as ``register_take`` takes it: the rows of the others come before those of each."""
    classes: list[int | None] = []
    others: list[tuple[int, str, str]] = []
    for one in new:
        before = len(classes)
        of_one = one.beside
        classes += (of_one.classes if of_one else None) or [None] * one.count
        if of_one:
            others += [
                (before + row, kind, value)
                for row, kind, value in zip(of_one.rows, of_one.kinds, of_one.values, strict=True)
            ]
    return [
        classes if any(classes) else None,
        *([list(column) for column in zip(*others, strict=True)] if others else [None] * 3),
    ]


def _there(keys: Sequence[str], actor: Actor) -> dict[str, Entered]:
    """Those that came before."""
    if not keys:
        return {}
    found = Submission.objects.filter(organisation_id=actor.organisation_pk, key__in=keys)
    return {
        key: Entered(number, again=True, files=files, sightings=sightings)
        for key, number, files, sightings in found.values_list("key", "pk", "new_files", "new_sightings")
    }


def _write_down(
    new: Sequence[_Piece],
    begun: Mapping[str, int],
    brought: Mapping[int, tuple[int, int, int]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    AuditEntry.objects.bulk_create(
        entry_of(
            "register.submitted",
            actor=actor,
            now=now,
            subject=one.given.subject or one.given.series,
            submission=begun[one.key],
            rows=one.count,
            what=one.given.what,
            new_files=brought[begun[one.key]][0],
            new_sightings=brought[begun[one.key]][1],
        )
        for one in new
    )  # fmt: skip
