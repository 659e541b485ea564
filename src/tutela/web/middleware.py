"""One place that turns an error into a page, and the headers that every page carries."""

import logging
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.core.errors import TutelaError

log = logging.getLogger("tutela.errors")
GetResponse = Callable[[HttpRequest], HttpResponse]


class ErrorPagesMiddleware:
    """Every error of the family becomes a page with its status and an error id that the log shares."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a :class:`TutelaError`; anything else is left to the framework."""
        if not isinstance(exception, TutelaError) or request.path.startswith("/api/"):
            return None
        error_id = secrets.token_hex(4)
        # No record value and no words of the reader go into the log: the class, the code and the path's shape do.
        log.warning(
            "%s %s %s", error_id, exception.code, request.resolver_match.view_name if request.resolver_match else ""
        )
        return render(
            request,
            "errors/tutela.html",
            {"error": exception, "error_id": error_id, "status": exception.http_status},
            status=exception.http_status,
        )


_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


class ContentSecurityPolicyMiddleware:
    """Nothing on a page comes from elsewhere, and no inline script or style runs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", _POLICY)
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            # A page of a record must not come back from the browser's store after signing out.
            response.setdefault("Cache-Control", "no-store")
        return response
