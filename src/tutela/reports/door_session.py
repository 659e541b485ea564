"""What the public door remembers of somebody between two pages: in their session, sealed, and only until it is sent.

The sessions are rows of a table. What stands in one is written with the installation's key, so that a stolen table shows
neither what a child has typed nor the code with which they come back.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_PLACE = "tell"


@dataclass
class Visit:
    """One visit at the public door: the answers so far, what was sent, and with what somebody came back."""

    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    # Names this draft: sent twice, by two clicks, it is one report.
    draft: str = field(default_factory=lambda: secrets.token_hex(16))
    # Names this browser as long as it does not leave, so that its use of the door can be counted.
    visitor: str = field(default_factory=lambda: secrets.token_hex(16))
    sent: dict[str, str] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The visit of this browser; an empty one where there is none, or its seal is broken."""
        sealed = request.session.get(_PLACE)
        if not sealed:
            return cls()
        try:
            return cls(**json.loads(_cipher().decrypt(sealed.encode())))
        except (InvalidToken, TypeError, ValueError):
            return cls()

    def keep(self, request: HttpRequest) -> None:
        """Remember it until the next page."""
        request.session[_PLACE] = _cipher().encrypt(json.dumps(asdict(self)).encode()).decode()

    def answer(self, step: str) -> dict[str, Any]:
        """What was answered at a step."""
        return dict(self.answers.get(step, {}))


def forget(request: HttpRequest) -> None:
    """Clear the visit, and with it the whole session of somebody who is not signed in."""
    if SESSION_KEY in request.session:
        request.session.pop(_PLACE, None)
    else:
        request.session.flush()


def _cipher() -> Fernet:
    key = salted_hmac("tutela.public_door", "session", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
