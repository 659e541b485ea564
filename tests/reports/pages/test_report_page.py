"""The page of one report: what it shows to whom, what a verb refuses there, and what is written down."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import World
from tests.reports.pages import scenes
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.decisions.models import Decision
from tutela.notices.models import Notice
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.reports.models import IdentityOpening, Report
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import reopen
from tutela.reports.services.promises import end_pause, pauses_over
from tutela.reports.services.urgent import accept_concern

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
NAME = "Synthetic Sealed Name"


@pytest.fixture(autouse=True)
def _no_midnight() -> Iterator[None]:
    """The clock stands: a day that ends while a test runs decides nothing."""
    with clock.frozen(clock.now()):
        yield


def in_days(days: int) -> dict[str, str]:
    """A day as the form of a pause takes it."""
    return {"until": (timezone.localdate(clock.now()) + timedelta(days=days)).isoformat()}


def page(client: Client, report: Report, tab: str = "") -> str:
    return client.get(f"/reports/{report.reference}{tab}").content.decode()


def test_every_reading_is_written_down_with_its_tab(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    page(client_for(world.north_investigator), report, "/named")
    with acting_as(world.actor("north_investigator")):
        read = Entry.objects.get(action="report.read", subject_id=report.pk)
    assert (read.user_id, read.purpose, read.details) == (
        world.north_investigator.pk,
        "investigating",
        '{"tab":"named"}',
    )


def test_a_page_of_a_report_costs_a_bounded_number_of_statements(world: World, client_for: ClientFor) -> None:
    report = scenes.urgent(world)
    client = client_for(world.north_investigator)
    page(client, report)
    with scenes.statements() as first:
        page(client, report)
    assert first.number <= 12
    numbers = {}
    for tab in ("", "/named", "/received", "/answers", "/decisions", "/history", "/audit"):
        with scenes.statements() as counted:
            page(client, report, tab)
        numbers[tab] = counted.number
    assert max(numbers.values()) <= 18, numbers


def test_the_names_in_a_report_are_not_in_its_title_and_the_child_is_named_first(
    world: World, client_for: ClientFor
) -> None:
    people = [
        {"capacity": "suspect", "names": ["Synthetic Suspect"]},
        {"capacity": "victim", "names": ["Synthetic Child"]},
    ]
    report = scenes.received(world, people=people)
    shown = page(client_for(world.north_investigator), report, "/named")
    assert shown.index("Synthetic Child") < shown.index("Synthetic Suspect")
    assert "Synthetic" not in shown[shown.index("<title>") : shown.index("</title>")]


def test_what_changed_is_shown_field_by_field_with_who_and_by_which_verb(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    client = client_for(world.north_investigator)
    given = {"categories": "IIG", "specific_concern": "no", "version": "1", "place": str(world.places["gb-north"].pk)}
    assert client.post(f"/reports/{report.reference}/triage", given).status_code == 302
    changes = client.get(f"/reports/{report.reference}/history").context["changes"]
    newest, verb = changes[0]
    told = {one.label: (one.before, one.after) for one in newest.fields}
    assert (newest.who, verb) == (world.north_investigator.name, "Said what it concerns")
    assert told["Place"] == ("", "Northmoor")
    assert told["State"] == ("Nobody has looked at it yet", "Being worked on")
    assert told["Categories"][0].startswith("IBI")
    assert changes[-1][0].is_first


def test_a_stale_save_is_refused_and_nothing_that_was_typed_is_lost(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    address = f"/reports/{report.reference}/triage"
    first, second = client_for(world.north_investigator), client_for(world.north_colleague)
    mine = {"categories": "IIG", "specific_concern": "no", "version": "1", "countries": "FR"}
    assert first.post(address, mine | {"categories": "IIC"}).status_code == 302
    refused = second.post(address, mine)
    assert refused.status_code == 409
    form = refused.context["form"]
    assert (form["categories"].value(), form["countries"].value()) == (["IIG"], ["FR"])
    assert "What you typed is still below." in refused.content.decode()
    assert second.post(address, mine | {"version": refused.context["version"]}).status_code == 302


def test_a_concern_without_grounds_is_refused_beside_its_field(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    client = client_for(world.north_investigator)
    given = {"specific_concern": "yes", "concern_grounds": "", "version": "1"}
    refused = client.post(f"/reports/{report.reference}/triage", given)
    assert "concern_grounds" in refused.context["form"].errors
    given["concern_grounds"] = "A child says so"
    assert client.post(f"/reports/{report.reference}/triage", given).status_code == 302


def test_who_accepts_a_concern_becomes_its_handler_and_the_former_one_hears(world: World) -> None:
    report = scenes.urgent(world)
    manager, acceptor = world.actor("north_manager"), world.actor("north_colleague")
    with acting_as(manager):
        assign(report, handler=world.north_investigator, actor=manager, now=clock.now())
    with acting_as(acceptor):
        accept_concern(find(report.reference), actor=acceptor, now=clock.now())
        accepted = find(report.reference)
        assert (accepted.handler_id, accepted.is_urgent, accepted.state) == (acceptor.user_id, False, "working")
    with acting_as(world.actor("north_investigator")):
        assert Notice.objects.filter(kind="assigned", words__contains="accepted the concern").count() == 1


def test_a_concern_is_accepted_on_its_page_and_shows_who_was_called(world: World, client_for: ClientFor) -> None:
    report = scenes.urgent(world)
    client = client_for(world.north_investigator)
    assert "The next level is called" in page(client, report)
    assert client.post(f"/reports/{report.reference}/accept-concern").status_code == 302
    assert client.post(f"/reports/{report.reference}/accept-concern").status_code == 409
    assert "Accepted" in page(client, report)


def test_the_text_of_an_answer_is_shown_before_it_is_sent_and_kept_as_it_was_sent(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    client = client_for(world.north_investigator)
    before = client.get(f"/reports/{report.reference}/answer")
    text = next(one.text for one in before.context["texts"] if one.code == "receipt")
    assert "The public page: they come back" in before.content.decode()
    assert client.post(f"/reports/{report.reference}/answer", {"template": "receipt"}).status_code == 302
    [(sent, _)] = client.get(f"/reports/{report.reference}/answers").context["answers"]
    assert sent.text == text


def test_after_reopening_progress_is_owed_and_answered_and_the_next_outcome_as_well(world: World) -> None:
    report = scenes.decided(world)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        answer(report, template="outcome_information_only", actor=actor, now=clock.now())
        assert Clock.objects.get(subject_id=report.pk, kind="receipt").met_at is not None
        reopen(find(report.reference), words="Something new.", actor=actor, now=clock.now())
        answer(find(report.reference), template="progress_working", actor=actor, now=clock.now())
        owed = Clock.objects.get(subject_id=report.pk, met_at=None, ended_at=None)
        assert owed.kind == "progress"


def test_a_closed_report_says_that_its_outcome_was_told_instead_of_offering_an_answer(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.decided(world)
    client = client_for(world.north_investigator)
    address = f"/reports/{report.reference}/answer"
    assert client.post(address, {"template": "outcome_information_only"}).status_code == 302
    assert "its outcome was told" in client.get(address).content.decode()
    assert client.post(address, {"template": "progress_working"}).status_code == 422


def test_the_proposer_is_told_who_may_be_the_second_person_and_another_is_it(
    world: World, client_for: ClientFor
) -> None:
    report, decision = scenes.proposed(world)
    address = f"/reports/{report.reference}/second/{decision.pk}"
    own, other = client_for(world.north_investigator), client_for(world.north_colleague)
    assert world.north_manager.name in own.get(address).content.decode()
    refused = own.post(address, {"agrees": "yes"})
    assert (refused.status_code, "Another intake officer" in refused.content.decode()) == (409, True)
    assert other.post(address, {"agrees": "no"}).status_code == 422
    assert other.post(address, {"agrees": "yes"}).status_code == 302
    with acting_as(world.actor("north_colleague")):
        assert Decision.objects.get(pk=decision.pk).state == "taken"


def test_a_promise_is_paused_with_a_reason_and_goes_on_with_what_it_had_left(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    promise = scenes.running(world, report, "progress")
    client = client_for(world.north_investigator)
    pause = f"/reports/{report.reference}/clocks/{promise.pk}/pause"
    given = {"reason": "waiting_for_industry"} | in_days(20)
    for wrong in ({"reason": ""}, {"until": ""}, {"until": "May"}):
        assert client.post(pause, given | wrong).status_code == 422
    for too_long_or_past in (in_days(29), in_days(-1)):
        assert client.post(pause, given | too_long_or_past).status_code == 409
    assert client.post(pause, given).status_code == 302
    assert client.post(pause, given).status_code == 409
    assert "goes on in" in client.get(f"/reports/{report.reference}").content.decode()
    with clock.frozen(clock.now() + timedelta(days=10)):
        assert client.post(f"/reports/{report.reference}/clocks/{promise.pk}/resume").status_code == 302
    gained = scenes.running(world, report, "progress").due_at - promise.due_at
    assert timedelta(days=10) - timedelta(minutes=1) < gained < timedelta(days=10) + timedelta(minutes=1)


def test_a_pause_that_is_over_ends_by_itself_and_both_who_handles_it_and_who_paused_it_hear(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    promise = scenes.running(world, report, "progress")
    manager = world.actor("north_manager")
    with acting_as(manager):
        assign(report, handler=world.north_investigator, actor=manager, now=clock.now())
    given = {"reason": "waiting_for_industry"} | in_days(5)
    assert client_for(world.north_examiner).post(f"/reports/{report.reference}/clocks/{promise.pk}/pause", given)
    paused = scenes.running(world, report, "progress")
    assert paused.paused_at is not None
    over = paused.paused_until
    assert over is not None
    assert ended_at(over - timedelta(minutes=1)) == []
    assert ended_at(over + timedelta(hours=7)) == [promise.pk]
    assert ended_at(over + timedelta(hours=8)) == []
    going = scenes.running(world, report, "progress")
    assert (going.paused_at, going.paused_until) == (None, None)
    assert going.due_at == promise.due_at + (over - paused.paused_at)  # and not seven hours later
    with switched_role("tutela_jobs"):
        told = Notice.objects.filter(kind="pause_over", subject_reference=report.reference)
        assert {one.user_id for one in told} == {world.north_investigator.pk, world.north_examiner.pk}
    with acting_as(manager):
        line = Entry.objects.filter(action="clock.resume", subject_id=report.pk).latest("at")
    assert line.actor_kind == "system"


def ended_at(moment: datetime) -> list[int]:
    """The promises that the worker lets go on at a moment."""
    with switched_role("tutela_jobs"):
        return [pk for pk in pauses_over(now=moment) if end_pause(pk, actor=SYSTEM, now=moment)]


def test_an_answer_ends_a_pause_and_nothing_is_left_to_go_on(world: World, client_for: ClientFor) -> None:
    report = scenes.received(world)
    promise = scenes.running(world, report, "receipt")
    given = {"reason": "waiting_for_industry"} | in_days(5)
    client_for(world.north_investigator).post(f"/reports/{report.reference}/clocks/{promise.pk}/pause", given)
    actor = world.actor("north_investigator")
    with acting_as(actor):
        answer(report, template="receipt", actor=actor, now=clock.now())
    assert ended_at(clock.now() + timedelta(days=9)) == []


def test_a_concern_is_never_paused(world: World, client_for: ClientFor) -> None:
    report = scenes.urgent(world)
    promise = scenes.running(world, report, "urgent")
    client = client_for(world.north_investigator)
    address = f"/reports/{report.reference}/clocks/{promise.pk}/pause"
    given = {"reason": "waiting_for_industry"} | in_days(3)
    assert client.post(address, given).status_code == 409
    receipt = scenes.running(world, report, "receipt")
    paused = client.post(f"/reports/{report.reference}/clocks/{receipt.pk}/pause", given)
    assert paused.status_code == 302


def test_a_sealed_identity_opens_for_the_asker_alone_when_another_agrees_and_closes_by_itself(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.sealed(world)
    asker, agreeing, third = (
        client_for(one) for one in (world.north_investigator, world.north_manager, world.north_colleague)
    )
    assert NAME not in page(asker, report)
    assert asker.post(f"/reports/{report.reference}/identity", {"reason": ""}).status_code == 422
    assert asker.post(f"/reports/{report.reference}/identity", {"reason": "To call back"}).status_code == 302
    with acting_as(world.actor("north_manager")):
        opening = IdentityOpening.objects.get(submission_id=report.pk)
        assert Notice.objects.filter(kind="second_person").count() == 1
    address = f"/reports/{report.reference}/identity/{opening.pk}"
    agreed = {"agrees": "yes"}
    assert asker.post(address, agreed).status_code == 409
    assert agreeing.post(address).status_code == 422
    assert NAME not in page(asker, report)
    assert agreeing.post(address, agreed).status_code == 302
    assert NAME in page(asker, report)
    assert NAME not in page(agreeing, report)
    assert NAME not in page(third, report)
    with acting_as(world.actor("north_investigator")):
        assert Entry.objects.filter(action="report.read_identity", subject_id=report.pk).count() == 1
    with switched_role("tutela_owner"):
        IdentityOpening.objects.filter(pk=opening.pk).update(ends_at=clock.now() - timedelta(minutes=1))
    assert NAME not in page(asker, report)


def test_the_second_person_refuses_in_words_and_the_asker_hears_and_may_ask_again(
    world: World, client_for: ClientFor
) -> None:
    report, opening = scenes.asked(world)
    asker, second = client_for(world.north_investigator), client_for(world.north_manager)
    address = f"/reports/{report.reference}/identity/{opening.pk}"
    words = "The address that was given is enough."
    assert asker.post(address, {"agrees": "no", "words": words}).status_code == 409
    assert second.post(address, {"agrees": "no", "words": " "}).status_code == 422
    assert second.post(address, {"agrees": "no", "words": words}).status_code == 302
    assert NAME not in page(asker, report)
    assert words in page(asker, report)
    assert "Refused" in page(asker, report)
    with acting_as(world.actor("north_investigator")):
        [told] = Notice.objects.filter(kind="second_person", user_id=world.north_investigator.pk)
        assert "stays sealed" in told.words
        assert words not in told.words
        assert Entry.objects.filter(action="report.refuse_identity", subject_id=report.pk).count() == 1
    # What was refused is answered: nobody agrees to it any more, by the page or by a statement.
    third = client_for(world.north_colleague)
    assert third.post(address, {"agrees": "yes"}).status_code == 409
    agreed = {"agreed_by_id": world.north_colleague.pk, "ends_at": clock.now() + timedelta(hours=1)}
    with acting_as(world.actor("north_colleague")):
        assert IdentityOpening.objects.filter(pk=opening.pk).update(**agreed) == 0
    assert asker.post(f"/reports/{report.reference}/identity", {"reason": "The address is wrong"}).status_code == 302
    with acting_as(world.actor("north_colleague")):
        again = IdentityOpening.objects.filter(submission_id=report.pk, refused_by_id=None)
        assert again.update(**agreed) == 1


def test_a_restricted_report_is_seen_by_its_handler_the_named_and_managers_and_by_no_other_colleague(
    world: World, client_for: ClientFor
) -> None:
    report = scenes.received(world)
    client, named, colleague = (
        client_for(one) for one in (world.north_investigator, world.north_examiner, world.north_colleague)
    )
    address = f"/reports/{report.reference}/restrict"
    given = {"words": "A colleague is concerned.", "named": str(world.north_examiner.pk)}
    assert client.post(address, given).status_code == 302
    for sees in (client, named, client_for(world.north_manager)):
        assert sees.get(f"/reports/{report.reference}").status_code == 200
    assert colleague.get(f"/reports/{report.reference}").status_code == 404
    assert (
        client.post(f"/reports/{report.reference}/assign", {"handler": str(world.north_colleague.pk)}).status_code
        == 409
    )
    assert client_for(world.north_manager).post(address, {"words": "No longer."}).status_code == 302
    assert colleague.get(f"/reports/{report.reference}").status_code == 200


def test_what_was_shared_is_called_back_from_the_page_that_says_who_sees_it(
    world: World, client_for: ClientFor
) -> None:
    report, offer = scenes.offered(world)
    south, north = client_for(world.south_investigator), client_for(world.north_investigator)
    assert south.post(f"/offered/{offer.pk}/accept").status_code == 302
    assert north.get(f"/reports/{report.reference}").status_code == 200
    [part] = south.get(f"/reports/{report.reference}/audit").context["participations"]
    ending = f"/reports/{report.reference}/participants/{part.pk}/end"
    assert north.post(ending).status_code in (404, 409)
    assert south.post(ending).status_code == 302
    assert north.get(f"/reports/{report.reference}").status_code == 404
