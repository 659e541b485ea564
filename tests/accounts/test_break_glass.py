"""Breaking glass is heard at once, ends within hours, and is reviewed by somebody else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.accounts.records import a_report, sees
from tests.cast import World
from tutela.accounts.models import Grant
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.queries import unreviewed_break_glass
from tutela.accounts.services.break_glass import Finding, break_glass, review_break_glass
from tutela.audit.models import Entry
from tutela.core import clock, references
from tutela.core.errors import NotAllowed, RuleBroken
from tutela.notices.models import Notice
from tutela.reports.models import Report

pytestmark = pytest.mark.django_db


def breaks(world: World, reference: str, who: str = "south_investigator", hours: int = 4) -> Grant | None:
    actor = world.actor(who)
    with acting_as(actor):
        return break_glass(reference, reason="a child may be met tonight", hours=hours, actor=actor, now=clock.now())


def test_it_opens_the_record_for_reading_and_both_managers_and_the_audit_trail_know_at_once(world: World) -> None:
    report = a_report(world)
    assert breaks(world, report.reference) is not None
    assert sees(world, "south_investigator", report)
    for who in ("north_manager", "south_manager"):
        with acting_as(world.actor(who)):
            assert Notice.objects.filter(kind="break_glass", subject_reference=report.reference).count() == 1
    with acting_as(world.actor("north_investigator")):
        assert Entry.objects.filter(action="access.break_glass", subject_id=report.pk).exists()


def test_it_changes_nothing_in_the_record(world: World) -> None:
    report = a_report(world)
    breaks(world, report.reference)
    with acting_as(world.actor("south_investigator")):
        assert Report.objects.filter(pk=report.pk).update(version=99) == 0
    with acting_as(world.actor("north_investigator")):
        assert Report.objects.filter(pk=report.pk).update(version=99) == 1


def test_another_manager_of_the_owner_reviews_it_and_not_whoever_broke_it(world: World) -> None:
    report = a_report(world)
    given = breaks(world, report.reference)
    assert given is not None
    words = {"finding": Finding.NOT_JUSTIFIED, "words": "no child was at risk"}
    for who in ("south_investigator", "north_investigator", "south_manager", "north_auditor"):
        actor = world.actor(who)
        with acting_as(actor), transaction.atomic(), pytest.raises((NotAllowed, Grant.DoesNotExist)):
            review_break_glass(given, actor=actor, now=clock.now(), **words)
    manager = world.actor("north_manager")
    with acting_as(manager):
        assert [one.grant.pk for one in unreviewed_break_glass(world.north.pk)] == [given.pk]
        review_break_glass(given, actor=manager, now=clock.now(), **words)
        assert unreviewed_break_glass(world.north.pk) == []
        with pytest.raises(RuleBroken, match="reviewed already"):
            review_break_glass(given, actor=manager, now=clock.now(), **words)
    assert not sees(world, "south_investigator", report)
    with acting_as(world.actor("north_auditor")):
        assert Notice.objects.filter(kind="break_glass").count() == 1


def test_its_holder_cannot_write_the_review_nor_extend_the_time_past_the_verbs(world: World) -> None:
    report = a_report(world)
    given = breaks(world, report.reference)
    assert given is not None
    with acting_as(world.actor("south_investigator")):
        for change in (
            {"reviewed_by_id": world.north_manager.pk, "reviewed_at": clock.now(), "review_found": "justified"},
            {"ends_at": clock.now() + timedelta(days=30)},
            {"may_write": True},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                Grant.objects.filter(pk=given.pk).update(**change)
    actor = world.actor("south_investigator")
    with acting_as(actor), pytest.raises(DatabaseError), transaction.atomic():
        Grant.objects.create(
            subject_kind="report",
            subject_id=report.pk,
            subject_reference=report.reference,
            user_id=actor.user_id,
            basis="break_glass",
            reason="for a week",
            granted_by_id=actor.user_id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=7),
            answerable_id=report.owner_id,
        )


def test_an_attempt_on_a_record_that_does_not_exist_is_written_and_told(world: World) -> None:
    assert breaks(world, str(references.make("R", 2026, 31_000_000))) is None
    with acting_as(world.actor("south_investigator")):
        assert Entry.objects.filter(action="access.break_glass_missed").count() == 1
    with acting_as(world.actor("south_manager")):
        assert Notice.objects.filter(kind="break_glass").count() == 1


def test_no_glass_is_broken_for_days_without_reason_by_roles_that_read_nothing_or_on_ones_own_record(
    world: World,
) -> None:
    report = a_report(world)
    for who in ("north_administrator", "north_researcher", "hotline_partner"):
        with pytest.raises(NotAllowed):
            breaks(world, report.reference, who=who)
    with pytest.raises(RuleBroken, match="24"):
        breaks(world, report.reference, hours=25)
    with pytest.raises(RuleBroken, match="already"):
        breaks(world, report.reference, who="north_colleague")
    assert breaks(world, report.reference)
