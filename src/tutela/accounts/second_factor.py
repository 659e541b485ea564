"""A second factor for everybody: whoever has none yet is led to the page that sets one up, and gets nowhere else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa import signals
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

# Set in a session once its user is known to have a second factor, so that a page costs no statement for it.
HAS_ONE = "second_factor"
_OPEN_PATHS = ("/account/", "/static/", "/health")


class SecondFactorMiddleware:
    """Sends a signed-in user without a second factor to the set-up page, where the settings demand one.

    A program with a token has no session and is not concerned.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_missing(request):
            return _lead(request)
        return self.get_response(request)

    @staticmethod
    def _is_missing(request: HttpRequest) -> bool:
        if not settings.TUTELA_SECOND_FACTOR_REQUIRED or not request.session.get(SESSION_KEY):
            return False
        if request.path.startswith(_OPEN_PATHS) or request.session.get(HAS_ONE) or not request.user.is_authenticated:
            return False
        if is_mfa_enabled(request.user):
            request.session[HAS_ONE] = True
            return False
        return True


def _lead(request: HttpRequest) -> HttpResponse:
    to = reverse("mfa_index")
    if request.headers.get("HX-Request"):
        # A fragment cannot show another page: the header makes the whole page go there.
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"code": "second_factor_needed", "what": "Set up a second factor first."}, status=403)
    return HttpResponseRedirect(to)


def forget(sender: Any = None, request: HttpRequest | None = None, **more: Any) -> None:
    """A factor was taken away: ask the database again at the next page."""
    if request is not None:
        request.session.pop(HAS_ONE, None)


def connect() -> None:
    """Listen to the sign-in library; called once, when the app is ready."""
    signals.authenticator_removed.connect(forget, dispatch_uid="second_factor.removed")
