"""Send a report to the organisation that is responsible: a person decides; the receiver sees a limited preview."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.core.errors import RuleBroken
from tutela.organisations.models import Organisation
from tutela.ownership.models import HandOver
from tutela.ownership.services.hand_over import send
from tutela.reports.models import Report
from tutela.reports.routing import preview_of


@transaction.atomic
def send_report(
    report: Report, *, to: Organisation, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> HandOver:
    """Offer ``report`` to ``to``. The present owner stays answerable, for the reporter too, until it is accepted.

    Raises RuleBroken when it is closed, or as :func:`tutela.ownership.services.send` does.
    """
    if report.state == Report.State.CLOSED:
        raise RuleBroken(gettext("A closed report is not sent on."), mend=gettext("Reopen it first, with the reason."))
    return send(
        report,
        to=to,
        reason=reason,
        preview=preview_of(report),
        is_urgent=report.is_urgent,
        version=version,
        actor=actor,
        now=now,
    )
