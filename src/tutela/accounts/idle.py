"""Idle for an hour is signed out: the hour counts from the last request that a person made."""

import time
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

TOUCHED = "touched"
EVERY = 60  # seconds: a session is written at most once a minute, whatever the number of requests
# A page that refreshes itself says so with this header: a screen left alone must not keep its session alive.
BACKGROUND = "X-Tutela-Background"


class IdleMiddleware:
    """Moves the end of the session on, at most once a minute, for requests that a person made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get(SESSION_KEY) and not request.headers.get(BACKGROUND):
            minute = int(time.time())
            if minute - int(request.session.get(TOUCHED, 0)) >= EVERY:
                request.session[TOUCHED] = minute
        return self.get_response(request)
