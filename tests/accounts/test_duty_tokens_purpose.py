"""The rota, tokens of programs, and why somebody reads."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.records import a_report
from tests.cast import World
from tutela.accounts.models import ApiToken, DutyShift
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.queries import shifts_of, tokens_of
from tutela.accounts.services import duty, tokens
from tutela.accounts.services.purpose import purposes, state_purpose
from tutela.audit.models import Entry
from tutela.audit.reading import PURPOSE_NEEDED, record_reading, record_readings
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_a_shift_repeats_weekly_and_its_person_is_called(world: World) -> None:
    actor, now = world.actor("north_manager"), clock.now()
    with acting_as(actor):
        shifts = duty.put_on_duty(
            world.north_investigator, starts_at=now, ends_at=now + timedelta(hours=8), weeks=4, actor=actor, now=now
        )
        assert len(shifts) == 4
        assert duty.on_duty(world.north.pk, now + timedelta(weeks=2, hours=1)) == [(world.north_investigator.pk, 1)]
        assert duty.on_duty(world.north.pk, now + timedelta(hours=9)) == []
        with pytest.raises(RuleBroken, match="already"):
            duty.put_on_duty(
                world.north_investigator, starts_at=now, ends_at=now + timedelta(hours=1), actor=actor, now=now
            )
        assert shifts_of(world.north.pk, now, now + timedelta(weeks=9)).count() == 4


@pytest.mark.django_db
def test_the_rota_is_kept_by_managers_and_intake_with_people_who_can_act(world: World) -> None:
    now = clock.now()
    span = {"starts_at": now, "ends_at": now + timedelta(hours=8), "now": now}
    investigator, intake = world.actor("north_investigator"), world.actor("north_intake")
    with acting_as(investigator), pytest.raises(NotAllowed):
        duty.put_on_duty(world.north_investigator, actor=investigator, **span)
    with acting_as(intake):
        for person in (world.north_auditor, world.south_investigator):
            with pytest.raises(RuleBroken, match="cannot act"):
                duty.put_on_duty(person, actor=intake, **span)
        duty.put_on_duty(world.north_investigator, actor=intake, **span)


@pytest.mark.django_db
def test_a_shift_to_come_goes_and_one_that_runs_ends_now(world: World) -> None:
    actor, now = world.actor("north_manager"), clock.now()
    with acting_as(actor):
        running, coming = duty.put_on_duty(
            world.north_investigator,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=7),
            weeks=2,
            actor=actor,
            now=now,
        )
        duty.take_off_duty(running, actor=actor, now=now)
        duty.take_off_duty(coming, actor=actor, now=now)
        assert [shift.ends_at for shift in DutyShift.objects.all()] == [now]
        with pytest.raises(NotFound):
            duty.take_off_duty(coming, actor=actor, now=now)
        with pytest.raises(RuleBroken, match="over"):
            duty.take_off_duty(running, actor=actor, now=now)


hours = st.integers(0, 48).map(lambda number: NOW + timedelta(hours=number))


@given(st.lists(st.tuples(hours, hours).map(lambda pair: (min(pair), max(pair) + timedelta(minutes=30)))))
def test_a_moment_is_covered_by_a_shift_or_lies_in_exactly_one_gap(spans: list[tuple[datetime, datetime]]) -> None:
    end = NOW + timedelta(hours=40)
    found = duty.gaps(spans, NOW, end)
    for quarter in range(40 * 4):
        at = NOW + timedelta(minutes=15 * quarter)
        is_covered = any(begins <= at < ends for begins, ends in spans)
        assert sum(begins <= at < ends for begins, ends in found) == (0 if is_covered else 1)


@pytest.mark.django_db
def test_a_token_acts_as_its_membership_until_it_is_revoked(world: World) -> None:
    actor, now = world.actor("hotline_partner"), clock.now()
    with acting_as(actor):
        token, value = tokens.make_token(name="sender", expires_at=now + timedelta(days=30), actor=actor, now=now)
        assert token.digest != value
        assert value not in str(Entry.objects.filter(action="token.make").values())
    name_the_reader(user_id=None, membership_id=None)
    authenticated = tokens.authenticate(value, now=clock.now())
    assert authenticated is not None
    assert (authenticated.user_id, authenticated.role) == (world.hotline_partner.pk, "partner")
    with acting_as(actor):
        assert ApiToken.objects.get(pk=token.pk).last_used_at is not None
        tokens.revoke_token(token, actor=actor, now=now)
    name_the_reader(user_id=None, membership_id=None)
    assert tokens.authenticate(value, now=clock.now()) is None
    assert tokens.authenticate("tutela_wrong", now=clock.now()) is None
    assert tokens.authenticate("no token at all", now=clock.now()) is None


@pytest.mark.django_db
def test_a_revoked_token_is_brought_back_by_nobody_not_even_by_a_raw_statement(world: World) -> None:
    actor, now = world.actor("north_investigator"), clock.now()
    with acting_as(actor):
        token, value = tokens.make_token(name="sender", expires_at=now + timedelta(days=30), actor=actor, now=now)
        tokens.revoke_token(token, actor=actor, now=now)
    for who in ("north_investigator", "north_administrator"):
        with acting_as(world.actor(who)):
            for moment in (None, now + timedelta(days=1)):
                with pytest.raises(DatabaseError, match="revoked once"), transaction.atomic():
                    ApiToken.objects.filter(pk=token.pk).update(revoked_at=moment)
            assert ApiToken.objects.get(pk=token.pk).revoked_at == now
    assert tokens.authenticate(value, now=clock.now()) is None


@pytest.mark.django_db
def test_a_token_ends_and_is_seen_by_its_owner_and_their_administrator_only(world: World) -> None:
    actor, now = world.actor("north_investigator"), clock.now()
    with acting_as(actor):
        with pytest.raises(RuleBroken, match="year"):
            tokens.make_token(name="x", expires_at=now + timedelta(days=400), actor=actor, now=now)
        token, _ = tokens.make_token(name="x", expires_at=now + timedelta(days=40), actor=actor, now=now)
        assert [one.pk for one in tokens_of(world.north_investigator.pk)] == [token.pk]
    for who in ("north_manager", "south_investigator"):
        other = world.actor(who)
        with acting_as(other), pytest.raises(NotFound):
            tokens.revoke_token(token, actor=other, now=now)
    administrator = world.actor("north_administrator")
    with acting_as(administrator):
        tokens.revoke_token(token, actor=administrator, now=now)


@pytest.mark.django_db
def test_a_purpose_comes_from_the_list_and_is_written(world: World) -> None:
    actor = world.actor("north_investigator", purpose="")
    with acting_as(actor):
        for wrong in ("", "curiosity"):
            with pytest.raises(BadInput):
                state_purpose(wrong, actor=actor, now=clock.now())
        with pytest.raises(BadInput, match="which other"):
            state_purpose("other", actor=actor, now=clock.now())
        stated = state_purpose("protecting_a_child", actor=actor, now=clock.now())
        assert stated.purpose == "protecting_a_child"
        assert Entry.objects.get(action="purpose.stated").purpose == "protecting_a_child"
    assert ("other", "Other") in purposes()


@pytest.mark.django_db
def test_a_reading_needs_a_purpose_and_each_one_is_a_line(world: World) -> None:
    report = a_report(world)
    mute, stated = (
        world.actor("north_investigator", purpose=""),
        world.actor("north_investigator", purpose="investigating"),
    )
    with acting_as(mute), pytest.raises(NotAllowed) as refused:
        record_reading(report, actor=mute, now=clock.now())
    assert refused.value.detail_code == PURPOSE_NEEDED
    with acting_as(stated):
        record_reading(report, actor=stated, now=clock.now())
        record_reading(report, actor=stated, now=clock.now())
        assert record_readings([report, report], actor=stated, now=clock.now()) == 2
        lines = Entry.objects.filter(action="report.read", subject_id=report.pk)
        assert [line.purpose for line in lines] == ["investigating"] * 4
