"""A series is kept at least as long as each of its children; what the register holds outlasts every record, without its name."""

from typing import Any

import pytest
from django.db import connection

from tests.cases.cases import a_case
from tests.cast import World
from tests.register.lists_of import listed, made_up
from tests.register.series import a_series, give, with_child
from tests.retention.records import (
    LONG_AGO,
    an_old_case,
    approved,
    disposed,
    nothing_open,
    own,
    parts,
    proposed,
    rows_of,
    second_manager,
)
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.ownership.access import find
from tutela.register.lists.rows import HashList
from tutela.register.models import Series
from tutela.register.services.check import Asked, check_list
from tutela.register.services.submit import Given, begin_submission, take_all
from tutela.retention.models import Disposal
from tutela.retention.queries import kept, stands_against, stayed_after, times_of
from tutela.retention.queries import listed as over_their_time
from tutela.retention.services.hold import hold

pytestmark = pytest.mark.django_db


def of_old_child(world: World) -> tuple[Series, Any, Any]:
    """A series of 1960 with a child whose record is over its time; the child and the case."""
    case = an_old_case(world)
    child, _, _ = parts(world, case)
    series = with_child(world, a_series(world), child)
    own("UPDATE register_series SET created_at = %s WHERE id = %s", LONG_AGO, series.pk)
    with acting_as(world.actor("north_manager")):
        fresh: Series = find(series.reference)
    return fresh, child, case


def met_in(world: World, record: Any, files: list[dict[str, bytes]], exhibit: str = "") -> None:
    """Northmoor meets files in a record of its own, and asks about them."""
    actor = world.actor("north_examiner")
    with acting_as(actor):
        given = Given(what="seen", exhibit=exhibit, subject=find(record.reference))
        said: HashList = listed(files)
        made = begin_submission(said, given, actor=actor, now=clock.now())
        for _ in take_all(made, said.rows, actor=actor):
            pass
        check_list(said, Asked("server", exhibit, find(record.reference)), actor=actor, now=clock.now())


def test_a_series_is_not_over_its_time_while_the_record_of_a_child_whom_it_concerns_is_kept(world: World) -> None:
    series, child, _ = of_old_child(world)
    manager = world.actor("north_manager")
    times = times_of(world.north.pk)
    with acting_as(manager):
        assert kept(series, times) is None
        assert stands_against(series) == (False, "children")
        with pytest.raises(RuleBroken):
            proposed(world, series)
    gone = approved(world, child)
    disposed(gone)
    with acting_as(manager):
        assert [
            (one.subject_kind, one.subject_reference) for one in stayed_after(gone) if one.subject_kind == "series"
        ] == [("series", series.reference)]
        now_kept = kept(series, times)
        assert now_kept is not None
        assert now_kept.closed_at == Disposal.objects.get(pk=gone.pk).closed_at
        assert now_kept.is_over(clock.now())
        due = over_their_time("series", "due", times, organisation_id=world.north.pk, now=clock.now())
        assert [one.reference for one in due] == [series.reference]
        # What was known of the child stays said: nobody has to find out again.
        assert find(series.reference).standing == "identified"


def test_a_series_of_whose_children_one_is_not_identified_cannot_be_disposed_of(world: World) -> None:
    series = a_series(world)
    own("UPDATE register_series SET created_at = %s WHERE id = %s", LONG_AGO, series.pk)
    with acting_as(world.actor("north_manager")):
        assert stands_against(series) == (False, "series")
    with pytest.raises(RuleBroken):
        proposed(world, series)


def test_a_series_goes_with_its_links_and_history_and_what_each_organisation_holds_of_its_files_stays(
    world: World,
) -> None:
    series, child, _ = of_old_child(world)
    give(world, "north_examiner", 2, series=series)
    give(world, "south_investigator", 2, what="seen")
    second = second_manager(world)
    disposed(approved(world, child, by=second))
    entries, sightings = (own(f"SELECT count(*) FROM register_{one}") for one in ("entry", "sighting"))
    its_rows = rows_of(series)
    assert (its_rows["register_series"], its_rows["register_entry"]) == (1, 2)
    disposed(approved(world, series, by=second))
    assert rows_of(series) == {}
    assert own("SELECT 1 FROM register_series WHERE id = %s", series.pk) == []
    assert own("SELECT count(*) FROM register_entry") == entries
    assert own("SELECT count(*) FROM register_sighting") == sightings
    assert own("SELECT count(*) FROM register_entry WHERE series_id IS NOT NULL") == [(0,)]


def test_a_hold_on_a_child_covers_the_series_and_one_on_a_series_its_children(world: World) -> None:
    series, child, _ = of_old_child(world)
    other, other_child, _ = of_old_child(world)
    manager = world.actor("north_manager")
    with acting_as(manager):
        hold(find(child.reference), grounds="appeal", words="Synthetic.", actor=manager, now=clock.now())
        hold(find(other.reference), grounds="appeal", words="Synthetic.", actor=manager, now=clock.now())
        assert stands_against(series)[0]
        assert stands_against(find(other_child.reference))[0]
    with pytest.raises(RuleBroken):
        proposed(world, other_child)


def test_that_a_file_was_met_outlasts_the_report_and_the_case_in_which_it_was_and_names_neither(world: World) -> None:
    files = made_up(1)
    give(world, "south_investigator", 1)
    case = an_old_case(world)
    _, _, report = parts(world, case)
    for record in (report, case):
        met_in(world, record, files)
    assert own("SELECT count(*) FROM register_sighting WHERE subject_reference <> ''") == [(2,)]
    nothing_open(case)
    second = second_manager(world)
    for record in (case, report):
        disposed(approved(world, record, by=second))
    # Two meetings stay two: a number that names nothing keeps them apart.
    assert own("SELECT subject_kind, subject_reference, subject_id < 0 FROM register_sighting WHERE organisation_id = %s",
               world.north.pk) == [("", "", True)] * 2  # fmt: skip
    for table in ("register_submission", "register_check"):
        assert own(
            f"SELECT DISTINCT subject_kind, subject_reference FROM {table} WHERE organisation_id = %s", world.north.pk
        ) == [("", "")]


def test_the_application_writes_nothing_of_this_by_itself(world: World) -> None:
    series = a_series(world)
    case = a_case(world)
    with acting_as(world.actor("north_manager")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_open_work('series', %s), retention_open_work('case', %s)", [series.pk, case.pk]
        )
        assert cursor.fetchone() == ("series", "open")
