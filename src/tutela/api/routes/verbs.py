"""What staff do with a report: one address a verb. Each answers how the report stands afterwards."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tutela.accounts.members import colleague
from tutela.api.access import TO_WORK, actor_of, etag_of, unchanged, version_sent
from tutela.api.shapes.acts import (
    AnswerSent,
    AssignSent,
    CaseSent,
    ProposeSent,
    SecondSent,
    SendSent,
    TriageSent,
    WordsSent,
)
from tutela.api.shapes.common import Identity, IfMatch, Reference
from tutela.api.shapes.records import CaseState, case_state
from tutela.api.shapes.reports import (
    AnswerKept,
    DecisionRead,
    OfferRead,
    ReportState,
    answer_kept,
    decision,
    offer,
    state_of,
)
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.organisations.models import Organisation, Place
from tutela.ownership.access import find
from tutela.ownership.services import assign, claim
from tutela.reports.models import Report
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, reopen, second
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.urgent import accept_concern

router = Router(tags=["Work on reports"], auth=TO_WORK)
_ROW = ("owner", "handler")


@router.post("/reports/{reference}/triage", response=ReportState, operation_id="triageReport")
def triage_report(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: TriageSent, if_match: IfMatch
) -> ReportState:
    """Say what the report concerns. A specific concern that is new calls whoever is on duty."""
    place = _of_code(Place, body.place, "place") if body.place else None
    fields = body.model_dump(exclude={"place"})

    def act(report: Report) -> None:
        triage(report, **fields, place=place, actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/reports/{reference}/accept-concern", response=ReportState, operation_id="acceptConcern")
def accept_the_concern(
    request: HttpRequest, response: HttpResponse, reference: Reference, if_match: IfMatch
) -> ReportState:
    """Accept a specific concern: you act on it now, and nobody else is called any more."""

    def act(report: Report) -> None:
        accept_concern(report, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/reports/{reference}/assign", response=ReportState, operation_id="assignReport")
def assign_report(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: AssignSent, if_match: IfMatch
) -> ReportState:
    """Name who works on the report: somebody of the organisation that answers for it."""
    actor = actor_of(request)

    def act(report: Report) -> None:
        handler = colleague(body.handler, actor=actor)
        assign(report, handler=handler, version=version_sent(request), actor=actor, now=clock.now())

    return _do(request, response, reference, act)


@router.post("/reports/{reference}/send", response={201: OfferRead}, operation_id="offerReport")
def offer_report(request: HttpRequest, reference: Reference, body: SendSent, if_match: IfMatch) -> Status[OfferRead]:
    """Offer the report to the organisation that is responsible. You answer for it until it is accepted."""
    report = _find(request, reference)
    to = _of_code(Organisation, body.to, "to")
    made = send_report(
        report, to=to, reason=body.reason, version=version_sent(request), actor=actor_of(request), now=clock.now()
    )
    return Status(201, offer(made))


@router.post("/reports/{reference}/answer", response={201: AnswerKept}, operation_id="answerReporter")
def answer_reporter(
    request: HttpRequest, reference: Reference, body: AnswerSent, if_match: IfMatch
) -> Status[AnswerKept]:
    """Answer whoever reported, by the door the report came in. It is kept as it was sent."""
    report = _find(request, reference)
    made = answer(
        report, template=body.template, version=version_sent(request), actor=actor_of(request), now=clock.now()
    )
    return Status(201, answer_kept(made))


@router.post("/reports/{reference}/decisions", response={201: DecisionRead}, operation_id="proposeDecision")
def propose_decision(
    request: HttpRequest, reference: Reference, body: ProposeSent, if_match: IfMatch
) -> Status[DecisionRead]:
    """Propose not to investigate. It takes effect when a second person agrees."""
    report = _find(request, reference)
    made = propose_no_investigation(
        report,
        grounds=body.grounds,
        words=body.words,
        review_on=body.review_on,
        version=version_sent(request),
        actor=actor_of(request),
        now=clock.now(),
    )
    return Status(201, decision(made))


@router.post(
    "/reports/{reference}/decisions/{decision_id}/second", response=DecisionRead, operation_id="secondDecision"
)
def second_decision(
    request: HttpRequest, reference: Reference, decision_id: Identity, body: SecondSent
) -> DecisionRead:
    """The second person's word on a proposal; it is another person than the one who proposed."""
    report = _find(request, reference)
    made = second(decision_id, agrees=body.agrees, words=body.words, actor=actor_of(request), now=clock.now())
    if (made.subject_kind, made.subject_id) != ("report", report.pk):
        raise NotFound("There is no such decision on this report.", mend="Read the report for its decisions.")
    return decision(made)


@router.post("/reports/{reference}/information", response=ReportState, operation_id="keepAsInformation")
def keep_report(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: WordsSent, if_match: IfMatch
) -> ReportState:
    """Keep the report as information: nothing to act on now, and it is found when something fits it."""

    def act(report: Report) -> None:
        keep_as_information(
            report, words=body.words, version=version_sent(request), actor=actor_of(request), now=clock.now()
        )

    return _do(request, response, reference, act)


@router.post("/reports/{reference}/open-case", response={201: CaseState}, operation_id="openCase")
def open_case(request: HttpRequest, reference: Reference, body: CaseSent, if_match: IfMatch) -> Status[CaseState]:
    """Open a case from the report, with everything that is known, or nothing of it."""
    report = _find(request, reference)
    made = open_case_from(
        report, body.new_case(), version=version_sent(request), actor=actor_of(request), now=clock.now()
    )
    return Status(201, case_state(find(made.reference, kind="case", related=_ROW)))


@router.post("/reports/{reference}/reopen", response=ReportState, operation_id="reopenReport")
def reopen_report(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: WordsSent, if_match: IfMatch
) -> ReportState:
    """Work a decided or closed report again, with the reason. What was promised to the reporter starts again."""

    def act(report: Report) -> None:
        reopen(report, words=body.words, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/reports/{reference}/claim", response=ReportState, operation_id="claimReport")
def claim_report(request: HttpRequest, response: HttpResponse, reference: Reference, if_match: IfMatch) -> ReportState:
    """Take over a report that the coordinating centre owns only because nobody else has."""

    def act(report: Report) -> None:
        claim(report, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


def _find(request: HttpRequest, reference: str) -> Report:
    report: Report = find(reference, kind="report", related=(*_ROW, "place"))
    unchanged(request, report)
    return report


def _do(request: HttpRequest, response: HttpResponse, reference: str, act: Callable[[Report], None]) -> ReportState:
    report = _find(request, reference)
    act(report)
    after = find(report.reference, kind="report", related=_ROW)
    response["ETag"] = etag_of(after)
    return state_of(after)


def _of_code(model: type[Any], code: str, field: str) -> Any:
    found = model.objects.filter(code=code).first()
    if found is None:
        raise BadInput(f"There is no such {model.__name__.lower()}.", where=where(field=field), mend="Check its code.")
    return found
