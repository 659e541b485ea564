"""Series: the list, one of them, its files, and the verbs on it; each answers how the series stands afterwards."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from tutela.accounts.members import colleague
from tutela.api.access import TO_READ, TO_WORK, actor_of, etag_of, unchanged, version_sent
from tutela.api.shapes.acts import AssignSent, SendSent
from tutela.api.shapes.common import Cursor, Identity, IfMatch, ListOf, Reference, Size, listed
from tutela.api.shapes.reports import OfferRead, offer
from tutela.api.shapes.series import (
    AudienceSent,
    ChildLinkSent,
    ChildOfSeries,
    FileOfSeries,
    FilesPut,
    FilesSent,
    LabelSent,
    PartInSeries,
    ReasonSent,
    RestrictSent,
    SeriesRead,
    SeriesSent,
    SeriesState,
    ShareSent,
    child_of_series,
    file_of_series,
    part_in_series,
    series_in_full,
    series_state,
)
from tutela.audit.reading import record_reading
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.paging import Key, page
from tutela.organisations.models import Organisation
from tutela.ownership.access import find
from tutela.ownership.models import Participation
from tutela.ownership.services import assign, claim
from tutela.register.models import ChildInSeries, Entry, Series
from tutela.register.queries.series import (
    FILES_ORDER,
    SeriesFilters,
    children_in,
    entries_to_put,
    figures_of,
    files_in,
    participants_of,
    series_of,
)
from tutela.register.services.series_audience import set_audience
from tutela.register.services.series_children import link_child, unlink_child
from tutela.register.services.series_entries import put_in_series, take_out_of_series
from tutela.register.services.series_hand_on import send_series
from tutela.register.services.series_open import open_series, rename_series
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import end_series_share, share_series

router = Router(tags=["Series"], auth=TO_WORK)
_ROW = ("owner", "handler")
_NEWEST = (Key("created_at", descending=True), Key("id", descending=True))
Whose = Annotated[
    Literal["ours", "mine", "shared", "unclaimed"],
    Query(
        "ours",
        description="Of your organisation, yours, others' in which it takes part, or those that somebody answers for by default.",
    ),
]
Standing = Annotated[
    Literal["", "not_identified", "identified", "safeguarded", "stopped"],
    Query("", description="Only series whose children are known so far."),
]
Reach = Annotated[Literal["", "own", "country", "all"], Query("", description="Only series of this audience.")]


@router.get("/series", response=ListOf[SeriesState], auth=TO_READ, operation_id="listSeries")
def list_series(
    request: HttpRequest, cursor: Cursor, size: Size, whose: Whose, standing: Standing, audience: Reach
) -> ListOf[SeriesState]:
    """The series that your organisation answers for, the newest first; no names."""
    filters = SeriesFilters(whose=whose, standing=standing, audience=audience)
    rows = series_of(actor_of(request), filters).select_related(*_ROW)
    return listed(page(rows, _NEWEST, cursor=cursor, size=size), series_state)


@router.post("/series", response={201: SeriesState}, operation_id="openSeries")
def open_new(request: HttpRequest, body: SeriesSent) -> Status[SeriesState]:
    """Open a series. Your organisation answers for finding out which children it concerns."""
    made = open_series(**body.model_dump(), actor=actor_of(request), now=clock.now())
    return Status(201, series_state(_there(made.reference)))


@router.get("/series/{reference}", response=SeriesRead, auth=TO_READ, operation_id="readSeries")
def read_series(request: HttpRequest, response: HttpResponse, reference: Reference) -> SeriesRead:
    """A series, its children first. The reading is written into the audit trail with your purpose."""
    series = _there(reference)
    record_reading(series, actor=actor_of(request), now=clock.now())
    response["ETag"] = etag_of(series)
    return series_in_full(series, children_in(series), figures_of(series), participants_of(series))


@router.get("/series/{reference}/files", response=ListOf[FileOfSeries], auth=TO_READ, operation_id="listFilesOfSeries")
def list_files(request: HttpRequest, reference: Reference, cursor: Cursor, size: Size) -> ListOf[FileOfSeries]:
    """The files of a series of which you may know, by their hashes."""
    series = _there(reference)
    record_reading(series, actor=actor_of(request), now=clock.now(), what="files")
    return listed(page(files_in(series), FILES_ORDER, cursor=cursor, size=size), file_of_series)


@router.post("/series/{reference}/files", response=FilesPut, operation_id="putFilesInSeries")
def put_files(request: HttpRequest, reference: Reference, body: FilesSent, if_match: IfMatch) -> FilesPut:
    """Files that the register has, of cases and of no series yet, become those of the series; all of them or none."""
    series, actor = _find(request, reference), actor_of(request)
    entries = entries_to_put([bytes.fromhex(one) for one in body.hashes], actor.organisation_pk)
    if not entries:
        raise BadInput(
            "None of these files is one of a case, without a series, that you may know of.",
            where=where(field="hashes"),
            mend="Give them to the register first, or take them out of their series.",
        )
    placed = put_in_series(series, entries, reason=body.reason, actor=actor, now=clock.now())
    return FilesPut(entries=placed)


@router.post("/series/{reference}/files/{number}/take-out", response=FilesPut, operation_id="takeFileOutOfSeries")
def take_file_out(
    request: HttpRequest, reference: Reference, number: Identity, body: ReasonSent, if_match: IfMatch
) -> FilesPut:
    """A file is not of the series after all. What the organisation holds of it stays in the register."""
    series = _find(request, reference)
    entry = Entry.objects.filter(pk=number, series=series).first()
    if entry is None:
        raise NotFound("There is no such file in the series that you may see.", mend="Read its files.")
    freed = take_out_of_series(series, [entry], reason=body.reason, actor=actor_of(request), now=clock.now())
    return FilesPut(entries=freed)


@router.post("/series/{reference}/rename", response=SeriesState, operation_id="renameSeries")
def rename(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: LabelSent, if_match: IfMatch
) -> SeriesState:
    """Call a series otherwise; its history keeps what it was called."""

    def act(series: Series) -> None:
        rename_series(series, label=body.label, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/series/{reference}/audience", response=SeriesState, operation_id="setAudienceOfSeries")
def say_audience(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: AudienceSent, if_match: IfMatch
) -> SeriesState:
    """Say who may know of the series and what everybody else hears. It holds at once for each of its files."""

    def act(series: Series) -> None:
        set_audience(
            series, **body.model_dump(), version=version_sent(request), actor=actor_of(request), now=clock.now()
        )

    return _do(request, response, reference, act)


@router.post("/series/{reference}/children", response={201: ChildOfSeries}, operation_id="linkChild")
def link(request: HttpRequest, reference: Reference, body: ChildLinkSent, if_match: IfMatch) -> Status[ChildOfSeries]:
    """The series concerns a child whose record you see. How far its children are known follows by itself."""
    series = _find(request, reference)
    try:
        child = find(body.child, kind="child")
    except NotFound as error:
        raise BadInput(error.what, where=where(field="child"), mend=error.mend) from None
    made = link_child(
        series, child, basis=body.basis, version=version_sent(request), actor=actor_of(request), now=clock.now()
    )
    return Status(201, child_of_series(made, child))


@router.post("/series/{reference}/children/{number}/end", response=SeriesState, operation_id="endChildLink")
def end_link(
    request: HttpRequest,
    response: HttpResponse,
    reference: Reference,
    number: Identity,
    body: ReasonSent,
    if_match: IfMatch,
) -> SeriesState:
    """The series does not concern that child after all. The link stays on record with the reason."""

    def act(series: Series) -> None:
        there = ChildInSeries.objects.filter(pk=number, series=series).select_related("series").first()
        if there is None:
            raise NotFound("There is no such child in the series that you may see.", mend="Read the series.")
        unlink_child(there, reason=body.reason, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/series/{reference}/claim", response=SeriesState, operation_id="claimSeries")
def claim_series(request: HttpRequest, response: HttpResponse, reference: Reference, if_match: IfMatch) -> SeriesState:
    """Take over a series that the coordinating centre owns only because nobody else has."""

    def act(series: Series) -> None:
        claim(series, version=version_sent(request), actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/series/{reference}/assign", response=SeriesState, operation_id="assignSeries")
def assign_series(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: AssignSent, if_match: IfMatch
) -> SeriesState:
    """Name who works on the series: somebody of the organisation that answers for it."""
    actor = actor_of(request)

    def act(series: Series) -> None:
        handler = colleague(body.handler, actor=actor)
        assign(series, handler=handler, version=version_sent(request), actor=actor, now=clock.now())

    return _do(request, response, reference, act)


@router.post("/series/{reference}/send", response={201: OfferRead}, operation_id="offerSeries")
def offer_series(request: HttpRequest, reference: Reference, body: SendSent, if_match: IfMatch) -> Status[OfferRead]:
    """Offer the series to the organisation that is to answer for it. You answer for it until it is accepted."""
    series = _find(request, reference)
    made = send_series(
        series,
        to=_organisation(body.to, "to"),
        reason=body.reason,
        version=version_sent(request),
        actor=actor_of(request),
        now=clock.now(),
    )
    return Status(201, offer(made))


@router.post("/series/{reference}/share", response={201: PartInSeries}, operation_id="shareSeries")
def share(request: HttpRequest, reference: Reference, body: ShareSent, if_match: IfMatch) -> Status[PartInSeries]:
    """Let another organisation read the series until that is ended, or work it jointly: its owner leads."""
    series = _find(request, reference)
    made = share_series(
        series,
        organisation=_organisation(body.organisation, "organisation"),
        may_write=body.may_write,
        actor=actor_of(request),
        now=clock.now(),
    )
    return Status(201, part_in_series(made))


@router.post("/series/{reference}/share/{number}/end", response=SeriesState, operation_id="endShareOfSeries")
def end_share(
    request: HttpRequest, response: HttpResponse, reference: Reference, number: Identity, if_match: IfMatch
) -> SeriesState:
    """Call back what was shared: from now on they no longer see the series."""

    def act(series: Series) -> None:
        part = Participation.objects.filter(subject_kind="series", subject_id=series.pk, pk=number).first()
        if part is None:
            raise NotFound("There is no such part that you may see.", mend="Read the series.")
        end_series_share(series, part, actor=actor_of(request), now=clock.now())

    return _do(request, response, reference, act)


@router.post("/series/{reference}/restrict", response=SeriesState, operation_id="restrictSeries")
def restrict(
    request: HttpRequest, response: HttpResponse, reference: Reference, body: RestrictSent, if_match: IfMatch
) -> SeriesState:
    """Let only the handler, named persons, managers and auditors see the record; or open it to the organisation again."""

    def act(series: Series) -> None:
        restrict_series(
            series, **body.model_dump(), version=version_sent(request), actor=actor_of(request), now=clock.now()
        )

    return _do(request, response, reference, act)


def _there(reference: str) -> Series:
    series: Series = find(reference, kind="series", related=_ROW)
    return series


def _find(request: HttpRequest, reference: str) -> Series:
    series = _there(reference)
    unchanged(request, series)
    return series


def _do(request: HttpRequest, response: HttpResponse, reference: str, act: Callable[[Series], Any]) -> SeriesState:
    series = _find(request, reference)
    act(series)
    after = _there(series.reference)
    response["ETag"] = etag_of(after)
    return series_state(after)


def _organisation(code: str, field: str) -> Organisation:
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise BadInput("There is no such organisation.", where=where(field=field), mend="Check its code.")
    return found
