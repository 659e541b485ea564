"""Who is at the other end: the address that limits count by, at the public door and at the sign-in alike."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's address. Behind proxies of ours (``TUTELA_PROXIES``) it is the last that they did not add themselves.

    Whatever a visitor writes into ``X-Forwarded-For`` stands before that, and is never taken: else everybody could be
    somebody else at each attempt. With fewer entries than proxies, whoever speaks to us has gone round them.
    """
    proxies = settings.TUTELA_PROXIES
    passed_on = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    return passed_on[-proxies] if 0 < proxies <= len(passed_on) else request.META.get("REMOTE_ADDR", "")
