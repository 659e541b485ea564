"""Behind proxies of ours the sign-in and the public door count by the visitor's own address, and by none that a visitor invents."""

import pytest
from django.test import Client, RequestFactory, override_settings

from tests.accounts.signing_in import fresh_client
from tests.cast import World
from tutela.core import clock
from tutela.core.client_address import client_address
from tutela.reports.door_limits import LIMITS, seconds_to_wait

pytestmark = pytest.mark.django_db
PROXY, VISITOR, ANOTHER = "10.0.0.1", "203.0.113.5", "203.0.113.6"


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, VISITOR, PROXY),
        (0, "", PROXY),
        (1, VISITOR, VISITOR),
        (1, f"198.51.100.9, {VISITOR}", VISITOR),
        (1, f"198.51.100.9,198.51.100.8,  {VISITOR} ", VISITOR),
        (2, f"198.51.100.9, {VISITOR}, 10.0.0.2", VISITOR),
        (2, VISITOR, PROXY),
        (1, " , ", PROXY),
    ],
)
def test_the_address_is_the_last_that_our_proxies_did_not_add(proxies: int, passed_on: str, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": passed_on})
    with override_settings(TUTELA_PROXIES=proxies):
        assert client_address(request) == address


def through_the_proxy(client: Client, email: str, forged: str, visitor: str) -> int:
    sent = {"login": email, "password": "wrong"}
    passed_on = {"X-Forwarded-For": f"{forged}, {visitor}"}
    return client.post("/account/login/", sent, REMOTE_ADDR=PROXY, headers=passed_on).status_code


@override_settings(TUTELA_PROXIES=1)
def test_forged_addresses_do_not_let_somebody_go_on_guessing_and_another_visitor_is_not_kept_out(world: World) -> None:
    answers = [
        through_the_proxy(fresh_client(), f"nobody{number}@north.example", f"198.51.100.{number}", VISITOR)
        for number in range(31)
    ]
    assert answers == [200] * 30 + [429]
    assert through_the_proxy(fresh_client(), "nobody31@north.example", VISITOR, ANOTHER) == 200


@override_settings(TUTELA_PROXIES=1)
def test_the_public_door_counts_by_the_same_address(world: World) -> None:
    def waits(forged: str, visitor: str) -> int:
        passed_on = {"X-Forwarded-For": f"{forged}, {visitor}"}
        request = RequestFactory().post("/tell", REMOTE_ADDR=PROXY, headers=passed_on)
        return seconds_to_wait("send", request, now=now)

    now, most = clock.now(), LIMITS["send"]["address"].most
    assert [waits(f"198.51.100.{number}", VISITOR) for number in range(most)] == [0] * most
    assert waits("198.51.100.200", VISITOR) > 0
    assert waits(VISITOR, ANOTHER) == 0
