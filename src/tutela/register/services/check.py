"""Ask the register about a list, and keep what it said."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.subjects import Subject
from tutela.register.answer import Answer
from tutela.register.index.kept import Version
from tutela.register.index.near_plan import LARGEST_DISTANCE
from tutela.register.lists.rows import HashList, Numbers, Rows
from tutela.register.look_up import Candidates
from tutela.register.models import Check, Submission
from tutela.register.queries.answers import Answers, answers_for
from tutela.register.queries.candidates import candidates_of, files_near
from tutela.register.services.keep_beside import keep_beside
from tutela.register.statements import rows_of

ASKERS = (Role.EXAMINER, Role.INVESTIGATOR, Role.ANALYST, Role.INTAKE_OFFICER, Role.MANAGER)
_ROWS_A_PART = 50_000
_PROGRESS = ("done_rows", "done_at", *(one.code for one in Answer))
_KEEP = """
INSERT INTO register_checkpart (check_id, number, places, files, answers, series, organisations, distances, more)
VALUES (%b, %b, %b, %b, %b::smallint[], %b, %b, %b::smallint[], %b::int[]) RETURNING id
"""


@dataclass(frozen=True)
class Asked:
    """From where a list was asked about, and what it is of."""

    asked_from: str
    exhibit: str = ""
    subject: Subject | None = None


@dataclass(frozen=True)
class ListHead:
    """What is said of a list before its rows come: its format, the SHA-256 of its bytes, and how many rows it has."""

    form: str
    digest: str
    rows: int

    @classmethod
    def of(cls, listed: HashList) -> "ListHead":
        """The head of a list that was read."""
        return cls(listed.form, listed.digest, listed.rows.in_all)


@dataclass(frozen=True)
class Checked:
    """A kept check and its answers."""

    check: Check
    answers: Answers


@transaction.atomic
def check_list(
    listed: HashList,
    asked: Asked,
    *,
    near_distance: int = LARGEST_DISTANCE,
    version: Version | None = None,
    actor: Actor,
    now: datetime,
) -> Checked:
    """What the register says of every row of a list, as far as the asker may know; the answer is kept.

    Raises NotAllowed for roles that do not ask the register.
    """
    answers = answers_to(listed.rows, near_distance=near_distance, version=version)
    return keep_answers(listed, answers, asked, actor=actor, now=now)


def answers_to(
    rows: Rows,
    found: Candidates | None = None,
    *,
    near_distance: int = LARGEST_DISTANCE,
    version: Version | None = None,
) -> Answers:
    """What may be said of each row, in the transaction that is open; it is not kept yet.

    ``found`` says which of the rows may be known, where whoever read them has looked already.
    """
    near = files_near(rows, distance=near_distance, version=version)
    asked = found or candidates_of(rows, version)
    return answers_for(rows, asked.rows, near, asked.files)


@transaction.atomic
def keep_answers(listed: HashList, answers: Answers, asked: Asked, *, actor: Actor, now: datetime) -> Checked:
    """Keep the answers to a whole list. Raises NotAllowed for roles that do not ask the register."""
    check = begin_check(ListHead.of(listed), asked, actor=actor, now=now)
    _keep(check, listed.rows, answers, actor=actor, now=now)
    return Checked(check, answers)


@transaction.atomic
def begin_check(head: ListHead, asked: Asked, *, key: str = "", actor: Actor, now: datetime) -> Check:
    """A check of a list whose rows come afterwards; with a ``key`` that was used before, the check that was begun with it.

    Raises NotAllowed for roles that do not ask the register, BadInput where the key belongs to another list.
    """
    actor.must_hold(*ASKERS)
    subject = asked.subject
    fields = {
        "asked_by_id": actor.user_pk,
        "asked_at": now,
        "asked_from": asked.asked_from,
        "form": head.form,
        "list_digest": head.digest,
        "exhibit": asked.exhibit,
        "subject_kind": subject.subject_kind if subject else "",
        "subject_id": subject.id if subject else None,
        "subject_reference": subject.reference if subject else "",
        "rows": head.rows,
    }
    if not key:
        return Check.objects.create(organisation_id=actor.organisation_pk, **fields)
    check, _ = Check.objects.get_or_create(organisation_id=actor.organisation_pk, key=key, defaults=fields)
    if (check.list_digest, check.rows) != (head.digest, head.rows):
        raise BadInput(
            gettext("This key belongs to the check of another list."),
            where=where(field="key"),
            mend=gettext("Make a new key for each list."),
        )
    return check


@transaction.atomic
def answer_part(
    check: Check,
    rows: Rows,
    *,
    start: int,
    near_distance: int = LARGEST_DISTANCE,
    version: Version | None = None,
    actor: Actor,
    now: datetime,
) -> Answers:
    """The answer to the next rows of a list, kept with the check; ``start`` counts the rows before them.

    A part that was answered already is answered again, and kept once. Raises RuleBroken where rows before ``start`` are missing or
    somebody else asked, and BadInput for more rows than the list was said to have.
    """
    actor.must_hold(*ASKERS)
    fresh = Check.objects.select_for_update(no_key=True).get(pk=check.pk)
    if fresh.asked_by_id != actor.user_id:
        raise RuleBroken(
            gettext("A check goes on for whoever asked."),
            mend=gettext("Check the list yourself: that is a check of its own."),
        )
    end = start + rows.in_all
    if start > fresh.done_rows:
        raise RuleBroken(
            gettext("Rows before these are missing."),
            mend=gettext("Go on at row %(row)s.") % {"row": fresh.done_rows + 1},
        )
    if end > fresh.rows:
        raise BadInput(
            gettext("The list was said to have fewer rows."),
            where=where(field="rows"),
            mend=gettext("Begin a new check of the whole list."),
        )
    answers = answers_to(rows, near_distance=near_distance, version=version)
    if end > fresh.done_rows:
        if start < fresh.done_rows:
            raise RuleBroken(
                gettext("A part of these rows is answered already."),
                mend=gettext("Go on at row %(row)s.") % {"row": fresh.done_rows + 1},
            )
        _keep(fresh, rows, answers, actor=actor, now=now)
        for name in _PROGRESS:
            setattr(check, name, getattr(fresh, name))
    return answers


@transaction.atomic
def say_sent(check: Check, submission: Submission, *, actor: Actor, now: datetime) -> Check:
    """What this check was about was sent to the register.

    Raises RuleBroken where it was said already that it was sent, or why not.
    """
    actor.must_hold(*ASKERS)
    fresh = _open(check)
    fresh.submission = submission
    fresh.save(update_fields=["submission"])
    record("register.check_sent", actor=actor, now=now, check=fresh.pk, submission=submission.pk)
    return fresh


@transaction.atomic
def say_not_sent(check: Check, *, reason: str, words: str = "", actor: Actor, now: datetime) -> Check:
    """Why what this check was about is not sent to the register: the register is complete, or it is known why not [¶ 12.3.28].

    Raises BadInput without a reason of the list, or without words where it is *other*; RuleBroken where something was said already.
    """
    actor.must_hold(*ASKERS)
    if reason not in Check.NotSent.values:
        raise BadInput(
            gettext("Why is it not sent?"), where=where(field="not_sent"), mend=gettext("Choose one of the list.")
        )
    if reason == Check.NotSent.OTHER and not words.strip():
        raise BadInput(
            gettext("Say in words why."), where=where(field="not_sent_words"), mend=gettext("A few words are enough.")
        )
    fresh = _open(check)
    fresh.not_sent, fresh.not_sent_words = reason, words.strip()
    fresh.save(update_fields=["not_sent", "not_sent_words"])
    record("register.check_not_sent", actor=actor, now=now, check=fresh.pk, reason=reason)
    return fresh


def _open(check: Check) -> Check:
    fresh = Check.objects.select_for_update(no_key=True).get(pk=check.pk)
    if fresh.submission_id is not None or fresh.not_sent:
        raise RuleBroken(
            gettext("It was said already what became of this check."), mend=gettext("Look at the check again.")
        )
    return fresh


def keep_rows(check: Check, rows: Rows, answers: Answers) -> None:
    """Keep what was said of each row of which something was said, behind what is kept of the check already."""
    indices = np.flatnonzero(answers.which)
    number = check.parts.count()
    beside = keep_beside(check, answers)
    for more, start in enumerate(range(0, len(indices), _ROWS_A_PART), start=1):
        _keep_part(check.pk, number + more, rows, answers, indices[start : start + _ROWS_A_PART], beside)


def _keep(check: Check, rows: Rows, answers: Answers, *, actor: Actor, now: datetime) -> None:
    keep_rows(check, rows, answers)
    for answer, count in answers.counts().items():
        setattr(check, answer.code, getattr(check, answer.code) + count)
    check.done_rows += rows.in_all
    check.done_at = now if check.done_rows == check.rows else None
    check.save(update_fields=_PROGRESS)
    if check.done_at is not None:
        record(
            "register.check", actor=actor, now=now, check=check.pk, rows=check.rows, known=check.rows - check.new,
            about=check.subject_reference,
        )  # fmt: skip


def _keep_part(check: int, number: int, rows: Rows, answers: Answers, indices: Numbers, beside: Numbers | None) -> None:
    which = answers.which[indices]
    columns = zip(*((int(one.of_row), one.series, one.owner, one.near) for one in answers.said), strict=True)
    answer, series, owner, near = (np.array(column, dtype=np.int64)[which] for column in columns)
    more = np.zeros(0, dtype=np.int64) if beside is None else beside[which]
    rows_of(_KEEP, [check, number, rows.places[indices], answers.files[indices], answer, series, owner, near, more])
