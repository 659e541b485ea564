"""How often one token may ask: so many requests a minute, counted for all processes of all web servers together."""

import hashlib
import os
import platform
import threading

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from tutela.accounts.services.tokens import count_use
from tutela.core import clock

WINDOW = 60  # seconds


class TokenRate(BaseThrottle):
    """``TUTELA_API_RATE`` requests a minute and token; None is no limit. Holds nothing itself: threads share it."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the token may ask now; each asking counts, in one statement."""
        most: int | None = settings.TUTELA_API_RATE
        if most is None:
            return True
        digest: str = request.token_digest  # type: ignore[attr-defined]
        return count_use(digest, worker=worker(), now=clock.now()) <= most

    def wait(self) -> float:
        """Until the next minute begins."""
        return WINDOW - clock.now().timestamp() % WINDOW


def worker() -> str:
    """This thread, among all threads of all web servers, by a digest."""
    who = f"{platform.node()}|{os.getpid()}|{threading.get_native_id()}"
    return hashlib.sha256(who.encode()).hexdigest()
