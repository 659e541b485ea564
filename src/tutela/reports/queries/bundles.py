"""Bundles of an organisation: the list, and one with its members, each with how it stands."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.clocks.models import Clock
from tutela.core.errors import NotFound
from tutela.core.paging import Key, Page, page
from tutela.decisions.models import Decision
from tutela.reports.models import Bundle, BundleMember, Report, Submission

_NEWEST_FIRST = (Key("made_at", descending=True), Key("id", descending=True))


@dataclass(frozen=True)
class BundleRow:
    """A bundle in the list, with how many reports it holds and how many of them are still open."""

    bundle: Bundle
    members: int
    undecided: int
    unanswered: int


def bundles(actor: Actor, *, with_former: bool = False, cursor: str = "", size: int = 50) -> Page[BundleRow]:
    """The bundles of the actor's organisation, newest first; two statements."""
    rows = Bundle.objects.filter(owner_id=actor.organisation_id)
    if not with_former:
        rows = rows.filter(dissolved_at=None)
    found = page(rows, _NEWEST_FIRST, cursor=cursor, size=size)
    counted = {
        row["bundle_id"]: row
        for row in BundleMember.objects.filter(bundle__in=[one.pk for one in found.items], parted_at=None)
        .values("bundle_id")
        .annotate(
            members=Count("pk"),
            undecided=Count("pk", filter=Q(report__state__in=["received", "working"])),
            unanswered=Count("pk", filter=Q(report__state="decided")),
        )
    }
    none = {"members": 0, "undecided": 0, "unanswered": 0}
    return found.with_items(
        [
            BundleRow(one, *((counted.get(one.pk) or none)[name] for name in ("members", "undecided", "unanswered")))
            for one in found.items
        ]
    )


def find_bundle(number: int, actor: Actor) -> Bundle:
    """A bundle of the actor's organisation. Raises NotFound, in the same words for *absent* and *not yours*."""
    found = Bundle.objects.filter(pk=number, owner_id=actor.organisation_id).first()
    if found is None:
        raise NotFound(
            gettext("There is no such bundle that you may see."), mend=gettext("Look at the list of bundles.")
        )
    return found


@dataclass(frozen=True)
class Member:
    """A report in a bundle, with the promise nearest to breaking and the door by which its reporter hears."""

    member: BundleMember
    report: Report
    clock: Clock | None
    wants_answer: bool


@dataclass(frozen=True)
class BundlePage:
    """A bundle with its members, oldest first, and the proposals in it that wait for a second person."""

    bundle: Bundle
    members: list[Member]
    waiting: list[Decision]

    @property
    def undecided(self) -> list[Member]:
        """Those still to be decided."""
        return [one for one in self.members if one.report.state in (Report.State.RECEIVED, Report.State.WORKING)]

    @property
    def to_answer(self) -> list[Member]:
        """Those decided, whose reporters wait for the outcome."""
        return [one for one in self.members if one.report.state == Report.State.DECIDED and one.wants_answer]

    @property
    def disposition(self) -> str:
        """What was decided, where it is the same for all whose reporters wait; else nothing."""
        found = {one.report.disposition for one in self.to_answer}
        return found.pop() if len(found) == 1 else ""


def bundle_page(bundle: Bundle, *, now: datetime) -> BundlePage:
    """The page of a bundle; four statements, whatever its size."""
    rows = list(
        BundleMember.objects.filter(bundle=bundle, parted_at=None)
        .select_related("report__handler", "report__owner")
        .order_by("report__received_at", "report_id")
    )
    ids = [one.report_id for one in rows]
    clocks: dict[int, Clock] = {}
    running = Clock.objects.filter(subject_kind="report", subject_id__in=ids, met_at=None, ended_at=None)
    for clock in running.order_by("due_at"):
        clocks.setdefault(clock.subject_id, clock)
    wanting = dict(Submission.objects.filter(pk__in=ids).values_list("pk", "wants_answer"))
    waiting = Decision.objects.filter(
        subject_kind="report", subject_id__in=ids, kind=Decision.Kind.NO_INVESTIGATION, state=Decision.State.PROPOSED
    )
    return BundlePage(
        bundle,
        [Member(one, one.report, clocks.get(one.report_id), wanting.get(one.report_id, False)) for one in rows],
        list(waiting.select_related("made_by")),
    )
