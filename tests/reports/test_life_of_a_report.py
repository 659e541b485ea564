"""From a door to an outcome: triage, routing, decision, answers, each with its rule and its refusal."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.cases.models import Case, ChildInCase
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.errors import NotAllowed, NotFound, RuleBroken, StaleRecord
from tutela.notices.models import Notice
from tutela.ownership.access import find
from tutela.ownership.models import HandOver, Span
from tutela.ownership.services import accept, assign, claim, decline, lapse, transfer, withdraw
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Answer, Report
from tutela.reports.routing import whose
from tutela.reports.services.answer import answer
from tutela.reports.services.bundle import answer_bundle, dissolve, keep_bundle_as_information, make_bundle
from tutela.reports.services.decide import propose_no_investigation, reopen, second
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.urgent import accept_concern, escalate

pytestmark = pytest.mark.django_db

A_CASE = NewCase(
    summary="Synthetic case.",
    categories=[NewCategory("IBI", "possession")],
    people=[NewPerson("suspect", "Suspect 1", name="Synthetic Person", source="Hotline")],
    children=[NewChild("Child 1")],
)


def received(world: World, by: str = "north_intake", **fields: object) -> Report:
    actor = world.actor(by)
    incoming = IncomingReport.from_fields(
        **{"door": "staff", "summary": "Synthetic report.", "categories": ["IBI"], "countries": ["GB"], **fields}
    )
    with acting_as(actor):
        reference = receive_report(incoming, actor=actor, now=clock.now()).reference
    owner = by if actor.writes_records else "centre_intake"
    with acting_as(world.actor(owner)):
        return find(reference)


def test_a_partners_report_goes_to_the_service_of_the_area_and_its_outcome_comes_back(world: World) -> None:
    report = received(world, "hotline_partner", door="api")
    centre, north, partner = (world.actor(one) for one in ("centre_intake", "north_investigator", "hotline_partner"))
    with acting_as(centre):
        report = triage(
            report,
            categories=["IBI"],
            countries=["GB"],
            place=world.places["gb-north"],
            specific_concern="no",
            concern_grounds="",
            version=report.version,
            actor=centre,
            now=clock.now(),
        )
        suggestion = whose(report).others[0]
        assert suggestion.organisation == world.north
        assert "Northmoor" in suggestion.reason
        offer = send_report(report, to=suggestion.organisation, reason=suggestion.reason, actor=centre, now=clock.now())
    with acting_as(north):
        with pytest.raises(NotFound):
            find(report.reference)
        assert HandOver.objects.get(pk=offer.pk).preview["categories"] == ["IBI"]
        report = accept(offer.pk, actor=north, now=clock.now())
        assert report.owner == world.north
        answer(report, template="receipt", actor=north, now=clock.now())
        case = open_case_from(report, A_CASE, actor=north, now=clock.now())
        child = ChildInCase.objects.get(case=case).child
        assert (child.owner, child.identity) == (world.north, "not_identified")
        report.refresh_from_db()
        assert report.state == "decided"
        answer(report, template="outcome_case", actor=north, now=clock.now())
    with acting_as(partner):
        kinds = [one.kind for one in Answer.objects.filter(report_id=report.pk)]
        assert kinds == ["outcome", "receipt"]
        assert not Case.objects.exists()
        states = {one.kind: one.is_running for one in Clock.objects.filter(subject_id=report.pk)}
        assert not any(states.values())
    with acting_as(centre):
        assert find(report.reference).state == "closed"  # whoever sent it on goes on seeing what becomes of it
        spans = Span.objects.filter(subject_kind="report", subject_id=report.pk).order_by("from_at")
        assert [one.organisation.code for one in spans] == ["centre", "north"]
        assert [one.kind for one in Notice.objects.all()] == ["accepted"]


def test_declining_clears_the_preview_and_the_sender_hears_and_stays_owner(world: World) -> None:
    report = received(world)
    sender, receiver = world.actor("north_intake"), world.actor("south_intake")
    with acting_as(sender):
        offer = send_report(report, to=world.south, reason="Area", actor=sender, now=clock.now())
        with pytest.raises(RuleBroken):
            send_report(report, to=world.customs, reason="Area", actor=sender, now=clock.now())
    with acting_as(receiver):
        decline(offer.pk, reason="other_area", words="", actor=receiver, now=clock.now())
        assert HandOver.objects.get(pk=offer.pk).preview is None
        with pytest.raises(RuleBroken):
            accept(offer.pk, actor=receiver, now=clock.now())
    with acting_as(sender):
        assert find(report.reference).owner == world.north
        assert Notice.objects.filter(kind="declined").count() == 1


def test_an_offer_is_withdrawn_by_its_sender_alone(world: World) -> None:
    report = received(world)
    sender, receiver, other = (world.actor(one) for one in ("north_intake", "south_intake", "customs_intake"))
    with acting_as(sender):
        offer = send_report(report, to=world.south, reason="Area", actor=sender, now=clock.now())
    for somebody in (receiver, other):
        with acting_as(somebody), pytest.raises(NotFound):
            withdraw(offer.pk, actor=somebody, now=clock.now())
    with acting_as(sender):
        assert withdraw(offer.pk, actor=sender, now=clock.now()).state == "withdrawn"


def test_what_nobody_accepts_in_time_comes_back_to_the_centre(world: World) -> None:
    report = received(world)
    sender = world.actor("north_intake")
    with acting_as(sender):
        offer = send_report(report, to=world.south, reason="Area", actor=sender, now=clock.now())
    with switched_role("tutela_jobs"):
        assert lapse(offer.pk, actor=SYSTEM, now=clock.now()) is None
        assert lapse(offer.pk, actor=SYSTEM, now=offer.due_at + timedelta(minutes=1)) is not None
    with acting_as(world.actor("centre_intake")):
        back = find(report.reference)
        assert (back.owner, back.owner_basis) == (world.centre, "lapsed")
    with acting_as(world.actor("south_intake")):
        assert HandOver.objects.get(pk=offer.pk).preview is None


def test_between_countries_it_goes_through_the_national_centre(world: World) -> None:
    report = received(world, "foreign_investigator")
    sender = world.actor("foreign_investigator")
    with acting_as(sender):
        offer = send_report(report, to=world.north, reason="Area", actor=sender, now=clock.now())
    assert (offer.receiver, offer.final_receiver) == (world.centre, world.north)


def test_a_claim_takes_what_the_centre_owns_by_default_and_a_transfer_is_the_centre_managers(world: World) -> None:
    report = received(world, "hotline_partner", door="api")
    manager = world.actor("centre_manager")
    investigator = world.actor("north_investigator")
    with acting_as(investigator), pytest.raises(RuleBroken):
        claim(report, actor=investigator, now=clock.now())
    with acting_as(investigator), pytest.raises((RuleBroken, NotAllowed)):
        transfer(report, to=world.north, reason="Ours", actor=investigator, now=clock.now())
    with acting_as(manager):
        transfer(report, to=world.north, reason="Area", actor=manager, now=clock.now())
    with acting_as(investigator):
        assert find(report.reference).owner_basis == "transferred"


def test_not_to_investigate_needs_a_second_person_who_is_another(world: World) -> None:
    report = received(world)
    first, other = world.actor("north_investigator"), world.actor("north_colleague")
    ahead = clock.now().date() + timedelta(days=90)
    with acting_as(first):
        decision = propose_no_investigation(
            report, grounds="not_traceable", words="Looked at.", review_on=ahead, actor=first, now=clock.now()
        )
        with pytest.raises(RuleBroken):
            second(decision.pk, agrees=True, words="", actor=first, now=clock.now())
        assert find(report.reference).state == "received"
    with acting_as(other):
        second(decision.pk, agrees=True, words="", actor=other, now=clock.now())
        decided = find(report.reference)
        assert (decided.state, decided.disposition) == ("decided", "no_investigation")
        assert Clock.objects.filter(subject_id=report.pk, kind="review", met_at=None).count() == 1
        answer(decided, template="outcome_no_investigation", actor=other, now=clock.now())
        again = reopen(find(report.reference), words="Something new.", actor=other, now=clock.now())
        assert again.kind == "reopen"
        assert Clock.objects.filter(subject_id=report.pk, kind="progress", met_at=None, ended_at=None).exists()


def test_a_stale_triage_is_refused_and_a_fresh_one_is_not(world: World) -> None:
    report = received(world)
    actor = world.actor("north_investigator")
    fields = {
        "categories": ["IIG"],
        "countries": [],
        "place": None,
        "specific_concern": "no",
        "concern_grounds": "",
        "actor": actor,
        "now": clock.now(),
    }
    with acting_as(actor):
        triage(report, version=report.version, **fields)
        with pytest.raises(StaleRecord):
            triage(report, version=report.version, **fields)


@pytest.mark.parametrize(
    "verb",
    [
        lambda report, world, sent: send_report(report, to=world.south, reason="its area", **sent),
        lambda report, world, sent: answer(report, template="receipt", **sent),
        lambda report, world, sent: accept_concern(report, **sent),
    ],
    ids=["send", "answer", "accept the concern"],
)
def test_what_changed_between_reading_and_acting_is_refused_under_the_lock(world: World, verb: Any) -> None:
    report = received(world, specific_concern=True, concern_grounds="Child says so")
    actor, read = world.actor("north_intake"), report.version
    with acting_as(actor):
        Report.objects.filter(pk=report.pk).update(version=read + 1)
        with pytest.raises(StaleRecord):
            verb(report, world, {"version": read, "actor": actor, "now": clock.now()})
    assert not HandOver.objects.filter(subject_id=report.pk).exists()
    assert not Answer.objects.filter(report_id=report.pk).exists()


def test_a_concern_is_called_until_somebody_accepts_it_and_only_one_does(world: World) -> None:
    report = received(world, specific_concern=True, concern_grounds="Child says so")
    with switched_role("tutela_jobs"):
        call = report.urgent_calls.get()
        assert escalate(call.pk, actor=SYSTEM, now=clock.now()) == []
        [following] = escalate(call.pk, actor=SYSTEM, now=call.escalates_at)
        assert following.level == 2
    first, other = world.actor("north_investigator"), world.actor("north_colleague")
    with acting_as(first):
        accept_concern(find(report.reference), actor=first, now=clock.now())
    with acting_as(other), pytest.raises(RuleBroken):
        accept_concern(find(report.reference), actor=other, now=clock.now())
    with switched_role("tutela_jobs"):
        assert escalate(following.pk, actor=SYSTEM, now=following.escalates_at) == []


def test_a_handler_is_named_from_the_owners_staff_and_told(world: World) -> None:
    report = received(world)
    actor = world.actor("north_manager")
    with acting_as(actor):
        with pytest.raises(RuleBroken):
            assign(report, handler=world.south_investigator, actor=actor, now=clock.now())
        assign(report, handler=world.north_investigator, actor=actor, now=clock.now())
    with acting_as(world.actor("north_investigator")):
        assert find(report.reference).handler == world.north_investigator
        assert Notice.objects.filter(kind="assigned").count() == 1


def test_a_bundle_is_decided_once_and_answered_one_by_one_and_comes_apart(world: World) -> None:
    reports = [received(world) for _ in range(3)]
    actor = world.actor("north_investigator")
    with acting_as(actor):
        bundle = make_bundle(reports, name="Spread item", why="Same SHA-256", actor=actor, now=clock.now())
        keep_bundle_as_information(bundle, words="Known item.", actor=actor, now=clock.now())
        sent = answer_bundle(bundle, template="outcome_information_only", actor=actor, now=clock.now())
        assert {one.report_id for one in sent} == {report.pk for report in reports}
        dissolve(bundle, actor=actor, now=clock.now())
        assert bundle.members.filter(parted_at=None).count() == 0


def test_a_restricted_case_is_seen_by_its_handler_and_managers_and_not_by_a_colleague(world: World) -> None:
    report = received(world)
    actor, colleague = world.actor("north_investigator"), world.actor("north_colleague")
    new = NewCase(summary="Synthetic restricted case.", categories=[NewCategory("IIG")], restricted=True)
    with acting_as(actor):
        case = open_case_from(report, new, actor=actor, now=clock.now())
        assert find(case.reference).is_restricted
    with acting_as(colleague), pytest.raises(NotFound):
        find(case.reference)
    with acting_as(world.actor("north_manager")):
        assert find(case.reference).pk == case.pk
