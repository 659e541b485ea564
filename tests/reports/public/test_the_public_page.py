"""The public page: without an account, without a file, without a trace; and back again with a reference and a code."""

import logging
import re
from collections.abc import Callable

import pytest
from django.test import Client, override_settings

from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock, secret_codes
from tutela.core.errors import BadInput
from tutela.reports.door_session import Visit
from tutela.reports.models import DoorCount, Report, ReporterIdentity, ReporterMessage, Submission
from tutela.reports.services.answer import answer

pytestmark = pytest.mark.django_db
NEUTRAL = "https://weather.example/"
ANSWERS: dict[str, dict[str, str]] = {
    "danger": {"danger": "no"},
    "about": {"about": "child_i_know"},
    "what": {"words": "Synthetic words about an account in a game."},
    "where": {"where": "online", "place": "Synthetic Game"},
    "when": {"when": "week"},
    "names": {"names": "synthetic.game:player_1\nhttps://game.example/player"},
    "you": {"known": "no"},
}


def told(client: Client, *, send: bool = True, **changed: dict[str, str]) -> None:
    """Answer every question and, unless told otherwise, send."""
    for step, answers in (ANSWERS | changed).items():
        response = client.post(f"/tell/report/{step}", answers)
        assert response.status_code == 302, (step, response.context["form"].errors)
        if step == "danger" and answers["danger"] == "yes":
            assert client.post("/tell/report/call", {"why": "Synthetic grounds."}).status_code == 302
    if send:
        assert client.post("/tell/report/check").headers["Location"] == "/tell/received"


def number_and_code(client: Client) -> tuple[str, str]:
    """What the receipt shows."""
    page = client.get("/tell/received")
    code = re.search(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", page.content.decode())
    assert code is not None
    return page.context["submission"].reference, code.group()


def back(client: Client, reference: str, code: str) -> object:
    """Come back with a reference and a code."""
    return client.post("/tell/return", {"reference": reference, "code": code})


def test_the_first_page_says_whom_to_telephone_before_anything_else() -> None:
    text = Client().get("/tell").content.decode()
    assert text.index("Is a child in danger now?") < text.index("<h1")
    assert "999" in text[: text.index("<h1")]
    assert 'type="file"' not in text


def test_a_report_is_told_question_by_question_and_owned_by_the_centre(world: World) -> None:
    client = Client()
    assert client.get("/tell/report").headers["Location"] == "/tell/report/danger"
    told(client)
    reference, _ = number_and_code(client)
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(reference=reference)
        assert (report.owner, report.owner_basis, report.door) == (world.centre, "default", "public")
        submission = Submission.objects.get(pk=report.pk)
        assert submission.reporter_kind == "unknown"
        assert {one["name"]: one["value"] for one in submission.facts} == {
            "About": "A child I know",
            "Where": "Online",
            "When": "In the last seven days",
        }
        assert set(report.identifiers.values_list("kind", flat=True)) == {"account", "url"}
        assert not ReporterIdentity.objects.filter(pk=report.pk).exists()


def test_somebody_who_says_a_child_is_in_danger_now_is_told_to_telephone_and_duty_is_called(world: World) -> None:
    client = Client()
    client.post("/tell/report/danger", {"danger": "yes"})
    page = client.get("/tell/report").headers["Location"]
    assert page == "/tell/report/call"
    text = client.get(page).content.decode()
    assert "Please telephone the police now" in text
    assert "999" in text
    told(client, danger={"danger": "yes"})
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(door="public")
        assert report.is_urgent
        assert report.concern_grounds == "Synthetic grounds."
        assert report.urgent_calls.exists()


def test_only_two_questions_must_be_answered_besides_who_and_whether_there_is_danger(world: World) -> None:
    client = Client()
    told(client, where={}, when={}, names={"names": ""}, about={"about": "not_sure"})
    assert client.get("/tell/received").status_code == 200
    for step, words in (("danger", "Choose one"), ("what", "Write a few words"), ("you", "Choose one")):
        other = Client()
        for before, said in ANSWERS.items():
            if before == step:
                break
            other.post(f"/tell/report/{before}", said)
        refused = other.post(f"/tell/report/{step}", {})
        assert refused.status_code == 422
        assert words in refused.content.decode()


def test_an_answer_can_be_changed_before_it_is_sent_and_nothing_else_is_asked_again(world: World) -> None:
    client = Client()
    told(client, send=False)
    page = client.get("/tell/report/check")
    assert "Synthetic Game" in page.content.decode()
    changed = client.post("/tell/report/where?change=yes", {"where": "in_person", "place": "Exampletown"})
    assert changed.headers["Location"] == "/tell/report/check"
    assert "Exampletown" in client.get("/tell/report/check").content.decode()


def test_a_later_question_waits_for_the_earlier_ones() -> None:
    client = Client()
    assert client.get("/tell/report/names").headers["Location"] == "/tell/report"
    assert client.get("/tell/report/check").headers["Location"] == "/tell/report"
    assert client.get("/tell/report/nothing").status_code == 404
    assert client.get("/tell/report/danger").status_code == 200


def test_the_answers_lie_sealed_in_the_session_until_they_are_sent_and_are_gone_afterwards(world: World) -> None:
    client = Client()
    told(client, send=False)
    assert "Synthetic" not in str(dict(client.session))
    client.post("/tell/report/check")
    assert client.get("/tell/report/check").headers["Location"] == "/tell/received"
    assert client.get("/tell/report/what").headers["Location"] == "/tell/report"


def test_sent_twice_by_two_clicks_is_one_report_and_the_code_stays_good(world: World) -> None:
    client = Client()
    told(client, send=False)
    draft = dict(client.session)
    client.post("/tell/report/check")
    reference, code = number_and_code(client)
    second = Client()
    session = second.session
    session.update(draft)
    session.save()
    second.cookies["sessionid"] = session.session_key
    assert second.post("/tell/report/check").headers["Location"] == "/tell/received"
    with acting_as(world.actor("centre_intake")):
        assert Report.objects.filter(door="public").count() == 1
    assert back(Client(), reference, code).status_code == 302  # type: ignore[attr-defined]


def test_the_code_is_typed_once_before_the_end_and_then_not_shown_again(world: World) -> None:
    client = Client()
    told(client)
    reference, code = number_and_code(client)
    wrong = client.post("/tell/received", {"code": secret_codes.new_code()})
    assert wrong.status_code == 422
    assert code in wrong.content.decode()
    assert client.post("/tell/received", {"code": code.lower().replace("-", " ")}).status_code == 302
    after = client.get("/tell/received").content.decode()
    assert code not in after
    assert reference in after
    assert "Synthetic National Centre" in after, "the receipt names the body that received it"


def test_the_code_is_in_no_address_title_log_or_audit_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    with caplog.at_level(logging.DEBUG):
        told(client)
        reference, code = number_and_code(client)
        client.post("/tell/received", {"code": code})
        page = back(Client(), reference, code)
        plain = secret_codes.normalise(code)
        assert code not in page.headers["Location"]  # type: ignore[attr-defined]
        assert plain not in caplog.text.replace("-", "")
    title = re.search("<title>(.*?)</title>", client.get("/tell/received").content.decode())
    assert title is not None
    assert reference not in title.group(1)
    with acting_as(world.actor("centre_auditor" if "centre_auditor" in world.users else "centre_manager")):
        assert not Entry.objects.filter(details__contains=plain).exists()
    with acting_as(world.actor("centre_intake")):
        assert Submission.objects.get(reference=reference).code_digest not in {plain, code}


def test_the_reporter_comes_back_reads_the_answer_and_sees_what_is_owed_and_how_well_it_was_answered(
    world: World,
) -> None:
    client = Client()
    told(client)
    reference, code = number_and_code(client)
    actor = world.actor("centre_intake")
    with acting_as(actor):
        report = Report.objects.get(reference=reference)
        answer(report, template="receipt", actor=actor, now=clock.now())
    other = Client()
    assert back(other, reference.lower(), code.lower()).headers["Location"] == "/tell/status"  # type: ignore[attr-defined]
    page = other.get("/tell/status")
    text = page.content.decode()
    assert "Being worked on" in text
    kept = page.context["standing"]
    assert kept.in_time == kept.due >= 1
    assert f"of {kept.due} promise" in " ".join(text.split())
    assert page.context["standing"].sent.answers[0].text.split("\n")[0] in text
    assert ">New<" in text
    assert ">New<" not in other.get("/tell/status").content.decode()
    with acting_as(actor):
        assert report.answers.get().read_at is not None


def test_a_wrong_number_and_a_wrong_code_are_answered_in_the_same_words(world: World) -> None:
    client = Client()
    told(client)
    reference, code = number_and_code(client)
    told(other := Client())
    other_reference, _ = number_and_code(other)
    wrong = [
        back(Client(), reference, secret_codes.new_code()),
        back(Client(), other_reference, code),
        back(Client(), "R-2026-000000", code),
    ]
    said = {tuple(one.context["form"].non_field_errors()) for one in wrong}  # type: ignore[attr-defined]
    assert len(said) == 1
    assert {one.status_code for one in wrong} == {422}  # type: ignore[attr-defined]
    assert back(Client(), reference, code).status_code == 302  # type: ignore[attr-defined]


def test_wrong_codes_are_slowed_gently_and_no_address_is_kept(world: World, as_role: Callable[[str], object]) -> None:
    client = Client(REMOTE_ADDR="192.0.2.7")
    told(client)
    reference, code = number_and_code(client)
    guesser = Client(REMOTE_ADDR="192.0.2.8")
    answers = [back(guesser, reference, secret_codes.new_code()).status_code for _ in range(21)]  # type: ignore[attr-defined]
    assert answers == [422] * 20 + [429]
    slowed = back(guesser, reference, code)
    assert slowed.status_code == 429  # type: ignore[attr-defined]
    assert "You have done nothing wrong" in slowed.content.decode()  # type: ignore[attr-defined]
    assert int(slowed.headers["Retry-After"]) > 0  # type: ignore[attr-defined]
    with as_role("tutela_owner"):  # type: ignore[attr-defined]
        kept = list(DoorCount.objects.values_list("who", flat=True))
    assert kept
    assert not any("192.0.2" in one or reference in one for one in kept)


def test_many_reports_in_an_hour_are_slowed_and_what_was_typed_is_still_there(world: World) -> None:
    client = Client()
    for _ in range(4):
        told(client)
    told(client, send=False)
    slowed = client.post("/tell/report/check")
    assert slowed.status_code == 429
    assert "What you typed is still here" in slowed.content.decode()
    assert "Synthetic Game" in client.get("/tell/report/check").content.decode()


def test_a_reporter_adds_words_and_says_later_who_they_are_and_that_is_sealed(world: World) -> None:
    client = Client()
    told(client)
    reference, _ = number_and_code(client)
    assert client.post("/tell/status/add", {"words": "Synthetic, something more."}).status_code == 302
    assert client.post("/tell/status/who", {"name": "", "email": "", "telephone": ""}).status_code == 422
    assert client.post("/tell/status/who", {"name": "Synthetic Teller"}).status_code == 302
    assert client.post("/tell/status/who", {"name": "Somebody Else"}).status_code == 422
    text = client.get("/tell/status").content.decode()
    assert "Synthetic, something more." in text
    assert "Say who you are" not in text
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(reference=reference)
        assert ReporterMessage.objects.get(report=report).words == "Synthetic, something more."
        assert not ReporterIdentity.objects.filter(pk=report.pk).exists(), "sealed: not even its existence is shown"
        assert Entry.objects.filter(subject_id=report.pk, action="submission.say_who").exists()


def test_nothing_is_mailed_to_somebody_who_stayed_unknown_also_when_they_say_later_who_they_are(
    world: World, mailoutbox: list[object]
) -> None:
    client = Client()
    told(client)
    reference, _ = number_and_code(client)
    client.post("/tell/status/who", {"email": "teller@synthetic.example"})
    actor = world.actor("centre_intake")
    with acting_as(actor):
        sent = answer(Report.objects.get(reference=reference), template="receipt", actor=actor, now=clock.now())
    assert sent.channel == "page"
    assert mailoutbox == []


def test_somebody_who_thinks_better_of_giving_a_name_leaves_none(world: World) -> None:
    client = Client()
    told(client, you={"known": "no", "name": "Synthetic Teller", "email": "teller@synthetic.example"})
    with acting_as(world.actor("centre_intake")):
        assert not ReporterIdentity.objects.exists()


@override_settings(TUTELA_NEUTRAL_PAGE=NEUTRAL)
def test_leaving_goes_to_a_neutral_page_and_forgets_the_visit(world: World) -> None:
    client = Client()
    told(client)
    assert 'href="/tell/leave"' in client.get("/tell/received").content.decode()
    left = client.get("/tell/leave")
    assert left.headers["Location"] == NEUTRAL
    assert "cache" in left.headers["Clear-Site-Data"]
    assert client.get("/tell/status").headers["Location"] == "/tell/return"
    assert client.get("/tell/received").headers["Location"] == "/tell"


def test_no_page_of_the_door_is_kept_by_a_browser(world: World) -> None:
    client = Client()
    told(client, send=False)
    for address in ("/tell", "/tell/report/what", "/tell/report/check", "/tell/return"):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_somebody_signed_in_is_nobody_at_the_public_page(world: World, client_for: Callable[..., Client]) -> None:
    client = client_for(world.north_intake)
    told(client)
    reference, _ = number_and_code(client)
    with acting_as(world.actor("centre_intake")):
        entry = Entry.objects.get(subject_reference=reference, action="report.receive")
        assert (entry.actor_kind, entry.user_id) == ("public", None)
    client.get("/tell/leave")
    assert client.get("/imports").status_code == 200, "leaving signs nobody out"


@pytest.mark.parametrize(
    "words",
    [
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ],
)
def test_a_picture_written_out_as_text_is_refused_in_gentle_words(words: str) -> None:
    client = Client()
    for step in ("danger", "about"):
        client.post(f"/tell/report/{step}", ANSWERS[step])
    refused = client.post("/tell/report/what", {"words": words})
    assert refused.status_code == 422
    assert client.post("/tell/report/what", ANSWERS["what"]).status_code == 302


def test_a_visit_with_a_broken_seal_is_a_new_visit() -> None:
    client = Client()
    told(client, send=False)
    session = client.session
    session["tell"] = session["tell"][:-4] + "AAAA"
    session.save()
    assert client.get("/tell/report").headers["Location"] == "/tell/report/danger"


def test_a_mistyped_code_is_said_to_be_mistyped_and_asks_nothing_of_the_database() -> None:
    code = secret_codes.new_code()
    mistyped = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(BadInput):
        secret_codes.normalise(mistyped)
    page = back(Client(), "R-2026-000000", mistyped)
    assert "mistyped" in str(page.context["form"].errors["code"])  # type: ignore[attr-defined]


def test_a_visit_holds_what_it_was_given() -> None:
    assert Visit(answers={"what": {"words": "a"}}).answer("what") == {"words": "a"}
    assert Visit().answer("what") == {}
