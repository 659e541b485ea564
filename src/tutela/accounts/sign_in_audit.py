"""What happens at the door, in the audit trail: signing in and out, failing to, being locked out, changing the keys.

A line about somebody who is not signed in holds no address, of mail or of a machine: a keyed digest of each shows that
it was the same one, and is worth nothing without the installation's key.
"""

import hashlib
import hmac
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.socialaccount import signals as social_signals
from django.conf import settings
from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest

from tutela.accounts.actor import PUBLIC, Actor
from tutela.accounts.models import Membership, User
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.audit.services import record
from tutela.core import clock
from tutela.core.client_address import client_address

_ONE_LINE_A_LOCK_OUT = 300  # seconds
_SIGNING_IN = "sign-in"


def keyed(kind: str, value: str) -> str:
    """A digest that only this installation can make: equal for equal values, and telling nothing else."""
    if not value:
        return ""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{kind}|{value.strip().lower()}".encode(), hashlib.sha256
    ).hexdigest()[:24]


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """The key under which something is counted: it may hold an address, so that a keyed digest of it is kept."""
    return f"{version}:{keyed('cache', f'{key_prefix}|{key}')}"


def failed(request: HttpRequest, email: str, *, way: str = "password") -> None:
    """Somebody tried to sign in and could not."""
    record(
        "sign_in.failed",
        actor=PUBLIC if _nobody(request) else _actor(request),
        now=clock.now(),
        way=way,
        **_from(request, email),
    )


def locked_out(request: HttpRequest, email: str) -> None:
    """Too many failures. One line for the time of a lock-out: further attempts must not fill the trail."""
    where_from = _from(request, email)
    if cache.add(f"locked-out:{where_from['address']}:{where_from['machine']}", 1, _ONE_LINE_A_LOCK_OUT):
        record(
            "sign_in.locked_out", actor=PUBLIC if _nobody(request) else _actor(request), now=clock.now(), **where_from
        )


def signed_out(request: HttpRequest) -> None:
    """Somebody signed out by their own hand."""
    if request.user.is_authenticated:
        record("sign_out", actor=_actor(request), now=clock.now())


def connect() -> None:
    """Listen to the sign-in library; called once, when the app is ready."""
    account_signals.user_logged_in.connect(_on_signed_in, dispatch_uid="audit.signed_in")
    for signal, action in (
        (account_signals.password_changed, "account.password_changed"),
        (account_signals.password_set, "account.password_set"),
        (account_signals.password_reset, "account.password_reset"),
        (account_signals.email_changed, "account.email_changed"),
        (mfa_signals.authentication_failed, "sign_in.second_factor_failed"),
        (social_signals.social_account_added, "account.provider_added"),
        (social_signals.social_account_removed, "account.provider_removed"),
    ):
        signal.connect(_written_as(action), weak=False, dispatch_uid=f"audit.{action}")
    # The library tells of a key only after the transaction: its line would then be missing after a crash in between.
    from allauth.mfa.models import Authenticator

    post_save.connect(_on_key_saved, sender=Authenticator, dispatch_uid="audit.second_factor_added")
    post_delete.connect(_on_key_deleted, sender=Authenticator, dispatch_uid="audit.second_factor_removed")


def _on_key_saved(sender: Any, instance: Any, created: bool, **more: Any) -> None:
    if created:
        _write("account.second_factor_added", instance.user, kind=instance.type)


def _on_key_deleted(sender: Any, instance: Any, **more: Any) -> None:
    _write("account.second_factor_removed", instance.user, kind=instance.type)


def _on_signed_in(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    social = more.get("sociallogin")
    way = "openid_connect" if social is not None else ""
    methods = [one.get("method", "") for one in request.session.get("account_authentication_methods", [])]
    record("sign_in", actor=_becomes(user), now=clock.now(), methods=[way, *methods] if way else methods)


def _written_as(action: str) -> Any:
    def receiver(sender: Any = None, request: HttpRequest | None = None, user: User | None = None, **more: Any) -> None:
        person = (
            user or getattr(more.get("sociallogin"), "user", None) or getattr(more.get("socialaccount"), "user", None)
        )
        if person is None or person.pk is None:
            return
        _write(action, person, kind=getattr(more.get("authenticator"), "type", ""))

    return receiver


def _write(action: str, user: User, **details: Any) -> None:
    """A line in the name of this person, within the present transaction or, after its end, in one of its own."""
    with acting_as(Actor(kind="person", user_id=user.pk)):
        record(action, actor=_first_role_of(user), now=clock.now(), **details)


def _becomes(user: User) -> Actor:
    """From here on this transaction is the user's: only then may a line stand in their name."""
    name_the_reader(user_id=user.pk, membership_id=None, stage=_SIGNING_IN)
    return _first_role_of(user)


def _first_role_of(user: User) -> Actor:
    now = clock.now()
    first = (
        Membership.objects.filter(user_id=user.pk, starts_at__lte=now).exclude(ends_at__lte=now).order_by("pk").first()
    )
    return Actor(
        kind="person",
        user_id=user.pk,
        membership_id=first.pk if first else None,
        organisation_id=first.organisation_id if first else None,
        role=first.role if first else "",
    )


def _nobody(request: HttpRequest) -> bool:
    return not getattr(request, "user", None) or not request.user.is_authenticated


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", PUBLIC)
    return actor if actor.kind == "person" else Actor(kind="person", user_id=request.user.pk)


def _from(request: HttpRequest, email: str) -> dict[str, Any]:
    return {"address": keyed("address", email), "machine": keyed("machine", client_address(request))}
