"""A program of somebody of the cast: it asks with a token and, where it reads records, says why."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import World, the_world
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.tokens import make_token
from tutela.core import clock

PREFIX = "/api/v1"


class Program:
    """Asks the API as one member of the cast; without a token as nobody."""

    def __init__(self, token: str = "", *, purpose: str = "investigating") -> None:
        self.client = Client()
        self.token = token
        self.headers = {"X-Purpose": purpose} if purpose else {}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, address: str, **headers: str) -> Any:
        """Ask for something."""
        answer = self.client.get(PREFIX + address, headers=self.headers | headers)
        _forget()
        return answer

    def post(self, address: str, content: Any = None, *, kind: str = "application/json", **headers: str) -> Any:
        """Send something."""
        return self._send("post", address, content, kind, headers)

    def put(self, address: str, content: Any = None, *, kind: str = "application/json", **headers: str) -> Any:
        """Send something that is there once, however often it is sent."""
        return self._send("put", address, content, kind, headers)

    def _send(self, method: str, address: str, content: Any, kind: str, headers: dict[str, str]) -> Any:
        data = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        send = getattr(self.client, method)
        answer = send(PREFIX + address, data, content_type=kind, headers=self.headers | headers)
        _forget()
        return answer


def _forget() -> None:
    """A request's transaction is a part of the test's: what it set would outlive it."""
    name_the_reader(user_id=None, membership_id=None)


def token_of(world: World, who: str) -> str:
    """A token of somebody of the cast."""
    actor = world.actor(who)
    with acting_as(actor):
        now = clock.now()
        return make_token(name="Synthetic program", expires_at=now + timedelta(days=30), actor=actor, now=now)[1]


@pytest.fixture
def program(world: World) -> Callable[..., Program]:
    """Make the program of a member of the cast: one a test and member."""
    made: dict[tuple[str, str], Program] = {}

    def of(who: str = "", *, purpose: str = "investigating") -> Program:
        if (who, purpose) not in made:
            made[who, purpose] = Program(token_of(world, who) if who else "", purpose=purpose)
        return made[who, purpose]

    return of


@pytest.fixture
def committed_world(committed_database: str) -> World:
    """The cast in a database of the test's own."""
    return the_world()
