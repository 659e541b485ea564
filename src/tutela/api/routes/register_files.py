"""Files of the register: what is known of one, which look like it, and what a person says of two."""

from dataclasses import replace

from django.http import HttpRequest
from ninja import Router

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS
from tutela.api.access import Token, actor_of
from tutela.api.shapes.common import Identity
from tutela.api.shapes.register_files import (
    AlikeSent,
    FilesFound,
    NearFilesRead,
    OtherHashSent,
    RegisteredFileRead,
    WordRead,
    file_read,
    near_read,
    word_read,
)
from tutela.audit.services import record
from tutela.core import clock
from tutela.register.queries.files import files_with_other_hash, find_file, known_of
from tutela.register.queries.near_files import near_of, words_about
from tutela.register.services.near_verdicts import JUDGES, say_alike

router = Router(tags=["Register"], auth=Token(READS_RECORDS))
PURPOSE = "looking at a file of the register"


@router.get("/register/files/{number}", response=RegisteredFileRead, operation_id="readFile")
def read_file(request: HttpRequest, number: Identity) -> RegisteredFileRead:
    """A file: its hashes, what organisations hold of it and say of it, as far as you may know. Reading is written down."""
    known = known_of(number)
    record("register.read_file", actor=_actor(request), now=clock.now(), file=known.file.pk)
    return file_read(known)


@router.get("/register/files/{number}/near", response=NearFilesRead, operation_id="listNearFiles")
def list_near(request: HttpRequest, number: Identity) -> NearFilesRead:
    """The files whose PDQ hashes differ from its own in at most 31 bits, as far as you may know of them. Reading is written down."""
    file = find_file(number)
    found, has_more = near_of(file)
    record("register.read_near", actor=_actor(request), now=clock.now(), file=file.pk, files=len(found))
    return near_read(file.pk, found, has_more=has_more)


@router.post("/register/files/{number}/near/{other}", response=WordRead, auth=Token(JUDGES), operation_id="sayAlike")
def say(request: HttpRequest, number: Identity, other: Identity, body: AlikeSent) -> WordRead:
    """Say of two files that look alike whether they are the same picture. A later word of your organisation follows the earlier."""
    one, two = find_file(number), find_file(other)
    made = say_alike(one, two, verdict=body.verdict, words=body.words, actor=_actor(request), now=clock.now())
    return word_read(next(word for word in words_about(one) if word.number == made.pk))


@router.post("/register/look-up-other", response=FilesFound, operation_id="lookUpOther")
def look_up_other(request: HttpRequest, body: OtherHashSent) -> FilesFound:
    """The files of which exactly this hash of another kind was given. It is compared for equality, and for nothing else."""
    found = files_with_other_hash(body.kind, body.value)
    record("register.look_up", actor=_actor(request), now=clock.now(), found=len(found))
    return FilesFound(files=found)


def _actor(request: HttpRequest) -> Actor:
    return replace(actor_of(request), purpose=PURPOSE)
