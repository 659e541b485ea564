"""Help says of every page what it is for, in words that the pages use; its days lead only where a role may go; its manual is whole."""

import html
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from lxml import html as read_html

from tests.browser.pages import names_of_addresses
from tests.cast import World
from tests.web.ladder import ONE_OF_EACH, climbs, few_statements, words_of
from tutela.accounts.models import Role
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
    told = {one.strip() for one in re.findall(r"(?<![\w*])\*([^*\n]+)\*(?!\*)", guide.read_text())}
    assert told
    assert sorted(one for one in told if one not in said and one not in OF_THE_DEMO | PUT_TOGETHER) == []


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


def test_the_manual_leads_to_chapters_headings_and_pictures_that_are_there() -> None:
    for chapter in manual.chapters().values():
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
