"""Read the ways of a file: written down, because it says who works with whom, and what an organisation holds of a file."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.hashsets.queries.trace import Trace, trace
from tutela.register.models import File


@transaction.atomic
def read_trace(file: File, *, actor: Actor, now: datetime, form: str = "page") -> Trace:
    """The trace of a file, for a page, the command or a file (``form``); reading is written down."""
    found = trace(file, actor=actor)
    record("hashsets.trace", actor=actor, now=now, file=file.pk, form=form)
    return found
