"""Requests to a server of Tutela over a line that breaks: each is sent again until it is answered, or it is said that it is not.

Every request that is sent here does the same when it is sent twice. The standard library is enough, so that nothing else has to be
trusted with the token. Certificates are verified as the machine does it (``SSL_CERT_FILE`` names another authority).
"""

import http.client
import json
import re
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import tutela
from tutela.core.errors import (
    BadInput,
    Fault,
    NotAllowed,
    NotFound,
    Refused,
    RuleBroken,
    TutelaError,
    Unavailable,
    where,
)

WAITS = (1, 2, 4, 8, 15, 30, 30, 30, 30, 30)
"""Seconds before each further attempt; after the last one it is given up. An answer begins anew."""
LONGEST_WAIT = 60
_CONNECT_WITHIN, _ANSWER_WITHIN = 30, 600  # seconds
_TOKEN = re.compile(r"[!-~]{8,200}")
_HERE = {"127.0.0.1", "::1", "localhost"}
_AGAIN = {429, 502, 503, 504}
_ERRORS: dict[int, type[TutelaError]] = {
    400: BadInput,
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    409: RuleBroken,
    413: Refused,
    415: Refused,
    422: BadInput,
}


@dataclass(frozen=True)
class Address:
    """Where a server is."""

    scheme: str
    host: str
    port: int | None
    path: str

    @classmethod
    def of(cls, written: str) -> Self:
        """Read an address. Raises BadInput for one that is none, or that would send the token over a line that anybody can read."""
        try:
            parts = urlsplit(written)
            found = cls(parts.scheme, parts.hostname or "", parts.port, parts.path.rstrip("/"))
        except ValueError:
            found = cls("", "", None, "")
        if found.scheme not in {"https", "http"} or not found.host:
            raise BadInput(
                "This is no address of a server.",
                where=where(field="--server"),
                mend="Write it whole: https://tutela.example.",
            )
        if found.scheme == "http" and found.host not in _HERE:
            raise BadInput(
                "The token would go over a line that others can read.",
                where=where(field="--server"),
                mend="Write the address with https://.",
            )
        return found

    def connection(self) -> http.client.HTTPConnection:
        """A connection that is open. Raises OSError."""
        made: http.client.HTTPConnection
        if self.scheme == "https":
            context = ssl.create_default_context()
            made = http.client.HTTPSConnection(self.host, self.port, timeout=_CONNECT_WITHIN, context=context)
        else:
            made = http.client.HTTPConnection(self.host, self.port, timeout=_CONNECT_WITHIN)
        made.connect()
        made.sock.settimeout(_ANSWER_WITHIN)
        return made


class _Broke(Exception):  # noqa: N818 - it says what happened to the line
    """A request that was not answered, in words, and after how many seconds the server wants to be asked again."""

    def __init__(self, words: str, wait: int = 0) -> None:
        super().__init__(words)
        self.wait = wait


class Line:
    """Asks one server as whoever made the token. ``say`` is told of every attempt that failed; ``pause`` waits."""

    def __init__(
        self, server: str, token: str, *, say: Callable[[str], None], pause: Callable[[float], None] = time.sleep
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise BadInput("This is no token.", mend="Make one on the page for tokens, and put it into a file alone.")
        self._address = Address.of(server)
        self._headers = {"Authorization": f"Bearer {token}", "User-Agent": f"tutela/{tutela.__version__}"}
        self._say = say
        self._pause = pause
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> dict[str, Any]:
        """Ask for something. Raises the error that the server answers with, and Unavailable where none comes."""
        return self._ask("GET", path, None, "")

    def post(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Send something that is recognised when it is sent again."""
        return self._ask("POST", path, json.dumps(content).encode(), "application/json")

    def put(self, path: str, content: bytes, kind: str) -> dict[str, Any]:
        """Send bytes of a kind."""
        return self._ask("PUT", path, content, kind)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> dict[str, Any]:
        for number in range(len(WAITS) + 1):
            try:
                return self._once(method, path, body, kind)
            except _Broke as broke:
                self.close()
                if number == len(WAITS):
                    break
                wait = max(WAITS[number], min(broke.wait, LONGEST_WAIT))
                self._say(f"{broke} Trying again in {wait} s ({number + 1} of {len(WAITS)}).")
                self._pause(wait)
        raise Unavailable(
            f"{self._address.host} did not answer, although it was asked {len(WAITS) + 1} times.",
            mend="Look at the line; the same command goes on where it was.",
        )

    def _once(self, method: str, path: str, body: bytes | None, kind: str) -> dict[str, Any]:
        headers = self._headers | ({"Content-Type": kind} if body is not None else {})
        try:
            if self._connection is None:
                self._connection = self._address.connection()
            self._connection.request(method, f"{self._address.path}/api/v1{path}", body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except ssl.SSLCertVerificationError:
            self.close()
            raise Refused(
                f"{self._address.host} cannot prove that it is who it says.",
                mend="Ask whoever runs it; where it has an authority of its own, name that one's file in SSL_CERT_FILE.",
            ) from None
        except (OSError, http.client.HTTPException) as error:
            raise _Broke(f"The line to {self._address.host} broke ({type(error).__name__}).") from None
        if response.status in _AGAIN:
            after = response.getheader("Retry-After") or ""
            busy = "wants to be asked less often" if response.status == 429 else "cannot answer now"
            raise _Broke(f"{self._address.host} {busy}.", int(after) if after.isdecimal() and len(after) < 6 else 0)
        if 200 <= response.status < 300:
            found = _object_in(content)
            if found is None:
                raise _Broke(f"The answer of {self._address.host} was cut off.")
            return found
        raise self._refusal(response.status, content)

    def _refusal(self, status: int, content: bytes) -> TutelaError:
        """What the server said, as the error that it was there."""
        said = _object_in(content) or {}
        if "what" not in said:
            return Unavailable(
                f"{self._address.host} does not answer as Tutela does ({status}).",
                where=where(field="--server"),
                mend="Look whether the address is right.",
            )
        kind = _ERRORS.get(status, Unavailable)
        known = f" (error {said.get('error_id', '')} there)" if kind is Unavailable else ""
        faults = [
            Fault(one.get("what", ""), one.get("mend", ""), where(field=one.get("field", "")))
            for one in said.get("faults", ())
            if one.get("what") != said["what"]
        ]
        return kind(f"{said['what']}{known}", mend=said.get("mend", ""), code=said.get("code", ""), faults=faults)


def _object_in(content: bytes) -> dict[str, Any] | None:
    """The JSON object that the bytes are; None where they are none."""
    with suppress(ValueError, RecursionError):
        found = json.loads(content)
        if isinstance(found, dict):
            return found
    return None
