"""Give the register many small submissions in one request: a program that sends what it finds case by case."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from django.http import HttpRequest
from ninja import Router

from tutela.api.access import Token, actor_of
from tutela.api.body import read_strictly
from tutela.api.problems import faults_of
from tutela.api.routes.register import PURPOSE
from tutela.api.rows_sent import columns_of
from tutela.api.shapes.common import FaultInBatch
from tutela.api.shapes.register_batch import BatchOfFew, BatchTaken, FewSent, ResultOfFew
from tutela.core import clock
from tutela.core.errors import TutelaError
from tutela.ownership.access import find_each
from tutela.register.models import Scheme
from tutela.register.queries.schemes import scheme_named
from tutela.register.services.submit import SUBMITTERS, Given
from tutela.register.services.submit_each import Entered, submit_each

router = Router(tags=["Register"], auth=Token(SUBMITTERS))


@router.post("/register/submissions/batch", response=BatchTaken, operation_id="submitEach")
def submit_batch(request: HttpRequest, body: BatchOfFew) -> BatchTaken:
    """Give the register up to 1,000 small submissions at once, with up to 10,000 files together.

    Each is a submission of its own, with its own line in the audit trail, and is taken or refused for itself; of a refused one
    nothing is kept. The same files of the same exhibit are the same submission: send all of them again after a failure, and what
    was taken is recognised.
    """
    actor = replace(actor_of(request), purpose=PURPOSE)
    outcome: dict[int, Entered | TutelaError] = {}
    readable: list[tuple[int, FewSent]] = []
    for index, content in enumerate(body.submissions):
        try:
            readable.append((index, read_strictly(FewSent, json.dumps(content).encode())))
        except TutelaError as error:
            outcome[index] = error
    known = _Known([one for _, one in readable])
    taken: list[tuple[int, FewSent, Given]] = []
    for index, one in readable:
        try:
            taken.append((index, one, known.said_of(one)))
        except TutelaError as error:
            outcome[index] = error
    files = [file for _, one, _ in taken for file in one.files]
    places = [place for _, one, _ in taken for place in range(1, len(one.files) + 1)]
    done = submit_each(
        [given for _, _, given in taken],
        [len(one.files) for _, one, _ in taken],
        columns_of(files, np.array(places, dtype=np.int64)),
        actor=actor,
        now=clock.now(),
    )
    outcome |= {index: one for (index, _, _), one in zip(taken, done, strict=True)}
    results = [_result(index, outcome[index]) for index in range(len(body.submissions))]
    return BatchTaken(
        taken=sum(one.status == 201 for one in results),
        again=sum(one.status == 200 for one in results),
        refused=sum(one.status >= 400 for one in results),
        results=results,
    )


class _Known:
    """What the submissions refer to, looked up once for all of them."""

    def __init__(self, sent: Sequence[FewSent]) -> None:
        self._subjects = find_each(one.about for one in sent if one.about)
        self._series = find_each((one.series for one in sent if one.series), kind="series")
        self._schemes = {code: _scheme(code) for code in {one.scheme for one in sent if one.scheme}}

    def said_of(self, one: FewSent) -> Given:
        """Raises what is wrong with a reference that it names."""
        return Given(
            one.what,
            how=one.how,
            exhibit=one.exhibit,
            subject=_there(self._subjects[one.about]) if one.about else None,
            series=_there(self._series[one.series]) if one.series else None,
            scheme=_there(self._schemes[one.scheme]) if one.scheme else None,
        )


def _scheme(code: str) -> Scheme | TutelaError:
    try:
        return scheme_named(code)
    except TutelaError as error:
        return error


def _there(found: Any) -> Any:
    if isinstance(found, TutelaError):
        raise found
    return found


def _result(index: int, outcome: Entered | TutelaError) -> ResultOfFew:
    if isinstance(outcome, TutelaError):
        faults = [FaultInBatch(**one) for one in faults_of(outcome)]
        return ResultOfFew(index=index, status=outcome.http_status, number=None, files=0, sightings=0, faults=faults)
    return ResultOfFew(
        index=index,
        status=200 if outcome.again else 201,
        number=outcome.number,
        files=outcome.files,
        sightings=outcome.sightings,
        faults=[],
    )
