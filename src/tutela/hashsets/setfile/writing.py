"""A short edition, written whole in memory: the form in a few lines, for whoever writes one with something else."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from tutela.hashsets.setfile import layout
from tutela.hashsets.setfile.layout import Head
from tutela.register.pack.signing import Signer


def edition_of(head: Head, items: Iterable[Mapping[str, Any]], signer: Signer) -> bytes:
    """The file of an edition with this head and these lines, signed; the head counts the lines."""
    line = head.as_line()
    text = b"".join(layout.as_line(item) for item in items)
    packed = layout.member(line) + layout.member(text) if text else layout.member(line)
    digests = hashlib.sha256(line + text).digest(), hashlib.sha256(packed).digest()
    signature = signer.sign(layout.what_is_signed(line, *digests))
    return packed + layout.stored(layout.end_line(*digests, signature))
