"""Alerts: what your organisation has in common with others; taken, acted on, dismissed with grounds, opened again."""

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tutela.api.access import TO_READ, TO_WORK, actor_of, etag_of, unchanged, version_sent
from tutela.api.shapes.alerts import (
    ActOnSent,
    AlertRead,
    AlertState,
    DismissSent,
    NotTakenList,
    ReopenSent,
    alert_in_full,
    alert_state,
    not_taken_list,
)
from tutela.api.shapes.common import Cursor, Identity, IfMatch, ListOf, Size
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.errors import NotAllowed, NotFound
from tutela.core.paging import page
from tutela.deconfliction.models import AlertTo
from tutela.deconfliction.queries import (
    IN_ORDER,
    MOST_NOT_TAKEN,
    WATCHERS,
    AlertFilters,
    alerts,
    cards_of,
    history_of,
    not_taken,
    shared_value,
    too_common,
)
from tutela.deconfliction.services.answer import acknowledge, act_on, dismiss, reopen
from tutela.deconfliction.subjects import about
from tutela.organisations.models import Organisation

router = Router(tags=["Alerts"], auth=TO_WORK)
States = Annotated[
    Literal["open", "any", "new", "acknowledged", "acted_on", "dismissed", "solved", "overtaken"],
    Query("open", description="Only alerts that stand so; open is new or acknowledged."),
]
Kinds = Annotated[
    Literal[
        "",
        "same_series",
        "same_file",
        "near_file",
        "same_identifier",
        "same_external_report",
        "solved_still_worked",
        "identified",
        "identification_withdrawn",
        "open_again",
        "news",
        "worked_by_nobody",
    ],
    Query("", description="Only alerts of this kind."),
]
Other = Annotated[
    str,
    Query("", max_length=40, pattern=r"^[a-z0-9_-]*$", description="Only those with this organisation, by its code."),
]


@router.get("/alerts", response=ListOf[AlertState], auth=TO_READ, operation_id="listAlerts")
def list_alerts(
    request: HttpRequest, cursor: Cursor, size: Size, state: States, kind: Kinds, other: Other
) -> ListOf[AlertState]:
    """The alerts of your organisation: what nobody has taken first, the soonest due at the head; then what was met last."""
    found = page(
        alerts(actor_of(request), AlertFilters(state=state, kind=kind, other=other)), IN_ORDER, cursor=cursor, size=size
    )
    known = cards_of(found.items)
    return ListOf(items=[alert_state(one, known) for one in found.items], next_cursor=found.next_cursor)


@router.get("/alerts/not-taken", response=NotTakenList, auth=TO_READ, operation_id="listAlertsNotTaken")
def list_not_taken(request: HttpRequest) -> NotTakenList:
    """What nobody has taken in time, for the intake, the analysts and the managers of a coordinating centre: no record of it."""
    actor = actor_of(request)
    actor.must_hold(*WATCHERS)
    if not Organisation.objects.filter(pk=actor.organisation_pk, is_coordinating_centre=True).exists():
        raise NotAllowed("This is for a coordinating centre.", mend="Your own alerts are at /alerts.")
    found = not_taken(now=clock.now())
    return not_taken_list(found[:MOST_NOT_TAKEN], more=len(found) > MOST_NOT_TAKEN, common=too_common())


@router.get("/alerts/{number}", response=AlertRead, auth=TO_READ, operation_id="readAlert")
def read_alert(request: HttpRequest, response: HttpResponse, number: Identity) -> AlertRead:
    """An alert: why you are told, whom to telephone, what may be said, what became of it. The reading is kept."""
    alert = _there(number)
    record("alert.read", actor=actor_of(request), now=clock.now(), subject=about(alert), alert=alert.pk)
    response["ETag"] = etag_of(alert)
    return alert_in_full(alert, cards_of([alert]), shared_value(alert), history_of(alert))


@router.post("/alerts/{number}/acknowledge", response=AlertState, operation_id="acknowledgeAlert")
def take(request: HttpRequest, response: HttpResponse, number: Identity, if_match: IfMatch) -> AlertState:
    """Take it: somebody of your organisation looks at it, and the centre no longer waits for that."""

    def act(alert: AlertTo) -> None:
        acknowledge(alert, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, number, act)


@router.post("/alerts/{number}/act-on", response=AlertState, operation_id="actOnAlert")
def say_done(
    request: HttpRequest, response: HttpResponse, number: Identity, body: ActOnSent, if_match: IfMatch
) -> AlertState:
    """Say what was done. Joint work, or taking or handing it over, covers what is met later as well."""

    def act(alert: AlertTo) -> None:
        act_on(alert, **body.model_dump(), version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, number, act)


@router.post("/alerts/{number}/dismiss", response=AlertState, operation_id="dismissAlert")
def say_nothing_to_do(
    request: HttpRequest, response: HttpResponse, number: Identity, body: DismissSent, if_match: IfMatch
) -> AlertState:
    """Say why nothing has to be done. The grounds stay with the alert."""

    def act(alert: AlertTo) -> None:
        dismiss(alert, **body.model_dump(), version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, number, act)


@router.post("/alerts/{number}/reopen", response=AlertState, operation_id="reopenAlert")
def open_again(
    request: HttpRequest, response: HttpResponse, number: Identity, body: ReopenSent, if_match: IfMatch
) -> AlertState:
    """Open an alert again that was answered or is solved; you have then taken it."""

    def act(alert: AlertTo) -> None:
        reopen(alert, words=body.words, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, number, act)


def _there(number: int) -> AlertTo:
    found = AlertTo.objects.select_related("other").filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such alert that you may see.", mend="Look at /alerts.")
    return found


def _do(request: HttpRequest, response: HttpResponse, number: int, act: Callable[[AlertTo], None]) -> AlertState:
    alert = _there(number)
    unchanged(request, alert)
    act(alert)
    after = _there(number)
    response["ETag"] = etag_of(after)
    return alert_state(after, cards_of([after]))
