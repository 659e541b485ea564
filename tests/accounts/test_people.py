"""Joiners, movers and leavers: nobody's work is orphaned, and the administrator who sees to it sees no record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.accounts.records import a_report, sees
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import ApiToken, DutyShift, Membership, User
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services import duty, people, tokens
from tutela.accounts.services.organisation import CONTACT, PROMISES
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.notices.models import Notice
from tutela.organisations.models import Organisation
from tutela.ownership.models import Assignment
from tutela.ownership.services import assign
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db


def handled_by(world: World, who: str) -> Report:
    report = a_report(world)
    actor = world.actor("north_manager")
    with acting_as(actor):
        fresh = Report.objects.get(pk=report.pk)
        assign(fresh, handler=getattr(world, who), actor=actor, now=clock.now())
    return report


def joins(
    world: World, email: str = "new.person@north.example", role: str = "investigator", **more: str
) -> people.Joined:
    actor = world.actor("north_administrator")
    with acting_as(actor):
        return people.join(email=email, name="Synthetic New Person", role=role, actor=actor, now=clock.now(), **more)


def test_a_joiner_has_an_account_a_role_no_password_and_an_invitation(world: World) -> None:
    joined = joins(world)
    assert joined.is_new
    assert not joined.user.has_usable_password()
    assert joined.membership.organisation == world.north
    with acting_as(world.actor("north_manager")):
        assert Notice.objects.filter(kind="people").count() == 1
    with switched_role("tutela_jobs"):
        from tutela.accounts.invitations import link_for

        assert "/account/password/reset/key/" in link_for(joined.user)


def test_only_an_administrator_makes_accounts_and_never_for_themselves(world: World) -> None:
    manager, administrator = world.actor("north_manager"), world.actor("north_administrator")
    with acting_as(manager), pytest.raises(NotAllowed):
        people.join(email="x@north.example", name="X", role="investigator", actor=manager, now=clock.now())
    with pytest.raises(RuleBroken):
        joins(world, email=world.north_administrator.email)
    with acting_as(administrator):
        for person in (world.north_administrator, world.south_investigator):
            with pytest.raises(DatabaseError), transaction.atomic():
                Membership.objects.create(user=person, organisation=world.north, role="manager", starts_at=clock.now())
    assert joins(world).is_new


def test_an_address_of_another_organisations_account_is_refused(world: World) -> None:
    with pytest.raises(RuleBroken, match="cannot be given"):
        joins(world, email=world.south_investigator.email)
    with pytest.raises(BadInput):
        joins(world, email="no address")
    with pytest.raises(BadInput):
        joins(world, role="director")
    assert joins(world).is_new


def test_an_administrator_cannot_get_into_a_colleagues_account(world: World) -> None:
    with acting_as(world.actor("north_administrator")):
        colleague = User.objects.filter(pk=world.north_investigator.pk)
        assert colleague.update(name="Synthetic Other Name") == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            colleague.update(password="known to the administrator")
    with switched_role("tutela_owner"):
        User.objects.filter(pk=world.north_investigator.pk).update(last_login=clock.now())
    with acting_as(world.actor("north_administrator")):
        with pytest.raises(DatabaseError), transaction.atomic():
            User.objects.filter(pk=world.north_investigator.pk).update(email="mine@north.example")
        assert User.objects.filter(pk=world.south_investigator.pk).update(name="x") == 0


def test_a_leavers_work_goes_back_unassigned_and_the_administrator_saw_only_numbers(world: World) -> None:
    report = handled_by(world, "north_investigator")
    administrator = world.actor("north_administrator")
    assert not sees(world, "north_administrator", report)
    with acting_as(administrator):
        assert people.work_of(world.north_investigator)["report"] == 1
        left = people.leave(world.north_investigator, actor=administrator, now=clock.now())
    assert (left.records, left.released["report"], left.is_closed) == (1, 1, True)
    with acting_as(world.actor("north_manager")):
        fresh = Report.objects.get(pk=report.pk)
        assert (fresh.handler_id, fresh.owner, fresh.version) == (None, world.north, report.version + 2)
        ended = Assignment.objects.get(subject_id=report.pk, handler=world.north_investigator)
        assert (ended.to_at is not None, ended.end_reason) == (True, "left")
        assert Entry.objects.filter(action="report.release", subject_id=report.pk).count() == 1
        assert Notice.objects.filter(kind="released").count() == 1
    with acting_as(administrator):
        assert not Report.objects.exists()
        assert not Entry.objects.filter(subject_reference=report.reference).exists()
        assert Entry.objects.filter(action="people.leave").exists()
    assert not sees(world, "north_investigator", report)


def test_a_leavers_tokens_duty_and_account_end(world: World) -> None:
    now = clock.now()
    leaver, manager, administrator = (
        world.actor("north_investigator"),
        world.actor("north_manager"),
        world.actor("north_administrator"),
    )
    with acting_as(leaver):
        _, value = tokens.make_token(name="script", expires_at=now + timedelta(days=30), actor=leaver, now=now)
    with acting_as(manager):
        duty.put_on_duty(
            world.north_investigator,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=7),
            weeks=3,
            actor=manager,
            now=now,
        )
    with acting_as(administrator):
        left = people.leave(world.north_investigator, actor=administrator, now=now)
        assert not User.objects.get(pk=world.north_investigator.pk).is_active
    assert (left.ended["token"], left.ended["shift"]) == (1, 2)
    with acting_as(manager):
        assert DutyShift.objects.filter(user=world.north_investigator, ends_at__gt=now).count() == 0
    with acting_as(world.actor("north_manager")):
        assert tokens.authenticate(value, now=clock.now()) is None


def test_nobody_removes_themselves_and_another_organisations_people_are_out_of_reach(world: World) -> None:
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        with pytest.raises(NotAllowed):
            people.leave(world.north_administrator, actor=administrator, now=clock.now())
        with pytest.raises(RuleBroken, match="no role here"):
            people.leave(world.south_investigator, actor=administrator, now=clock.now())
        assert people.work_of(world.south_investigator) == {}
    manager = world.actor("north_manager")
    with acting_as(manager), pytest.raises(NotAllowed):
        people.leave(world.north_investigator, actor=manager, now=clock.now())


def test_somebody_who_stops_working_on_records_gives_their_work_back_and_a_change_of_unit_does_not(
    world: World,
) -> None:
    report = handled_by(world, "north_investigator")
    administrator = world.actor("north_administrator")
    membership = world.memberships["north_investigator"]
    with acting_as(administrator):
        same = people.move(membership, role="investigator", unit=None, actor=administrator, now=clock.now())
        assert same.pk == membership.pk
        assert people.work_of(world.north_investigator)["report"] == 1
        moved = people.move(membership, role="researcher", unit=None, actor=administrator, now=clock.now())
        assert (moved.role, people.work_of(world.north_investigator)["report"]) == ("researcher", 0)
        assert Membership.objects.get(pk=membership.pk).ends_at is not None
    with acting_as(world.actor("north_manager")):
        assert Report.objects.get(pk=report.pk).handler_id is None


def test_a_role_that_runs_out_by_itself_leaves_no_work_behind(world: World) -> None:
    report = handled_by(world, "north_investigator")
    with switched_role("tutela_jobs"):
        assert people.release_lapsed(now=clock.now()) == 0
    with switched_role("tutela_owner"):
        Membership.objects.filter(user=world.north_investigator).update(ends_at=clock.now() - timedelta(minutes=1))
    with switched_role("tutela_jobs"):
        assert people.release_lapsed(now=clock.now()) == 1
    with acting_as(world.actor("north_manager")):
        assert Report.objects.get(pk=report.pk).handler_id is None


def test_a_former_colleague_comes_back_to_the_same_account(world: World) -> None:
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        people.leave(world.north_investigator, actor=administrator, now=clock.now())
    joined = joins(world, email=world.north_investigator.email, role="analyst")
    assert (joined.user.pk, joined.is_new, joined.user.is_active) == (world.north_investigator.pk, False, True)
    assert not joined.user.has_usable_password()


def test_a_lost_second_factor_is_reset_for_ones_own_people_only(world: World) -> None:
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        assert people.reset_second_factor(world.north_investigator, actor=administrator, now=clock.now()) == 0
        for other in (world.south_investigator, world.north_administrator):
            with pytest.raises(NotAllowed):
                people.reset_second_factor(other, actor=administrator, now=clock.now())


def test_the_functions_behind_the_verbs_refuse_whoever_is_no_administrator(world: World) -> None:
    from django.db import connection

    handled_by(world, "north_investigator")
    person, north = world.north_investigator.pk, world.north.pk
    for who in ("north_manager", "south_manager", "north_researcher", "hotline_partner"):
        with acting_as(world.actor(who)), connection.cursor() as cursor:
            for call in (
                f"accounts_release_work({person}, {north}, 'left', now())",
                f"accounts_end_access({person}, {north}, now())",
                f"accounts_close({person}, now())",
                f"accounts_reset_second_factor({person})",
                "accounts_join('a@b.example', 'A', '', 'UTC', 'manager', NULL, now())",
            ):
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(f"SELECT * FROM {call}")
    assert ApiToken.objects.count() == 0


def test_an_administrator_changes_of_their_organisation_what_a_verb_changes_and_nothing_else_by_a_raw_statement(
    world: World,
) -> None:
    columns = {field.column for field in Organisation._meta.concrete_fields}
    by_a_verb = {*CONTACT, *PROMISES, "time_zone", "holiday_country", "holiday_subdivision", "version"}
    assert by_a_verb < columns
    unchanged = 'UPDATE organisations_organisation SET "{0}" = "{0}" WHERE id = %s'
    with acting_as(world.actor("north_administrator")), connection.cursor() as cursor:
        for column in sorted(columns - by_a_verb):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(unchanged.format(column), [world.north.pk])
        for column in sorted(by_a_verb):
            cursor.execute(unchanged.format(column), [world.north.pk])
            assert cursor.rowcount == 1, column
