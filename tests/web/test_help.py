"""Help says of every page what it is for, in words that the pages use; its days lead only where a role may go; its manual is whole."""

import html
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.utils import translation
from lxml import html as read_html

from tests.browser.pages import names_of_addresses
from tests.cast import World
from tests.roles import switched_role
from tests.web.ladder import ONE_OF_EACH, climbs, few_statements, words_of
from tutela.accounts.models import Role, User
from tutela.core.languages import FOLDER, LANGUAGES
from tutela.reports.answer_templates import templates
from tutela.reports.verb_forms import kind_and_label
from tutela.web.glossary import glossary, in_order, words_by_slug
from tutela.web.help import first_days, manual, pages
from tutela.web.help.checked import Entries

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tutela"
# Addresses without a page of their own frame: a word for a machine, a public page, the start that leads elsewhere.
NO_HELP = {"home", "health", "gallery", "stay_signed_in", "public_start"}
PUBLIC = ("tell",)
# Words that are set apart and stand in no source: data of the demo, and what a page puts together.
OF_THE_DEMO = {"Northmoor Children's Services", "Service régional d'Aubrette", "Southvale Police"}
PUT_TOGETHER = {"Receipt: We have it"}
SET_APART = re.compile(r"(?<![\w*])\*([^*\n]+)\*(?!\*)")
GUIDE = ROOT / "docs" / "guide"
FRENCH_CHAPTERS = sorted((GUIDE / "fr").rglob("*.md"))
ADDRESSES = ("/help", "/help/page/case", "/glossary", "/first-day", "/manual", "/manual/investigator")


def said_by_the_pages() -> str:
    """Every text of templates, code and vocabularies, as one."""
    kinds = {".html", ".py", ".toml"}
    files = [file for file in SOURCE.rglob("*") if file.suffix in kinds and "web/help" not in file.as_posix()]
    assert len(files) > 300
    return " ".join(html.unescape(file.read_text()) for file in files)


@pytest.fixture(scope="module")
def said() -> str:
    return said_by_the_pages()


def test_every_page_of_the_staff_has_its_help() -> None:
    names = [name for name in names_of_addresses() if name not in NO_HELP and not name.startswith(PUBLIC)]
    assert len(names) > 250
    assert [name for name in names if pages.help_of(name) is None] == [], "src/tutela/web/help/pages.toml"
    assert pages.help_of("nothing_of_this_name") is None


def test_no_help_is_of_a_page_that_is_not_there() -> None:
    names = set(names_of_addresses()) | {"api-root", "api"}
    assert {name for one in pages.all_pages() for name in one.names} - names == set()
    beginnings = [begin for one in pages.all_pages() for begin in one.begins]
    assert [begin for begin in beginnings if not any(name.startswith(begin) for name in names)] == []


def test_a_page_has_the_help_of_its_longest_beginning() -> None:
    assert pages.help_of("case_plan_ready").title == "Plans and meetings"  # type: ignore[union-attr]
    assert pages.help_of("case_close").title == "A case"  # type: ignore[union-attr]
    assert pages.help_of("case").title == "A case"  # type: ignore[union-attr]


def test_help_that_is_wrong_is_refused_with_all_its_faults_at_once() -> None:
    entries = Entries("pages.toml", "page")
    entries.needs({"title": "Synthetic", "purpose": ""}, "purpose", "sees")
    entries.knows({"title": "Synthetic", "stesp": []}, {"title", "steps"})
    with pytest.raises(ValueError, match="purpose") as refused:
        entries.end()
    assert len(str(refused.value).splitlines()) == 3
    Entries("pages.toml", "page").end()


def test_help_is_said_in_french_and_its_words_keep_their_addresses() -> None:
    found = pages.help_of("case")
    assert found is not None
    english = [one.title for day in first_days.first_days().values() for one in day.steps]
    with translation.override("fr"):
        page, days = found.said(), [one.said() for one in first_days.first_days().values()]
        words = in_order([one.said() for one in glossary()])
        by_slug = {one.slug: one for one in words}
        assert by_slug["entry"].says("element")
    assert (page.title, page.names) == ("Un dossier", found.names)
    assert all(one != two for one, two in zip(english, [one.title for day in days for one in day.steps], strict=True))
    assert [one.slug for one in page.words] == [one.slug for one in found.words]
    assert set(by_slug) == set(words_by_slug())
    assert by_slug["known-case"].meaning.startswith("Un dossier qu’un service connaît.")
    assert by_slug["entry"].letter == "E"
    assert by_slug["icv"].word != words_by_slug()["icv"].word


@pytest.mark.parametrize("file", ["pages.toml", "first_days.toml", "words.toml"])
def test_what_help_sets_in_quotes_stands_on_a_page(file: str, said: str) -> None:
    text = (SOURCE / "web" / "help" / file).read_text()
    tomllib.loads(text)
    said_by_help = "Help with this page" if file == "pages.toml" else ""
    quoted = {one.rstrip(".,") for one in re.findall(r"“([^”]+)”", text)}
    assert len(quoted) > 10
    own_words = {one.word for one in glossary()} | {one.word.lower() for one in glossary()} | {"caveats", "ICV"}
    known = own_words | PUT_TOGETHER | {said_by_help}
    assert sorted(one for one in quoted if one not in said and one not in known) == []


@pytest.mark.parametrize("guide", sorted((ROOT / "docs/guide/roles").glob("*.md")), ids=lambda one: one.stem)
def test_what_a_guide_tells_to_choose_stands_on_a_page(guide: Path, said: str) -> None:
    told = {one.strip() for one in SET_APART.findall(guide.read_text())}
    assert told
    assert sorted(one for one in told if one not in said and one not in OF_THE_DEMO | PUT_TOGETHER) == []


def french_catalogues() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each text of the pages, as the code has it and as it is said in French: its forms, where the number decides."""
    found = []
    for one in ("public", "staff"):
        with (FOLDER / one / "fr" / "LC_MESSAGES" / "django.po").open("rb") as file:
            entries = [entry for entry in read_po(file, locale="fr") if entry.id]
        found += [(_forms(entry.id), _forms(entry.string)) for entry in entries]
    with translation.override("en-gb"):
        answers = [kind_and_label(one) for one in templates().values()]
    with translation.override("fr"):
        answers_in_french = [kind_and_label(one) for one in templates().values()]
    return found + [((one,), (two,)) for one, two in zip(answers, answers_in_french, strict=True)]


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture(scope="module")
def in_french() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return french_catalogues()


@pytest.mark.parametrize("guide", FRENCH_CHAPTERS, ids=lambda one: str(one.relative_to(GUIDE)))
def test_a_french_chapter_names_what_the_english_one_names_as_the_pages_say_it(
    guide: Path, in_french: list[tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    told = {one.strip() for one in SET_APART.findall(guide.read_text())}
    english = {one.strip() for one in SET_APART.findall((GUIDE / guide.relative_to(GUIDE / "fr")).read_text())}
    # A label that is a whole text is looked up; one that is a part of a text (a link in a sentence, values beside it) is looked for.
    whole = [(english & set(ids), said) for ids, said in in_french if english & set(ids)]
    names = {name for known, _ in whole for name in known}
    parts = [(name, said) for ids, said in in_french for name in english - names if any(name in one for one in ids)]
    is_said = {one for _, said in whole for one in said}
    wrong = [
        one
        for one in told
        if one not in is_said and one not in OF_THE_DEMO and not any(one in text for _, said in parts for text in said)
    ]
    assert sorted(wrong) == [], "these words stand on no page in French"
    unsaid = [name for name in names if not any(name in known and told & set(said) for known, said in whole)]
    assert sorted(unsaid) == [], "the English chapter names these, and the French one does not"


@pytest.mark.parametrize("guide", FRENCH_CHAPTERS, ids=lambda one: str(one.relative_to(GUIDE)))
def test_a_french_chapter_has_the_parts_steps_pictures_and_code_of_the_english_one(guide: Path) -> None:
    french, english = guide.read_text(), (GUIDE / guide.relative_to(GUIDE / "fr")).read_text()
    for pattern in (r"^#+ ", r"^\d+\. ", r"^ *- ", r"^\|", r"^```"):
        counted = [len(re.findall(pattern, text, re.MULTILINE)) for text in (french, english)]
        assert counted[0] == counted[1], pattern
    for pattern in (r"^(#+|\d+\.) ", r"screenshots/([a-z0-9-]+)\.png", r"`[^`\n]*@[^`\n]*`"):
        found = [re.findall(pattern, text, re.MULTILINE) for text in (french, english)]
        assert found[0] == found[1], pattern
    # No space at which a line could break, before the signs that have one.
    assert re.findall(r".{12}(?:[ ][;!?:»](?=\s)|«[ ]).{0,12}", re.sub(r"`[^`]*`", "", french)) == []


def test_whoever_reads_french_gets_the_chapters_that_are_french_and_the_others_in_english(
    world: World, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with translation.override("fr"):
        chapters = manual.chapters()
    assert chapters["investigator"].language is LANGUAGES["fr"]
    # What is not there in French is not there for this test.
    english = manual.chapters()["cybertipline"]
    monkeypatch.setitem(chapters, "cybertipline", english)
    with switched_role("tutela_owner"):
        User.objects.filter(pk=world.north_investigator.pk).update(language="fr")
    client = client_for(world.north_investigator)
    shown = read_html.fromstring(words_of(client.get("/manual/investigator")))
    assert shown.xpath("string(//h1)") == "L’enquêteur"
    assert set(shown.xpath("//main//div/@lang")) == {"fr"}
    assert shown.xpath("//main//h2[@id='a-day-step-by-step']/text()") == ["Une journée, pas à pas"]
    assert "Prendre" in shown.xpath("//main//ol/li/p/em/text() | //main//ol/li/em/text()")
    assert "en anglais" not in shown.xpath("string(//main)")
    other = read_html.fromstring(words_of(client.get("/manual/cybertipline")))
    assert other.xpath("//h1/ancestor::div[@lang='en-GB']")
    assert "Ce chapitre n’est pas encore traduit" in other.xpath("string(//main)")
    contents = read_html.fromstring(words_of(client.get("/manual")))
    assert contents.xpath("//li[@lang='fr']/a[@href='/manual/investigator']/text()") == ["L’enquêteur"]
    assert contents.xpath("//li[@lang='en-GB']/a[@href='/manual/cybertipline']/text()") == [english.title]
    assert contents.xpath("//*[contains(@class, 'govuk-inset-text')]//a[@lang='fr']/text()") == ["L’enquêteur"]
    assert "Certains chapitres" in contents.xpath("string(//main)")
    found = read_html.fromstring(words_of(client.get("/manual?q=l'enquêteur+IDENTIFIE")))
    assert found.xpath("//a[starts-with(@href, '/manual/investigator#')]")
    assert "/manual/auditor" not in words_of(client.get("/manual?q=anchor+elsewhere"))
    assert '<span lang="fr">l’enquêteur</span>, dans le manuel' in words_of(client.get("/first-day"))


def test_a_page_leads_to_its_help_and_asks_the_database_nothing_for_it(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_investigator)
    client.get("/help")
    with few_statements(8):  # as many as before there was help
        page = words_of(client.get("/organisations"))
    assert 'href="/help/page/organisations"' in page
    with few_statements(6):  # who reads, and what the frame counts
        answer = client.get("/help/page/organisations")
    assert "What you can do here, and how" in words_of(answer)
    assert "/glossary#remit" in words_of(answer)
    assert client.get("/help/page/nothing").status_code == 404
    assert client.post("/help/page/case").status_code == 405


def test_help_says_to_a_role_what_the_page_is_to_it(world: World, client_for: ClientFor) -> None:
    assert (
        "the record itself stays".casefold()
        in words_of(client_for(world.hotline_partner).get("/help/page/tasks")).casefold()
    )
    assert "the record itself stays" not in words_of(client_for(world.north_manager).get("/help/page/tasks")).casefold()


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_who_is_signed_in_reads_help_and_nobody_else(
    address: str, world: World, client_for: ClientFor
) -> None:
    climbs(world, client_for, address, ONE_OF_EACH)


def test_the_glossary_is_sorted_has_its_words_and_finds_them_without_script(
    world: World, client_for: ClientFor
) -> None:
    words = [one.word.casefold() for one in glossary()]
    assert words == sorted(words)
    assert {"reported", "recorded", "standing", "known-case", "break-glass", "welfare-step", "icv", "com"} <= set(
        words_by_slug()
    )
    assert "Holiday" in words_by_slug()["icv"].parts
    client = client_for(world.north_researcher)
    everything, found = client.get("/glossary"), client.get("/glossary?q=welfare+suicide")
    ids = read_html.fromstring(everything.content).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(words_by_slug()) <= set(ids)
    assert 'id="welfare-step"' in words_of(found)
    assert 'id="anchor"' not in words_of(found)
    assert "No word is found" in words_of(client.get("/glossary?q=<script>zzz"))


@pytest.mark.parametrize("role", list(Role))
def test_each_step_of_a_first_day_leads_where_the_role_may_go(role: Role, world: World, client_for: ClientFor) -> None:
    client = client_for(getattr(world, ONE_OF_EACH[role]))
    day = first_days.first_days()[role]
    for step in day.steps:
        assert client.get(step.address).status_code == 200, step.address
    page = words_of(client.get("/first-day"))
    assert html.escape(day.after) in page or day.after in html.unescape(page)
    assert all(f'href="{html.escape(step.address)}"' in page for step in day.steps)


def test_a_ticked_step_is_kept_in_the_browser_by_its_number_and_for_that_role_alone(
    world: World, client_for: ClientFor
) -> None:
    client = client_for(world.north_manager)
    assert client.post("/first-day", {"done": ["2", "4", "77", "x"]}).status_code == 302
    kept = client.cookies[first_days.COOKIE]
    assert (kept.value, kept["path"], kept["httponly"]) == ("manager.2-4", "/first-day", True)
    page = read_html.fromstring(client.get("/first-day").content)
    assert page.xpath("//input[@name='done'][@checked]/@value") == ["2", "4"]
    assert first_days.ticked("manager.2-4", Role.MANAGER) == {2, 4}
    assert first_days.ticked("manager.2-4", Role.AUDITOR) == set()
    assert first_days.ticked("manager.9999-²-", Role.MANAGER) == set()


def test_another_roles_day_is_read_without_links_and_without_ticks(world: World, client_for: ClientFor) -> None:
    page = words_of(client_for(world.north_researcher).get("/first-day?role=manager"))
    assert "First day: manager" in page
    assert "/retention" not in page
    assert 'name="done"' not in page
    assert "First day: researcher" in words_of(client_for(world.north_researcher).get("/first-day?role=nobody"))


def test_every_role_has_a_guide_and_every_chapter_is_drawn_with_its_contents() -> None:
    for role in Role:
        guide = manual.guide_of(role)
        assert guide is not None, role
        assert "A day, step by step" in [one.title for one in guide.parts]
    assert all(one.title and one.html for one in manual.chapters().values())
    guides = {file.stem for file in (ROOT / "docs/guide/roles").glob("*.md")}
    assert guides <= set(manual.chapters())


@pytest.mark.parametrize("language", ["en-gb", "fr"])
def test_the_manual_leads_to_chapters_headings_and_pictures_that_are_there(language: str) -> None:
    with translation.override(language):
        chapters = manual.chapters()
    for chapter in chapters.values():
        page = read_html.fromstring(f"<div>{chapter.html}</div>")
        for address in page.xpath("//a/@href"):
            if address.startswith("/manual/"):
                target, _, anchor = address.removeprefix("/manual/").partition("#")
                found = manual.chapter_of(target)
                assert found is not None, (chapter.slug, address)
                assert not anchor or anchor in {one.anchor for one in found.sections}, (chapter.slug, address)
            else:
                assert address.startswith(("https://", "http://", "/")), (chapter.slug, address)
        for picture in page.xpath("//img"):
            assert (picture.get("width"), picture.get("alt") != "") in {("1280", True), ("320", True)}
            name = picture.get("src").removeprefix("/manual/pictures/").removesuffix(".png")
            assert manual.picture_of(name) is not None, (chapter.slug, name)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), chapter.slug


def test_the_manual_is_searched_by_heading_first_and_by_text(world: World, client_for: ClientFor) -> None:
    places = manual.search("welfare officer")
    assert "welfare-officer" in {one.chapter.slug for one in places[:3]}
    in_titles = ["welfare officer" in f"{one.chapter.title} {one.section.title}".casefold() for one in places]
    assert in_titles == sorted(in_titles, reverse=True)
    assert manual.search("") == []
    client = client_for(world.north_auditor)
    found = words_of(client.get("/manual?q=anchor+elsewhere"))
    assert "/manual/auditor" in found
    assert "Nothing is found" in words_of(client.get("/manual?q=zzznothing"))
    assert client.get("/manual/nothing").status_code == 404


def test_markup_in_a_document_stands_as_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# T\n\n<script>x()</script> [away](../../secret.md) [in](a.md#t)\n\n```\n<b>\n```\n"
    )
    drawn = manual._drawn("a", "investigator", tmp_path, {"a": "investigator"})
    assert "<script" not in drawn.html
    assert "<b>" not in drawn.html
    assert "secret" not in drawn.html
    assert "away" in drawn.html
    assert 'href="/manual/investigator#t"' in drawn.html


def test_a_picture_is_given_to_who_is_signed_in_and_no_other_file_is(world: World, client_for: ClientFor) -> None:
    client = client_for(world.north_examiner)
    given = client.get("/manual/pictures/case.png")
    assert given["Content-Type"] == "image/png"
    assert given["Cache-Control"].startswith("private")
    assert client.get("/manual/pictures/nothing.png").status_code == 404
    assert manual.picture_of("../../../pyproject") is None
    assert Client().get("/manual/pictures/case.png").status_code == 302


def test_a_wheel_carries_what_the_manual_is_made_of() -> None:
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert packed["force-include"] == {
        "docs/guide": "tutela/web/help/manual",
        "docs/screenshots": "tutela/web/help/pictures",
    }
