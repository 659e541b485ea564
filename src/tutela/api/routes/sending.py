"""Send reports: one, or many at once."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Router, Status

from tutela.accounts.actor import Actor
from tutela.api.access import TO_SEND, actor_of
from tutela.api.problems import faults_of
from tutela.api.shapes.common import FaultInBatch
from tutela.api.shapes.sending import (
    BatchReceived,
    BatchSent,
    ReportReceived,
    ReportSent,
    ResultInBatch,
    incoming_of,
    read_one,
)
from tutela.core import clock
from tutela.core.errors import TutelaError
from tutela.organisations.models import Organisation
from tutela.reports.incoming import IncomingReport
from tutela.reports.services.came_again import Received
from tutela.reports.services.receive_each import receive_each

router = Router(tags=["Send reports"], auth=TO_SEND)
Key = Annotated[
    str,
    Header(
        "",
        alias="Idempotency-Key",
        pattern=r"^[ -~]{0,120}$",
        description="A name of your own for this sending. Sent again with the same report it is received once; with another report it is refused.",
    ),
]


@router.post("/reports", response={201: ReportReceived, 200: ReportReceived}, operation_id="sendReport")
def send_report(request: HttpRequest, body: ReportSent, key: Key) -> Status[ReportReceived]:
    """Send a report.

    201: it is new. 200: it was here already, by its number at your organisation, its content or its key. Answers are read
    at /answers and /submissions.
    """
    incoming = incoming_of(body, organisation_code=_code(actor_of(request)), came_as=request.body)
    [done] = receive_each([incoming], actor=actor_of(request), now=clock.now(), idempotency_keys=[key])
    if isinstance(done, TutelaError):
        raise done
    return Status(200 if done.again else 201, ReportReceived(reference=done.reference, again=done.again))


@router.post("/reports/batch", response=BatchReceived, operation_id="sendReports")
def send_reports(request: HttpRequest, body: BatchSent) -> BatchReceived:
    """Send up to 500 reports.

    Each is taken or refused for itself; of a refused one nothing is kept. The answer says for each what POST /reports would
    have said. Send the whole batch again after a failure: what was taken is recognised.
    """
    actor = actor_of(request)
    code = _code(actor)
    readable: list[tuple[int, IncomingReport, str]] = []
    outcome: dict[int, Received | TutelaError] = {}
    for index, content in enumerate(body.reports):
        try:
            sent, key = read_one(content)
            readable.append((index, incoming_of(sent, organisation_code=code, came_as=request.body), key))
        except TutelaError as error:
            outcome[index] = error
    done = receive_each(
        [one for _, one, _ in readable], actor=actor, now=clock.now(), idempotency_keys=[key for _, _, key in readable]
    )
    outcome |= {index: one for (index, _, _), one in zip(readable, done, strict=True)}
    results = [_result(index, outcome[index]) for index in range(len(body.reports))]
    return BatchReceived(
        taken=sum(one.status == 201 for one in results),
        again=sum(one.status == 200 for one in results),
        refused=sum(one.status >= 400 for one in results),
        results=results,
    )


def _result(index: int, outcome: Received | TutelaError) -> ResultInBatch:
    if isinstance(outcome, TutelaError):
        faults = [FaultInBatch(**one) for one in faults_of(outcome)]
        return ResultInBatch(index=index, status=outcome.http_status, reference="", faults=faults)
    return ResultInBatch(index=index, status=200 if outcome.again else 201, reference=outcome.reference, faults=[])


def _code(actor: Actor) -> str:
    return Organisation.objects.values_list("code", flat=True).get(pk=actor.organisation_pk)
