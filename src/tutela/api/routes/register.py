"""Ask the register about a list of hashes, and give it what was found: part by part, so that a broken line costs one part."""

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
from django.http import HttpRequest
from ninja import Router

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.api.access import Token, actor_of
from tutela.api.rows_sent import body_described, rows_in
from tutela.api.shapes.common import Cursor, Identity, ListOf, Size, listed
from tutela.api.shapes.register import (
    CheckRead,
    CheckSent,
    HashAnswered,
    ListSent,
    LookedUp,
    LookUpSent,
    NotSentSent,
    RowsAnswered,
    RowsTaken,
    Start,
    SubmissionSent,
    SubmissionState,
    check_read,
    submission_state,
)
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.paging import Key, page
from tutela.organisations.models import Organisation
from tutela.ownership.access import find
from tutela.register.answer_sent import as_sent, organisations_in
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Column, Rows
from tutela.register.models import Check, Series, Submission
from tutela.register.queries.answers import Answers
from tutela.register.queries.schemes import scheme_named
from tutela.register.queries.summary import children_of
from tutela.register.services.check import ASKERS, Asked, ListHead, answer_part, begin_check, say_not_sent, say_sent
from tutela.register.services.submit import SUBMITTERS, Given, begin_submission
from tutela.register.services.take_sent import take_sent

router = Router(tags=["Register"], auth=Token(ASKERS))
_TO_GIVE, _TO_READ = Token(SUBMITTERS), Token(READS_RECORDS)
_ROWS: dict[str, Any] = {"requestBody": body_described()}
_NEWEST = (Key("asked_at", descending=True), Key("id", descending=True))
PURPOSE = "checking the register"


@router.post("/register/checks", response=CheckRead, operation_id="beginCheck")
def begin(request: HttpRequest, body: CheckSent) -> CheckRead:
    """Begin a check of a list, or go on with the one that you began with the same key. Its rows come to /rows."""
    actor = _actor(request)
    asked = Asked(Check.Asked.API, exhibit=body.exhibit, subject=find(body.about) if body.about else None)
    # The key is the person's own: what a colleague begins goes on for the colleague alone.
    key = hashlib.sha256(f"{actor.user_pk}|{body.key}".encode()).hexdigest()
    check = begin_check(_head(body), asked, key=key, actor=actor, now=clock.now())
    return check_read(check)


@router.put("/register/checks/{number}/rows", response=RowsAnswered, operation_id="checkRows", openapi_extra=_ROWS)
def answer_rows(request: HttpRequest, number: Identity, start: Start) -> RowsAnswered:
    """Send the next rows of a list, and read what the register says of them, as far as you may know.

    What is known is said once, in full, and the rows of which it is said name it. Rows that were answered already are answered
    again, and kept once; go on at “done_rows” after a break. The rows come as JSON, up to 10,000, or packed as
    “application/vnd.tutela.hashes”, up to 100,000. A request counts once for each 4 MiB that are begun.
    """
    check = _check(number)
    rows = rows_in(request)
    answers = answer_part(check, rows, start=start, actor=_actor(request), now=clock.now())
    sent = _sent(answers, rows)
    return RowsAnswered(number=check.pk, start=start, rows=len(rows), done_rows=check.done_rows, **sent)


@router.get("/register/checks", response=ListOf[CheckRead], auth=_TO_READ, operation_id="listChecks")
def list_checks(request: HttpRequest, cursor: Cursor, size: Size) -> ListOf[CheckRead]:
    """The checks of your organisation, the newest first."""
    rows = Check.objects.select_related("organisation")
    return listed(page(rows, _NEWEST, cursor=cursor, size=size), check_read)


@router.get("/register/checks/{number}", response=CheckRead, auth=_TO_READ, operation_id="readCheck")
def read_check(request: HttpRequest, number: Identity) -> CheckRead:
    """A check of your organisation: how far it is, the counts of its answers, and what became of it."""
    return check_read(_check(number))


@router.post("/register/checks/{number}/not-sent", response=CheckRead, operation_id="sayNotSent")
def not_sent(request: HttpRequest, number: Identity, body: NotSentSent) -> CheckRead:
    """Say why what was found is not given to the register. It is said once; said again in the same words, it stays so."""
    check = _check(number)
    if (check.not_sent, check.not_sent_words) != (body.reason, body.words.strip()):
        say_not_sent(check, reason=body.reason, words=body.words, actor=_actor(request), now=clock.now())
    return check_read(_check(number))


@router.post("/register/submissions", response=SubmissionState, auth=_TO_GIVE, operation_id="beginSubmission")
def begin_giving(request: HttpRequest, body: SubmissionSent) -> SubmissionState:
    """Begin to give the register a list, or go on with the same list of the same exhibit. Its rows come to /rows."""
    actor, now = _actor(request), clock.now()
    check = _check_of(body) if body.check is not None else None
    given = Given(
        body.what,
        how=body.how,
        exhibit=body.exhibit,
        subject=find(body.about) if body.about else None,
        series=find(body.series, kind="series") if body.series else None,
        scheme=scheme_named(body.scheme) if body.scheme else None,
        categories=tuple(body.categories),
    )
    made = begin_submission(_head(body), given, actor=actor, now=now)
    if check is not None and check.submission_id != made.pk:
        say_sent(check, made, actor=actor, now=now)
    return _state(made)


@router.put(
    "/register/submissions/{number}/rows",
    response=RowsTaken,
    auth=_TO_GIVE,
    operation_id="submitRows",
    openapi_extra=_ROWS,
)
def take_rows(request: HttpRequest, number: Identity, start: Start) -> RowsTaken:
    """Send the next rows of a list, up to 10,000, which enter the register all or none.

    Rows that are in already stay as they are; go on at “done_rows” after a break. The rows come as JSON, or packed as
    “application/vnd.tutela.hashes”. A request counts once for each 4 MiB that are begun.
    """
    made = _submission(number)
    taken = take_sent(made, rows_in(request), start=start, actor=_actor(request), now=clock.now())
    return RowsTaken(number=made.pk, done_rows=taken.done, files=taken.files, sightings=taken.sightings)


@router.get(
    "/register/submissions/{number}", response=SubmissionState, auth=_TO_READ, operation_id="readListSubmission"
)
def read_submission(request: HttpRequest, number: Identity) -> SubmissionState:
    """A list that your organisation gave to the register: how far it is, and what it brought."""
    return _state(_submission(number))


@router.post("/register/look-up", response=LookedUp, operation_id="lookUp")
def look_up(request: HttpRequest, body: LookUpSent) -> LookedUp:
    """Ask about a few hashes at once. It is a check like any other, and kept as one."""
    actor, now = _actor(request), clock.now()
    hashes = [one.lower() for name in WIDTHS for one in getattr(body, name)]
    head = ListHead("bare", hashlib.sha256("".join(f"{one}\n" for one in hashes).encode()).hexdigest(), len(hashes))
    asked = Asked(Check.Asked.API, exhibit=body.exhibit, subject=find(body.about) if body.about else None)
    check = begin_check(head, asked, actor=actor, now=now)
    rows = _rows_to_look_up(body)
    answers = answer_part(check, rows, start=0, actor=actor, now=now)
    sent = _sent(answers, rows)
    return LookedUp(
        number=check.pk,
        counts=sent["counts"],
        said=sent["said"],
        hashes=[HashAnswered(hash=one, said=said) for one, said in zip(hashes, answers.which.tolist(), strict=True)],
    )


def _actor(request: HttpRequest) -> Actor:
    return replace(actor_of(request), purpose=PURPOSE)


def _head(body: ListSent) -> ListHead:
    return ListHead(body.form, body.list_sha256, body.rows)


def _check(number: int) -> Check:
    found = Check.objects.select_related("organisation").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such check of your organisation.", mend="Check the number.")
    return found


def _check_of(body: SubmissionSent) -> Check:
    check = _check(body.check or 0)
    if (check.list_digest, check.rows) != (body.list_sha256, body.rows):
        raise BadInput(
            "That is the check of another list.",
            where=where(field="check"),
            mend="Give the very list that was checked, or leave the check out.",
        )
    return check


def _submission(number: int) -> Submission:
    found = Submission.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such submission of your organisation.", mend="Check the number.")
    return found


def _state(made: Submission) -> SubmissionState:
    # By its number and not by the relation: who gave a list may no longer see the series.
    series = Series.objects.filter(pk=made.series_id or 0).values_list("reference", flat=True).first()
    return submission_state(made, series or "")


def _sent(answers: Answers, rows: Rows) -> dict[str, Any]:
    codes = Organisation.objects.filter(pk__in=organisations_in(answers)).values_list("pk", "code")
    return as_sent(answers, rows, codes=dict(codes), children=children_of(answers.cards))


def _rows_to_look_up(body: LookUpSent) -> Rows:
    """One row a hash: MD5 first, then SHA-1, then SHA-256."""
    given = {name: [bytes.fromhex(one) for one in getattr(body, name)] for name in WIDTHS}
    count = sum(map(len, given.values()))
    exact, begin = {}, 0
    for name, digests in given.items():
        if digests:
            there = np.zeros(count, dtype=bool)
            there[begin : begin + len(digests)] = True
            column = np.zeros((count, WIDTHS[name]), dtype=np.uint8)
            column[there] = np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, WIDTHS[name])
            exact[name] = Column(column, there)
            begin += len(digests)
    return Rows(np.arange(1, count + 1), exact, np.full(count, NOT_SAID), [""] * count)
