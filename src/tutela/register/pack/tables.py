"""Digests in the order of a pack's table, with all that a table says of each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutela.register.lists.rows import Bytes, Flags, Numbers
from tutela.register.pack import kernels
from tutela.register.pack.layout import BUCKET_LOAD

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Heads:
    """The digests of one algorithm: the first 12 bytes of each (files × 12, uint8), and which files have one (bool)."""

    digests: Bytes
    there: Flags


@dataclass(frozen=True)
class Sections:
    """A table as it is written: its lines (uint64), records (uint8, rows × bytes) and late fingerprints (uint16).

    ``entries`` (int64) has the entry of each record, in the order of the records.
    """

    buckets: int
    lines: NDArray[np.uint64]
    records: Bytes
    late: NDArray[np.uint16]
    entries: Numbers


def table_of(digests: Bytes, entries: Numbers, *, link_bytes: int) -> Sections:
    """The table of ``digests`` (rows × 12, uint8), which are those of ``entries`` (int64, ascending).

    With ``link_bytes`` of 0 the entries are not written: whoever makes the first table numbers the entries by it.
    """
    words = np.ascontiguousarray(digests).view(np.uint32)
    buckets = len(words) // BUCKET_LOAD + 1
    order = _order_of(words, entries, buckets)
    bucket_of, fingerprints, rests = _placed(words, order, buckets)
    entries = entries[order]
    lines = np.zeros((buckets + 1) * kernels.WORDS_A_LINE, np.uint64)
    records = np.empty((len(words), kernels.REST_BYTES + link_bytes), np.uint8)
    late = np.empty(len(words), np.uint16)
    lates = kernels.fill(bucket_of, fingerprints, rests, entries, lines, records, late)
    return Sections(buckets, lines, records, late[:lates].copy(), entries)


def _placed(
    words: NDArray[np.uint32], order: Numbers, buckets: int
) -> tuple[Numbers, NDArray[np.uint16], NDArray[np.uint64]]:
    bucket_of = np.empty(len(order), np.int64)
    fingerprints, rests = np.empty(len(order), np.uint16), np.empty(len(order), np.uint64)
    kernels.place_all(words, order, np.uint64(buckets), bucket_of, fingerprints, rests)
    return bucket_of, fingerprints, rests


def _order_of(words: NDArray[np.uint32], entries: Numbers, buckets: int) -> Numbers:
    """The order by bucket, fingerprint, rest and entry."""
    # Bucket and fraction together rise with the first eight bytes as a number: one sort gives the order of nearly all.
    order: Numbers = np.argsort(_first_eight(words), kind="stable")
    bucket_of, fingerprints, rests = _placed(words, order, buckets)
    alike = (
        (bucket_of[1:] == bucket_of[:-1])
        & (fingerprints[1:] == fingerprints[:-1])
        & (rests[1:] >> np.uint64(32) == rests[:-1] >> np.uint64(32))
    )
    if alike.any():
        # Those that the rest's last bits must part, or that are of one digest, stand together already.
        unsure = np.flatnonzero(np.r_[alike, False] | np.r_[False, alike])
        keys = (entries[order[unsure]], rests[unsure], fingerprints[unsure], bucket_of[unsure])
        order[unsure] = order[unsure][np.lexsort(keys)]
    return order


def _first_eight(words: NDArray[np.uint32]) -> NDArray[np.uint64]:
    found: NDArray[np.uint64] = words[:, 1].astype(np.uint64)
    found <<= np.uint64(32)
    found |= words[:, 0]
    return found
