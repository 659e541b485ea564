"""A specific concern that a child is being harmed now: call whoever is on duty, at any hour, until somebody has accepted it."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role, User
from tutela.audit.services import name_the_verb, record
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import RuleBroken
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.channels import coordinating_centre_for
from tutela.organisations.models import Organisation
from tutela.organisations.promises import escalation_due
from tutela.ownership.access import locked
from tutela.ownership.services import assign
from tutela.reports.escalation_jobs import escalate_later
from tutela.reports.models import Report, UrgentCall


def call_duty(
    report: Report, organisation: Organisation, *, actor: Actor, now: datetime, level: int = 1
) -> list[UrgentCall]:
    """Call everybody at the next level of the rota from ``level`` on; when the rota has nobody left, the whole desk.

    Writes who was called and when the next level is called; the clock of the concern starts with the first call.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, level FROM duty_at(%s, %s, %s)", [organisation.pk, now, level])
        rota = cursor.fetchall()
    reached = [(user_id, at_level) for user_id, at_level in rota if at_level == rota[0][1]] if rota else []
    escalates_at = escalation_due(organisation, now)
    calls = UrgentCall.objects.bulk_create(
        [
            UrgentCall(
                report=report,
                organisation=organisation,
                level=at_level,
                called_id=user_id,
                called_at=now,
                escalates_at=escalates_at,
            )
            for user_id, at_level in reached or [(None, level)]
        ]
    )
    escalate_later(calls[0])
    if clocks.running(report, Clock.Kind.URGENT) is None:
        clocks.start(Clock.Kind.URGENT, report, now=now, due_at=escalates_at)
    words = f"{report.reference}: a child may be being harmed now. Accept it, or it goes to the next on duty."
    if reached:
        tell([user_id for user_id, _ in reached], "urgent", words, subject=report, now=now)
    else:
        heard = tell_organisation(organisation, "urgent", f"{words} Nobody is on duty.", subject=report, now=now)
        _tell_the_centre(report, organisation, nobody_heard=not heard, is_first=level == 1, now=now)
    record(
        "report.call_duty",
        actor=actor,
        now=now,
        subject=report,
        level=calls[0].level,
        called=[one.called_id for one in calls],
    )
    return calls


def _tell_the_centre(
    report: Report, organisation: Organisation, *, nobody_heard: bool, is_first: bool, now: datetime
) -> None:
    """A concern that an organisation's whole desk left unaccepted, or that nobody there could hear, is the centre's to act on."""
    centre = coordinating_centre_for(organisation.country)
    if centre is None or centre.pk == organisation.pk or (is_first and not nobody_heard):
        return
    words = f"{report.reference}: a child may be being harmed now, and nobody of {organisation.short_name} accepts it."
    tell_organisation(centre, "urgent", words, subject=report, now=now)


@transaction.atomic
def accept_concern(report: Report, *, version: int | None = None, actor: Actor, now: datetime) -> None:
    """Somebody acts on the concern: the calling stops, and they handle the report; a former handler hears of it.

    Raises RuleBroken when it is another organisation's, or somebody else has accepted already; it says that, so that two
    do not drive to one door. StaleRecord when the report has changed since ``version`` was read.
    """
    actor.must_hold(Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)
    name_the_verb("report.accept_concern")
    fresh = locked(report, version=version)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it, and is being called.").format(owner=fresh.owner),
        )
    if not fresh.is_urgent:
        raise RuleBroken(
            gettext("Somebody has accepted this concern already."),
            mend=gettext("Look at who handles the report, and speak to them."),
        )
    UrgentCall.objects.filter(report=fresh, accepted_at=None, escalated_at=None).update(accepted_at=now)
    fresh.is_urgent, fresh.urgent_accepted_at = False, now
    # What was decided stays decided: only a report that nobody has begun is begun by this.
    fresh.state = Report.State.WORKING if fresh.state == Report.State.RECEIVED else fresh.state
    fresh.version += 1
    fresh.save(update_fields=["is_urgent", "urgent_accepted_at", "state", "version"])
    clocks.keep(fresh, Clock.Kind.URGENT, now=now)
    record("report.accept_concern", actor=actor, now=now, subject=fresh)
    former = fresh.handler_id
    if former != actor.user_id:
        assign(fresh, handler=User.objects.get(pk=actor.user_pk), actor=actor, now=now)
        if former is not None:
            words = f"{fresh.reference}: {actor.name} accepted the concern and handles it now."
            tell([former], "assigned", words, subject=fresh, now=now)
    for name in ("is_urgent", "urgent_accepted_at", "state", "version", "handler_id"):
        setattr(report, name, getattr(fresh, name))


@transaction.atomic
def escalate(call_id: int, *, actor: Actor, now: datetime) -> list[UrgentCall]:
    """Nobody accepted within the organisation's minutes: call the next level. Run by the worker; does nothing when it is too late.

    A report that changed hands meanwhile is called at its new owner's first level.
    """
    report_id = UrgentCall.objects.filter(pk=call_id).values("report_id")
    # The report first, as whoever accepts the concern does: else this would call the next while they accept.
    report = (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("owner")
        .filter(pk__in=report_id, is_urgent=True)
        .first()
    )
    call = UrgentCall.objects.filter(pk=call_id, accepted_at=None, escalated_at=None, escalates_at__lte=now).first()
    if report is None or call is None:
        return []
    # All calls of the same level escalate together: one next call, not one for each.
    UrgentCall.objects.filter(report=report, level=call.level, accepted_at=None, escalated_at=None).update(
        escalated_at=now
    )
    level = call.level + 1 if call.organisation_id == report.owner_id else 1
    return call_duty(report, report.owner, actor=actor, now=now, level=level)
