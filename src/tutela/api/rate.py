"""How often one token may ask: so many requests a minute, counted for all processes of all web servers together.

A request counts once for each 4 MiB of its body that are begun: the largest parts of a list of hashes ask as much of the server as
several questions. A token that may ask 600 times a minute has so some twenty million hashes answered in it.
"""

import hashlib
import os
import platform
import threading

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from tutela.accounts.services.tokens import count_use
from tutela.api.middleware import length_of
from tutela.core import clock

WINDOW = 60  # seconds
COUNTS_ONCE = 4 * 1024 * 1024  # bytes


class TokenRate(BaseThrottle):
    """``TUTELA_API_RATE`` requests a minute and token; None is no limit. Holds nothing itself: threads share it."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the token may ask now; each asking counts, in one statement."""
        most: int | None = settings.TUTELA_API_RATE
        if most is None:
            return True
        digest: str = request.token_digest  # type: ignore[attr-defined]
        times = _times(request)
        # What was left before it decides, so that the largest request is taken at the smallest rate.
        return count_use(digest, worker=worker(), now=clock.now(), times=times) - times < most

    def wait(self) -> float:
        """Until the next minute begins."""
        return WINDOW - clock.now().timestamp() % WINDOW


def _times(request: HttpRequest) -> int:
    """As how many requests this one counts; the middleware has refused any that is too large."""
    return max(1, -(-length_of(request) // COUNTS_ONCE))


def worker() -> str:
    """This thread, among all threads of all web servers, by a digest."""
    who = f"{platform.node()}|{os.getpid()}|{threading.get_native_id()}"
    return hashlib.sha256(who.encode()).hexdigest()
