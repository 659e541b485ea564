"""Which language a page is in: the reader's own. The six on the pages for anybody, English or French on those of staff.

Somebody chooses with a link (``?language=fr``) or, on a page with a form, with a button that sends what is typed along
(:func:`tutela.reports.door_language.in_their_language`). The choice lies in a cookie until the browser is closed; before
there is one, the browser's own languages decide. Staff choose theirs in their account
(:class:`tutela.accounts.reader_language.ReaderLanguageMiddleware`); until they are signed in, the browser's decide. The API is in English.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from tutela.core import languages
from tutela.core.languages import ENGLISH, STAFF, Language

# Where a member of the public reads. The last three are staff's as well, who then read them in English.
_DOOR = "/tell"
_FOR_ANYBODY = ("/accessibility", "/privacy", "/status")


class LanguageMiddleware:
    """Makes the language of a request the active one: what somebody chose at the public door never reaches staff or the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_public = request.path in _FOR_ANYBODY or request.path == _DOOR or request.path.startswith(f"{_DOOR}/")
        chosen = languages.named(request.GET.get("language")) if is_public and request.method == "GET" else None
        language = (chosen or _of(request)) if is_public else _of_staff(request)
        request.is_for_anybody = is_public  # type: ignore[attr-defined]
        with translation.override(languages.spoken(language.code)):
            response = self.get_response(request)
        if is_public:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            # A view may have changed it: a button that chooses a language comes with what was typed.
            chosen = getattr(request, "chosen_language", chosen)
            if chosen is not None:
                remember(response, chosen)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Somebody who is signed in reads the pages that are not the door's in the language of all others of theirs."""
        membership = getattr(request, "membership", None)
        if request.path in _FOR_ANYBODY and membership is not None:
            request.is_for_anybody = False  # type: ignore[attr-defined]
            translation.activate(languages.spoken(languages.of_staff(membership.user.language).code))


def remember(response: HttpResponse, language: Language) -> None:
    """The choice, until the browser is closed; the page's script cannot read it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language.code,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _of(request: HttpRequest) -> Language:
    return languages.named(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)) or languages.preferred(
        request.headers.get("Accept-Language", "")
    )


def _of_staff(request: HttpRequest) -> Language:
    if request.path.startswith("/api/"):
        return ENGLISH
    return languages.preferred(request.headers.get("Accept-Language", ""), STAFF)
