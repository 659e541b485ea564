"""The list of every decision, the page of one, and what is done there: who gets to them, and what they say."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cases.cases import a_case, child_of, report_of
from tests.cast import World
from tests.decisions.test_reviews import AHEAD, abroad, closed, looked
from tests.web.ladder import NOT_READERS, ONE_OF_EACH, READERS, climbs, few_statements, words_of
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.cases.models import Case
from tutela.children.services.stop import propose_stop
from tutela.core import clock
from tutela.decisions.models import Decision, Review
from tutela.decisions.queries import DecisionFilters, decisions, tally

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
FORM = {"country": "FR", "grounds": "child_is_there", "words": "A child may be there.", "danger_abroad": "no"}


@pytest.fixture
def case(world: World) -> Case:
    return a_case(world)


def ready(client_for: ClientFor, who: Any) -> Client:
    """Somebody's browser, past the first page of its session, which asks for more than the next ones."""
    client = client_for(who)
    client.get("/help")
    return client


def test_the_list_is_for_everybody_who_reads_records(world: World, case: Case, client_for: ClientFor) -> None:
    closed(world, case)
    climbs(world, client_for, "/decisions", READERS)
    assert set(NOT_READERS) | set(READERS) == set(ONE_OF_EACH)


def test_it_holds_decisions_about_every_kind_of_record_and_no_more_than_the_reader_sees(
    world: World, case: Case, client_for: ClientFor
) -> None:
    decision, child, actor = closed(world, case), child_of(world, case), world.actor("north_investigator")
    with acting_as(actor):
        why = {"grounds": "nothing_to_trace", "words": "All was tried.", "review_on": AHEAD}
        propose_stop(child, **why, actor=actor, now=clock.now())
    page = words_of(ready(client_for, world.north_investigator).get("/decisions"))
    for reference in (case.reference, child.reference, report_of(world, case).reference):
        assert f">{reference}<" in page
    assert f"/decisions/{decision.pk}" in page
    elsewhere = words_of(ready(client_for, world.south_manager).get("/decisions?review="))
    assert case.reference not in elsewhere
    assert "Nothing was decided yet." in elsewhere


def test_who_looks_after_decisions_begins_with_those_that_nobody_has_reviewed_the_oldest_first(
    world: World, case: Case, client_for: ClientFor
) -> None:
    older, newer = closed(world, case), closed(world, a_case(world))
    for who in (world.north_manager, world.north_auditor):
        page = words_of(ready(client_for, who).get("/decisions"))
        assert "Taken decisions that nobody has reviewed" in page
        assert page.index(f"/decisions/{older.pk}") < page.index(f"/decisions/{newer.pk}")
        assert "Investigate" not in page.partition("<tbody")[2], "a decision that begins work asks for no review"
    looked(world, older)
    looked(world, newer)
    client = ready(client_for, world.north_manager)
    assert "Somebody has looked at every decision that asks for it." in words_of(client.get("/decisions"))
    assert f"/decisions/{older.pk}" in words_of(client.get("/decisions?review="))


def test_the_figures_have_their_denominator_and_the_filters_their_rows(world: World, case: Case) -> None:
    manager, now = world.actor("north_manager"), clock.now()
    today = now.date()
    first, second, third = closed(world, case), closed(world, a_case(world)), closed(world, a_case(world))
    abroad(world, case)
    looked(world, first)
    looked(world, second, again_on=today + timedelta(days=5))
    with acting_as(manager):

        def listed(**to: Any) -> set[int]:
            return {one.pk for one in decisions(manager, DecisionFilters(**to), today=today)}

        counted = tally(manager, DecisionFilters(), today=today)
        assert (counted.nobody.value, counted.asked.value, counted.soon.value, counted.overdue.value) == (1, 3, 1, 0)
        assert counted.waiting.value == 1
        assert listed(review="nobody") == {third.pk}
        assert listed(review="soon") == {second.pk}
        assert listed(review="reviewed") == {first.pk, second.pk}
        assert {
            one.pk for one in decisions(manager, DecisionFilters(review="overdue"), today=today + timedelta(days=6))
        } == {second.pk}
        assert listed(kind="close") == {first.pk, second.pk, third.pk}
        assert listed(about="child") == set()
        assert listed(kind="close", made_by=world.north_manager.pk) == set()
        assert listed(kind="close", made_by=world.north_investigator.pk, since=today) == {first.pk, second.pk, third.pk}
        assert listed(until=today - timedelta(days=1)) == set()


def test_the_list_is_paged_and_sorted_in_a_bounded_number_of_statements(world: World, client_for: ClientFor) -> None:
    report, now = report_of(world, a_case(world)), clock.now()
    with acting_as(world.actor("north_intake")):
        Decision.objects.bulk_create(
            Decision(
                subject_kind="report", subject_id=report.pk, subject_reference=report.reference, organisation=world.north,
                kind="information_only", state="taken", made_by=world.north_intake, made_at=now + timedelta(seconds=number),
                review_on=None if number % 3 else AHEAD,
            )
            for number in range(53)
        )  # fmt: skip
    client = ready(client_for, world.north_intake)
    for sort in ("made", "-made", "review", "-review"):
        with few_statements():
            page = client.get(f"/decisions?sort={sort}&kind=information_only")
        assert page.context["page"].next_cursor, sort
        after = page.context["page"].next_cursor
        rest = client.get("/decisions", {"sort": sort, "kind": "information_only", "after": after})
        assert len(rest.context["page"].items) == 3, sort
    assert client.get("/decisions?after=x").status_code == 422
    assert client.post("/decisions").status_code == 405


def test_the_list_leaves_as_csv_with_its_caveats_and_each_record_counts_as_read(
    world: World, case: Case, client_for: ClientFor
) -> None:
    looked(world, closed(world, case), words="Looked.")
    answer = ready(client_for, world.north_manager).get("/decisions?format=csv&review=reviewed")
    text = words_of(answer)
    assert "as far as you may see the records" in text.splitlines()[0]
    assert "The decision stands" in text
    with acting_as(world.actor("north_auditor")):
        assert Entry.objects.filter(action="case.read", subject_id=case.pk, user_id=world.north_manager.pk).exists()


def test_a_decision_has_a_page_with_its_reviews_and_reading_it_is_written_down(
    world: World, case: Case, client_for: ClientFor
) -> None:
    decision = closed(world, case)
    looked(world, decision, found="stands_with_remark", words="First look.", again_on=AHEAD)
    looked(world, decision, "north_colleague", found="to_be_taken_anew", words="Second look.")
    address = f"/decisions/{decision.pk}"
    for who in (world.north_investigator, world.north_colleague, world.north_manager, world.north_auditor):
        client = ready(client_for, who)
        with few_statements():
            page = words_of(client.get(address))
        assert page.index("Second look.") < page.index("First look.")
    assert "You made this decision" in words_of(client_for(world.north_investigator).get(address))
    assert "Review it" not in words_of(client_for(world.north_auditor).get(address))
    outsider = client_for(world.south_investigator)
    assert outsider.get(address).status_code == outsider.get("/decisions/999999999").status_code == 404
    assert client_for(world.hotline_partner).get(address).status_code == 403
    with acting_as(world.actor("north_auditor")):
        read = Entry.objects.filter(action="case.read", details__contains=f"decision {decision.pk}")
        assert read.filter(user_id=world.north_colleague.pk, subject_reference=case.reference).count() == 1


def test_the_tabs_of_records_lead_to_their_decisions(world: World, case: Case, client_for: ClientFor) -> None:
    client, decision = ready(client_for, world.north_investigator), closed(world, case)
    assert f"/decisions/{decision.pk}" in words_of(client.get(f"/cases/{case.reference}/decisions"))
    report = report_of(world, case)
    assert 'href="/decisions/' in words_of(client.get(f"/reports/{report.reference}/decisions"))


def test_a_decision_is_reviewed_on_its_page_by_somebody_else(world: World, case: Case, client_for: ClientFor) -> None:
    decision = closed(world, case)
    address, found = f"/decisions/{decision.pk}/review", {"found": "stands", "again_on": "27/3/2099"}
    for who, status in ((world.north_auditor, 403), (world.hotline_partner, 403), (world.south_manager, 404)):
        client = client_for(who)
        assert [client.get(address).status_code, client.post(address, found).status_code] == [status, status]
    maker = client_for(world.north_investigator)
    assert "somebody else has to look at it" in words_of(maker.get(address))
    assert maker.post(address, found).status_code == 409
    manager = client_for(world.north_manager)
    assert manager.put(address).status_code == 405
    assert manager.post(address, {}).status_code == 422
    assert manager.post(address, {"found": "to_be_taken_anew"}).status_code == 422
    done = manager.post(address, found)
    assert (done.status_code, done["Location"]) == (302, f"/decisions/{decision.pk}")
    with acting_as(world.actor("north_manager")):
        assert Review.objects.get(decision=decision).again_on is not None


@pytest.mark.parametrize("kind", ["case", "report"])
def test_a_notice_abroad_is_proposed_on_a_record_and_decided_by_a_second_person(
    kind: str, world: World, case: Case, client_for: ClientFor
) -> None:
    record = case if kind == "case" else report_of(world, case)
    address = f"{record.get_absolute_url()}/send-abroad"
    for who, status in ((world.north_auditor, 403), (world.north_examiner, 403), (world.south_investigator, 404)):
        client = client_for(who)
        assert [client.get(address).status_code, client.post(address, FORM).status_code] == [status, status]
    officer = client_for(world.north_investigator)
    assert officer.get(address).status_code == 200
    assert officer.put(address).status_code == 405
    assert officer.post(address, {}).status_code == 422
    refused = officer.post(address, FORM | {"danger_abroad": "yes"})
    assert "Say what the danger is" in words_of(refused)
    proposed = officer.post(address, FORM | {"danger_abroad": "not_yet_known"})
    assert proposed.status_code == 302
    page, second = proposed["Location"], f"{proposed['Location']}/second"
    assert "France" in words_of(officer.get(page))
    assert "somebody else has to look at it" in words_of(officer.get(second))
    assert officer.post(second, {"agrees": "yes"}).status_code == 409
    assert client_for(world.north_auditor).post(second, {"agrees": "yes"}).status_code == 403
    assert client_for(world.south_manager).post(second, {"agrees": "yes"}).status_code == 404
    manager = client_for(world.north_manager)
    assert "Agree or disagree" in words_of(manager.get(page))
    assert manager.post(second, {"agrees": "no"}).status_code == 422
    assert manager.post(second, {"agrees": "yes"}).status_code == 302
    assert "Review it" in words_of(manager.get(page))
    wrong = address.replace(record.reference, record.reference[:-1] + ("A" if record.reference[-1] != "A" else "B"))
    assert officer.get(wrong).status_code == 422


def test_the_stop_of_an_identification_is_seconded_and_reviewed_from_its_record(
    world: World, case: Case, client_for: ClientFor
) -> None:
    child, actor = child_of(world, case), world.actor("north_investigator")
    with acting_as(actor):
        why = {"grounds": "nothing_to_trace", "words": "All was tried.", "review_on": AHEAD}
        stop = propose_stop(child, **why, actor=actor, now=clock.now())
    manager = client_for(world.north_manager)
    assert f"/children/{child.reference}/second/{stop.pk}" in words_of(manager.get(f"/decisions/{stop.pk}"))
    assert manager.post(f"/children/{child.reference}/second/{stop.pk}", {"agrees": "yes"}).status_code == 302
    assert f"/children/{child.reference}/review/{stop.pk}" in words_of(manager.get(f"/decisions/{stop.pk}"))
