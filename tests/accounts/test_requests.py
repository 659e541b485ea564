"""Asking for access tells the asker the same, whether there is a record or not."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.accounts.records import a_report, sees
from tests.cast import World
from tests.roles import switched_role
from tutela.accounts.models import AccessRequest, AccessRequestTarget, Grant
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.queries import requests_to_decide
from tutela.accounts.services.requests import (
    ask_for_access,
    close_unanswered,
    follow_owners,
    grant_request,
    refuse_request,
    route,
    withdraw_request,
)
from tutela.core import clock, references
from tutela.core.errors import BadInput, NotAllowed, RuleBroken
from tutela.notices.models import Notice
from tutela.ownership.services import transfer

pytestmark = pytest.mark.django_db


def ask(world: World, reference: str, who: str = "south_investigator") -> AccessRequest:
    actor = world.actor(who)
    with acting_as(actor):
        return ask_for_access(reference, reason="a linked inquiry", actor=actor, now=clock.now())


def worker_routes(request: AccessRequest) -> bool:
    with switched_role("tutela_jobs"):
        return route(request.pk, now=clock.now())


def as_the_asker_sees_it(world: World, request: AccessRequest) -> dict[str, object]:
    with acting_as(world.actor("south_investigator")):
        row = AccessRequest.objects.filter(pk=request.pk).values().get()
        row["targets"] = AccessRequestTarget.objects.count()
        row["notices"] = Notice.objects.filter(kind="access_decided").count()
    del row["id"], row["asked_reference"], row["asked_at"], row["answer_by"]
    return row


def absent_reference() -> str:
    return str(references.make("R", 2026, 31_000_000))


def test_a_request_reaches_the_managers_of_the_owner_and_nobody_else(world: World) -> None:
    report = a_report(world)
    request = ask(world, report.reference)
    assert worker_routes(request)
    with acting_as(world.actor("north_manager")):
        (to_decide,) = requests_to_decide(world.north_manager.pk)
        assert (to_decide.name, to_decide.roles) == (world.south_investigator.name, "investigator")
        assert Notice.objects.filter(kind="access_asked", subject_reference=report.reference).exists()
    for who in ("north_investigator", "north_auditor", "south_manager", "centre_manager", "north_administrator"):
        with acting_as(world.actor(who)):
            assert requests_to_decide(getattr(world, who).pk) == []
            assert not AccessRequest.objects.filter(pk=request.pk).exists()


def test_the_asker_cannot_tell_an_absent_record_from_a_refusal_at_any_time(world: World) -> None:
    report = a_report(world)
    real, absent = ask(world, report.reference), ask(world, absent_reference())
    assert as_the_asker_sees_it(world, real) == as_the_asker_sees_it(world, absent)
    worker_routes(real)
    assert not worker_routes(absent)
    assert as_the_asker_sees_it(world, real) == as_the_asker_sees_it(world, absent)
    manager = world.actor("north_manager")
    with acting_as(manager):
        refuse_request(real, words="no link seen", actor=manager, now=clock.now())
    assert as_the_asker_sees_it(world, real) == as_the_asker_sees_it(world, absent)
    with switched_role("tutela_jobs"):
        assert close_unanswered(now=real.answer_by + timedelta(minutes=1)) == 2
    assert as_the_asker_sees_it(world, real) == as_the_asker_sees_it(world, absent)
    assert as_the_asker_sees_it(world, real)["state"] == "refused"
    assert as_the_asker_sees_it(world, real)["notices"] == 2


def test_a_granted_request_opens_the_record_until_its_end(world: World) -> None:
    report = a_report(world)
    request = ask(world, report.reference)
    worker_routes(request)
    manager, now = world.actor("north_manager"), clock.now()
    with acting_as(manager):
        given = grant_request(request, until=now + timedelta(days=7), words="linked", actor=manager, now=now)
        with pytest.raises(RuleBroken, match="not open"):
            grant_request(request, until=now + timedelta(days=7), words="linked", actor=manager, now=now)
    assert given.basis == Grant.Basis.GRANTED
    assert sees(world, "south_investigator", report)
    assert as_the_asker_sees_it(world, request)["state"] == "granted"


def test_the_asker_never_decides_and_the_database_holds_to_it(world: World) -> None:
    report = a_report(world)
    actor = world.actor("north_manager")
    with acting_as(actor):
        own = ask_for_access(report.reference, reason="my own record", actor=actor, now=clock.now())
    worker_routes(own)
    with acting_as(actor):
        assert requests_to_decide(world.north_manager.pk) == []
        with pytest.raises(NotAllowed):
            grant_request(own, until=clock.now() + timedelta(days=1), words="", actor=actor, now=clock.now())
    request = ask(world, report.reference)
    with acting_as(world.actor("south_investigator")), pytest.raises(DatabaseError), transaction.atomic():
        AccessRequest.objects.filter(pk=request.pk).update(state="granted", decided_by=world.south_investigator)


def test_a_request_is_withdrawn_by_its_asker_and_then_not_decided(world: World) -> None:
    report = a_report(world)
    request = ask(world, report.reference)
    worker_routes(request)
    asker, manager = world.actor("south_investigator"), world.actor("north_manager")
    with acting_as(asker):
        withdraw_request(request, actor=asker, now=clock.now())
    with acting_as(manager), pytest.raises(RuleBroken, match="not open"):
        refuse_request(request, words="too late", actor=manager, now=clock.now())


def test_a_request_follows_the_record_to_its_new_owner(world: World) -> None:
    report = a_report(world, by="centre_intake")
    request = ask(world, report.reference)
    worker_routes(request)
    centre = world.actor("centre_manager")
    with acting_as(centre):
        transfer(report, to=world.north, reason="their area", actor=centre, now=clock.now())
        with pytest.raises(RuleBroken, match="does not answer"):
            grant_request(request, until=clock.now() + timedelta(days=1), words="", actor=centre, now=clock.now())
    with switched_role("tutela_jobs"):
        assert follow_owners(now=clock.now()) == 1
        assert follow_owners(now=clock.now()) == 0
    with acting_as(world.actor("north_manager")):
        assert [one.request.pk for one in requests_to_decide(world.north_manager.pk)] == [request.pk]


def test_a_mistyped_reference_an_empty_reason_and_a_role_that_reads_nothing_are_refused(world: World) -> None:
    actor = world.actor("south_investigator")
    with acting_as(actor):
        with pytest.raises(BadInput):
            ask_for_access("R-2026-WRONG1", reason="x", actor=actor, now=clock.now())
        with pytest.raises(RuleBroken, match="reason"):
            ask_for_access(absent_reference(), reason="  ", actor=actor, now=clock.now())
    partner = world.actor("hotline_partner")
    with acting_as(partner), pytest.raises(NotAllowed):
        ask_for_access(absent_reference(), reason="x", actor=partner, now=clock.now())
    ask(world, absent_reference())
