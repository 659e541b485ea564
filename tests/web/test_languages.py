"""The texts in six languages: complete, with what they fill in, in the right number forms."""

import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests.cast import World
from tests.roles import switched_role
from tests.web.translated import language_of, left_in_english, said
from tutela.accounts.models import User
from tutela.core import languages, relative_time
from tutela.core.languages import LANGUAGES, TRANSLATED, read_reviews
from tutela.web import moments
from tutela.web.catalogues import catalogues
from tutela.web.templatetags.languages import telephone

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import messages  # type: ignore[import-not-found]

CODES = [one.code for one in TRANSLATED]
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
_FILLED_IN = re.compile(r"%\(\w+\)s|\{\w+\}|%%|%(?!\()")


def test_every_text_is_there_in_every_language_and_nothing_more() -> None:
    assert messages.check() == []
    assert {path.parts[-4:-2] for path, _ in catalogues()} == {
        *(("public", code) for code in ("fr", "es", "ru", "zh_Hans", "ar")),
        ("staff", "fr"),
    }


def test_a_text_that_is_missing_unsure_or_left_over_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    path, catalogue = next(iter(catalogues()))
    catalogue.add("No page says this", "x")
    catalogue["Yes"].string = ""
    catalogue["No"].flags.add("fuzzy")
    catalogue.delete("Back")
    monkeypatch.setattr(messages, "catalogues", lambda: iter([(path, catalogue)]))
    faults = " ".join(messages.check())
    for words in ("no page says “No page says this”", "not translated “Yes”", "not sure of “No”", "lacks “Back”"):
        assert words in faults


def test_what_is_filled_in_stands_in_every_translation() -> None:
    wrong = []
    for path, catalogue in catalogues():
        for message in catalogue:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            forms = [message.string] if isinstance(message.string, str) else list(message.string)
            if ids == [""]:
                continue
            wrong += [
                (path.parts[-3], ids[0], form)
                for form in forms
                if sorted(_FILLED_IN.findall(form)) != sorted(_FILLED_IN.findall(ids[-1]))
            ]
    assert wrong == []


def test_what_is_compiled_is_what_the_tree_says() -> None:
    for path, catalogue in catalogues():
        with path.with_suffix(".mo").open("rb") as stream:
            compiled = read_mo(stream)
        assert _texts(compiled) == _texts(catalogue)


def _texts(catalogue: Catalog) -> set[tuple[str, str]]:
    return {
        (str(tuple(one.id) if one.pluralizable else one.id), str(tuple(one.string) if one.pluralizable else one.string))
        for one in catalogue
        if one.id
    }


def test_the_settings_and_the_languages_name_the_same() -> None:
    assert dict(settings.LANGUAGES) == {one.code: one.english_name for one in LANGUAGES.values()}


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        (
            "ru",
            {1: "через 1 минуту", 2: "через 2 минуты", 5: "через 5 минут", 11: "через 11 минут", 21: "через 21 минуту"},
        ),
        ("ar", {1: "دقيقة واحدة", 2: "دقيقتين", 3: "3 دقائق", 11: "11 دقيقة", 102: "102 دقيقة"}),
        ("fr", {0: "0 minute", 1: "1 minute", 2: "2 minutes"}),
        ("zh-hans", {1: "1分钟", 2: "2分钟"}),
    ],
)
def test_numbers_take_the_form_of_the_language(code: str, forms: dict[int, str]) -> None:
    with translation.override(code):
        for number, words in forms.items():
            text = ngettext("Try again in %(minutes)s minute.", "Try again in %(minutes)s minutes.", number)
            assert words in text % {"minutes": number}


def test_lengths_of_time_and_moments_are_said_in_the_language_and_name_the_zone() -> None:
    in_thirteen_days, at = NOW + timedelta(days=13, hours=3), datetime(2026, 11, 24, 16, 12, tzinfo=UTC)
    expected = {
        "en-gb": ("in 13 days", "Tue 24 November 2026, 16:12 UTC"),
        "fr": ("dans 13 jours", "mardi 24 novembre 2026, 16:12 UTC"),
        "es": ("dentro de 13 días", "martes, 24 de noviembre de 2026, 16:12 UTC"),
        "ru": ("через 13 дней", "вторник, 24 ноября 2026 г., 16:12 UTC"),
        "zh-hans": ("13天后", "2026年11月24日星期二 16:12 UTC"),
        "ar": ("خلال 13 يومًا", "الثلاثاء، 24 نوفمبر 2026، 16:12 UTC"),
    }
    for code, (far, exactly) in expected.items():
        with translation.override(code):
            assert relative_time.distance(in_thirteen_days, NOW) == far
            assert moments.exact(at).replace("\u200f", "").replace("\xa0", " ").replace("\u202f", " ") == exactly
    with translation.override("fr"):
        assert relative_time.distance(NOW - timedelta(minutes=3), NOW).replace("\xa0", " ") == "il y a 3 minutes"
        assert moments.length(NOW, NOW + timedelta(hours=5)).replace("\xa0", " ") == "5 heures"


def test_the_first_language_that_a_browser_asks_for_and_we_speak_is_taken() -> None:
    for asked, code in {
        "": "en",
        "de, ar;q=0.7, fr;q=0.5": "ar",
        "fr-CA,fr;q=0.9,en;q=0.8": "fr",
        "zh-CN": "zh-hans",
        "zh-TW, en;q=0.5": "zh-hans",
        "en-US,fr": "en",
        "xx": "en",
        "*": "en",
        "\x00;;=,": "en",
    }.items():
        assert languages.preferred(asked).code == code, asked
    assert languages.named("../../etc") is None


def test_a_review_is_checked_data() -> None:
    assert read_reviews("") == {}
    assert read_reviews('[fr]\nby = "Synthetic Reviewer"\non = 2026-11-28')["fr"].by == "Synthetic Reviewer"
    for text in (
        '[de]\nby = "A"\non = 2026-11-28',
        '[en]\nby = "A"\non = 2026-11-28',
        '[fr]\nby = "A"',
        '[fr]\nby = " "\non = 2026-11-28',
        '[fr]\nby = "A"\non = "soon"',
        'fr = "A"',
    ):
        with pytest.raises(ValueError, match=r"reviewed\.toml"):
            read_reviews(text)
    assert languages.reviews() is languages.reviews()


def test_two_telephone_numbers_run_from_left_to_right_with_a_translated_or() -> None:
    with translation.override("ar"):
        assert telephone("999 or 112").count('<bdi dir="ltr"') == 2
        assert gettext("or") in telephone("999 or 112")
        assert " or " not in telephone("999 or 112")
    assert telephone("") != "None"


@pytest.mark.django_db
class TestPagesForAnybody:
    ADDRESSES = ("/accessibility", "/privacy", "/status")

    @pytest.mark.parametrize("code", CODES)
    def test_they_are_in_the_language_asked_for_and_no_word_of_english_is_left(self, code: str) -> None:
        language = LANGUAGES[code]
        for address in (*self.ADDRESSES, "/tell/nothing-of-this-name/at-all"):
            english = Client().get(address)
            page = Client(headers={"Accept-Language": language.tag}).get(address)
            assert language_of(english) == ("en-GB", "ltr")
            assert language_of(page) == (language.tag, language.direction)
            # The word that browsers use for it in several languages.
            assert left_in_english(page, english, ["Cookies"]) == set(), address
            with translation.override(code):
                note = gettext("This translation was made by a machine and is awaiting review by a person.")
            assert note in said(page)
            assert "machine" not in english.content.decode()

    def test_a_language_that_a_person_has_reviewed_says_nothing_of_a_machine(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reviewed = read_reviews('[fr]\nby = "Synthetic Reviewer"\non = 2026-11-28')
        monkeypatch.setattr(languages, "reviews", lambda: reviewed)
        assert "machine" not in Client().get("/privacy?language=fr").content.decode()
        assert "máquina" in Client().get("/privacy?language=es").content.decode()

    def test_a_link_chooses_a_language_that_stays_until_another_is_chosen(self) -> None:
        client = Client(headers={"Accept-Language": "es"})
        first = client.get("/privacy")
        assert language_of(first) == ("es", "ltr")
        assert '<a class="tu-languages__other" href="?language=ar" hreflang="ar"' in first.content.decode()
        assert "django_language" not in client.cookies
        assert language_of(client.get("/privacy?language=ar")) == ("ar", "rtl")
        cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
        assert (cookie["httponly"], cookie["max-age"], cookie["samesite"]) == (True, "", "Lax")
        assert language_of(client.get("/tell")) == ("ar", "rtl")
        assert language_of(client.get("/tell?language=xx")) == ("ar", "rtl")
        assert language_of(client.get("/accessibility?language=en")) == ("en-GB", "ltr")
        assert language_of(client.get("/tell")) == ("en-GB", "ltr")

    def test_a_page_that_depends_on_the_reader_says_so_to_what_lies_between(self) -> None:
        varies = Client().get("/privacy").headers["Vary"]
        assert "Accept-Language" in varies
        assert "Cookie" in varies

    @override_settings(LANGUAGE_COOKIE_SECURE=True)
    def test_over_tls_the_cookie_is_sent_over_tls_alone(self) -> None:
        client = Client()
        client.get("/tell?language=fr")
        assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["secure"]


@pytest.mark.django_db
def test_staff_are_spoken_to_in_the_language_of_their_account_whatever_the_public_door_was_told(
    world: World, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.north_manager)
    client.get("/tell?language=ar")
    pages = ("/work-list", "/reports/new", "/privacy", "/status", "/account/2fa/")
    for address in pages:
        text = client.get(address, headers={"Accept-Language": "ar"}).content.decode()
        assert 'lang="en-GB"' in text, address
        assert not re.search("[\u0600-\u06ff]", text), address
    with switched_role("tutela_owner"):
        User.objects.filter(pk=world.north_manager.pk).update(language="fr")
    for address in pages:
        assert 'lang="fr"' in client.get(address, headers={"Accept-Language": "en"}).content.decode(), address
    assert 'lang="ar"' in client.get("/tell").content.decode()


@pytest.mark.django_db
def test_who_has_not_signed_in_yet_is_spoken_to_in_the_language_of_staff_that_their_browser_asks_for() -> None:
    for asked, spoken in {
        "fr-CA,en;q=0.5": "fr",
        "ar,es;q=0.9,en;q=0.5": "en-GB",
        "en,fr;q=0.5": "en-GB",
        "de": "en-GB",
    }.items():
        nobody = Client(headers={"Accept-Language": asked})
        nobody.get("/tell?language=es")
        assert f'lang="{spoken}"' in nobody.get("/account/login/").content.decode(), asked


@pytest.mark.django_db
def test_the_api_speaks_english() -> None:
    nobody = Client(headers={"Accept-Language": "fr"})
    nobody.get("/tell?language=fr")
    refused = nobody.post("/api/v1/reports", "{}", content_type="application/json")
    assert refused.status_code == 401
    assert not _french(refused.content.decode())


def _french(text: str) -> bool:
    with translation.override("fr"):
        words: Iterable[str] = (gettext("This field is required."), gettext("Back"), gettext("Error:"))
        return any(re.search(rf"\b{re.escape(one)}", text) for one in words)
