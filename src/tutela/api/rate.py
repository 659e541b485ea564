"""How often one token may ask: so many requests a minute, counted in each process of the server."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

WINDOW = 60  # seconds


class TokenRate(BaseThrottle):
    """``TUTELA_API_RATE`` requests a minute and token; None is no limit. Holds nothing itself: threads share it."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the token may ask now; each asking counts."""
        most: int | None = settings.TUTELA_API_RATE
        if most is None:
            return True
        # The token is never a key of the cache: its digest is.
        key = f"api.rate.{request.token_digest}.{int(time.time()) // WINDOW}"  # type: ignore[attr-defined]
        cache.add(key, 0, WINDOW * 2)
        return bool(cache.incr(key) <= most)

    def wait(self) -> float:
        """Until the next minute begins."""
        return WINDOW - time.time() % WINDOW
