"""Take a case out as a document: whoever does has read the whole record, and that is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.reading import record_reading, record_readings
from tutela.audit.services import record
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.errors import BadInput, where
from tutela.exchange.compose import as_bytes, document_of
from tutela.exchange.copies import FULL, copy_of
from tutela.exchange.pdf import pdf_of
from tutela.exchange.sealing import seal
from tutela.ownership.access import find


@transaction.atomic
def take_out(reference: str, *, what: str, actor: Actor, now: datetime) -> dict[str, Any]:
    """The document of a case as the present reader sees it; a line of audit for the case, and one for each child in it.

    Raises NotFound for a case that is absent or not for this reader; NotAllowed without a purpose.
    """
    case: Case = find(reference, kind="case")
    document = document_of(case, actor=actor, now=now)
    record_reading(case, actor=actor, now=now, what=what)
    children = Child.objects.filter(reference__in=[one["reference"] for one in document["case"]["children"]])
    record_readings(children, actor=actor, now=now, what=what)
    return document


@dataclass(frozen=True)
class Copy:
    """A copy as a file."""

    content: bytes
    media_type: str
    name: str


@transaction.atomic
def make_copy(
    reference: str, *, kind: str, form: str, receiver: str, keys: Sequence[str], actor: Actor, now: datetime
) -> Copy:
    """A copy of a case for ``receiver``: how much it says (``kind``), as JSON or PDF, sealed where there are ``keys``.

    Raises as ``take_out`` does; BadInput for a key that is none, or for a full copy that nobody seals.
    """
    if kind == FULL and not keys:
        raise BadInput(
            gettext("A copy that says everything is sealed."),
            where=where(field="keys"),
            mend=gettext("Ask the receiver for their public key."),
        )
    document = take_out(reference, what="copy", actor=actor, now=now)
    case: Case = find(reference, kind="case")
    record(
        "case.copy", actor=actor, now=now, subject=case, kind=kind, form=form, receiver=receiver, sealed_for=len(keys)
    )
    said = document if kind == FULL else copy_of(document, kind=kind, receiver=receiver)
    content = pdf_of(said) if form == "pdf" else as_bytes(said)
    name, media_type = f"case-copy-{now:%Y%m%d}.{form}", f"application/{form}"
    if keys:
        return Copy(seal(content, keys=keys), "application/octet-stream", f"{name}.age")
    return Copy(content, media_type, name)
