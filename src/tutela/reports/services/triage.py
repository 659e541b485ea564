"""What a person makes of a report before it is decided: its place, categories, concern; and that somebody has begun."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.organisations.models import Place
from tutela.ownership.access import locked
from tutela.reports.models import Report
from tutela.reports.search_words import rewrite_document
from tutela.reports.services.urgent import call_duty

_TRIAGERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)


@transaction.atomic
def triage(
    report: Report,
    *,
    categories: Sequence[str],
    countries: Sequence[str],
    place: Place | None,
    specific_concern: str,
    concern_grounds: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Report:
    """Write what a person made of the report; the suggestion that came with it stays in the submission.

    A concern newly seen calls whoever is on duty. Raises StaleRecord when somebody else changed it meanwhile, RuleBroken
    when it is another organisation's or closed, BadInput when a concern has no grounds.
    """
    actor.must_hold(*_TRIAGERS)
    fresh = locked(report, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    if fresh.state == Report.State.CLOSED:
        raise RuleBroken(
            gettext("{record} is closed.").format(record=fresh.reference),
            mend=gettext("Reopen it first, with the reason."),
        )
    for category in categories:
        typology.category(category)
    if specific_concern == Report.Concern.YES and not concern_grounds.strip():
        raise BadInput(
            gettext("A specific concern needs its grounds."),
            where=where(field="concern_grounds"),
            mend=gettext("Say what makes it specific, and who says so."),
        )
    if fresh.is_urgent and specific_concern != Report.Concern.YES:
        raise RuleBroken(
            gettext("A specific concern that nobody has accepted is not taken away."),
            mend=gettext("Accept the concern first, look into it, and then say what you found."),
        )
    name_the_verb("report.triage")
    newly_urgent = specific_concern == Report.Concern.YES and fresh.specific_concern != Report.Concern.YES
    changed = {
        "categories": list(categories),
        "countries": list(countries),
        "place": place,
        "specific_concern": specific_concern,
        "concern_grounds": concern_grounds,
        "is_urgent": newly_urgent or fresh.is_urgent,
        "state": Report.State.WORKING if fresh.state == Report.State.RECEIVED else fresh.state,
        "version": fresh.version + 1,
    }
    fields = [name for name, value in changed.items() if getattr(fresh, name) != value]
    for name in fields:
        setattr(fresh, name, changed[name])
    fresh.save(update_fields=fields)
    rewrite_document(fresh, now=now)
    record("report.triage", actor=actor, now=now, subject=fresh, fields=fields)
    if newly_urgent:
        call_duty(fresh, fresh.owner, actor=actor, now=now)
    return fresh
