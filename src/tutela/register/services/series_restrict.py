"""Restrict a series to named persons, or open it to its organisation again: a decision, with its reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import RuleBroken
from tutela.decisions.models import Decision
from tutela.ownership.services.assign import begin_handling
from tutela.register.models import Series
from tutela.register.services.series_checks import changed, own, reason_of


@transaction.atomic
def restrict_series(
    series: Series, *, restricted: bool, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Series:
    """Let only the handler, named persons and the owner's managers and auditors see the series' record; or lift that again.

    Who may know of its files is another question, and answered by its audience. Raises NotAllowed, BadInput without a reason,
    RuleBroken when it is another organisation's, stands so already, or would go out of the actor's own sight, StaleRecord.
    """
    said = reason_of(words, limit=300)
    fresh = own(series, actor, version=version)
    if fresh.is_restricted == restricted:
        stands = (
            gettext("%(record)s is restricted already.")
            if restricted
            else gettext("%(record)s is open to your organisation already.")
        )
        raise RuleBroken(stands % {"record": fresh.reference}, mend=gettext("Nothing has to be done."))
    if restricted and fresh.handler_id not in (None, actor.user_id) and actor.role != Role.MANAGER:
        raise RuleBroken(
            gettext("Restricting it would take it out of your own sight."),
            mend=gettext("Its handler or a manager restricts it."),
        )
    name_the_verb("series.restrict")
    Decision.objects.create(
        subject_kind="series",
        subject_id=fresh.id,
        subject_reference=fresh.reference,
        organisation_id=fresh.owner_id,
        kind=Decision.Kind.RESTRICT,
        state=Decision.State.TAKEN,
        grounds="restricted" if restricted else "opened_to_organisation",
        words=said,
        made_by_id=actor.user_pk,
        made_at=now,
    )
    if restricted and fresh.handler_id is None:
        # A restricted series without a handler would be nobody's work.
        fresh.handler_id = actor.user_id
        begin_handling(fresh, handler_id=actor.user_pk, actor=actor, now=now)
    fresh.is_restricted = restricted
    changed(fresh, "is_restricted", "handler")
    record("series.restrict", actor=actor, now=now, subject=fresh, restricted=restricted)
    return fresh
