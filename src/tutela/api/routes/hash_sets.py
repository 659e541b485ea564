"""Sets of hashes: what your organisation gives and takes, editions to be issued, and files of editions that go and come as streams."""

import tempfile
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Query, Router

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.api.access import Token, actor_of
from tutela.api.shapes.common import Cursor, Identity, ListOf, Size, listed
from tutela.api.shapes.hash_sets import (
    EditionRead,
    EditionSent,
    ReceivedRead,
    SetRead,
    TakenRead,
    edition_read,
    received_read,
    set_read,
    taken_read,
)
from tutela.api.shapes.traces import TraceRead, trace_read
from tutela.core import clock
from tutela.core.paging import page
from tutela.hashsets.keys import own_signer
from tutela.hashsets.models import Edition
from tutela.hashsets.queries import sets as asked
from tutela.hashsets.queries.trace import find_held
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.come_in import come_in
from tutela.hashsets.services.issue import ask_edition, bytes_of, let_the_worker_make
from tutela.hashsets.services.read_trace import read_trace
from tutela.hashsets.services.written import write_down

router = Router(tags=["Sets of hashes"], auth=Token(READS_RECORDS))
_TO_KEEP = Token(KEEPERS)
PURPOSE = "exchanging sets of hashes"
MEDIA_TYPE = "application/vnd.tutela.hash-set"
_FILE: dict[str, Any] = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
_ANSWERS_A_FILE = {"responses": {200: {"content": _FILE}}}
_TAKES_A_FILE = {
    "requestBody": {"required": True, "description": "The file of an edition, as it is.", "content": _FILE}
}
Audience = Annotated[
    Literal["own", "country", "all"], Query("own", description="Of a new set: who here may know that a file is in it.")
]


@router.get("/register/sets", response=ListOf[SetRead], operation_id="listSets")
def list_sets(request: HttpRequest, cursor: Cursor, size: Size) -> ListOf[SetRead]:
    """The sets that your organisation gives to bodies outside, by name."""
    rows = asked.given_sets().prefetch_related("recipients__body")
    return listed(page(rows, asked.BY_NAME, cursor=cursor, size=size), set_read)


@router.get("/register/sets/{number}/editions", response=ListOf[EditionRead], operation_id="listEditions")
def list_editions(request: HttpRequest, number: Identity, cursor: Cursor, size: Size) -> ListOf[EditionRead]:
    """The editions of a set, the newest first; those that are being made among them."""
    rows = Edition.objects.filter(hash_set=asked.find_set(number)).select_related("body").defer("head", "tail")
    return listed(page(rows, asked.EDITIONS, cursor=cursor, size=size), edition_read)


@router.post("/register/sets/{number}/editions", response=EditionRead, auth=_TO_KEEP, operation_id="issueEdition")
def issue_edition(request: HttpRequest, number: Identity, body: EditionSent) -> EditionRead:
    """Have the next edition of a set made for a body. It is made in the background; one that is being made already goes on."""
    hash_set, to = asked.find_set(number), asked.find_body(body.body)
    made = ask_edition(hash_set, to, is_full=body.full, actor=_actor(request), now=clock.now())
    let_the_worker_make(made)
    return edition_read(asked.find_edition(made.pk))


@router.get("/register/set-editions/{number}", response=EditionRead, operation_id="readEdition")
def read_edition(request: HttpRequest, number: Identity) -> EditionRead:
    """One edition of a set: how far it is, and what is in it."""
    return edition_read(asked.find_edition(number))


@router.get(
    "/register/set-editions/{number}/file", auth=_TO_KEEP, operation_id="downloadEdition", openapi_extra=_ANSWERS_A_FILE
)
def download_edition(request: HttpRequest, number: Identity) -> Any:
    """The file of an edition that was issued: the same bytes each time. Each time is written into the audit trail."""
    asked.find_edition(number)
    edition = Edition.objects.select_related("hash_set").get(pk=number)
    write_down(edition, actor=_actor(request), now=clock.now())
    # It has no name, and is gone with the process that sends it: the answer is sent when nobody reads rows any more.
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    out.writelines(bytes_of(edition))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"edition-{edition.number}.hashset", content_type=MEDIA_TYPE)


@router.get("/register/received-sets", response=ListOf[ReceivedRead], operation_id="listReceivedSets")
def list_received(request: HttpRequest, cursor: Cursor, size: Size) -> ListOf[ReceivedRead]:
    """The sets that bodies outside give to your organisation, by name."""
    return listed(page(asked.received_sets(), asked.BY_NAME, cursor=cursor, size=size), received_read)


@router.post(
    "/register/received-sets/editions",
    response=TakenRead,
    auth=_TO_KEEP,
    operation_id="uploadEdition",
    openapi_extra=_TAKES_A_FILE,
)
def upload_edition(request: HttpRequest, audience: Audience) -> TakenRead:
    """Take in the file of an edition, up to 2 GiB. It is proved whole before anything of it is kept.

    Its lines enter the register in the background, and are in answers when all of them are in. A request counts once for each
    4 MiB that are begun.
    """
    pieces = iter(lambda: request.read(256 * 1024), b"")
    taken = come_in(
        pieces,
        name="the edition",
        audience=audience,
        own_key=own_signer().public,
        actor=_actor(request),
        now=clock.now(),
    )
    return taken_read(asked.find_taken(taken.pk))


@router.get("/register/received-sets/editions/{number}", response=TakenRead, operation_id="readReceivedEdition")
def read_taken(request: HttpRequest, number: Identity) -> TakenRead:
    """One edition that came in: how much of it is in, and since when it is in answers."""
    return taken_read(asked.find_taken(number))


@router.get("/register/files/{number}/ways", response=TraceRead, operation_id="traceFile")
def trace_file(request: HttpRequest, number: Identity) -> TraceRead:
    """From whom a file came to your organisation by sets of hashes, and to whom it gave it. Reading is written down."""
    actor = _actor(request)
    file, _ = find_held(number, actor)
    return trace_read(read_trace(file, actor=actor, now=clock.now(), form="api"))


def _actor(request: HttpRequest) -> Actor:
    return replace(actor_of(request), purpose=PURPOSE)
