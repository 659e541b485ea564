"""Bring back what a pack answered on a machine without a connection: the check is kept, and what was met is entered, once."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.need_to_know import acting_as
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import BadInput, Refused, RuleBroken, where
from tutela.organisations.models import Organisation
from tutela.ownership.access import find
from tutela.register.answer import Answer
from tutela.register.lists.rows import HashList, Rows
from tutela.register.models import Check, Submission
from tutela.register.models.submission import What
from tutela.register.pack.layout import Label
from tutela.register.pack.results import Results
from tutela.register.queries.answers import Answers, Said, answers_for
from tutela.register.queries.candidates import rows_to_ask
from tutela.register.services.check import Asked, ListHead, begin_check, keep_rows, say_sent
from tutela.register.services.submit import SUBMITTERS, Given, Taken, begin_submission, take_all, take_part

CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True)
class Brought:
    """Results that were brought back: the check that is kept, the submission with the rows that are to be entered, and by which pack.

    ``again`` where they had been brought back before; ``changed`` is of how many rows the register says something else today.
    """

    check: Check
    submission: Submission
    rows: Rows
    label: Label
    again: bool
    changed: int


@transaction.atomic
def bring_back(results: Results, *, public: bytes, actor: Actor, now: datetime) -> Brought:
    """Keep the check that was made with a pack, as the pack answered it, and begin to enter what was met: ``take_in`` goes on with that.

    ``public`` is this installation's public key, by which it knows its own packs again. Brought back again, however often, nothing
    is kept twice.

    Raises NotAllowed for roles that give nothing to the register, Refused for results of a pack that was not made here, RuleBroken
    for those of another organisation's pack, BadInput where the clock of the machine was wrong, and NotFound where the actor sees
    no report or case of the reference that the results name.
    """
    actor.must_hold(*SUBMITTERS)
    label = _label_of(results, public)
    _must_be_ours(label, actor)
    _must_be_of_the_past(results, label, now)
    question = results.question
    subject = find(question.about) if question.about else None
    asked = Asked(Check.Asked.PACK, exhibit=question.exhibit, subject=subject)
    head = ListHead(results.list_form, results.list_digest, results.list_rows)
    check = begin_check(head, asked, key=_key(results, label), actor=actor, now=min(results.asked_at, now))
    again = check.done_at is not None
    carried = np.flatnonzero(np.array([one.answer != Answer.NEW for one in results.said])[results.which])
    today = answers_for(results.rows, np.union1d(carried, rows_to_ask(results.rows)))
    answers = _as_the_pack_said(results, today)
    if not again:
        keep_rows(check, results.rows, answers)
        _say_answered(check, results, now)
    listed = HashList(results.list_form, results.rows, results.digest)
    given = Given(
        question.submit or What.SEEN, exhibit=question.exhibit, subject=subject, met_at=min(results.asked_at, now)
    )
    submission = begin_submission(listed, given, actor=actor, now=now)
    if check.submission_id is None and not check.not_sent:
        check = say_sent(check, submission, actor=actor, now=now)
    record(
        "register.bring_back", actor=actor, now=now, check=check.pk, submission=submission.pk, rows=check.rows,
        known=check.rows - check.new, about=check.subject_reference, again=again,
        pack=label.id, pack_made_at=label.made_at.isoformat(),
    )  # fmt: skip
    changed = int(np.count_nonzero(answers.answer_codes() != today.answer_codes()))
    return Brought(check, submission, results.rows, label, again, changed)


def take_in(brought: Brought, *, actor: Actor) -> Iterator[Taken]:
    """Enter what was met, part by part, each in a transaction of its own; yields how far it is. It goes on where it was."""
    if brought.submission.rows:
        yield from take_all(brought.submission, brought.rows, actor=actor)
        return
    # Nothing was met: that it was sent is said all the same.
    with acting_as(actor):
        if not Submission.objects.filter(pk=brought.submission.pk, done_at__isnull=False).exists():
            yield take_part(brought.submission, brought.rows, start=0, actor=actor, now=clock.now())


def _label_of(results: Results, public: bytes) -> Label:
    proof = results.proof
    try:
        if proof.public == public and proof.is_sound():
            return proof.label
    except (ValueError, KeyError, TypeError):
        pass
    raise Refused(
        gettext("These results are of a pack that this installation did not make."),
        where=where(field="proof"),
        mend=gettext("Bring them back where the pack was made, or check the list itself here."),
        code="results_of_a_stranger",
    )


def _must_be_ours(label: Label, actor: Actor) -> None:
    own = Organisation.objects.values_list("code", flat=True).get(pk=actor.organisation_pk)
    if label.organisation_code != own:
        raise RuleBroken(
            gettext("The pack was made for another organisation."),
            mend=gettext("Let somebody who works for %(organisation)s bring the results back.")
            % {"organisation": label.organisation},
        )


def _must_be_of_the_past(results: Results, label: Label, now: datetime) -> None:
    if not label.made_at - CLOCKS_DIFFER <= results.asked_at <= now + CLOCKS_DIFFER:
        raise BadInput(
            gettext(
                "The list was checked before the pack was made, or later than now: the clock of that machine is wrong."
            ),
            where=where(row=1, field="asked_at"),
            mend=gettext("Set the clock of that machine, and check the list again."),
        )


def _key(results: Results, label: Label) -> str:
    """The same list, asked about with the same pack for the same exhibit, is one check, whenever it was asked."""
    question = results.question
    said = ("pack", label.id, results.list_digest, question.exhibit, question.about, question.submit)
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _as_the_pack_said(results: Results, today: Answers) -> Answers:
    """What the pack said of each row that is carried back, with the register's own numbers; the file is the one that it is today."""
    series, services = _series_numbers(results), _service_numbers(results)
    said = [Said(Answer.NEW)]
    place_of = np.zeros(len(results.said), np.int32)
    for number, one in enumerate(results.said):
        if one.answer != Answer.NEW:
            place_of[number] = len(said)
            said.append(Said(one.answer, series=series.get(one.series, 0), owner=services.get(one.organisation, 0)))
    return Answers(place_of[results.which], said, today.files)


def _series_numbers(results: Results) -> dict[str, int]:
    references = sorted({one.series for one in results.said if one.series})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM register_numbers_of_series(%s)", [references])
        return dict(cursor.fetchall())


def _service_numbers(results: Results) -> dict[str, int]:
    codes = {one.organisation for one in results.said if one.organisation}
    return dict(Organisation.objects.filter(code__in=codes).values_list("code", "pk"))


def _say_answered(check: Check, results: Results, now: datetime) -> None:
    for answer, count in results.counts.items():
        setattr(check, answer.code, count)
    check.done_rows, check.done_at = results.list_rows, now
    check.save(update_fields=["done_rows", "done_at", *(one.code for one in Answer)])
