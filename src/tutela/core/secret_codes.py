"""The secret code with which somebody who reported without an account comes back: easy to copy, hard to guess."""

import hashlib
import hmac
import secrets

from tutela.core.base32 import ALPHABET, READ_AS, VALUE, check_character
from tutela.core.errors import BadInput, where
from tutela.core.marking import gettext_noop

_LENGTH = 16  # 15 random characters of 5 bits, that is 75 bits, and one that checks them
_HYPHENS = str.maketrans(dict.fromkeys("-\u00ad‐‑‒–—−"))


def new_code() -> str:
    """A new code, in four groups of four: ``7K2M-90QX-ZB4D-H3VC``."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH - 1))
    characters = body + _check(body)
    return "-".join(characters[start : start + 4] for start in range(0, _LENGTH, 4))


def normalise(code: str) -> str:
    """The code as it is compared: upper case, without hyphens and spaces, O read as 0 and I or L as 1.

    Raises BadInput when it cannot be a code at all, or was mistyped: whoever copied it by hand hears that at once, and
    not that there is no such report.
    """
    plain = "".join(code.split()).translate(_HYPHENS).upper().translate(READ_AS)
    if len(plain) != _LENGTH or any(character not in VALUE for character in plain):
        raise BadInput(
            gettext_noop("That is not a secret code."),
            where=where(field="code"),
            mend=gettext_noop("It has 16 letters and digits in four groups of four."),
        )
    if plain[-1] != _check(plain[:-1]):
        raise BadInput(
            gettext_noop("That secret code is mistyped: its last character does not fit the rest."),
            where=where(field="code"),
            mend=gettext_noop(
                "Compare it with what you wrote down, character by character; 0 and O, 1 and I are read alike."
            ),
        )
    return plain


def digest(code: str, key: bytes) -> str:
    """The keyed digest (HMAC-SHA-256) under which a code is kept; raises BadInput as :func:`normalise` does."""
    return hmac.new(key, b"reporter code|" + normalise(code).encode(), hashlib.sha256).hexdigest()


def matches(code: str, kept_digest: str, key: bytes) -> bool:
    """Whether ``code`` is that digest's, in a time that tells nothing; raises BadInput as :func:`normalise` does."""
    return hmac.compare_digest(digest(code, key), kept_digest)


def _check(body: str) -> str:
    return check_character([VALUE[character] for character in body])
