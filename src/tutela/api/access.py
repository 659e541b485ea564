"""Who asks: a token's membership, in a role that has the address, with the purpose of reading said in a header."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tutela.accounts.actor import Actor
from tutela.accounts.models import READS_RECORDS, WRITES_RECORDS, Role
from tutela.accounts.need_to_know import name_the_reader
from tutela.accounts.services.purpose import purposes, state_purpose
from tutela.accounts.services.tokens import authenticate, digest_of
from tutela.api.errors import not_authenticated
from tutela.audit.reading import PURPOSE_NEEDED
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, StaleRecord, where
from tutela.core.text import neutral_words

PURPOSE = "X-Purpose"
PURPOSE_WORDS = "X-Purpose-Words"
MOST_PURPOSE_WORDS = 200
EVERYBODY = frozenset(Role.values) - {Role.ADMINISTRATOR}
SENDERS = frozenset({Role.PARTNER, *WRITES_RECORDS})
REPORTERS = frozenset({Role.PARTNER, *READS_RECORDS})


def refuse_other_roles(role: str, roles: Collection[str]) -> None:
    """Refuse the address to whoever works in none of ``roles``. Raises NotAllowed; what rows they see, the database decides."""
    if role not in roles:
        names = ", ".join(sorted(one.replace("_", " ") for one in roles))
        raise NotAllowed(f"This is for: {names}.", mend="Use the token of somebody with that role.")


class Token(HttpBearer):
    """A token of a program, made on the page for tokens. It acts as the role of the person who made it."""

    def __init__(self, roles: Collection[str], *, purpose: bool = False) -> None:
        super().__init__()
        self.roles = frozenset(str(role) for role in roles)
        self.asks_purpose = purpose

    def __call__(self, request: HttpRequest) -> Actor:
        """Name the reader to the database. Raises NotAuthenticated, NotAllowed, or BadInput without a purpose."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise not_authenticated()
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The actor of a token that holds one of the roles."""
        name_the_reader(user_id=None, membership_id=None)
        actor = authenticate(token, now=clock.now())
        if actor is None:
            raise not_authenticated()
        refuse_other_roles(actor.role, self.roles)
        if self.asks_purpose:
            actor = _with_purpose(request, actor)
        request.actor = actor  # type: ignore[attr-defined]
        request.token_digest = digest_of(token)  # type: ignore[attr-defined]
        return actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as the token says."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def unchanged(request: HttpRequest, record: Any) -> None:
    """Refuse where “If-Match” names another version than the record has. Raises StaleRecord."""
    expected = request.headers.get("If-Match", "*").strip()
    if expected not in {"*", etag_of(record)}:
        raise StaleRecord(
            f"Somebody changed {getattr(record, 'reference', record)} since you read it.",
            mend="Read it again, then send again.",
        )


def version_sent(request: HttpRequest) -> int | None:
    """The version that “If-Match” names, for the verb to compare once it holds the row; None where it names any."""
    expected = request.headers.get("If-Match", "*").strip().strip('"')
    return int(expected) if expected.isascii() and expected.isdecimal() else None


def etag_of(record: Any) -> str:
    """The version of a record as HTTP writes it."""
    return f'"{record.version}"'


def _with_purpose(request: HttpRequest, actor: Actor) -> Actor:
    code = request.headers.get(PURPOSE, "")
    if code not in dict(purposes()):
        raise BadInput(
            "Say why you read records.",
            where=where(field=PURPOSE),
            mend=f"Send the header {PURPOSE} with one of: {', '.join(one for one, _ in purposes())}.",
            code=PURPOSE_NEEDED,
        )
    words = neutral_words(request.headers.get(PURPOSE_WORDS, ""), limit=MOST_PURPOSE_WORDS, field=PURPOSE_WORDS)
    if code == "other":
        # Only the words say what it is, so they are written into the trail with every request.
        return state_purpose(code, actor=actor, now=clock.now(), words=words)
    return replace(actor, purpose=code)


TO_SEND = Token(SENDERS)
TO_HEAR = Token(REPORTERS)
TO_LOOK_UP = Token(EVERYBODY)
TO_READ = Token(READS_RECORDS, purpose=True)
TO_WORK = Token(WRITES_RECORDS, purpose=True)
