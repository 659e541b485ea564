"""Two organisations send to each other directly only where a manager of each has said so, until one of them ends it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import World
from tests.roles import switched_role
from tests.web.ladder import ClientFor, climbs
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.services.agreements import agree, end_agreement, propose_agreement
from tutela.audit.models import Entry
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tutela.notices.models import Notice
from tutela.organisations.channels import way_to
from tutela.organisations.models import DirectAgreement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_manager_abroad(world: World) -> None:
    with switched_role("tutela_owner"):
        Membership.objects.filter(user=world.foreign_investigator).update(role="manager")
    world.memberships["foreign_investigator"].role = "manager"


def proposed(world: World, *, since: date | None = None, until: date | None = None) -> DirectAgreement:
    with acting_as(world.actor("north_manager")):
        return propose_agreement(
            other=world.foreign,
            words="Letters of the two desks.",
            since=since or clock.now().date(),
            until=until,
            actor=world.actor("north_manager"),
            now=clock.now(),
        )


def agreed(world: World, **when: date) -> DirectAgreement:
    made = proposed(world, **when)
    with acting_as(world.actor("foreign_investigator")):
        return agree(made.pk, actor=world.actor("foreign_investigator"), now=clock.now())


def test_an_agreement_counts_only_when_both_sides_have_agreed(world: World) -> None:
    made = proposed(world)
    assert way_to(world.north, world.foreign) == world.centre
    with acting_as(world.actor("north_manager")), pytest.raises(RuleBroken, match="Your side proposed it"):
        agree(made.pk, actor=world.actor("north_manager"), now=clock.now())
    with acting_as(world.actor("foreign_investigator")):
        agree(made.pk, actor=world.actor("foreign_investigator"), now=clock.now())
    assert way_to(world.north, world.foreign) is None
    assert way_to(world.foreign, world.north) is None
    with switched_role("tutela_owner"):
        told = Notice.objects.filter(kind="agreement").values_list("user_id", flat=True)
        assert set(told) == {world.foreign_investigator.pk, world.north_manager.pk}
        assert set(Entry.objects.filter(action__startswith="agreement.").values_list("action", flat=True)) == {
            "agreement.propose",
            "agreement.agree",
        }


@pytest.mark.parametrize("who", ["north_manager", "foreign_investigator"])
def test_either_side_ends_it_at_once_with_a_reason(world: World, who: str) -> None:
    made = agreed(world)
    with acting_as(world.actor(who)):
        with pytest.raises(BadInput, match="Say why"):
            end_agreement(made.pk, words=" ", actor=world.actor(who), now=clock.now())
        end_agreement(made.pk, words="It was not kept.", actor=world.actor(who), now=clock.now())
        with pytest.raises(RuleBroken, match="ended already"):
            end_agreement(made.pk, words="Again.", actor=world.actor(who), now=clock.now())
    assert way_to(world.north, world.foreign) == world.centre


def test_it_counts_from_its_first_day_to_its_last(world: World) -> None:
    today = clock.now().date()
    made = agreed(world, since=today + timedelta(days=1), until=today + timedelta(days=2))
    assert way_to(world.north, world.foreign) == world.centre
    with switched_role("tutela_owner"):
        DirectAgreement.objects.filter(pk=made.pk).update(since=today - timedelta(days=1), until=today)
    assert way_to(world.north, world.foreign) is None
    with switched_role("tutela_owner"):
        DirectAgreement.objects.filter(pk=made.pk).update(until=today - timedelta(days=1))
    assert way_to(world.north, world.foreign) == world.centre


def test_what_cannot_be_an_agreement_is_refused_and_nothing_is_kept(world: World) -> None:
    today, manager = clock.now().date(), world.actor("north_manager")
    good = {"other": world.foreign, "words": "Letters.", "since": today, "until": None, "now": clock.now()}
    with acting_as(manager):
        for bad in ({"other": world.north}, {"words": " "}, {"until": today - timedelta(days=1)}):
            with pytest.raises(BadInput):
                propose_agreement(**good | bad, actor=manager)
        assert not DirectAgreement.objects.exists()
        propose_agreement(**good, actor=manager)
        with pytest.raises(RuleBroken, match="waits to be agreed"):
            propose_agreement(**good, actor=manager)
    investigator = world.actor("north_investigator")
    with acting_as(investigator), pytest.raises(NotAllowed):
        propose_agreement(**good, actor=investigator)


def test_what_waits_is_seen_by_its_two_sides_and_what_was_agreed_by_everybody(world: World) -> None:
    made = proposed(world)
    for who, sees in (("north_intake", True), ("foreign_partner", True), ("south_manager", False)):
        with acting_as(world.actor(who)):
            assert DirectAgreement.objects.exists() is sees, who
    with acting_as(world.actor("south_manager")), pytest.raises(NotFound):
        end_agreement(made.pk, words="Not ours.", actor=world.actor("south_manager"), now=clock.now())
    with acting_as(world.actor("foreign_investigator")):
        agree(made.pk, actor=world.actor("foreign_investigator"), now=clock.now())
    with acting_as(world.actor("south_manager")):
        assert DirectAgreement.objects.exists()


def test_the_database_itself_lets_nobody_agree_for_the_other_side(world: World) -> None:
    made = proposed(world)
    with acting_as(world.actor("north_manager")), pytest.raises(DatabaseError), transaction.atomic():
        DirectAgreement.objects.filter(pk=made.pk).update(agreed_at=clock.now())
    with acting_as(world.actor("foreign_investigator")):
        assert DirectAgreement.objects.filter(pk=made.pk).update(agreed_at=clock.now()) == 1


def test_managers_propose_agree_and_end_on_pages_and_the_directory_says_how_it_stands(
    world: World, client_for: ClientFor
) -> None:
    ours, theirs = client_for(world.north_manager), client_for(world.foreign_investigator)
    entry = "/organisations/of/north/remit"
    shown = ours.get("/organisations/agreements?with=foreign").context["form"]
    assert shown["other"].value() == world.foreign.pk
    given = {"other": str(world.foreign.pk), "since": "1 March 2026", "until": "", "words": "Letters exchanged."}
    assert ours.post("/organisations/agreements", given | {"words": ""}).status_code == 422
    assert ours.post("/organisations/agreements", given)["Location"] == entry
    made = DirectAgreement.objects.get()
    assert "Not agreed yet" in ours.get(entry).content.decode()
    assert f"/organisations/agreements/{made.pk}/agree" not in ours.get(entry).content.decode()
    assert ours.post(f"/organisations/agreements/{made.pk}/agree").status_code == 409
    assert f"/organisations/agreements/{made.pk}/agree" in theirs.get(entry).content.decode()
    assert theirs.post(f"/organisations/agreements/{made.pk}/agree").status_code == 302
    assert "Not agreed yet" not in ours.get(entry).content.decode()
    assert "Letters exchanged." in client_for(world.south_intake).get(entry).content.decode()
    assert client_for(world.south_manager).get(f"/organisations/agreements/{made.pk}/end").status_code == 404
    assert ours.post(f"/organisations/agreements/{made.pk}/end", {"words": "It ended."}).status_code == 302
    assert "Letters exchanged." not in ours.get(entry).content.decode()


def test_the_pages_are_a_managers(world: World, client_for: ClientFor) -> None:
    made = proposed(world)
    for address in ("", f"/{made.pk}/agree", f"/{made.pk}/end"):
        climbs(world, client_for, f"/organisations/agreements{address}", ("manager",))
