"""Signing in through the pages as a browser without script does."""

import base64
import hashlib
import hmac
import re
import struct
from typing import Any

from django.test import Client

from tests.cast import PASSWORD
from tutela.accounts.need_to_know import name_the_reader

PERIOD = 30


def fresh_client() -> Client:
    """A browser that nobody has signed in with; the connection forgets who was there before."""
    name_the_reader(user_id=None, membership_id=None)
    return Client()


def gives_password(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    """The first step."""
    return client.post("/account/login/", {"login": email, "password": password} | more)


def figures(secret: str, at: float) -> str:
    """The six figures of an authenticator app (RFC 6238), computed here and not by what is tested."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at) // PERIOD), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def secret_on(page: str) -> str:
    """The key that the set-up page shows."""
    found = re.search(r'class="tu-code">([A-Z2-7]+)<', page)
    assert found, "the page shows no key"
    return found[1]
