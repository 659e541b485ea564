"""Tokens with which a program acts as one membership. Shown once, kept as a digest, always with an end."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import ApiToken, Membership, Role
from tutela.accounts.need_to_know import name_the_reader
from tutela.audit.services import record
from tutela.core.errors import NotAllowed, NotFound, RuleBroken, where

PREFIX = "tutela_"
LONGEST = timedelta(days=366)
MOST_LIVING = 10
# A token's use is noted at most this often: a program that asks a hundred times a second must not write as often.
NOTED_EVERY = timedelta(minutes=1)


def digest_of(token: str) -> str:
    """What is kept of a token. It holds 256 random bits, so that a plain digest cannot be searched for its origin."""
    return hashlib.sha256(b"api token|" + token.encode()).hexdigest()


@transaction.atomic
def make_token(*, name: str, expires_at: datetime, actor: Actor, now: datetime) -> tuple[ApiToken, str]:
    """A new token to act as the actor's own membership; the second value is shown once and never again.

    Raises NotAllowed for an administrator (who acts in person), RuleBroken for a name or an end that will not do.
    """
    if actor.membership_id is None or actor.role == Role.ADMINISTRATOR:
        raise NotAllowed(
            gettext("Your role makes no tokens."), mend=gettext("The person whose program it is makes it.")
        )
    if not name.strip():
        raise RuleBroken(
            gettext("A token needs a name."), where=where(field="name"), mend=gettext("Say which program will use it.")
        )
    if not now < expires_at <= now + LONGEST:
        raise RuleBroken(
            gettext("A token ends within a year."),
            where=where(field="expires_at"),
            mend=gettext("Choose an earlier date."),
        )
    living = ApiToken.objects.filter(membership_id=actor.membership_id, revoked_at=None, expires_at__gt=now).count()
    if living >= MOST_LIVING:
        raise RuleBroken(
            gettext("You have {number} tokens already.").format(number=MOST_LIVING),
            mend=gettext("Revoke one that is not used."),
        )
    value = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        membership_id=actor.membership_id,
        name=name.strip(),
        digest=digest_of(value),
        created_at=now,
        expires_at=expires_at,
    )
    record("token.make", actor=actor, now=now, token=token.pk, expires_at=expires_at.isoformat())
    return token, value


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor, now: datetime) -> None:
    """A token is worth nothing from now on. Done by its owner or their administrator: others find no such token."""
    fresh = ApiToken.objects.select_for_update(no_key=True).filter(pk=token.pk).first()
    if fresh is None:
        raise NotFound(gettext("There is no such token."), mend=gettext("Look at the list again."))
    if fresh.revoked_at is not None:
        raise RuleBroken(gettext("This token was revoked already."), mend=gettext("Nothing has to be done."))
    fresh.revoked_at = now
    fresh.save(update_fields=["revoked_at"])
    record("token.revoke", actor=actor, now=now, token=fresh.pk)


def count_use(digest: str, *, worker: str, now: datetime, times: int = 1) -> int:
    """Count a request of a token that ``worker`` takes, a thread of a web server; the number that it is in its minute.

    A large request counts as several, ``times``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(accounts_token_used(%s, %s, %s)) FROM generate_series(1, %s)", [digest, worker, now, times]
        )
        return int(cursor.fetchone()[0])


def authenticate(given: str, *, now: datetime, purpose: str = "") -> Actor | None:
    """The actor of a token, and from here on the reader of this transaction; None for one that is unknown, ended or
    revoked, or whose person or role is gone. Call it inside the request's transaction.
    """
    if not given.startswith(PREFIX):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT token_id, membership_id, user_id FROM tutela_token(%s)", [digest_of(given)])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, membership_id, user_id = row
    name_the_reader(user_id=user_id, membership_id=membership_id)
    membership = (
        Membership.objects.select_related("user", "organisation")
        .filter(pk=membership_id, user__is_active=True, starts_at__lte=now)
        .exclude(ends_at__lte=now)
        .first()
    )
    if membership is None:
        name_the_reader(user_id=None, membership_id=None)
        return None
    ApiToken.objects.filter(pk=token_id).exclude(last_used_at__gt=now - NOTED_EVERY).update(last_used_at=now)
    return Actor.of(membership, purpose=purpose)
