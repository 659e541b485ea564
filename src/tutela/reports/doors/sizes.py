"""How much a door takes, and how it reads no more than that."""

from __future__ import annotations

from typing import BinaryIO

from tutela.core.errors import Refused, where

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_REPORT_BYTES = 5 * 1024 * 1024
CHUNK = 64 * 1024


def read_capped(stream: BinaryIO, name: str, limit: int) -> bytes:
    """All bytes of a stream, or `Refused` as soon as there are more than `limit`; nothing is kept of a file that is
    too big.
    """
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise too_big(name, limit)
        pieces.append(piece)
    return b"".join(pieces)


def too_big(name: str, limit: int) -> Refused:
    """The error for a file above the limit of its door."""
    return Refused(
        f"“{name}” is larger than {limit // (1024 * 1024)} MB. Nothing of it was kept.",
        where=where(file=name),
        mend="Send it in parts.",
        code="too_big",
    )
