"""Many reports about one widely spread item: a person bundles them, decides once, and each reporter is answered. It comes apart again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.ownership.access import locked
from tutela.reports.answer_templates import templates
from tutela.reports.models import Answer, Bundle, BundleMember, Report, Submission
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, second

_BUNDLERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def make_bundle(reports: Sequence[Report], *, name: str, why: str, actor: Actor, now: datetime) -> Bundle:
    """Bundle reports of the actor's organisation, saying which shared item makes them one.

    Raises BadInput for fewer than two or without a reason; RuleBroken when one is bundled already, or another's.
    """
    actor.must_hold(*_BUNDLERS)
    if len({report.pk for report in reports}) < 2:
        raise BadInput(
            gettext("A bundle has at least two reports."),
            where=where(field="reports"),
            mend=gettext("Choose another report."),
        )
    if not why.strip():
        raise BadInput(
            gettext("Say what the reports share."),
            where=where(field="why"),
            mend=gettext("Name the shared value or item."),
        )
    name_the_verb("bundle.make")
    bundle = Bundle.objects.create(
        owner_id=actor.organisation_pk, name=name, why=why, made_at=now, made_by_id=actor.user_id
    )
    for report in sorted(reports, key=lambda one: one.pk):
        join_bundle(bundle, report, why=why, actor=actor, now=now)
    return bundle


@transaction.atomic
def join_bundle(bundle: Bundle, report: Report, *, why: str, actor: Actor, now: datetime) -> BundleMember:
    """Put a further report into a bundle."""
    actor.must_hold(*_BUNDLERS)
    report = locked(report)
    if report.owner_id != bundle.owner_id or report.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not of the bundle's organisation.").format(record=report.reference),
            mend=gettext("Its owner answers for it alone."),
        )
    if bundle.dissolved_at is not None:
        raise RuleBroken(gettext("This bundle was taken apart."), mend=gettext("Make a new one."))
    present = BundleMember.objects.filter(report=report, parted_at=None)
    # A report that was handed over came out of its former owner's bundle: nobody here can see that one.
    present.exclude(bundle__in=Bundle.objects.filter(owner_id=report.owner_id)).update(
        parted_at=now, parted_by_id=actor.user_id
    )
    if present.exists():
        raise RuleBroken(
            gettext("{record} is in a bundle already.").format(record=report.reference),
            mend=gettext("Take it out of that one first."),
        )
    member = BundleMember.objects.create(
        bundle=bundle, report=report, why=why, joined_at=now, joined_by_id=actor.user_id
    )
    record("bundle.join", actor=actor, now=now, subject=report, bundle=bundle.pk)
    return member


@transaction.atomic
def part_from_bundle(member: BundleMember, *, actor: Actor, now: datetime) -> BundleMember:
    """Take a report out again; what was decided and answered for it stays its own. Raises RuleBroken when it is out already."""
    actor.must_hold(*_BUNDLERS)
    locked(member.report)
    if member.parted_at is not None:
        raise RuleBroken(gettext("It is no longer in the bundle."), mend=gettext("Nothing has to be done."))
    name_the_verb("bundle.part")
    member.parted_at, member.parted_by_id = now, actor.user_id
    member.save(update_fields=["parted_at", "parted_by_id"])
    record("bundle.part", actor=actor, now=now, subject=member.report, bundle=member.bundle_id)
    return member


@transaction.atomic
def dissolve(bundle: Bundle, *, actor: Actor, now: datetime) -> Bundle:
    """Take the whole bundle apart: its reports are single again. Raises RuleBroken when that was done."""
    actor.must_hold(*_BUNDLERS)
    if bundle.dissolved_at is not None:
        raise RuleBroken(gettext("This bundle was taken apart."), mend=gettext("Nothing has to be done."))
    present = bundle.members.filter(parted_at=None, report__owner_id=bundle.owner_id)
    for member in present.select_related("report"):
        part_from_bundle(member, actor=actor, now=now)
    bundle.dissolved_at = now
    bundle.save(update_fields=["dissolved_at"])
    return bundle


def members(bundle: Bundle) -> list[Report]:
    """The reports that are in the bundle now and that its organisation still answers for, oldest first."""
    present = BundleMember.objects.filter(bundle=bundle, parted_at=None)
    rows = Report.objects.filter(pk__in=present.values("report_id"), owner_id=bundle.owner_id)
    return list(rows.select_related("owner").order_by("received_at", "pk"))


@transaction.atomic
def keep_bundle_as_information(bundle: Bundle, *, words: str, actor: Actor, now: datetime) -> list[Decision]:
    """Decide once, for every report of the bundle that is still undecided. Raises RuleBroken when none is."""
    return [keep_as_information(report, words=words, actor=actor, now=now) for report in _undecided(bundle)]


@transaction.atomic
def propose_bundle_no_investigation(
    bundle: Bundle, *, grounds: str, words: str, review_on: date, actor: Actor, now: datetime
) -> list[Decision]:
    """Propose once not to investigate; the second person agrees once as well (:func:`second_bundle`)."""
    return [
        propose_no_investigation(report, grounds=grounds, words=words, review_on=review_on, actor=actor, now=now)
        for report in _undecided(bundle)
    ]


@transaction.atomic
def second_bundle(bundle: Bundle, *, agrees: bool, words: str, actor: Actor, now: datetime) -> list[Decision]:
    """The second person's word on every proposal in the bundle."""
    waiting = Decision.objects.filter(
        subject_kind="report",
        subject_id__in=[report.pk for report in members(bundle)],
        kind=Decision.Kind.NO_INVESTIGATION,
        state=Decision.State.PROPOSED,
    )
    if not waiting:
        raise RuleBroken(
            gettext("No proposal in this bundle waits for a second person."), mend=gettext("Look at what was decided.")
        )
    return [second(decision.pk, agrees=agrees, words=words, actor=actor, now=now) for decision in waiting]


@transaction.atomic
def answer_bundle(bundle: Bundle, *, template: str, actor: Actor, now: datetime) -> list[Answer]:
    """Answer each reporter of the bundle who waits for one, by their own door.

    An outcome goes to those whose report is decided, anything else to those whose report is not closed. Raises RuleBroken
    when nobody waits, or as :func:`tutela.reports.services.answer.answer` does: then nobody is answered.
    """
    chosen = templates().get(template)
    is_outcome = chosen is not None and chosen.kind == Answer.Kind.OUTCOME
    waiting = [report for report in _wanting_answers(bundle) if not is_outcome or report.state == Report.State.DECIDED]
    if not waiting:
        raise RuleBroken(
            gettext("Nobody in this bundle waits for an answer."),
            mend=gettext("Decide first, or look at what was sent."),
        )
    return [answer(report, template=template, actor=actor, now=now) for report in waiting]


def _wanting_answers(bundle: Bundle) -> list[Report]:
    reports = [report for report in members(bundle) if report.state != Report.State.CLOSED]
    wanting = Submission.objects.filter(pk__in=[report.pk for report in reports], wants_answer=True)
    numbers = set(wanting.values_list("pk", flat=True))
    return [report for report in reports if report.pk in numbers]


def _undecided(bundle: Bundle) -> list[Report]:
    found = [report for report in members(bundle) if report.state in (Report.State.RECEIVED, Report.State.WORKING)]
    if not found:
        raise RuleBroken(
            gettext("Nothing in this bundle is still to be decided."), mend=gettext("Look at what was decided.")
        )
    return found
