"""What nobody accepted comes back to somebody who can answer for it: no way leaves a record with an owner that is gone."""

from datetime import timedelta

import pytest

from tests.cast import World
from tests.reports.test_life_of_a_report import received
from tests.roles import switched_role
from tutela.accounts.actor import SYSTEM
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.notices.models import Notice
from tutela.organisations.models import Organisation
from tutela.ownership.jobs import lapse_offer, lapse_offers
from tutela.ownership.models import HandOver
from tutela.ownership.services import lapse, transfer
from tutela.reports.models import Report
from tutela.reports.services.route import send_report

pytestmark = pytest.mark.django_db


def offered(world: World, by: str, to: str, receiver: str = "") -> tuple[Report, HandOver]:
    report = received(world, by)
    sender = world.actor(by)
    with acting_as(sender):
        offer = send_report(report, to=getattr(world, to), reason="Area", actor=sender, now=clock.now())
    assert offer.receiver == getattr(world, receiver or to)
    return report, offer


def owner_after_lapse(report: Report, offer: HandOver) -> Organisation:
    with switched_role("tutela_jobs"):
        assert lapse(offer.pk, actor=SYSTEM, now=offer.due_at) is not None
        return Report.objects.select_related("owner").get(pk=report.pk).owner


def test_a_foreign_senders_offer_comes_back_to_the_installations_centre_where_its_country_has_none(
    world: World,
) -> None:
    report, offer = offered(world, "foreign_investigator", "north", "centre")
    assert owner_after_lapse(report, offer) == world.centre


def test_a_centres_own_offer_stays_with_it_and_its_desk_hears(world: World) -> None:
    report, offer = offered(world, "centre_intake", "north")
    assert owner_after_lapse(report, offer) == world.centre
    with switched_role("tutela_jobs"):
        assert Notice.objects.filter(kind="lapsed", user=world.centre_manager).count() == 1


def test_a_record_that_the_centre_gave_to_somebody_else_meanwhile_stays_there(world: World) -> None:
    report, offer = offered(world, "north_intake", "south")
    manager = world.actor("centre_manager")
    with acting_as(manager):
        transfer(report, to=world.customs, reason="Post", actor=manager, now=clock.now())
    with switched_role("tutela_jobs"):
        lapse(offer.pk, actor=SYSTEM, now=offer.due_at)
        assert Report.objects.get(pk=report.pk).owner_id == world.customs.pk


def test_an_inactive_centre_gets_nothing_back(world: World) -> None:
    report, offer = offered(world, "foreign_investigator", "north", "centre")
    with switched_role("tutela_owner"):
        Organisation.objects.filter(pk=world.customs.pk).update(is_coordinating_centre=True, country="US")
        Organisation.objects.filter(pk=world.centre.pk).update(is_active=False)
    assert owner_after_lapse(report, offer) == world.customs


def test_the_worker_finds_what_is_overdue_and_each_offer_lapses_by_itself_once(world: World) -> None:
    report, offer = offered(world, "north_intake", "south")
    with clock.frozen(offer.due_at - timedelta(minutes=1)), switched_role("tutela_jobs"):
        lapse_offer(offer.pk)
        assert HandOver.objects.get(pk=offer.pk).state == "offered"
    with clock.frozen(offer.due_at), switched_role("tutela_jobs"):
        lapse_offers(0)
        lapse_offers(0)
        assert waiting("ownership.lapse_offer") == [{"offer_id": offer.pk}]
        lapse_offer(offer.pk)
        lapse_offer(offer.pk)
        assert Report.objects.get(pk=report.pk).owner_id == world.centre.pk
        assert Notice.objects.filter(kind="lapsed", user=world.north_intake).count() == 1


def waiting(task: str) -> list[dict[str, object]]:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return list(ProcrastinateJob.objects.filter(task_name=task, status="todo").values_list("args", flat=True))
