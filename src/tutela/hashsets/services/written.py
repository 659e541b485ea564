"""The file of an edition goes out of the house: each time is written down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import RuleBroken
from tutela.hashsets.models import Edition
from tutela.hashsets.services.bodies import KEEPERS


@transaction.atomic
def write_down(edition: Edition, *, actor: Actor, now: datetime) -> None:
    """That somebody takes the file of an edition. Raises NotAllowed, RuleBroken for one that is not issued."""
    actor.must_hold(*KEEPERS)
    if edition.number is None:
        raise RuleBroken(
            gettext("This edition is not issued yet."),
            mend=gettext("Wait until it is made; its page shows how far it is."),
        )
    record(
        "hashsets.download",
        actor=actor,
        now=now,
        hash_set=edition.hash_set_id,
        body=edition.body_id,
        edition=edition.number,
    )
