"""Whoever comes to the site's doors, what they ask there, and what the answers give away.

Each request happens in a savepoint that is taken back, so that every one of them meets the same world, the one that the
oracle judges by.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from django.db import transaction
from django.test import Client

from tests.api.conftest import PREFIX
from tests.security.generated_world import GeneratedWorld
from tests.security.oracle import Oracle, Row, Snapshot
from tests.security.readers import Reader
from tests.security.tokens import Tokens
from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership, User
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.tokens import make_token
from tutela.core import clock

# Of those who have a code, so many walk as far as people with accounts do. Staff pages ask for an account, whatever the code.
CODES_THAT_WALK_EVERYWHERE = 8
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What differs between two answers to the same question, and tells nobody anything.
_CHANGES = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|"error_id": ?"[^"]*"|\b[0-9a-f]{8}\b'
)


@dataclass(frozen=True)
class Leak:
    """One thing that an answer holds and its reader may not know."""

    door: str
    reader: str
    request: str
    what: str

    def __str__(self) -> str:
        return f"{self.door}: {self.reader} asked {self.request} and {self.what}"


@dataclass
class Answer:
    """What came back: the status, the headers as text, and the body as text."""

    status: int
    headers: dict[str, str]
    body: str
    context: Any = None

    def json(self) -> Any:
        """The body of an answer of the API."""
        return json.loads(self.body)

    def without(self, *typed: str) -> tuple[int, dict[str, str], str]:
        """The answer without what was asked and without what differs every time."""
        body, headers = self.body, {name: value for name, value in self.headers.items() if name != "Content-Length"}
        for one in sorted({way(one) for one in typed for way in (str, quote, quote_plus)}, key=len)[::-1]:
            if one:
                body = body.replace(one, "…")
                headers = {name: value.replace(one, "…") for name, value in headers.items()}
        return self.status, headers, _CHANGES.sub("…", body)


@dataclass
class Tally:
    """What was walked: for the evidence."""

    requests: int = 0
    addresses: set[str] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)
    tokens: int = 0
    leaks: list[Leak] = field(default_factory=list)


@dataclass
class Visitor:
    """One reader at one door, with all that they may know."""

    door: str
    key: str
    oracle: Oracle
    client: Client
    tokens: Tokens
    tally: Tally
    headers: dict[str, str] = field(default_factory=dict)
    # What they know beside rows: the codes that they were given.
    knows: frozenset[str] = frozenset()
    walks_everywhere: bool = True

    def ask(
        self, path: str, data: Any = None, *, name: str = "", typed: str = "", method: str = "", **headers: str
    ) -> Answer:
        """Ask, take back what the asking changed, and write down what the answer gives away."""
        method = method or ("GET" if data is None else "POST")
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            answer = self._send(method, path, data, self.headers | headers)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        self.tally.requests += 1
        self.tally.readers.add(self.key)
        self.tally.addresses.add(name or path)
        found = self.tokens.in_text(answer.body, " ".join(f"{one}: {two}" for one, two in answer.headers.items()))
        self.tally.tokens += len(found)
        found -= self.tokens.allowed(self.oracle) | self.knows
        found -= self.tokens.in_text(path, unquote_plus(path), typed, "" if data is None else str(data))
        for token in sorted(found):
            self._leak(method, path, f"was told {token} ({', '.join(self.tokens.holders(token)) or 'a secret'})")
        return answer

    def alike(self, path: str, absent: str, data: Any = None, *, name: str, method: str = "", **headers: str) -> None:
        """What is not this reader's and what there is not get the same answer: status, headers and words."""
        hidden, nothing = (self.ask(one, data, name=name, method=method, **headers) for one in (path, absent))
        mine, theirs = (
            answer.without(*_differing(one, other))
            for answer, one, other in ((hidden, path, absent), (nothing, absent, path))
        )
        if mine != theirs:
            what = next(i for i in range(3) if mine[i] != theirs[i])
            words = ("another status", "other headers", "other words")[what]
            told = f"{mine[what]} and not {theirs[what]}" if what < 2 else _first_difference(mine[2], theirs[2])
            self._leak(
                method or ("POST" if data is not None else "GET"),
                path,
                f"got {words} than for what there is not: {told}",
            )

    def _leak(self, method: str, path: str, what: str) -> None:
        self.tally.leaks.append(Leak(self.door, self.key, f"{method} {path}", what))

    def _send(self, method: str, path: str, data: Any, headers: Mapping[str, str]) -> Answer:
        if self.door == "api" and data is not None:
            sent = json.dumps(data).encode()
            response = self.client.generic(method, path, sent, content_type="application/json", headers=dict(headers))
        elif method == "POST":
            response = self.client.post(path, data, headers=dict(headers))
        else:
            response = self.client.generic(method, path, headers=dict(headers))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return Answer(
            response.status_code,
            dict(response.items()),
            body.decode(errors="replace"),
            getattr(response, "context", None),
        )


def _differing(path: str, other: str) -> list[str]:
    """What was typed into an address that the other one has not: words wherever they stand, numbers only within the address."""
    pieces, others = (re.split(r"([/?&=])", one) for one in (path, other))
    found = [path]
    for place, piece in enumerate(pieces):
        if piece not in others:
            found.append("".join(pieces[: place + 1]) if piece.isdigit() else unquote_plus(piece))
    return found


def _first_difference(mine: str, theirs: str) -> str:
    place = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
    return f"…{mine[max(0, place - 60) : place + 60]!r}… and not …{theirs[max(0, place - 60) : place + 60]!r}…"


@dataclass
class Doors:
    """All visitors of a world, at the doors of people, of programs and of the public."""

    world: GeneratedWorld
    snapshot: Snapshot
    tokens: Tokens
    tally: Tally

    def everybody(self) -> list[Visitor]:
        """Each person in each open role on the pages and by a program, the public, and whoever has a code."""
        return [*self.people(), *self.programs(), self.public(), *self.with_codes()]

    def open_memberships(self) -> Iterator[Row]:
        """Roles that somebody holds now."""
        for one in self.snapshot.rows["accounts_membership"]:
            person = self.snapshot.by_id("accounts_user", one["user_id"])
            begun, ended = one["starts_at"] <= self.snapshot.at, one["ends_at"]
            if person and person["is_active"] and begun and (ended is None or ended > self.snapshot.at):
                yield one

    def people(self) -> Iterator[Visitor]:
        """Signed in, in each of their roles, with the purpose said."""
        for one in self.open_memberships():
            yield self._signed_in(one["user_id"], one)
        gone = next(row for row in self.snapshot.rows["accounts_user"] if not row["is_active"])
        yield self._signed_in(gone["id"], None)

    def _signed_in(self, user: int, membership: Row | None) -> Visitor:
        client = Client(raise_request_exception=False)
        name_the_reader(user_id=None, membership_id=None, stage="sign-in")
        person = User.objects.get(pk=user)
        client.force_login(person, backend=_BACKEND)
        name_the_reader(user_id=None, membership_id=None)
        session = client.session
        session["purpose"] = "investigating"
        if membership is not None:
            session["membership"] = membership["id"]
        session.save()
        is_open = membership is not None
        reader = Reader(
            f"{person.email} as {membership['role']}" if membership else f"{person.email}, whose account is closed",
            user if is_open else None,
            membership["id"] if membership else None,
        )
        return self._visitor("page", reader, client)

    def programs(self) -> Iterator[Visitor]:
        """A program of everybody whose role makes tokens."""
        now = clock.now()
        for one in self.open_memberships():
            if one["role"] == "administrator":
                continue
            name_the_reader(user_id=one["user_id"], membership_id=one["id"])
            membership = Membership.objects.select_related("user", "organisation").get(pk=one["id"])
            actor = Actor.of(membership, purpose="investigating")
            with acting_as(actor):
                _, value = make_token(name="Synthetic", expires_at=now + timedelta(days=1), actor=actor, now=now)
            name_the_reader(user_id=None, membership_id=None)
            reader = Reader(f"a program of {membership.user.email} as {one['role']}", one["user_id"], one["id"])
            yield self._visitor(
                "api",
                reader,
                Client(raise_request_exception=False),
                Authorization=f"Bearer {value}",
                X_Purpose="investigating",
            )
        nobody = Reader("a program with a token that was revoked")
        token = self.world.tokens["revoked"]
        yield self._visitor("api", nobody, Client(raise_request_exception=False), Authorization=f"Bearer {token}")

    def public(self) -> Visitor:
        """Somebody without an account and without a code."""
        return self._visitor("page", Reader("the public"), Client(raise_request_exception=False))

    def with_codes(self) -> Iterator[Visitor]:
        """Somebody who came back with number and code."""
        from tutela.reports.codes import digest_of

        for number, (reference, code) in enumerate(self.world.codes.items()):
            client = Client(raise_request_exception=False)
            client.post("/tell/return", {"reference": reference, "code": code})
            name_the_reader(user_id=None, membership_id=None)
            reader = Reader(f"the public with the code of {reference}", code_digest=digest_of(code))
            visitor = self._visitor("page", reader, client)
            visitor.knows = frozenset({code.casefold()})
            visitor.walks_everywhere = number < CODES_THAT_WALK_EVERYWHERE
            yield visitor

    def _visitor(self, door: str, reader: Reader, client: Client, **headers: str) -> Visitor:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        oracle = Oracle.for_reader(self.snapshot, reader)
        return Visitor(door, reader.key, oracle, client, self.tokens, self.tally, named)


def api(path: str) -> str:
    """An address of the API."""
    return PREFIX + path
