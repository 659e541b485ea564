"""Give the register what was found: a list enters in parts, each whole or not at all, and goes on after a break where it was."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import psycopg
from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.new_facts import hold_against_everything
from tutela.core.subjects import Subject
from tutela.register.columns import digests_of, perceptual_of, sizes_of, tell_nothing, without
from tutela.register.lists.rows import HashList, Numbers, Rows
from tutela.register.models import Scheme, Series, Source, Submission
from tutela.register.models.submission import How, What
from tutela.register.said_of_rows import beside, says_beside, unknown_categories
from tutela.register.services.check import ListHead
from tutela.register.statements import rows_of

SUBMITTERS = (Role.EXAMINER, Role.INVESTIGATOR, Role.ANALYST, Role.INTAKE_OFFICER, Role.MANAGER)
PART = 10_000
"""Rows that enter in one transaction: under a second, so that others wait no longer for the lock that an index takes."""
TAKE = """
SELECT * FROM register_take(%b::bigint[], %b::bigint[], %b::bigint[], %b::bytea[], %b::bytea[], %b::bytea[], %b::bigint[], %b::bytea[],
                            %b::smallint[], %b, %b::bigint[], %b::int[], %b::text[], %b::text[])
"""
_GOES_ON_ELSEWHERE = "55000"  # object_not_in_prerequisite_state


@dataclass(frozen=True)
class Given:
    """What a list is said to be: files of a case, of which ``series``; everything ``SEEN`` on an exhibit; or harmless, by a ``source``.

    ``exhibit`` and ``subject`` (a report or a case) say where they were met, ``met_at`` when. ``scheme`` is that by which the categories
    of the list classify its files, of a case alone; ``categories`` are those that it says, where its rows come afterwards.
    """

    what: str
    how: str = How.FOUND
    exhibit: str = ""
    subject: Subject | None = None
    series: Series | None = None
    source: Source | None = None
    met_at: datetime | None = None
    scheme: Scheme | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """How far a submission is: rows done, and what they brought."""

    done: int
    files: int
    sightings: int


@transaction.atomic
def begin_submission(listed: HashList | ListHead, given: Given, *, actor: Actor, now: datetime) -> Submission:
    """A submission of this list for this exhibit: a new one, or the one that was begun before and goes on.

    The head of a list is enough where its rows come afterwards.

    Raises NotAllowed for other roles; BadInput where what is said of the list does not fit together.
    """
    actor.must_hold(*SUBMITTERS)
    must_fit_together(given)
    head = listed if isinstance(listed, ListHead) else ListHead.of(listed)
    if isinstance(listed, HashList):
        # All of it is looked at before any of it is taken in.
        beside(listed.rows, np.arange(len(listed.rows), dtype=np.int64), classes_of(given.scheme))
    subject = given.subject
    fields = {
        "made_by_id": actor.user_pk,
        "form": head.form,
        "list_digest": head.digest,
        "rows": head.rows,
        "what": given.what,
        "how": given.how,
        "exhibit": given.exhibit,
        "series": given.series,
        "source": given.source,
        "scheme": given.scheme,
        "subject_kind": subject.subject_kind if subject else "",
        "subject_id": subject.id if subject else None,
        "subject_reference": subject.reference if subject else "",
        "met_at": given.met_at or now,
        "began_at": now,
    }
    # Asked twice at one time, as after a broken line, it is begun once.
    made, is_new = Submission.objects.get_or_create(
        organisation_id=actor.organisation_pk, key=key_of(head, given), defaults=fields
    )
    if not is_new:
        if made.rows != head.rows:
            raise BadInput(
                gettext("This list was said to have another number of rows."),
                where=where(field="rows"),
                mend=gettext("Send the very same list: it is recognised by the SHA-256 of its bytes."),
            )
        return made
    record(
        "register.submit",
        actor=actor,
        now=now,
        subject=subject or given.series,
        submission=made.pk,
        rows=made.rows,
        what=made.what,
    )
    return made


@transaction.atomic
def take_part(submission: Submission, rows: Rows, *, start: int, before: int = 0, actor: Actor, now: datetime) -> Taken:
    """Take in the rows from ``start`` on, at most ``PART`` of them: all or none. ``start`` is where the submission stands.

    ``before`` is how many rows of the list come before ``rows``, where they are not the whole list.
    Raises RuleBroken when it stands elsewhere (another process goes on with it); the mend says where.
    """
    actor.must_hold(*SUBMITTERS)
    indices = np.arange(start - before, min(start - before + PART, len(rows)), dtype=np.int64)
    more = _beside(submission, rows, indices)
    try:
        with transaction.atomic():
            [(_, files, sightings, facts)] = rows_of(
                TAKE, [[submission.pk], [start], [len(indices)], *entered_as(rows, indices), now, *more]
            )
    except psycopg.DatabaseError as error:
        if error.sqlstate != _GOES_ON_ELSEWHERE:
            raise
        raise RuleBroken(
            gettext("This list is being taken in by another process."),
            mend=gettext("Wait for it, or send the same list again: it goes on where it is."),
        ) from None
    if facts:
        hold_against_everything()
    done = start + len(indices)
    if done == submission.rows:
        _say_done(submission, actor=actor, now=now)
    return Taken(done, files, sightings)


def entered_as(rows: Rows, indices: Numbers) -> list[Any]:
    """What ``register_take`` takes of the rows at ``indices``: MD5, SHA-1, SHA-256, sizes, PDQ and its quality. A row that tells nothing
    keeps its place, without a hash.
    """
    nothing = tell_nothing(rows, indices).tolist()
    exact = (without(one, nothing) for one in digests_of(rows, indices))
    return [*exact, sizes_of(rows, indices), *perceptual_of(rows, indices)]


def classes_of(scheme: Scheme | None) -> dict[str, int]:
    """The numbers of the classes of a scheme, by their codes in small letters; one statement, and none where there is no scheme."""
    if scheme is None:
        return {}
    return {code.casefold(): pk for code, pk in scheme.codes.values_list("code", "pk")}


def _beside(submission: Submission, rows: Rows, indices: Numbers) -> list[Any]:
    """What the list says beside, as ``register_take`` takes it; nothing of it where the list says nothing."""
    if not says_beside(rows):
        return [None] * 4
    more = beside(rows, indices, classes_of(submission.scheme))
    others = [more.rows, more.kinds, more.values] if more.rows else [None] * 3
    return [more.classes, *others]


def take_all(submission: Submission, rows: Rows, *, actor: Actor) -> Iterator[Taken]:
    """Take in what is left of a list, part by part, each in a transaction of its own; yields how far it is after each."""
    with acting_as(actor):
        start = Submission.objects.values_list("done_rows", flat=True).get(pk=submission.pk)
    while start < submission.rows:
        with acting_as(actor):
            taken = take_part(submission, rows, start=start, actor=actor, now=clock.now())
        start = taken.done
        yield taken


def _say_done(submission: Submission, *, actor: Actor, now: datetime) -> None:
    said = Submission.objects.get(pk=submission.pk)
    record(
        "register.submitted",
        actor=actor,
        now=now,
        submission=said.pk,
        rows=said.rows,
        new_files=said.new_files,
        new_sightings=said.new_sightings,
    )


def must_fit_together(given: Given) -> None:
    """Raises BadInput where what is said of a list does not fit together."""
    if given.what not in What.values:
        raise BadInput(
            gettext("What are the files of this list?"),
            where=where(field="what"),
            mend=gettext("Say that they are of a case, everything on an exhibit, or known to be harmless."),
        )
    if given.how not in How.values:
        raise BadInput(gettext("How were they met?"), where=where(field="how"), mend=gettext("Choose one of the list."))
    if (given.source is not None) != (given.what == What.HARMLESS):
        raise BadInput(
            gettext("What is known to be harmless comes from a source, and nothing else does."),
            where=where(field="source"),
            mend=gettext("Name the source for a list of harmless files, and leave it empty for any other."),
        )
    if given.scheme is not None and given.what != What.CASE:
        raise BadInput(
            gettext("Only files of a case are classified."),
            where=where(field="scheme"),
            mend=gettext("Leave the scheme out, or say that the list is of a case."),
        )
    if given.categories and (unknown := unknown_categories(given.categories, classes_of(given.scheme))):
        raise BadInput(
            gettext("The scheme has no such class as the list says."),
            where=where(field="categories"),
            mend=gettext(
                "Choose the scheme by which the list was made, or mend the categories: %(number)s are unknown."
            )
            % {"number": len(unknown)},
        )
    if given.series is not None and given.what != What.CASE:
        raise BadInput(
            gettext("Only files of a case are entered in a series."),
            where=where(field="series"),
            mend=gettext("Leave the series out, or say that the list is of a case."),
        )


def key_of(head: ListHead, given: Given) -> str:
    """By which a submission is known again within its organisation: the same list, said to be the same, of the same exhibit."""
    subject = given.subject.reference if given.subject else ""
    series = given.series.reference if given.series else ""
    source = str(given.source.pk) if given.source else ""
    # By another scheme the same list says something else.
    scheme = (f"scheme {given.scheme.pk}",) if given.scheme else ()
    said = (head.digest, given.what, given.how, given.exhibit, subject, series, source, *scheme)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()
