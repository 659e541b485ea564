"""Take a case out as a document: whoever does has read the whole record, and that is written down."""

from datetime import datetime
from typing import Any

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.reading import record_reading, record_readings
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.exchange.compose import document_of
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
