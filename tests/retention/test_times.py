"""How long what is kept: the checked defaults, an organisation's own times, and the moment from which they run."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import Error, connection, transaction
from django.utils import translation

import tutela.retention.rules as rules_module
from tests.cast import World
from tests.retention.records import LONG_AGO, an_old_case, own, parts
from tutela.accounts.need_to_know import acting_as
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.retention.models import KeepingRule
from tutela.retention.queries import kept, months_in_words, times_of
from tutela.retention.rules import CATEGORIES, defaults, read
from tutela.retention.services.times import set_time

FILE = Path(rules_module.__file__).with_name("rules.toml")


def test_the_file_of_defaults_is_refused_whole_with_every_fault() -> None:
    raw = tomllib.loads(FILE.read_text())
    assert {one.code for one in read(raw).categories} == set(CATEGORIES)
    assert "no legal advice" in read(raw).source
    raw["waiting_days"] = 0
    raw["category"][0] |= {"runs": "birth", "colour": "red"}
    raw["category"][1]["years"] = 0
    raw["category"].pop()
    with pytest.raises(ValueError, match="waiting_days") as refused:
        read(raw)
    for fault in ("colour", "runs is one of", "at least a month", "series: said 0 times"):
        assert fault in str(refused.value)


def test_months_are_said_as_people_say_them() -> None:
    assert [months_in_words(n) for n in (1, 12, 30, 300)] == ["1 month", "1 year", "2 years and 6 months", "25 years"]
    with translation.override("fr"):
        assert [months_in_words(n) for n in (1, 12, 30)] == ["1 mois", "1 an", "2 ans et 6 mois"]


@pytest.mark.parametrize(
    ("birth", "day"),
    [
        ("2004-05-17", "2022-05-17"),
        ("2004-02-29", "2022-02-28"),
        ("2004-05", "2022-06-01"),
        ("2004", "2023-01-01"),
        ("", None),
    ],
)
def test_a_partial_date_of_birth_is_never_completed_it_counts_from_the_end_of_what_is_known(
    world: World, birth: str, day: str | None
) -> None:
    [(moment,)] = own("SELECT retention_of_age(%s)", birth)
    assert moment == (None if day is None else datetime.fromisoformat(f"{day}T00:00:00+00:00"))


@pytest.mark.parametrize(
    ("birth", "basis", "flag", "runs_from"),
    [
        ("1958-05-17", "of_age", "", datetime(1976, 5, 17, tzinfo=UTC)),
        ("1958", "of_age", "year_only", datetime(1977, 1, 1, tzinfo=UTC)),
        ("1958-05", "of_age", "month_only", datetime(1976, 6, 1, tzinfo=UTC)),
        ("1930-05-17", "closing", "", LONG_AGO),
        ("", "closing", "birth_not_known", LONG_AGO),
    ],
)
def test_a_childs_time_runs_from_18_where_that_is_later_and_known(
    world: World, birth: str, basis: str, flag: str, runs_from: datetime
) -> None:
    case = an_old_case(world)
    child, _, _ = parts(world, case)
    own("UPDATE children_child SET birth_date = %s WHERE id = %s", birth, child.pk)
    with acting_as(world.actor("north_manager")):
        found = kept(child, times_of(world.north.pk))
        of_case = kept(case, times_of(world.north.pk))
    assert found is not None
    assert (found.basis, found.flag, found.runs_from) == (basis, flag, runs_from)
    assert found.kept_until == runs_from.replace(year=runs_from.year + 25)
    assert bool(found.warning) == bool(flag)
    # The case waits for the youngest of its children; the other one was born in 1950.
    assert of_case is not None
    assert of_case.runs_from == max(runs_from, datetime(1968, 5, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("ground", "recorded", "category"),
    [
        ("finished", True, "case_recorded"),
        ("finished", False, "case_not_recorded"),
        ("court_outcome", True, "case_court_outcome"),
        ("no_offence", False, "case_no_offence"),
        ("merged", False, "case_merged"),
    ],
)
def test_a_cases_category_goes_by_its_ground_and_by_whether_an_offence_was_recorded(
    world: World, ground: str, recorded: bool, category: str
) -> None:
    case = an_old_case(world)
    own(
        "UPDATE cases_case SET close_reason = %s, recorded_at = %s WHERE id = %s",
        ground,
        LONG_AGO if recorded else None,
        case.pk,
    )
    with acting_as(world.actor("north_manager")):
        found = kept(case, times_of(world.north.pk))
    assert found is not None
    assert found.category == category
    assert found.months == next(one.months for one in defaults().categories if one.code == category)


def test_a_report_runs_from_the_later_closing_and_an_open_case_keeps_it(world: World) -> None:
    case = an_old_case(world)
    _, _, report = parts(world, case)
    later = LONG_AGO + timedelta(days=400)
    own("UPDATE cases_case SET closed_at = %s WHERE id = %s", later, case.pk)
    manager = world.actor("north_manager")
    with acting_as(manager):
        found = kept(report, times_of(world.north.pk))
        assert found is not None
        assert (found.category, found.runs_from) == ("report_joined", later)
    own("UPDATE cases_case SET state = 'open', closed_at = NULL WHERE id = %s", case.pk)
    with acting_as(manager):
        assert kept(report, times_of(world.north.pk)) is None
    own("UPDATE reports_caselink SET parted_at = now() WHERE report_id = %s", report.pk)
    with acting_as(manager):
        alone = kept(report, times_of(world.north.pk))
        assert alone is not None
        assert alone.category == "report_alone"
    with acting_as(world.actor("south_manager")):
        assert kept(report, times_of(world.south.pk)) is None


def test_an_organisation_sets_longer_or_shorter_times_never_silently(world: World) -> None:
    manager, now = world.actor("north_manager"), clock.now()
    with acting_as(manager):
        with pytest.raises(BadInput, match="Say why"):
            set_time("child", months=480, words=" ", actor=manager, now=now)
        with pytest.raises(BadInput, match="no time"):
            set_time("child", months=0, words="Synthetic.", actor=manager, now=now)
        with pytest.raises(BadInput, match="no such category"):
            set_time("nothing", months=480, words="Synthetic.", actor=manager, now=now)
        set_time("child", months=480, words="Synthetic.", actor=manager, now=now)
        with pytest.raises(RuleBroken, match="so already"):
            set_time("child", months=480, words="Synthetic.", actor=manager, now=now)
        counts = {one.category.code: one.months for one in times_of(world.north.pk).each}
        assert counts["child"] == 480
    with acting_as(world.actor("north_auditor")):
        assert Entry.objects.filter(action="retention.set_time").count() == 1
        with pytest.raises(NotAllowed):
            set_time("child", months=4, words="Synthetic.", actor=world.actor("north_auditor"), now=now)
    with acting_as(world.actor("south_manager")):
        assert not KeepingRule.objects.exists()
        assert all(one.own is None for one in times_of(world.south.pk).each)


def test_no_raw_statement_sets_anothers_time_or_changes_what_was_set(world: World) -> None:
    manager = world.actor("north_manager")
    insert = (
        "INSERT INTO retention_keepingrule (organisation_id, category, months, words, set_by_id, set_at)"
        " VALUES (%s, 'child', 1, 'Synthetic.', %s, now())"
    )

    def refused(who: str, sql: str, *values: object) -> bool:
        with acting_as(world.actor(who)):
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.rowcount == 0
            except Error:
                return True

    assert refused("north_manager", insert, world.south.pk, manager.user_id)
    assert refused("north_manager", insert, world.north.pk, world.north_auditor.pk)
    assert refused("north_investigator", insert, world.north.pk, world.north_investigator.pk)
    assert not refused("north_manager", insert, world.north.pk, manager.user_id)
    assert refused("north_manager", "UPDATE retention_keepingrule SET months = 2")
    assert refused("north_manager", "DELETE FROM retention_keepingrule")
