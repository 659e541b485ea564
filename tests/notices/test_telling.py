"""Who tells whom of which record, when a statement is tried that no verb sends."""

import pytest
from django.db import DatabaseError, transaction

from tests.accounts.records import a_report
from tests.cast import World
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.references import make
from tutela.notices.models import Notice
from tutela.ownership.services import decline
from tutela.reports.services.route import send_report

pytestmark = pytest.mark.django_db


def tells(world: World, who: str, reference: str, kind: str = "report") -> bool:
    """Whether a notice of this record is taken from somebody, for somebody else."""
    notice = Notice(
        user_id=world.centre_manager.pk,
        kind="assigned",
        words="Look at this.",
        created_at=clock.now(),
        subject_kind=kind,
        subject_reference=reference,
    )
    with acting_as(world.actor(who)):
        try:
            with transaction.atomic():
                Notice.objects.bulk_create([notice])
        except DatabaseError as refused:
            if 'policy for table "notices_notice"' not in str(refused):
                raise
            return False
    return True


def test_whoever_sees_a_record_tells_of_it_and_nobody_else(world: World) -> None:
    report = a_report(world)
    assert tells(world, "north_intake", report.reference)
    for stranger in (
        "south_manager",
        "centre_manager",
        "north_administrator",
        "north_welfare",
        "north_researcher",
        "hotline_partner",
    ):
        assert not tells(world, stranger, report.reference), stranger


def test_of_a_record_that_is_not_there_is_told_no_more_than_of_one_that_is_not_theirs(world: World) -> None:
    assert not tells(world, "south_manager", str(make("R", 2026, 999_999)))
    assert not tells(world, "north_intake", "R-2026-NONE")


def test_a_notice_names_a_record_by_its_own_kind(world: World) -> None:
    report = a_report(world)
    for kind in ("case", "child", ""):
        assert not tells(world, "north_intake", report.reference, kind), kind
    assert not tells(world, "north_intake", "", "report")


def test_who_declined_an_offer_tells_whoever_offered_it(world: World) -> None:
    report, north, south = a_report(world), world.actor("north_intake"), world.actor("south_intake")
    with acting_as(north):
        offer = send_report(report, to=world.south, reason="its area", actor=north, now=clock.now())
    assert tells(world, "south_intake", report.reference)
    with acting_as(south):
        decline(offer.pk, reason="other_area", words="", actor=south, now=clock.now())
    assert tells(world, "south_intake", report.reference)
    assert not tells(world, "foreign_investigator", report.reference)


def test_nobody_tells_anything_before_they_are_known(world: World) -> None:
    line = Notice(user_id=world.centre_manager.pk, kind="assigned", words="Look at this.", created_at=clock.now())
    with pytest.raises(DatabaseError, match="notices_notice"), transaction.atomic():
        Notice.objects.bulk_create([line])
    with acting_as(world.actor("north_intake")):
        Notice.objects.bulk_create([line])
