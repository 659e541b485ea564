"""Ask the register about a list, and keep what it said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from tutela.register.lists.rows import HashList
from tutela.register.models import Check, Submission
from tutela.register.queries.answers import Answers, answers_for
from tutela.register.queries.candidates import rows_to_ask
from tutela.register.statements import rows_of

ASKERS = (Role.EXAMINER, Role.INVESTIGATOR, Role.ANALYST, Role.INTAKE_OFFICER, Role.MANAGER)
_ROWS_A_PART = 50_000
_KEEP = """
INSERT INTO register_checkpart (check_id, number, places, files, answers, series, organisations)
VALUES (%b, %b, %b::bigint[], %b::bigint[], %b::smallint[], %b::bigint[], %b::bigint[]) RETURNING id
"""


@dataclass(frozen=True)
class Asked:
    """From where a list was asked about, and what it is of."""

    asked_from: str
    exhibit: str = ""
    subject: Subject | None = None


@dataclass(frozen=True)
class Checked:
    """A kept check and its answers."""

    check: Check
    answers: Answers


@transaction.atomic
def check_list(
    listed: HashList, asked: Asked, *, version: Version | None = None, actor: Actor, now: datetime
) -> Checked:
    """What the register says of every row of a list, as far as the asker may know; the answer is kept.

    Raises NotAllowed for roles that do not ask the register.
    """
    actor.must_hold(*ASKERS)
    answers = answers_for(listed.rows, rows_to_ask(listed.rows, version))
    return Checked(_keep(listed, asked, answers, actor=actor, now=now), answers)


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


def _keep(listed: HashList, asked: Asked, answers: Answers, *, actor: Actor, now: datetime) -> Check:
    counts = answers.counts()
    subject = asked.subject
    check = Check.objects.create(
        organisation_id=actor.organisation_pk,
        asked_by_id=actor.user_pk,
        asked_at=now,
        asked_from=asked.asked_from,
        form=listed.form,
        list_digest=listed.digest,
        exhibit=asked.exhibit,
        subject_kind=subject.subject_kind if subject else "",
        subject_id=subject.id if subject else None,
        subject_reference=subject.reference if subject else "",
        rows=len(listed.rows),
        **{one.code: counts[one] for one in Answer},
    )
    indices = np.flatnonzero(answers.which)
    for number, start in enumerate(range(0, len(indices), _ROWS_A_PART), start=1):
        _keep_part(check.pk, number, listed, answers, indices[start : start + _ROWS_A_PART])
    record(
        "register.check",
        actor=actor,
        now=now,
        subject=subject,
        check=check.pk,
        rows=check.rows,
        known=check.rows - check.new,
    )
    return check


def _keep_part(check: int, number: int, listed: HashList, answers: Answers, indices: Any) -> None:
    said = [answers.said[one] for one in answers.which[indices].tolist()]
    rows_of(
        _KEEP,
        [
            check,
            number,
            listed.rows.places[indices].tolist(),
            [answers.files.get(index, (0,))[0] if answers.files.get(index) else 0 for index in indices.tolist()],
            [int(one.answer) for one in said],
            [one.series for one in said],
            [one.owner for one in said],
        ],
    )
