"""Every page about people, access, duty, organisations and notices: who gets there, and at what cost."""

import pytest

from tests.cast import World
from tests.web.ladder import ONE_OF_EACH, READERS, ClientFor, climbs
from tutela.accounts.models import Role

pytestmark = pytest.mark.django_db
EVERYBODY = tuple(ONE_OF_EACH)
OFFICERS = ("intake_officer", "investigator", "examiner", "analyst", "manager")
ADDRESSES = {
    "/purpose": READERS,
    "/access": READERS,
    "/access/ask": READERS,
    "/access/break-glass": READERS,
    "/people": ("administrator",),
    "/people?words=investigator&state=unused": ("administrator",),
    "/people?format=csv": ("administrator",),
    "/people/new": ("administrator",),
    "/duty": (*OFFICERS, "administrator", "welfare_officer"),
    "/duty?from=2026-01-01": (*OFFICERS, "administrator", "welfare_officer"),
    "/duty/put": ("manager", "intake_officer"),
    "/tokens": tuple(role for role in EVERYBODY if role != "administrator"),
    "/notices": EVERYBODY,
    "/my-account": EVERYBODY,
    "/my-account/details": EVERYBODY,
    "/switch-role": EVERYBODY,
    "/organisations": EVERYBODY,
    "/organisations?format=csv": EVERYBODY,
    "/organisations/of/north": EVERYBODY,
    "/organisations/of/north/remit": EVERYBODY,
    "/organisations/contact": ("administrator",),
    "/organisations/promises": ("administrator",),
    "/organisations/calendar": ("administrator",),
    "/organisations/hours": ("administrator",),
    "/organisations/closed-days": ("administrator",),
    "/organisations/units": ("administrator",),
    "/organisations/remit": ("administrator",),
    "/audit": ("auditor",),
    "/audit?format=csv": ("auditor",),
    "/audit/chain": ("auditor",),
    "/help": EVERYBODY,
}


def test_the_cast_of_the_ladder_has_somebody_of_every_role() -> None:
    assert set(ONE_OF_EACH) == set(Role.values)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_there_for_its_roles_and_for_nobody_else(world: World, client_for: ClientFor, address: str) -> None:
    climbs(world, client_for, address, ADDRESSES[address])


@pytest.mark.parametrize("address", ["/accessibility", "/privacy", "/status", "/health"])
def test_what_everybody_may_read_needs_no_account(world: World, client: object, address: str) -> None:
    from django.test import Client

    assert Client().get(address).status_code == 200
