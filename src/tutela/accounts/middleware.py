"""Each request is one transaction in which the database knows who asks, and each signed-in request has an actor."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from tutela.accounts.actor import PUBLIC, Actor
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import name_the_reader
from tutela.core import clock

MEMBERSHIP_KEY = "membership"
PURPOSE_KEY = "purpose"
_SIGN_IN_PATHS = "/account/"

GetResponse = Callable[[HttpRequest], HttpResponse]


class NeedToKnowMiddleware:
    """Opens the request's transaction and names the reader in it, from the session, before any row is read.

    A view that raises, or answers with 500, leaves nothing behind: the transaction is rolled back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user_id = request.session.get(SESSION_KEY)
        # Only while nobody is known is an account found by its address: whoever is signed in sees, also on the pages of
        # their own account, what they see everywhere else.
        is_signing_in = not user_id and request.path.startswith(_SIGN_IN_PATHS)
        with transaction.atomic():
            name_the_reader(
                user_id=int(user_id) if user_id else None,
                membership_id=request.session.get(MEMBERSHIP_KEY),
                stage="sign-in" if is_signing_in else "",
            )
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif is_signing_in and not connection.needs_rollback:
                # Within an outer transaction the setting would outlive this request.
                name_the_reader(user_id=None, membership_id=None)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A verb that refused half-way must not leave its first half."""
        if connection.in_atomic_block:
            transaction.set_rollback(True)


class ActorMiddleware:
    """``request.actor``: the signed-in user in the role they are working in; without a session, the public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = PUBLIC  # type: ignore[attr-defined]
        request.membership = None  # type: ignore[attr-defined]
        request.open_memberships = []  # type: ignore[attr-defined]
        if request.session.get(SESSION_KEY) and request.user.is_authenticated:
            membership = current_membership(request)
            if membership is not None:
                request.membership = membership  # type: ignore[attr-defined]
                request.actor = Actor.of(membership, purpose=request.session.get(PURPOSE_KEY, ""))  # type: ignore[attr-defined]
        return self.get_response(request)


def current_membership(request: HttpRequest) -> Membership | None:
    """The role in which the user works now: the chosen one while it lasts, else the first that is open."""
    now = clock.now()
    open_ones = [
        membership
        for membership in Membership.objects.select_related("organisation", "unit").filter(user_id=request.user.pk or 0)
        if membership.starts_at <= now and (membership.ends_at is None or membership.ends_at > now)
    ]
    request.open_memberships = open_ones  # type: ignore[attr-defined]
    chosen = next((one for one in open_ones if one.pk == request.session.get(MEMBERSHIP_KEY)), None)
    membership = chosen or (open_ones[0] if open_ones else None)
    if membership is not None and chosen is None:
        request.session[MEMBERSHIP_KEY] = membership.pk
        name_the_reader(user_id=request.user.pk, membership_id=membership.pk)
    if membership is not None:
        membership.user = request.user  # type: ignore[assignment]
    return membership
