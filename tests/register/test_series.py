"""A series always has somebody who answers; how far its children are known follows from them; its entries go as far as it does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cast import World
from tests.children.children import a_child, refused
from tests.children.test_children import AHEAD
from tests.register.series import a_series, give, with_child
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.children.models import Child
from tutela.children.services.identify import identify, say_safety, withdraw_identification
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.share import share_child
from tutela.children.services.stop import propose_stop, second_stop
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken, StaleRecord
from tutela.decisions.models import Decision
from tutela.finding.queries import search
from tutela.ownership.access import find
from tutela.ownership.models import HandOver, Participation, Span
from tutela.ownership.services import accept, assign, claim, decline, lapse, mark_handling, transfer, withdraw
from tutela.register.models import ChildInSeries, Entry, Fact, Series
from tutela.register.services.series_audience import set_audience
from tutela.register.services.series_children import link_child, unlink_child
from tutela.register.services.series_entries import put_in_series, take_out_of_series
from tutela.register.services.series_hand_on import preview_of, send_series
from tutela.register.services.series_open import open_series, rename_series
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import end_series_share, name_person_on_series, share_series

pytestmark = pytest.mark.django_db


def standing(series: Series) -> str:
    """How far its children are known, past every policy."""
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT standing FROM register_series WHERE id = %s", [series.pk])
        return str(cursor.fetchone()[0])


def facts(kind: str) -> list[tuple[Any, ...]]:
    """What was left for the worker, past every policy."""
    with switched_role("tutela_jobs"):
        return list(
            Fact.objects.filter(kind=kind).order_by("pk").values_list("series_id", "organisation_id", "standing")
        )


def entries_of(series: Series) -> list[tuple[str, str, str]]:
    """Its entries past every policy: who gave each, and how far it goes."""
    with switched_role("tutela_owner"):
        rows = Entry.objects.filter(series=series).order_by("pk")
        return list(rows.values_list("organisation__code", "audience", "otherwise"))


# Who answers --------------------------------------------------------------------------------------------------------------


def test_a_series_is_owned_from_the_first_moment_by_whoever_opens_it_and_found_by_what_it_is_called(
    world: World,
) -> None:
    series = a_series(world, "north_examiner", label="  Blue   tent ", audience="own", otherwise="new")
    with acting_as(world.actor("north_intake")):
        assert (series.owner, series.owner_basis, series.standing) == (world.north, "opened", "not_identified")
        assert (series.label, series.audience, series.otherwise) == ("Blue tent", "own", "new")
        [span] = Span.objects.filter(subject_kind="series", subject_id=series.pk)
        assert (span.organisation, span.to_at) == (world.north, None)
        assert search("blue").by_kind["series"] == [series]
    with acting_as(world.actor("south_investigator")):
        assert "series" not in search("blue").by_kind
        with pytest.raises(NotFound):
            find(series.reference)


def test_a_series_needs_a_label_in_words_and_somebody_who_may_open_one(world: World) -> None:
    manager = world.actor("north_manager")
    with acting_as(manager):
        for label in ("", "   ", "<b>tent</b>", "x" * 61):
            with pytest.raises(BadInput):
                open_series(label=label, actor=manager, now=clock.now())
        with pytest.raises(BadInput):
            open_series(label="Tent", audience="everybody", actor=manager, now=clock.now())
    for who in ("north_auditor", "north_administrator", "hotline_partner"):
        actor = world.actor(who)
        with acting_as(actor), pytest.raises(NotAllowed):
            open_series(label="Tent", actor=actor, now=clock.now())


def test_not_even_a_raw_statement_leaves_a_series_without_an_owner_or_gives_it_another_one(world: World) -> None:
    series = a_series(world)
    with acting_as(world.actor("north_manager")):
        assert "permission denied" in refused("UPDATE register_series SET owner_id = NULL WHERE id = %s", series.pk)
        assert "permission denied" in refused(
            "UPDATE register_series SET owner_id = %s WHERE id = %s", world.south.pk, series.pk
        )
        assert "not allowed" in refused(
            "SELECT ownership_change('series', %s, %s, 'claimed', now())", series.pk, world.north.pk + 10**6
        )
        assert "permission denied" in refused("DELETE FROM register_series")
    with switched_role("tutela_owner"):
        assert "null value" in refused("UPDATE register_series SET owner_id = NULL WHERE id = %s", series.pk)
        assert "never deleted" in refused("DELETE FROM register_series WHERE id = %s", series.pk)
        assert "one_open_span_a_subject" in refused(
            "INSERT INTO ownership_span (subject_kind, subject_id, organisation_id, basis, from_at)"
            " VALUES ('series', %s, %s, 'opened', now())",
            series.pk,
            world.south.pk,
        )


def test_a_series_goes_there_and_back_and_the_sender_goes_on_seeing_it(world: World) -> None:
    series, north, south = a_series(world), world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(north):
        offer = send_series(series, to=world.south, reason="Theirs.", actor=north, now=clock.now())
        with pytest.raises(RuleBroken):
            send_series(series, to=world.foreign, reason="Theirs.", actor=north, now=clock.now())
    with acting_as(south):
        with pytest.raises(NotFound):
            find(series.reference)
        taken = accept(offer.pk, actor=south, now=clock.now())
        assert (taken.owner, taken.owner_basis) == (world.south, "accepted")
        back = send_series(taken, to=world.north, reason="Yours after all.", actor=south, now=clock.now())
    with acting_as(north):
        again = accept(back.pk, actor=north, now=clock.now())
        assert again.owner == world.north
        spans = Span.objects.filter(subject_kind="series", subject_id=series.pk).order_by("from_at")
        assert [one.organisation.code for one in spans] == ["north", "south", "north"]
    with acting_as(south):
        assert find(series.reference).owner == world.north


def test_what_the_receiver_sees_before_it_accepts_names_no_child_and_no_label(world: World) -> None:
    child = a_child(world, label="Child 7", name="Synthetic Name", safety="at_risk")
    series = with_child(world, a_series(world), child)
    give(world, "north_examiner", 2, series=series)
    north = world.actor("north_investigator")
    with acting_as(north):
        seen = preview_of(series)
        assert seen == {
            "reference": series.reference,
            "created_at": series.created_at.isoformat(),
            "standing": "identified",
            "children": 1,
            "files_held": 2,
        }
        offer = send_series(series, to=world.south, reason="Theirs.", actor=north, now=clock.now())
        assert offer.is_urgent
        withdraw(offer.pk, actor=north, now=clock.now())
        offer = send_series(find(series.reference), to=world.south, reason="Theirs.", actor=north, now=clock.now())
    south = world.actor("south_intake")
    with acting_as(south):
        decline(offer.pk, reason="other_area", words="", actor=south, now=clock.now())
        assert HandOver.objects.get(pk=offer.pk).preview is None


def test_what_nobody_accepts_comes_back_to_the_centre_by_default_and_of_two_that_claim_it_one_wins(
    world: World,
) -> None:
    series, north, manager = a_series(world), world.actor("north_investigator"), world.actor("centre_manager")
    with acting_as(north):
        offer = send_series(series, to=world.south, reason="Theirs.", actor=north, now=clock.now())
    with switched_role("tutela_jobs"), transaction.atomic():
        name_the_reader(user_id=None, membership_id=None)
        lapse(offer.pk, actor=SYSTEM, now=clock.now() + timedelta(days=30))
    with acting_as(manager):
        held = find(series.reference)
        assert (held.owner, held.owner_basis) == (world.centre, "lapsed")
        share_series(held, organisation=world.north, actor=manager, now=clock.now())
        share_series(held, organisation=world.south, actor=manager, now=clock.now())
    south = world.actor("south_investigator")
    with acting_as(south):
        shown_to_south = find(series.reference)
    with acting_as(north):
        claim(find(series.reference), actor=north, now=clock.now())
    with acting_as(south):
        with pytest.raises(RuleBroken):
            claim(shown_to_south, actor=south, now=clock.now())
        assert find(series.reference).owner == world.north
    with acting_as(manager):
        transfer(held, to=world.south, reason="Decided.", actor=manager, now=clock.now())
    with acting_as(south):
        assert find(series.reference).owner_basis == "transferred"


def test_a_series_is_worked_jointly_until_that_is_called_back_and_its_owner_alone_decides_about_it(
    world: World,
) -> None:
    series, north, south = a_series(world), world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(north):
        part = share_series(series, organisation=world.south, may_write=True, actor=north, now=clock.now())
        with pytest.raises(RuleBroken):
            share_series(series, organisation=world.south, actor=north, now=clock.now())
        with pytest.raises(BadInput):
            share_series(series, organisation=world.north, actor=north, now=clock.now())
    with acting_as(south):
        rename_series(find(series.reference), label="Green tent", actor=south, now=clock.now())
        joint = find(series.reference)
        for decide in (
            lambda: set_audience(joint, audience="all", otherwise="ask", actor=south, now=clock.now()),
            lambda: share_series(joint, organisation=world.foreign, actor=south, now=clock.now()),
            lambda: send_series(joint, to=world.foreign, reason="Theirs.", actor=south, now=clock.now()),
            lambda: assign(joint, handler=world.south_investigator, actor=south, now=clock.now()),
        ):
            with pytest.raises(RuleBroken):
                decide()
        assert "said by whoever answers" in refused(
            "UPDATE register_series SET audience = 'all' WHERE id = %s", series.pk
        )
    with acting_as(north):
        end_series_share(find(series.reference), Participation.objects.get(pk=part.pk), actor=north, now=clock.now())
        with pytest.raises(RuleBroken):
            end_series_share(
                find(series.reference), Participation.objects.get(pk=part.pk), actor=north, now=clock.now()
            )
    with acting_as(south), pytest.raises(NotFound):
        find(series.reference)


def test_a_restricted_series_is_seen_by_its_handler_managers_and_the_named_by_a_decision(world: World) -> None:
    series, actor = a_series(world), world.actor("north_investigator")
    with acting_as(actor):
        with pytest.raises(RuleBroken):
            name_person_on_series(series, person=world.north_colleague, actor=actor, now=clock.now())
        restrict_series(series, restricted=True, words="Sensitive.", actor=actor, now=clock.now())
        hidden = find(series.reference)
        assert (hidden.is_restricted, hidden.handler) == (True, world.north_investigator)
        name_person_on_series(hidden, person=world.north_examiner, actor=actor, now=clock.now())
        decision = Decision.objects.get(subject_kind="series", subject_id=series.pk)
        assert (decision.kind, decision.grounds, decision.words) == ("restrict", "restricted", "Sensitive.")
    for who, sees in (("north_colleague", False), ("north_examiner", True), ("north_manager", True)):
        with acting_as(world.actor(who)):
            assert Series.objects.filter(pk=series.pk).exists() is sees, who
    colleague = world.actor("north_colleague")
    with acting_as(actor):
        restrict_series(find(series.reference), restricted=False, words="Over.", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken):
            restrict_series(find(series.reference), restricted=False, words="Over.", actor=actor, now=clock.now())
    with acting_as(colleague), pytest.raises(RuleBroken):
        restrict_series(find(series.reference), restricted=True, words="Mine.", actor=colleague, now=clock.now())


def test_whoever_saves_over_a_series_that_has_changed_meanwhile_is_refused(world: World) -> None:
    series, actor = a_series(world), world.actor("north_investigator")
    with acting_as(actor):
        shown = series.version
        rename_series(series, label="Green tent", version=shown, actor=actor, now=clock.now())
        for late in (
            lambda: rename_series(series, label="Red tent", version=shown, actor=actor, now=clock.now()),
            lambda: set_audience(series, audience="own", otherwise="new", version=shown, actor=actor, now=clock.now()),
            lambda: mark_handling(series, handling="RED", words="Why.", version=shown, actor=actor, now=clock.now()),
        ):
            with pytest.raises(StaleRecord):
                late()
        assert find(series.reference).label == "Green tent"


# How far its children are known ------------------------------------------------------------------------------------------------


def test_how_far_its_children_are_known_follows_their_records_to_and_fro(world: World) -> None:
    actor, manager = world.actor("north_investigator"), world.actor("north_manager")
    child = a_child(world)
    series = with_child(world, a_series(world), child)

    def does(verb: Any, **more: Any) -> Child:
        with acting_as(actor):
            verb(find(child.reference), **more, actor=actor, now=clock.now())
            fresh: Child = find(child.reference)
            return fresh

    assert standing(series) == "not_identified"
    does(identify, name="Synthetic", how="School.", safety="safe")
    assert standing(series) == "identified"
    does(say_safeguarded, how="in_care", words="Synthetic.")
    assert standing(series) == "safeguarded"
    does(say_safety, safety="at_risk")
    assert standing(series) == "identified"
    does(withdraw_identification, reason="It was another child.")
    assert standing(series) == "not_identified"
    with acting_as(actor):
        proposed = propose_stop(
            find(child.reference), grounds="every_country_asked", words="Synthetic.", review_on=AHEAD, actor=actor,
            now=clock.now(),
        )  # fmt: skip
    with acting_as(manager):
        second_stop(proposed.pk, agrees=True, words="", actor=manager, now=clock.now())
    assert standing(series) == "stopped"
    assert [said for of, _, said in facts("standing") if of == series.pk] == [
        "identified", "safeguarded", "identified", "not_identified", "stopped",
    ]  # fmt: skip


def test_a_series_is_as_far_as_the_child_of_whom_least_is_known(world: World) -> None:
    known, unknown = a_child(world, name="Synthetic"), a_child(world, label="Child 2")
    series = with_child(world, a_series(world), known)
    assert standing(series) == "identified"
    series = with_child(world, series, unknown)
    assert standing(series) == "not_identified"
    actor = world.actor("north_investigator")
    with acting_as(actor):
        link = ChildInSeries.objects.get(series=series, child=unknown)
        with pytest.raises(BadInput):
            unlink_child(link, reason=" ", actor=actor, now=clock.now())
        unlink_child(link, reason="Another series.", actor=actor, now=clock.now())
        assert standing(series) == "identified"
        with pytest.raises(RuleBroken):
            unlink_child(link, reason="Again.", actor=actor, now=clock.now())
        ended = ChildInSeries.objects.get(pk=link.pk)
        assert (ended.removed_words, ended.removed_by_id) == ("Another series.", actor.user_id)
        unlink_child(
            ChildInSeries.objects.get(series=series, child=known), reason="Wrong.", actor=actor, now=clock.now()
        )
    assert standing(series) == "not_identified"


def test_nobody_writes_how_far_the_children_are_known(world: World) -> None:
    series = a_series(world)
    with acting_as(world.actor("north_manager")):
        for values in ("standing = 'safeguarded'", "standing_since = now()"):
            assert "kept by the database" in refused(f"UPDATE register_series SET {values} WHERE id = %s", series.pk)
    with switched_role("tutela_jobs"):
        assert "kept by the database" in refused(
            "UPDATE register_series SET standing = 'identified' WHERE id = %s", series.pk
        )
    assert standing(series) == "not_identified"


def test_the_history_of_a_series_says_by_which_act_its_standing_changed(world: World) -> None:
    child, actor = a_child(world), world.actor("north_investigator")
    series = with_child(world, a_series(world), child)
    with acting_as(actor):
        identify(child, name="Synthetic", how="School.", safety="safe", actor=actor, now=clock.now())
        events = Series.pgh_event_model.objects.filter(pgh_obj_id=series.pk).order_by("pgh_id")  # type: ignore[attr-defined]
        said = [(one.standing, one.changed_by_verb) for one in events]
    assert said[0] == ("not_identified", "series.open")
    assert said[-1] == ("identified", "child.identify")


def test_a_link_needs_sight_of_both_and_a_basis_and_is_made_once(world: World) -> None:
    child, theirs = a_child(world), a_child(world, "south_investigator")
    series, actor, south = a_series(world), world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(actor):
        with pytest.raises(BadInput):
            link_child(series, child, basis="  ", actor=actor, now=clock.now())
        with pytest.raises(NotFound):
            link_child(series, theirs, basis="Synthetic.", actor=actor, now=clock.now())
        assert "row-level security" in refused(
            "INSERT INTO register_childinseries (series_id, child_id, added_at, added_by_id, basis, removed_words)"
            " VALUES (%s, %s, now(), %s, 'x', '')",
            series.pk,
            theirs.pk,
            actor.user_id,
        )
        link_child(series, child, basis="Synthetic.", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken):
            link_child(find(series.reference), child, basis="Synthetic.", actor=actor, now=clock.now())
    with acting_as(south):
        with pytest.raises(RuleBroken):
            link_child(series, theirs, basis="Synthetic.", actor=south, now=clock.now())
        share_child(theirs, organisation=world.north, actor=south, now=clock.now())
    with acting_as(actor):
        link_child(find(series.reference), theirs, basis="Synthetic.", actor=actor, now=clock.now())
        assert ChildInSeries.objects.filter(series=series, removed_at=None).count() == 2


# Its entries -------------------------------------------------------------------------------------------------------------------


def test_an_audience_reaches_every_entry_of_the_series_whichever_organisation_gave_it(world: World) -> None:
    series, north, south = a_series(world), world.actor("north_investigator"), world.actor("south_investigator")
    with acting_as(north):
        share_series(series, organisation=world.south, may_write=True, actor=north, now=clock.now())
    give(world, "north_examiner", 1, seed=1, series=series)
    with acting_as(south):
        shared = find(series.reference)
    give(world, "south_investigator", 1, seed=2, series=shared)
    assert entries_of(series) == [("north", "country", "ask"), ("south", "country", "ask")]
    with acting_as(north):
        set_audience(find(series.reference), audience="own", otherwise="new", actor=north, now=clock.now())
    assert entries_of(series) == [("north", "own", "new"), ("south", "own", "new")]
    with acting_as(south):
        assert "goes as far as its series" in refused(
            "UPDATE register_entry SET audience = 'all' WHERE series_id = %s AND organisation_id = %s",
            series.pk,
            world.south.pk,
        )
    give(world, "south_investigator", 1, seed=3, series=shared)
    assert entries_of(series)[-1] == ("south", "own", "new")


def test_entries_are_put_in_a_series_go_as_far_as_it_does_and_are_taken_out_again(world: World) -> None:
    series, actor = a_series(world, audience="all", otherwise="new"), world.actor("north_investigator")
    give(world, "north_examiner", 3)
    give(world, "south_investigator", 3)
    with acting_as(actor):
        mine = list(Entry.objects.filter(organisation=world.north))
        with pytest.raises(BadInput):
            put_in_series(series, mine, reason=" ", actor=actor, now=clock.now())
        assert len(put_in_series(series, mine, reason="Of one origin.", actor=actor, now=clock.now())) == 3
        with pytest.raises(RuleBroken):
            put_in_series(series, mine, reason="Again.", actor=actor, now=clock.now())
    assert entries_of(series) == [("north", "all", "new")] * 3
    # Southvale has met these files: the worker tells them.
    assert facts("entry") == [(series.pk, world.north.pk, "")] * 3
    with acting_as(actor):
        with pytest.raises(RuleBroken):
            take_out_of_series(a_series(world, label="Other"), mine[:1], reason="No.", actor=actor, now=clock.now())
        take_out_of_series(series, mine[:2], reason="Another origin.", actor=actor, now=clock.now())
        assert Entry.objects.filter(organisation=world.north, series=None, audience="all").count() == 2
    assert entries_of(series) == [("north", "all", "new")]


def test_nobody_elses_entry_goes_further_by_being_put_in_a_series_and_one_that_is_hidden_is_not_put_in(
    world: World,
) -> None:
    wide, narrow = a_series(world, audience="all"), a_series(world, audience="country")
    actor, south = world.actor("north_investigator"), world.actor("south_investigator")
    give(world, "south_investigator", 2)
    with acting_as(south):
        shown, hidden = Entry.objects.order_by("pk")
        Entry.objects.filter(pk=hidden.pk).update(audience="own")
    with acting_as(actor):
        assert list(Entry.objects.values_list("pk", flat=True)) == [shown.pk]
        for series, entry in ((wide, shown), (narrow, hidden)):
            with pytest.raises(RuleBroken):
                put_in_series(series, [entry], reason="Of one origin.", actor=actor, now=clock.now())
        put_in_series(narrow, [shown], reason="Of one origin.", actor=actor, now=clock.now())
    with acting_as(south):
        # Whoever gave an entry takes it out of a series that they do not even see.
        take_out_of_series(narrow, [Entry.objects.get(pk=shown.pk)], reason="No.", actor=south, now=clock.now())
    assert entries_of(narrow) == []
    with acting_as(south):
        assert "not your series" in refused("SELECT register_put_in_series(%s, ARRAY[%s])", narrow.pk, hidden.pk)


def test_what_is_narrowed_while_a_list_comes_in_reaches_what_the_list_brought(world: World) -> None:
    """The part that enters holds the series' row: whoever narrows it waits, and then finds the new entries among its own."""
    series = a_series(world)
    give(world, "north_examiner", 1, series=series)
    with switched_role("tutela_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'register_take'")
        assert "ORDER BY r.id FOR SHARE" in cursor.fetchone()[0]
