"""A manager of the owner lets one person see one record until a moment."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.accounts.records import a_report, sees
from tests.cast import World
from tutela.accounts.models import Grant
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.grants import end_grant, grant, reader_at
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import NotAllowed, NotFound, RuleBroken
from tutela.notices.models import Notice

pytestmark = pytest.mark.django_db


def give(
    world: World, report: object, *, by: str = "north_manager", to: str = "south_investigator", **more: object
) -> Grant:
    actor, now = world.actor(by), clock.now()
    fields = {"until": now + timedelta(days=2), "reason": "joint work", "may_write": False} | more
    with acting_as(actor):
        return grant(report, to_id=getattr(world, to).pk, actor=actor, now=now, **fields)


def test_the_granted_person_sees_the_record_and_their_colleague_does_not(world: World) -> None:
    report = a_report(world)
    assert not sees(world, "south_investigator", report)
    give(world, report)
    assert sees(world, "south_investigator", report)
    assert not sees(world, "south_intake", report)
    with acting_as(world.actor("south_investigator")):
        assert Notice.objects.filter(kind="access_decided", subject_reference=report.reference).exists()
    with acting_as(world.actor("north_auditor")):
        assert Entry.objects.filter(action="access.grant", subject_id=report.pk).exists()


def test_a_grant_ends_by_itself_and_by_being_called_back(world: World) -> None:
    report = a_report(world)
    actor = world.actor("north_manager")
    given = give(world, report)
    with acting_as(actor):
        end_grant(given, actor=actor, now=clock.now())
    assert not sees(world, "south_investigator", report)
    past = clock.now() - timedelta(hours=3)
    with acting_as(actor):
        grant(
            report,
            to_id=world.south_investigator.pk,
            until=past + timedelta(hours=1),
            reason="joint work",
            actor=actor,
            now=past,
        )
    assert not sees(world, "south_investigator", report)


def test_only_a_manager_of_the_owner_grants_and_the_database_holds_to_it(world: World) -> None:
    report = a_report(world)
    with pytest.raises(NotAllowed):
        give(world, report, by="north_investigator")
    with pytest.raises(RuleBroken, match="not your organisation"):
        give(world, report, by="south_manager", to="south_intake")
    for who in ("north_investigator", "south_manager"):
        actor = world.actor(who)
        with pytest.raises(DatabaseError), acting_as(actor), transaction.atomic():
            Grant.objects.create(
                subject_kind="report",
                subject_id=report.pk,
                subject_reference=report.reference,
                user=world.south_intake,
                basis="offered",
                reason="past the verb",
                granted_by_id=actor.user_id,
                starts_at=clock.now(),
                ends_at=clock.now() + timedelta(days=1),
                answerable_id=report.owner_id,
            )
    give(world, report)


def test_nobody_grants_to_themselves_without_a_reason_or_for_ever(world: World) -> None:
    report = a_report(world)
    with pytest.raises(RuleBroken, match="themselves"):
        give(world, report, to="north_manager")
    with pytest.raises(RuleBroken, match="reason"):
        give(world, report, reason=" ")
    with pytest.raises(RuleBroken, match="within"):
        give(world, report, until=clock.now() + timedelta(days=400))
    give(world, report)


def test_a_grant_to_somebody_who_reads_no_records_shows_them_nothing(world: World) -> None:
    report = a_report(world)
    give(world, report, to="hotline_partner")
    assert not sees(world, "hotline_partner", report)
    with acting_as(world.actor("north_manager")):
        with pytest.raises(NotFound):
            reader_at(world.hotline_partner.email)
        assert reader_at(world.south_investigator.email) == world.south_investigator.pk


def test_an_address_is_found_by_managers_only(world: World) -> None:
    with acting_as(world.actor("north_investigator")), pytest.raises(NotFound):
        reader_at(world.south_investigator.email)


def test_what_is_ended_stays_ended(world: World) -> None:
    report = a_report(world)
    given = give(world, report)
    holder = world.actor("south_investigator")
    with acting_as(holder):
        end_grant(given, actor=holder, now=clock.now())
        with pytest.raises(RuleBroken, match="already"):
            end_grant(given, actor=holder, now=clock.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            Grant.objects.filter(pk=given.pk).update(ended_at=None)
    with acting_as(world.actor("south_intake")):
        assert not Grant.objects.filter(pk=given.pk).exists()
