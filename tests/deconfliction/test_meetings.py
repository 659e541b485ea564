"""Whoever meets what another holds: both are told at once, each once, and no more than they may know."""

import pytest
from django.db import connection

from tests.cases.cases import a_case
from tests.cast import World
from tests.deconfliction.meeting import File, a_series, alerts, gives, heard, holds, meets, told
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.register.models import Entry
from tutela.register.services.hard_copy import Met as HardCopy
from tutela.register.services.hard_copy import record_hard_copy
from tutela.register.services.series_entries import put_in_series
from tutela.register.services.series_restrict import restrict_series

pytestmark = pytest.mark.django_db


def mark_trivial(world: World, file: File) -> None:
    """An entry that says of a file that meeting it tells nothing."""
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_entry (file_id, organisation_id, country, kind, audience, otherwise, is_on, switched_words, added_at)"
            " SELECT id, %s, 'GB', 'trivial', 'all', 'new', true, '', now() FROM register_file WHERE sha256 = %s",
            [world.centre.pk, file["sha256"]],
        )


def switch_off(world: World, who: str, file: File) -> None:
    """The organisation's entry about a file is switched off."""
    with acting_as(world.actor(who)):
        done = Entry.objects.filter(file__sha256=file["sha256"], organisation=world.actor(who).organisation_id)
        assert done.update(is_on=False, switched_words="Synthetic.") == 1


def test_the_owner_of_a_series_is_told_of_a_new_sighting_and_whoever_met_it_whose_it_is(world: World) -> None:
    files, series = made_up(3), a_series(world)
    gives(world, "north_examiner", files, series=series)
    assert holds() == 3
    assert told(world, "north_manager") == []
    meets(world, "south_investigator", files[:2])
    assert holds() == 2
    assert told(world, "north_manager") == [("same_series", "met_yours", "south")]
    assert told(world, "south_manager") == [("same_series", "you_met", "north")]
    [owners] = alerts(world, "north_manager")
    assert (owners.subject_reference, owners.count, owners.state) == (series.reference, 2, "new")
    [theirs] = alerts(world, "south_manager")
    assert (theirs.exhibit, theirs.subject_reference, theirs.series_id) == ("EX/2", "", series.pk)
    words = f"{series.reference}: Southvale met files of this series. Telephone them."
    assert heard(world, "north_manager") == [(series.reference, words)]
    assert heard(world, "south_intake") == [
        ("", f"{series.reference}: you met files of this series. Northmoor answers for it.")
    ]
    assert holds() == 0


def test_the_owner_is_told_once_however_often_a_service_meets_its_series(world: World) -> None:
    files, series = made_up(6, seed=1), a_series(world)
    gives(world, "north_examiner", files, series=series)
    meets(world, "south_investigator", files[:2])
    holds()
    meets(world, "south_investigator", files[:4])
    meets(world, "south_investigator", files[4:])
    holds()
    meets(world, "south_investigator", files, exhibit="EX/3")
    holds()
    [owners] = alerts(world, "north_manager")
    assert owners.count == 12
    assert len(heard(world, "north_manager")) == len(heard(world, "south_manager")) == 1
    meets(world, "customs_intake", files[:1])
    holds()
    assert [one for _, _, one in told(world, "north_manager")] == ["south", "customs"]


@pytest.mark.parametrize(
    ("audience", "otherwise", "hears"),
    [
        ("country", "ask", [("same_series", "you_met", "north")]),
        ("own", "ask", [("same_file", "ask", "north")]),
        ("own", "new", []),
    ],
)
def test_a_stranger_learns_what_the_owner_lets_strangers_know_and_the_owner_hears_of_each(
    world: World, audience: str, otherwise: str, hears: list[tuple[str, str, str]]
) -> None:
    files, series = made_up(2, seed=2), a_series(world, audience=audience, otherwise=otherwise)
    gives(world, "north_examiner", files, series=series)
    meets(world, "south_investigator", files)
    holds()
    assert told(world, "north_manager") == [("same_series", "met_yours", "south")]
    assert told(world, "south_manager") == hears
    for one in alerts(world, "south_manager"):
        assert (one.series_id is not None) == (audience == "country")
        assert series.reference not in str(vars(one)) or audience == "country"
    words = [words for _, words in heard(world, "south_manager")]
    assert words == ([] if not hears else words)
    assert all(series.reference not in one for one in words) or audience == "country"


def test_another_country_is_told_by_what_the_series_says_and_no_more_than_its_entry_does(world: World) -> None:
    files, series = made_up(4, seed=3), a_series(world, audience="all")
    gives(world, "north_examiner", files[:2], series=series)
    meets(world, "foreign_investigator", files[:2])
    holds()
    assert told(world, "foreign_investigator") == [("same_series", "you_met", "north")]
    other = a_series(world, label="Another", audience="country", otherwise="new")
    gives(world, "north_examiner", files[2:], series=other)
    meets(world, "foreign_investigator", files[2:], exhibit="EX/4")
    holds()
    assert len(told(world, "foreign_investigator")) == 1
    assert [reason for _, reason, _ in told(world, "north_manager")] == ["met_yours", "met_yours"]


def test_two_services_that_hold_one_file_without_a_series_hear_of_each_other(world: World) -> None:
    files = made_up(2, seed=4)
    gives(world, "north_examiner", files, exhibit="EX/N")
    assert holds() == 0
    gives(world, "south_investigator", files, exhibit="EX/S")
    holds()
    assert told(world, "north_manager") == [("same_file", "met_held", "south")]
    assert told(world, "south_manager") == [("same_file", "you_met_held", "north")]
    assert [alerts(world, who)[0].exhibit for who in ("north_manager", "south_manager")] == ["EX/N", "EX/S"]


def test_two_series_with_the_same_files_are_told_to_both_who_answer_for_them(world: World) -> None:
    files, norths = made_up(2, seed=5), a_series(world)
    souths = a_series(world, "south_investigator", audience="own", otherwise="new")
    gives(world, "north_examiner", files, series=norths)
    gives(world, "south_investigator", files, series=souths)
    holds()
    # The south may know of the north's series; the north hears that its own was met, and nothing of the south's.
    [one], [other] = alerts(world, "north_manager"), alerts(world, "south_manager")
    assert (one.reason, one.series_id, one.other_series_id) == ("met_yours", norths.pk, None)
    assert (other.reason, other.series_id, other.other_series_id) == ("two_series", souths.pk, norths.pk)


def test_what_is_entered_now_others_met_before(world: World) -> None:
    files, series = made_up(2, seed=6), a_series(world, "south_investigator")
    gives(world, "north_examiner", files)
    meets(world, "customs_intake", files, exhibit="EX/C")
    holds()
    gives(world, "south_investigator", files, series=series)
    holds()
    assert ("same_series", "met_yours", "customs") in told(world, "south_manager")
    assert ("same_series", "met_yours", "north") in told(world, "south_manager")
    assert told(world, "customs_intake") == [
        ("same_file", "you_met_held", "north"),
        ("same_series", "you_met", "south"),
    ]


def test_what_anybody_holds_to_be_harmless_and_what_is_switched_off_alerts_nobody(world: World) -> None:
    files, series = made_up(3, seed=7), a_series(world)
    gives(world, "north_examiner", files, series=series)
    mark_trivial(world, files[0])
    switch_off(world, "north_manager", files[1])
    meets(world, "south_investigator", files[:2])
    holds()
    assert told(world, "north_manager") == []
    meets(world, "south_investigator", files)
    holds()
    assert [one.count for one in alerts(world, "north_manager")] == [1]


def test_a_fact_that_was_written_before_its_entry_was_switched_off_alerts_nobody(world: World) -> None:
    files, series = made_up(1, seed=8), a_series(world)
    gives(world, "north_examiner", files, series=series)
    holds()
    meets(world, "south_investigator", files)
    switch_off(world, "north_manager", files[0])
    assert holds() == 1
    assert told(world, "north_manager") == told(world, "south_manager") == []


def test_files_put_in_a_series_later_are_told_to_its_owner_and_to_those_who_met_them(world: World) -> None:
    files, series = made_up(2, seed=9), a_series(world)
    gives(world, "north_examiner", files)
    meets(world, "south_investigator", files)
    holds()
    assert [one for one, _, _ in told(world, "north_manager")] == ["same_file"]
    actor = world.actor("north_investigator")
    with acting_as(actor):
        entries = list(Entry.objects.filter(organisation=world.north))
        put_in_series(find(series.reference), entries, reason="Synthetic.", actor=actor, now=clock.now())
    assert holds() == 2
    assert ("same_series", "met_yours", "south") in told(world, "north_manager")
    assert ("same_series", "you_met", "north") in told(world, "south_manager")


def test_the_handler_of_the_record_in_which_it_was_met_hears_beside_the_desk(world: World) -> None:
    files, series = made_up(2, seed=10), a_series(world)
    gives(world, "north_examiner", files, series=series)
    cases = [a_case(world, "south_investigator") for _ in range(2)]
    for case in cases:
        actor = world.actor("south_manager")
        with acting_as(actor):
            assign(find(case.reference), handler=world.south_investigator, actor=actor, now=clock.now())
    meets(world, "south_investigator", files[:1], subject=cases[0])
    holds()
    assert [one for one, _ in heard(world, "south_investigator")] == [cases[0].reference]
    # While the alert is open, a second record tells its own handler, and the desk nothing that it has heard.
    meets(world, "south_investigator", files[1:], subject=cases[1])
    holds()
    assert [one for one, _ in heard(world, "south_investigator")] == [one.reference for one in cases]
    assert [one for one, _ in heard(world, "south_manager")] == [cases[0].reference]


def test_of_a_record_restricted_to_named_persons_only_those_hear_and_see(world: World) -> None:
    files, series = made_up(1, seed=11), a_series(world)
    gives(world, "north_examiner", files, series=series)
    actor = world.actor("north_manager")
    with acting_as(actor):
        restrict_series(find(series.reference), restricted=True, words="Synthetic.", actor=actor, now=clock.now())
    meets(world, "south_investigator", files)
    holds()
    assert told(world, "north_manager") == [("same_series", "met_yours", "south")]
    assert told(world, "north_investigator") == told(world, "north_intake") == []
    assert (len(heard(world, "north_manager")), heard(world, "north_intake")) == (1, [])


def test_a_hard_copy_of_a_series_is_met_like_a_file(world: World) -> None:
    series, actor = a_series(world), world.actor("customs_intake")
    with acting_as(actor):
        met = HardCopy("BAG/7", exhibit="EX/C", series=series.reference)
        record_hard_copy(met, actor=actor, now=clock.now())
    holds()
    assert told(world, "north_manager") == [("same_series", "met_yours", "customs")]
    assert [(one.reason, one.exhibit) for one in alerts(world, "customs_intake")] == [("you_met", "EX/C")]


def test_many_at_once_are_one_line(world: World) -> None:
    draws = [made_up(1, seed=100 + number) for number in range(22)]
    for number, files in enumerate(draws):
        gives(world, "north_examiner", files, series=a_series(world, label=f"Series {number}"))
    holds()
    meets(world, "south_investigator", [one for files in draws for one in files])
    holds()
    assert len(alerts(world, "north_manager")) == 22
    words = "22 alerts are new. Look at the alerts: what waits longest stands first."
    assert heard(world, "north_manager") == [("", words)]
