"""A partner that sends what another body sent learns nothing of it: its report is its own, and is owed its own answer."""

from typing import Any

import pytest

from tests.api.conftest import Program, token_of
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.ownership.access import find
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Arrival, Report, Submission
from tutela.reports.queries.same_item import same_item
from tutela.reports.services.came_again import Received
from tutela.reports.services.receive import receive_report, receive_reports

pytestmark = pytest.mark.django_db


def incoming(**fields: Any) -> IncomingReport:
    given = {"door": "api", "summary": "Synthetic report.", "external_source": "NCMEC", "external_reference": "1001"}
    return IncomingReport.from_fields(**{**given, **fields})


def sent(world: World, who: str, report: IncomingReport) -> Received:
    actor = world.actor(who)
    with acting_as(actor):
        return receive_report(report, actor=actor, now=clock.now())


@pytest.mark.parametrize(
    "report",
    [incoming(), incoming(external_source="", external_reference="", digest="a" * 64)],
    ids=["by its number", "by its words"],
)
def test_a_partner_that_sends_what_another_sent_has_a_report_of_its_own(world: World, report: IncomingReport) -> None:
    first, second = sent(world, "hotline_partner", report), sent(world, "company_partner", report)
    assert (second.again, second.reference != first.reference) == (False, True)
    for who, theirs, others in (("hotline_partner", first, second), ("company_partner", second, first)):
        with acting_as(world.actor(who)):
            assert Submission.objects.get(reference=theirs.reference).external_reference == report.external_reference
            assert {one.kind for one in Clock.objects.filter(subject_reference=theirs.reference)} == {
                "receipt",
                "progress",
            }
            assert not Submission.objects.filter(reference=others.reference).exists()
            assert not Arrival.objects.filter(report_id=others.report_id).exists()
            assert not Clock.objects.filter(subject_reference=others.reference).exists()


@pytest.mark.parametrize("again", [incoming(), incoming(summary="Synthetic report, in other words.")])
def test_each_is_recognised_when_its_own_sender_sends_it_again(world: World, again: IncomingReport) -> None:
    first, second = (sent(world, who, incoming()) for who in ("hotline_partner", "company_partner"))
    for who, theirs in (("company_partner", second), ("hotline_partner", first)):
        repeated = sent(world, who, again)
        assert (repeated.again, repeated.reference) == (True, theirs.reference)
    for who in ("hotline_partner", "company_partner"):
        with acting_as(world.actor(who)):
            assert Submission.objects.count() == 1


def test_within_one_sending_the_second_with_the_same_number_is_the_first_one_again(world: World) -> None:
    sent(world, "hotline_partner", incoming())
    actor = world.actor("company_partner")
    with acting_as(actor):
        one, other = receive_reports([incoming(), incoming()], actor=actor, now=clock.now())
    assert (one.again, other.again, one.reference == other.reference) == (False, True, True)


def test_a_known_and_an_unknown_number_are_answered_alike(world: World) -> None:
    body = {"summary": "Synthetic report.", "external_source": "NCMEC"}
    Program(token_of(world, "hotline_partner")).post("/reports", {**body, "external_reference": "1001"})
    company = Program(token_of(world, "company_partner"))
    answers = [company.post("/reports", {**body, "external_reference": number}) for number in ("1001", "1002")]
    assert [one.status_code for one in answers] == [201, 201]
    assert [one.json()["again"] for one in answers] == [False, False]
    listed = company.get("/submissions").json()["items"]
    assert {one["external_reference"] for one in listed} == {"1001", "1002"}
    described = [company.get(f"/submissions/{one.json()['reference']}").json() for one in answers]
    differing = {name for name in described[0] if described[0][name] != described[1][name]}
    assert differing <= {
        "reference",
        "external_reference",
        "received_at",
        "reported_at",
        "digest",
        "answers_owed",
        "owed",
    }


def test_staff_who_send_what_is_here_already_get_its_reference(world: World) -> None:
    held = sent(world, "hotline_partner", incoming())
    sent(world, "company_partner", incoming())
    again = sent(world, "north_intake", incoming())
    assert (again.again, again.reference) == (True, held.reference)


def test_staff_are_told_that_two_bodies_sent_the_same_and_the_page_of_each_shows_the_other(world: World) -> None:
    first, second = (sent(world, who, incoming()) for who in ("hotline_partner", "company_partner"))
    with acting_as(world.actor("centre_intake")):
        told = list(Notice.objects.filter(kind="came_again").values_list("subject_reference", "words"))
        assert {reference for reference, _ in told} == {first.reference, second.reference}
        for one, other in ((first, second), (second, first)):
            assert not any(other.reference in words for reference, words in told if reference == one.reference)
            shared = same_item(find(one.reference))
            assert [(each.kind_words, each.value) for each in shared] == [("Number at its source", "1001")]
            assert [report.reference for report in shared[0].reports] == [other.reference]
        assert Report.objects.get(reference=first.reference).external_reference == "1001"
        assert Report.objects.get(reference=second.reference).external_reference == ""
    with switched_role("tutela_owner"):
        partners = [world.hotline_partner.pk, world.company_partner.pk]
        assert not Notice.objects.filter(user_id__in=partners).exists()
