"""Restrict a report to named persons, or open it to its organisation again: a decision, with its reason."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Membership, Role, User
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.ownership.models import Participation
from tutela.ownership.services import add_participant, assign
from tutela.reports.models import Report

_RESTRICTERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def restrict(
    report: Report,
    *,
    restricted: bool,
    words: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
    named: Sequence[User] = (),
) -> Report:
    """Let only the handler, the named persons and the owner's managers and auditors see ``report``; or lift that again.

    Whoever restricts a report that nobody handles becomes its handler. Raises NotAllowed, BadInput without a reason or for
    a person of another organisation, RuleBroken when the report is another organisation's or the restricting person would
    lose sight of it.
    """
    actor.must_hold(*_RESTRICTERS)
    fresh = locked(report, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    if fresh.is_restricted == restricted:
        stands = (
            gettext("{record} is restricted already.")
            if restricted
            else gettext("{record} is open to your organisation already.")
        )
        raise RuleBroken(stands.format(record=fresh.reference), mend=gettext("Nothing has to be done."))
    if not words.strip():
        raise BadInput(gettext("Say why."), where=where(field="words"), mend=gettext("A few words are enough."))
    if restricted and fresh.handler_id not in (None, actor.user_id) and actor.role != Role.MANAGER:
        raise RuleBroken(
            gettext("Restricting it would take it out of your own sight."),
            mend=gettext("Its handler or a manager restricts it."),
        )
    _must_work_here(named, fresh, now)
    name_the_verb("report.restrict")
    if restricted and fresh.handler_id is None:
        # A restricted report without a handler would be in nobody's hands but the managers'.
        assign(fresh, handler=User.objects.get(pk=actor.user_pk), actor=actor, now=now)
    Decision.objects.create(
        subject_kind="report",
        subject_id=fresh.id,
        subject_reference=fresh.reference,
        organisation_id=fresh.owner_id,
        kind=Decision.Kind.RESTRICT,
        state=Decision.State.TAKEN,
        grounds="restricted" if restricted else "opened_to_organisation",
        words=words,
        made_by_id=actor.user_pk,
        made_at=now,
    )
    fresh.is_restricted = restricted
    fresh.version += 1
    fresh.save(update_fields=["is_restricted", "version"])
    record("report.restrict", actor=actor, now=now, subject=fresh, restricted=restricted)
    still = Participation.objects.filter(subject_kind="report", subject_id=fresh.id, ended_at=None).values("user_id")
    for person in User.objects.filter(pk__in=[one.pk for one in named]).exclude(pk__in=still) if restricted else ():
        name_person(fresh, person, actor=actor, now=now)
    return fresh


@transaction.atomic
def name_person(report: Report, person: User, *, actor: Actor, now: datetime) -> Participation:
    """Let one colleague see a restricted report. Raises BadInput for somebody of another organisation."""
    _must_work_here([person], report, now)
    owner = Organisation.objects.get(pk=report.owner_id)
    return add_participant(
        report, organisation=owner, basis=Participation.Basis.NAMED, user=person, actor=actor, now=now
    )


def _must_work_here(named: Sequence[User], report: Report, now: datetime) -> None:
    wanted = {person.pk for person in named}
    held = Membership.objects.filter(
        user_id__in=wanted, organisation_id=report.owner_id, role__in=WRITES_RECORDS, starts_at__lte=now
    ).exclude(ends_at__lte=now)
    if wanted != set(held.values_list("user_id", flat=True)):
        raise BadInput(
            gettext("Somebody named does not work on records in your organisation."),
            where=where(field="named"),
            mend=gettext("Name colleagues; give others access to this one record instead."),
        )
