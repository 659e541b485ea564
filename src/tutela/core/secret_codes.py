"""The secret code with which somebody who reported without an account comes back: easy to copy by hand, hard to guess."""

import hashlib
import hmac
import secrets

from tutela.core.errors import BadInput, where
from tutela.core.references import ALPHABET

_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_LENGTH = 16  # 16 characters of 5 bits: 80 bits


def new_code() -> str:
    """A new code, in four groups of four: ``7K2M-90QX-ZB4D-H3VC``."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return "-".join(characters[start : start + 4] for start in range(0, _LENGTH, 4))


def normalise(code: str) -> str:
    """The code as it is compared: upper case, without hyphens and spaces, O read as 0 and I or L as 1.

    Raises BadInput when it cannot be a code at all.
    """
    plain = "".join(code.split()).upper().translate(_READ_AS)
    if len(plain) != _LENGTH or any(character not in ALPHABET for character in plain):
        raise BadInput(
            "That is not a secret code.", where=where(field="code"), mend="It has 16 letters and digits in four groups of four."
        )
    return plain


def digest(code: str, key: bytes) -> str:
    """The keyed digest (HMAC-SHA-256) under which a code is kept; raises BadInput as :func:`normalise` does."""
    return hmac.new(key, b"reporter code|" + normalise(code).encode(), hashlib.sha256).hexdigest()
