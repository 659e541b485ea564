"""Hashes that a report carries meet the register: what it knows of them is said, and what it knows to be nothing joins no reports."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import World
from tests.deconfliction.meeting import a_series, alerts, gives, meets, told
from tests.deconfliction.test_same_values import look
from tests.register.lists_of import made_up
from tests.register.series import keep_index_in
from tests.register.test_sources import a_source
from tests.reports.pages import scenes
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry as Line
from tutela.ownership.access import find
from tutela.register.models import Entry, Source
from tutela.register.queries.reported import known_of_reported, tell_nothing
from tutela.reports.models import Report
from tutela.reports.queries.same_item import Shared, same_item

pytestmark = pytest.mark.django_db
ClientFor = Callable[..., Client]
FILE, OTHER = made_up(2, seed=8)
HEX = {name: digest.hex() for name, digest in FILE.items()}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    keep_index_in(tmp_path, settings)


def reported(world: World, who: str = "north_intake", *names: str) -> Report:
    """A report that speaks of the file by these of its hashes."""
    return scenes.received(world, who, files=[{name: HEX[name] for name in names or ("sha256",)}])


def shared_by(world: World, report: Report, who: str = "north_investigator") -> list[Shared]:
    with acting_as(world.actor(who)):
        return same_item(find(report.reference))


def test_the_page_of_a_report_says_what_the_register_knows_of_its_files_and_that_is_written_down(
    world: World, client_for: ClientFor
) -> None:
    series = a_series(world, "south_investigator")
    gives(world, "south_investigator", [FILE], series=series)
    meets(world, "centre_analyst", [FILE])
    report = scenes.received(
        world,
        files=[HEX, {"sha256": OTHER["sha256"].hex()}, {"industry_classification": "A1"}],
        identifiers=[{"kind": "hash_md5", "raw": HEX["md5"]}],
    )
    page = client_for(world.north_investigator).get(f"/reports/{report.reference}/named").content.decode()
    assert page.count("Known, child not identified") == 2
    assert series.reference in page
    assert "1 organisation holds it or met it" in page
    assert page.count("New: yours to claim") == 2
    with acting_as(world.actor("north_investigator")):
        assert Line.objects.filter(action="register.look_up", subject_reference=report.reference).count() == 1


def test_it_says_no_more_than_the_reader_may_know(world: World, client_for: ClientFor) -> None:
    gives(world, "south_investigator", [FILE])
    with switched_role("tutela_owner"):
        Entry.objects.update(audience="own", otherwise="new")
    report = reported(world)
    page = client_for(world.north_investigator).get(f"/reports/{report.reference}/named").content.decode()
    assert "New: yours to claim" in page
    assert "Southvale" not in page
    with acting_as(world.actor("south_investigator")):
        [known] = known_of_reported([HEX])
        assert (known.is_known, known.sightings, known.organisations) == (True, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (("md5", "sha1", "sha256"), ("md5", "sha1", "sha256"), "hash_sha256"),
        (("md5", "sha1"), ("md5", "sha1", "sha256"), "hash_sha1"),
        (("md5",), ("md5", "sha256"), "hash_md5"),
    ],
)
def test_reports_about_one_file_are_offered_for_one_bundle_by_its_strongest_hash_with_what_the_register_says(
    world: World, client_for: ClientFor, one: tuple[str, ...], other: tuple[str, ...], kind: str
) -> None:
    gives(world, "south_investigator", [FILE])
    first, second = reported(world, "north_intake", *one), reported(world, "north_intake", *other)
    [shared] = shared_by(world, first)
    assert (shared.kind, [each.pk for each in shared.reports], shared.common) == (kind, [second.pk], 1)
    assert shared.register is not None
    assert (shared.register.answer.code, shared.register.organisations, shared.register.sightings) == ("known", 1, 0)
    client = client_for(world.north_investigator)
    for address in (f"/bundles/new?report={first.reference}", f"/reports/{first.reference}"):
        assert "Known, of no series yet" in client.get(address).content.decode()


def test_two_files_that_a_stronger_hash_tells_apart_are_not_the_same_item(world: World) -> None:
    first = scenes.received(world, files=[{"md5": HEX["md5"], "sha256": HEX["sha256"]}])
    scenes.received(world, files=[{"md5": HEX["md5"], "sha256": OTHER["sha256"].hex()}])
    assert shared_by(world, first) == []


@pytest.mark.parametrize("nothing", ["harmless", "trivial", "off", "source off"])
def test_what_is_known_to_be_nothing_is_no_reason_of_a_bundle_or_of_an_alert(
    world: World, client_for: ClientFor, nothing: str
) -> None:
    named = {"identifiers": [{"kind": "hash_sha256", "raw": HEX["sha256"]}], "files": [{"sha256": HEX["sha256"]}]}
    source = a_source(world, "north_examiner")
    if nothing in {"harmless", "source off"}:
        gives(world, "north_examiner", [FILE], what="harmless", source=source)
    else:
        gives(world, "north_examiner", [FILE])
    first = scenes.received(world, **named)
    scenes.received(world, **named)
    with switched_role("tutela_owner"):
        if nothing == "trivial":
            Entry.objects.update(kind="trivial")
        elif nothing == "off":
            Entry.objects.update(is_on=False)
        elif nothing == "source off":
            Source.objects.update(is_on=False)
    assert shared_by(world, first) == []
    look(world)
    scenes.received(world, "south_intake", **named)
    assert look(world) == 0
    assert alerts(world, "north_manager") == []
    page = client_for(world.north_investigator).get(f"/reports/{first.reference}/named").content.decode()
    assert "Nothing follows from it" in page


def test_what_is_held_of_a_case_stays_a_reason_and_alerts_both(world: World) -> None:
    named = {"identifiers": [{"kind": "hash_sha256", "raw": HEX["sha256"]}]}
    gives(world, "north_examiner", [FILE])
    look(world)
    first = scenes.received(world, **named)
    scenes.received(world, **named)
    scenes.received(world, "south_intake", **named)
    assert [one.kind for one in shared_by(world, first)] == ["hash_sha256"]
    assert look(world) > 0
    assert ("same_identifier", "same_value", "north") in told(world, "south_manager")


def test_where_files_share_a_hash_all_of_them_have_to_tell_nothing(world: World) -> None:
    twin = {"md5": FILE["md5"], "sha256": hashlib.sha256(b"another").digest()}
    gives(world, "north_examiner", [FILE], what="harmless", source=a_source(world, "north_examiner"))
    gives(world, "north_examiner", [twin])
    with acting_as(world.actor("north_examiner")):
        asked = [("hash_md5", HEX["md5"]), ("hash_sha256", HEX["sha256"]), ("email", "x@y.example"), ("hash_md5", "no")]
        assert tell_nothing(asked) == {("hash_sha256", HEX["sha256"])}
