"""Somebody tells in their own language and is answered in it; who works on it reads English beside it."""

import re
from collections.abc import Callable
from email.header import decode_header, make_header

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from tests.cast import World
from tests.reports.public.test_the_public_page import ANSWERS, back, number_and_code, told
from tests.roles import switched_role
from tests.web.translated import language_of, left_in_english
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock, languages, secret_codes
from tutela.core.languages import LANGUAGES, TRANSLATED
from tutela.reports.answer_templates import NOT_REVIEWED, templates
from tutela.reports.models import Answer, Report, Submission
from tutela.reports.services.answer import answer, words_of
from tutela.reports.services.mail import mail
from tutela.reports.tell_steps import STEPS

pytestmark = pytest.mark.django_db
CODES = [one.code for one in TRANSLATED]
# What stands on both pages: what was typed, and names.
GIVEN = [
    "Synthetic words about an account in a game.",
    "Synthetic Game",
    "Synthetic National Centre",
    "Synthetic, more.",
    "n" * 121,
]
ANSWERED = ANSWERS | {
    "danger": {"danger": "yes"},
    "where": {"where": "", "place": "Synthetic Game"},
    "names": {"names": ""},
    "you": {"known": "no"},
}


def in_language(code: str) -> Client:
    """A browser that asks for a language."""
    return Client(
        headers={"Accept-Language": LANGUAGES[code].tag}, REMOTE_ADDR=f"192.0.2.{[*LANGUAGES].index(code) + 1}"
    )


def walked(client: Client) -> dict[str, HttpResponse]:
    """Every page of the door, each fault and each refusal included, by what it is."""
    pages: dict[str, HttpResponse] = {"start": client.get("/tell")}
    for step in STEPS:
        wrong = client.post(f"/tell/report/{step}", {"known": "yes", "names": "1\n" * 21})
        if step not in {"where", "when"}:  # which nobody has to answer
            pages[f"{step}, wrong"] = wrong
        pages[step] = client.get(f"/tell/report/{step}")
        if step != "call":
            client.post(f"/tell/report/{step}", ANSWERED[step])
        else:
            client.post("/tell/report/call", {"why": "Synthetic words about an account in a game."})
    pages["check"] = client.get("/tell/report/check")
    client.post("/tell/report/check")
    reference, code = number_and_code(client)
    pages["received, no code"] = client.post("/tell/received", {"code": "x"})
    pages["received, mistyped"] = client.post(
        "/tell/received", {"code": f"{code[:-1]}{'0' if code[-1] != '0' else '1'}"}
    )
    pages["received, another"] = client.post("/tell/received", {"code": secret_codes.new_code()})
    pages["received"] = client.get("/tell/received")
    client.post("/tell/received", {"code": code})
    pages["copied"] = client.get("/tell/received")
    pages["status"] = client.get("/tell/status")
    pages["add"] = client.get("/tell/status/add")
    pages["add, wrong"] = client.post("/tell/status/add", {})
    client.post("/tell/status/add", {"words": "Synthetic, more."})
    pages["added"] = client.get("/tell/status")
    pages["who"] = client.get("/tell/status/who")
    pages["who, wrong"] = client.post("/tell/status/who", {})
    pages["who, no address"] = client.post("/tell/status/who", {"email": "x", "name": "n" * 121})
    client.post("/tell/status/who", {"name": "Synthetic Teller"})
    pages["who, again"] = client.post("/tell/status/who", {"name": "Synthetic Teller"})
    pages["said who"] = client.get("/tell/status")
    client.get("/tell/leave")
    pages["return, wrong"] = back(client, reference, secret_codes.new_code())
    pages["return, empty"] = back(client, "", "")
    pages["return"] = client.get("/tell/return")
    return pages


def test_no_page_of_the_door_has_a_word_of_english_left_also_where_something_is_wrong(world: World) -> None:
    english = walked(in_language("en"))
    # Words that are spelt the same in both.
    same = {"es": ["No", "Error:"]}
    left = {}
    for code in CODES:
        pages = walked(in_language(code))
        assert pages.keys() == english.keys()
        for what, page in pages.items():
            assert page.status_code == english[what].status_code, what
            assert language_of(page) == (LANGUAGES[code].tag, LANGUAGES[code].direction), what
            left[code, what] = left_in_english(page, english[what], [*GIVEN, *same.get(code, [])])
    assert {where: words for where, words in left.items() if words} == {}


def test_a_step_begun_in_one_language_goes_on_in_another_with_what_was_typed() -> None:
    client = in_language("en")
    client.post("/tell/report/danger", {"danger": "no"})
    client.post("/tell/report/about", {"about": "me"})
    switched = client.post("/tell/report/what", {"words": "Synthetic, half written", "language": "ar"})
    assert (switched.status_code, language_of(switched)) == (200, ("ar", "rtl"))
    assert "Synthetic, half written" in switched.content.decode()
    assert "govuk-error" not in switched.content.decode(), "to choose a language is no answer, and no fault"
    assert client.get("/tell/report").headers["Location"] == "/tell/report/what", "and nothing was answered by it"
    assert language_of(client.get("/tell/report/danger")) == ("ar", "rtl")
    assert "checked" in client.get("/tell/report/danger").content.decode()
    empty = client.post("/tell/report/what", {"words": "", "language": "fr"})
    assert language_of(empty) == ("fr", "ltr")
    assert client.post("/tell/report/what", ANSWERS["what"]).status_code == 302
    assert language_of(client.get("/tell/report/where")) == ("fr", "ltr")
    assert 'name="language" value="ru" formnovalidate' in client.get("/tell/report/where").content.decode()
    unknown = client.post("/tell/report/where", {"language": "xx", "where": "online"})
    assert unknown.status_code == 302, "a language that we do not speak is none"


def test_a_page_that_is_being_changed_keeps_its_place_when_a_language_is_chosen(world: World) -> None:
    client = in_language("en")
    told(client, send=False)
    page = client.get("/tell/report/check").content.decode()
    assert 'href="?language=es"' in page
    address = "/tell/report/where?change=yes"
    client.post(address, {"where": "both", "place": "Exampletown", "language": "es"})
    assert client.post(address, {"where": "both", "place": "Exampletown"}).headers["Location"] == "/tell/report/check"
    check = client.get("/tell/report/check").content.decode()
    assert "Las dos cosas: Exampletown" in check


def test_the_language_is_kept_with_the_report_and_staff_work_in_english(
    world: World, client_for: Callable[..., Client]
) -> None:
    client = in_language("fr")
    told(client, danger={"danger": "yes"})
    reference, _ = number_and_code(client)
    with acting_as(world.actor("centre_intake")):
        report = Report.objects.get(reference=reference)
        kept = Submission.objects.get(pk=report.pk)
        assert kept.language == "fr"
        assert {one["value"] for one in kept.facts} == {"A child I know", "Online", "In the last seven days"}
        assert report.concern_stated_by == "Whoever reported on the public page"
    officer = client_for(world.users["centre_intake"])
    for tab in ("", "/received"):
        page = officer.get(f"/reports/{reference}{tab}").content.decode()
        assert "Wrote in French" in page
        assert 'lang="en-GB"' in page
    english = Client()
    told(english)
    other, _ = number_and_code(english)
    assert "Wrote in" not in officer.get(f"/reports/{other}").content.decode()


def test_an_officer_reads_both_texts_before_the_reporters_own_goes_out(
    world: World, client_for: Callable[..., Client]
) -> None:
    client = in_language("ar")
    told(client)
    reference, code = number_and_code(client)
    officer = client_for(world.users["centre_intake"])
    page = officer.get(f"/reports/{reference}/answer").content.decode()
    assert "the answer goes out in Arabic" in page
    assert "nobody has reviewed it yet" in page
    assert "Only the texts of the house are translated." in page
    assert "We have received your report" in page
    assert "وصلنا بلاغك" in page
    assert 'lang="ar" dir="rtl"' in page
    actor = world.actor("centre_intake")
    with acting_as(actor):
        sent = answer(Report.objects.get(reference=reference), template="receipt", actor=actor, now=clock.now())
    assert sent.language == "ar"
    assert sent.subject_line == f"وصلنا بلاغك {reference}"
    assert sent.text.endswith("هذه الترجمة أعدّتها آلة وتنتظر مراجعة إنسان.")
    told_again = officer.get(f"/reports/{reference}/answers").content.decode()
    assert "In Arabic." in told_again
    assert 'lang="ar" dir="rtl"' in told_again
    # Whoever comes back in another language finds the words as they were sent, marked as what they are.
    other = in_language("es")
    back(other, reference, code)
    status = other.get("/tell/status").content.decode()
    assert re.search(r'<div class="tu-answer__text" lang="ar" dir="rtl">\s*<p>', status)


@pytest.mark.parametrize("code", CODES)
def test_every_answer_can_be_said_in_every_language_and_fits(code: str, world: World) -> None:
    language = LANGUAGES[code]
    reference = "R-2026-004K7Q"
    fields = {"reference": reference, "received": "1", "organisation": "Synthetic National Centre", "next": "2"}
    for one in templates().values():
        english, said_in = one.fill(**fields), one.fill(code, **fields)
        assert reference in said_in[0]
        assert len(said_in[0]) <= 120
        assert said_in[0] != english[0]
        assert not set(said_in[1].split("\n\n")) & set(english[1].split("\n\n"))
        assert "{" not in said_in[1]
        with translation.override(languages.spoken(language.code)):
            assert said_in[1].endswith(gettext(NOT_REVIEWED))
        assert NOT_REVIEWED not in english[1]


def test_a_mail_is_in_the_reporters_language_whatever_the_worker_speaks(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    client = in_language("ru")
    told(client, you={"known": "yes", "email": "teller@synthetic.example"})
    reference, _ = number_and_code(client)
    actor = world.actor("centre_intake")
    with acting_as(actor):
        report = Report.objects.get(reference=reference)
        sent = answer(report, template="receipt", actor=actor, now=clock.now())
        assert sent.channel == Answer.Channel.EMAIL
    with switched_role("tutela_jobs"):
        mail(sent.pk, actor=SYSTEM, now=clock.now())
    [letter] = mailoutbox
    message = letter.message()
    assert message["Content-Language"] == "ru"
    assert str(make_header(decode_header(message["Subject"]))) == f"Мы получили ваше сообщение {reference}"
    assert "Спасибо за ваше сообщение" in letter.body
    assert re.search(r"\d+ \w+ 20\d\d", letter.body), "dates as Russian writes them"
    assert "Thank you" not in letter.body
    assert "Этот перевод сделан машиной" in letter.body


def test_words_for_a_report_of_somebody_who_was_spoken_to_in_english_are_english(world: World) -> None:
    client = Client()
    told(client)
    reference, _ = number_and_code(client)
    actor = world.actor("centre_intake")
    with acting_as(actor), translation.override("ar"):
        report = Report.objects.get(reference=reference)
        subject, text = words_of(report, report.submission, templates()["receipt"], clock.now())
    assert subject == f"We have received your report {reference}"
    assert re.search(r"by \d+ [A-Z][a-z]+ 20\d\d at the latest", text)


def test_leaving_forgets_the_language_as_well() -> None:
    client = Client()
    client.get("/tell?language=ar")
    client.get("/tell/leave")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == 0
    assert language_of(client.get("/tell")) == ("en-GB", "ltr")
