"""Mark how far what a record holds may go (TLP 2.0), and hold to it: nothing red is shared with a whole organisation."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.ownership.access import locked
from tutela.ownership.models import Handling, Participation

# From the narrowest to the widest.
ORDER = tuple(Handling.values)


@transaction.atomic
def mark_handling(
    subject: Any, *, handling: str, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Any:
    """Say how far ``subject`` may go. Whoever works on it narrows; only a manager widens.

    Raises BadInput for a mark that is none, or without a reason; RuleBroken when the record is another organisation's, bears the mark
    already, or is to be red and whole organisations take part in it; NotAllowed for whoever would widen and may not.
    """
    actor.must_hold(*WRITES_RECORDS)
    if handling not in ORDER:
        raise BadInput(
            gettext("There is no such mark."), where=where(field="handling"), mend=gettext("Choose one of the five.")
        )
    if not words.strip():
        raise BadInput(gettext("Say why."), where=where(field="words"), mend=gettext("A few words are enough."))
    fresh = locked(subject, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    if fresh.handling == handling:
        raise RuleBroken(
            gettext("{record} bears that mark already.").format(record=fresh.reference),
            mend=gettext("Nothing has to be done."),
        )
    if ORDER.index(handling) > ORDER.index(fresh.handling):
        actor.must_hold(Role.MANAGER)
    if handling == Handling.RED and _bodies(fresh):
        raise RuleBroken(
            gettext("Whole organisations take part in it, and red is for named people."),
            where=where(field="handling"),
            mend=gettext("End their part first, or share with people by name."),
        )
    name_the_verb(f"{fresh.subject_kind}.mark")
    before = fresh.handling
    fresh.handling = handling
    fresh.version += 1
    fresh.save(update_fields=["handling", "version"])
    record(f"{fresh.subject_kind}.mark", actor=actor, now=now, subject=fresh, before=before, after=handling)
    return fresh


def marks_for(subject: Any, *, role: str) -> tuple[str, ...]:
    """The marks that somebody of ``role`` may give ``subject``: up to the present one, or any for a manager."""
    return ORDER if role == Role.MANAGER else ORDER[: ORDER.index(subject.handling) + 1]


def must_not_be_red(subject: Any) -> None:
    """Refuse to share a red record with a whole organisation. Raises RuleBroken."""
    if subject.handling == Handling.RED:
        raise RuleBroken(
            gettext("{record} is marked TLP:RED: it is for named people.").format(record=subject.reference),
            mend=gettext("Give access to people by name, or have a manager change the mark."),
        )


def _bodies(subject: Any) -> bool:
    return Participation.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.id, user=None, ended_at=None
    ).exists()
