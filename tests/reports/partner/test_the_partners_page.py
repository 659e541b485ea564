"""An outside body sees on one page all it has sent, what became of it and how well it was answered; and nothing else."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import World
from tests.reports.imports.files import a_csv, row
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.reports.answers_file import write_answers
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Report, ReporterMessage
from tutela.reports.services.answer import answer
from tutela.reports.services.import_file import stage_file, take
from tutela.reports.services.receive import receive_report

pytestmark = pytest.mark.django_db
MakeClient = Callable[[User], Client]
A_REPORT = {"summary": "Synthetic report.", "specific_concern": "not_known"}


def sent(world: World, who: str = "hotline_partner", **fields: object) -> str:
    """A report that a partner sent; its reference."""
    actor = world.actor(who)
    incoming = IncomingReport.from_fields(**{"door": "api", "summary": "Synthetic report.", **fields})
    with acting_as(actor):
        return receive_report(incoming, actor=actor, now=clock.now()).reference


def answered(world: World, reference: str, template: str = "receipt") -> None:
    """The centre answers it."""
    actor = world.actor("centre_intake")
    with acting_as(actor):
        answer(Report.objects.get(reference=reference), template=template, actor=actor, now=clock.now())


def listed(client: Client, query: str = "") -> list[str]:
    """The references on the page."""
    return [one.submission.reference for one in client.get(f"/partner{query}").context["rows"]]


def test_a_partner_sees_what_it_sent_and_nobody_elses(world: World, client_for: MakeClient) -> None:
    mine, other = sent(world), sent(world, "company_partner")
    client = client_for(world.hotline_partner)
    assert listed(client) == [mine]
    assert client.get(f"/partner/{mine}").status_code == 200
    refused = client.get(f"/partner/{other}")
    assert refused.status_code == 404
    absent = client.get("/partner/R-2026-0000000")
    assert absent.status_code in {404, 422}
    assert "Synthetic Messaging Company" not in client.get("/partner").content.decode()


def test_an_answer_is_marked_as_new_until_it_is_read(world: World, client_for: MakeClient) -> None:
    reference = sent(world)
    answered(world, reference)
    client = client_for(world.hotline_partner)
    assert "New answer" in client.get("/partner").content.decode()
    assert listed(client, "?standing=unread") == [reference]
    page = client.get(f"/partner/{reference}")
    assert ">New<" in page.content.decode()
    again = client.get(f"/partner/{reference}").content.decode()
    assert ">New<" not in again
    assert "first read" in again
    assert "New answer" not in client.get("/partner").content.decode()


def test_the_list_is_filtered_searched_and_sorted_by_its_address(world: World, client_for: MakeClient) -> None:
    first = sent(world, external_source="hotline", external_reference="H-20")
    second = sent(world, external_source="hotline", external_reference="H-10", summary="Synthetic, about a game.")
    answered(world, first)
    client = client_for(world.hotline_partner)
    assert listed(client) == [second, first]
    assert listed(client, "?sort=own") == [second, first]
    assert listed(client, "?sort=-own") == [first, second]
    assert listed(client, "?standing=working") == [first]
    assert listed(client, "?standing=unanswered") == [second]
    assert listed(client, "?standing=told") == []
    assert listed(client, "?q=H-20") == [first]
    assert listed(client, "?q=game") == [second]
    assert listed(client, f"?q={first.lower()}") == [first]
    assert listed(client, "?door=csv") == []
    assert listed(client, "?sort=nonsense&standing=nonsense") == [second, first]


def test_how_well_it_was_answered_has_its_denominator_and_its_table(
    world: World, client_for: MakeClient, as_role: Callable[[str], object]
) -> None:
    on_time, late = sent(world), sent(world)
    answered(world, on_time)
    with as_role("tutela_owner"):  # type: ignore[attr-defined]
        Clock.objects.filter(subject_reference=late).update(
            started_at=clock.now() - timedelta(days=9), due_at=clock.now() - timedelta(days=2)
        )
    client = client_for(world.hotline_partner)
    page = client.get("/partner")
    receipt = page.context["kept"][0]
    assert (receipt.kept, receipt.overdue, receipt.due) == (1, 1, 2)
    text = page.content.decode()
    assert "of 2 that were due" in text
    assert "50% (1 of 2)" in text
    assert "The same as a table" in text
    assert listed(client, "?promise=overdue") == [late]


def test_a_list_of_many_is_paged_and_each_report_is_on_one_page(world: World, client_for: MakeClient) -> None:
    references = {sent(world) for _ in range(30)}
    client = client_for(world.hotline_partner)
    first = client.get("/partner")
    cursor = first.context["rows"].next_cursor
    pages = [listed(client), listed(client, f"?after={cursor}")]
    assert [len(one) for one in pages] == [25, 5]
    assert {one for page in pages for one in page} == references


def test_the_list_as_csv_has_its_caveats_and_runs_no_formula(world: World, client_for: MakeClient) -> None:
    sent(world, external_source="hotline", external_reference="=HYPERLINK(1)")
    text = client_for(world.hotline_partner).get("/partner?format=csv").content.decode()
    assert "not a recorded offence" in text
    assert "'=HYPERLINK(1)" in text


def test_a_partner_sends_a_report_by_the_form_and_is_its_reporter(world: World, client_for: MakeClient) -> None:
    client = client_for(world.hotline_partner)
    fields = A_REPORT | {
        "external_reference": "H-1",
        "categories": ["IBI"],
        "occurred": "May 2025",
        "identifiers": "someone@synthetic.example",
    }
    page = client.post("/partner/new", fields, follow=True)
    assert page.redirect_chain[0][0].startswith("/partner/R-")
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(external_reference="H-1")
        assert report.submission.reporter == world.hotline
        assert (report.occurred, report.categories) == ("2025-05", ["IBI"])
        assert report.category_basis == "Named by Synthetic Hotline"
        assert report.identifiers.get().kind == "email"
    again = client.post("/partner/new", fields, follow=True)
    assert "was here already" in again.content.decode()


def test_a_concern_without_its_grounds_is_asked_for_them(world: World, client_for: MakeClient) -> None:
    client = client_for(world.hotline_partner)
    refused = client.post("/partner/new", A_REPORT | {"specific_concern": "yes"})
    assert refused.status_code == 422
    assert "concern_grounds" in refused.context["form"].errors
    taken = client.post("/partner/new", A_REPORT | {"specific_concern": "yes", "concern_grounds": "Synthetic."})
    assert taken.status_code == 302
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(is_urgent=True)
        assert report.concern_stated_by == "Synthetic Hotline"


def test_a_partner_adds_words_to_its_own_report_only(world: World, client_for: MakeClient) -> None:
    mine, other = sent(world), sent(world, "company_partner")
    client = client_for(world.hotline_partner)
    assert client.post(f"/partner/{other}", {"words": "Synthetic."}).status_code == 404
    assert client.post(f"/partner/{mine}", {"words": ""}).status_code == 422
    assert client.post(f"/partner/{mine}", {"words": "Synthetic, more."}).status_code == 302
    with acting_as(world.actor("centre_intake")):
        assert ReporterMessage.objects.get().report.reference == mine


@pytest.mark.parametrize("who", ["north_administrator", "north_researcher", "north_welfare"])
def test_who_reports_nothing_has_no_such_page(who: str, world: World, client_for: MakeClient) -> None:
    client = client_for(world.users[who])
    assert client.get("/partner").status_code == 403
    assert client.post("/partner/new", A_REPORT).status_code == 403
    assert client_for(world.hotline_partner).get("/partner").status_code == 200


def test_staff_send_no_report_by_the_partners_form(world: World, client_for: MakeClient) -> None:
    assert client_for(world.north_intake).post("/partner/new", A_REPORT).status_code == 403
    assert client_for(world.hotline_partner).post("/partner/new", A_REPORT).status_code == 302


def answers_of(world: World, who: str, client_for: MakeClient, query: str = "") -> list[dict[str, str]]:
    """The rows of the answers file, as its page gives it."""
    text = client_for(world.users[who]).get(f"/answers.csv{query}").content.decode("utf-8-sig")
    lines = [line for line in io.StringIO(text) if not line.startswith(("#", '"#'))]
    return list(csv.DictReader(lines))


def test_answers_go_back_as_a_file_to_whoever_sent_a_file(world: World, client_for: MakeClient) -> None:
    for who in ("hotline_partner", "centre_intake"):
        actor = world.actor(who)
        with acting_as(actor):
            data = a_csv([row(1, reference=f"{who}-1"), row(2, reference=f"{who}-2")])
            staged = stage_file(io.BytesIO(data), "a.csv", actor=actor, now=clock.now())
            list(take(staged.batch, actor=actor))
    with acting_as(world.actor("centre_intake")):
        references = dict(Report.objects.values_list("external_reference", "reference"))
    answered(world, references["hotline_partner-1"])
    answered(world, references["centre_intake-1"])
    assert [one["your reference"] for one in answers_of(world, "hotline_partner", client_for)] == ["hotline_partner-1"]
    assert [one["your reference"] for one in answers_of(world, "centre_intake", client_for)] == ["centre_intake-1"]
    assert answers_of(world, "company_partner", client_for) == []
    tomorrow = f"?since={clock.now() + timedelta(days=1):%Y-%m-%d}"
    assert answers_of(world, "hotline_partner", client_for, tomorrow) == []
    with acting_as(world.actor("hotline_partner")):
        assert "New answer" not in client_for(world.hotline_partner).get("/partner").content.decode()


def test_the_answers_file_has_its_caveats_and_runs_no_formula(world: World) -> None:
    reference = sent(world, external_source="hotline", external_reference="=cmd()")
    answered(world, reference)
    actor, out = world.actor("hotline_partner"), io.StringIO()
    with acting_as(actor):
        assert write_answers(out, since=None, actor=actor, now=clock.now()) == 1
    assert "is no finding against anybody" in out.getvalue()
    assert "'=cmd()" in out.getvalue()
    assert "\n=" not in out.getvalue()
