"""How much a door takes, and how it reads no more than that."""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext

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
        gettext("“{name}” is larger than {megabytes} MB. Nothing of it was kept.").format(
            name=name, megabytes=limit // (1024 * 1024)
        ),
        where=where(file=name),
        mend=gettext("Send it in parts."),
        code="too_big",
    )
