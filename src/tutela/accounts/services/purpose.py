"""Why somebody reads: asked once a session, from a closed list, and written into the audit trail."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import BadInput, NotAllowed, where

LIST = "reading_purpose"


def purposes() -> list[tuple[str, str]]:
    """The purposes to choose from, as code and label."""
    return typology.choices(LIST)


@transaction.atomic
def state_purpose(code: str, *, actor: Actor, now: datetime, words: str = "") -> Actor:
    """Say why one reads, for this session; returns the actor with that purpose. *Other* needs words, which stay in the
    entry.

    Raises BadInput for a purpose that is not on the list, NotAllowed for a role that reads no records.
    """
    if not actor.reads_records:
        raise NotAllowed(gettext("Your role reads no records."), mend=gettext("Nothing has to be said."))
    if code not in dict(purposes()):
        raise BadInput(
            gettext("Say why you read records now."),
            where=where(field="purpose"),
            mend=gettext("Choose one of the purposes."),
        )
    if code == "other" and not words.strip():
        raise BadInput(
            gettext("Say which other purpose."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    stated = replace(actor, purpose=code)
    record("purpose.stated", actor=stated, now=now, words=words.strip()[:200])
    return stated
