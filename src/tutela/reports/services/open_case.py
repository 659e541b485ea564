"""From a report, a case is opened; or the report is joined to a case that is there, and can be parted from it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case
from tutela.cases.services.open_case import NewCase, open_case
from tutela.core.errors import RuleBroken
from tutela.ownership.access import locked
from tutela.reports.models import CaseLink, Report
from tutela.reports.services.decide import decide_to_investigate

_JOINERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def open_case_from(report: Report, new: NewCase, *, version: int | None = None, actor: Actor, now: datetime) -> Case:
    """Open a case from ``report``: the decision to investigate is taken with it, and the outcome is owed from now on."""
    decide_to_investigate(report, words=new.summary, version=version, actor=actor, now=now)
    case = open_case(new, handles=report.handler_id == actor.user_id, actor=actor, now=now)
    CaseLink.objects.create(report=report, case=case, joined_at=now, joined_by_id=actor.user_id)
    record("report.open_case", actor=actor, now=now, subject=report, case=case.reference)
    return case


@transaction.atomic
def join_case(report: Report, case: Case, *, actor: Actor, now: datetime) -> CaseLink:
    """The report belongs to a case that is open already. Raises RuleBroken when it is joined, or either is not the actor's."""
    actor.must_hold(*_JOINERS)
    # The case first, as whoever takes over a case with its parts does.
    if locked(case).owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{owner} answers for {record}.").format(owner=case.owner, record=case.reference),
            mend=gettext("Send them the report."),
        )
    fresh = locked(report)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{owner} answers for {record}.").format(owner=fresh.owner, record=report.reference),
            mend=gettext("Ask them."),
        )
    if CaseLink.objects.filter(report=report, case=case, parted_at=None).exists():
        raise RuleBroken(gettext("This report belongs to that case already."), mend=gettext("Nothing has to be done."))
    name_the_verb("report.join_case")
    if fresh.state in (Report.State.RECEIVED, Report.State.WORKING):
        decide_to_investigate(report, words=f"Joined to {case.reference}", actor=actor, now=now)
    link = CaseLink.objects.create(report=report, case=case, joined_at=now, joined_by_id=actor.user_id)
    record("report.join_case", actor=actor, now=now, subject=report, case=case.reference)
    return link


@transaction.atomic
def part_from_case(link: CaseLink, *, actor: Actor, now: datetime) -> CaseLink:
    """The report did not belong to the case after all: both go on, and the history keeps that they were joined.

    Raises RuleBroken when they are parted already, or the report is another organisation's.
    """
    actor.must_hold(*_JOINERS)
    locked(link.report)
    if CaseLink.objects.filter(pk=link.pk).exclude(parted_at=None).exists():
        raise RuleBroken(gettext("They are parted already."), mend=gettext("Nothing has to be done."))
    name_the_verb("report.part_from_case")
    link.parted_at, link.parted_by_id = now, actor.user_id
    link.save(update_fields=["parted_at", "parted_by_id"])
    record("report.part_from_case", actor=actor, now=now, subject=link.report, case=link.case.reference)
    return link
