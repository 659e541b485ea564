"""Seal a file so that only its receivers open it: the age format (age-encryption.org/v1), by a library that others check."""

from collections.abc import Sequence

import pyrage
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where

MOST_RECEIVERS = 20


def receivers_of(text: str) -> list[str]:
    """The public keys in a text, one a line; a line that begins with # is a remark. Raises BadInput, naming the line, for any other."""
    keys = []
    for number, line in enumerate(text.splitlines(), 1):
        key = line.strip()
        if not key or key.startswith("#"):
            continue
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError:
            raise BadInput(
                gettext("Line %(number)d is no public key of age.") % {"number": number},
                where=where(row=number, field="keys"),
                mend=gettext("It begins with age1. Ask the receiver for it: never for the secret one."),
            ) from None
        keys.append(key)
    if len(keys) > MOST_RECEIVERS:
        raise BadInput(
            gettext("At most %(most)d receivers.") % {"most": MOST_RECEIVERS},
            where=where(field="keys"),
            mend=gettext("Make a second copy."),
        )
    return keys


def seal(content: bytes, *, keys: Sequence[str]) -> bytes:
    """``content`` for the holders of ``keys``, and for nobody else. Raises BadInput as ``receivers_of`` does."""
    receivers = [pyrage.x25519.Recipient.from_str(key) for key in receivers_of("\n".join(keys))]
    return bytes(pyrage.encrypt(content, receivers))
