"""Columns of digests on their way to PostgreSQL, and back."""

from collections.abc import Sequence

import numpy as np

from tutela.register.lists.rows import WIDTHS, Flags, Numbers, Rows

Digests = list[bytes | None]

_EMPTY_FILE = {
    "md5": bytes.fromhex("d41d8cd98f00b204e9800998ecf8427e"),
    "sha1": bytes.fromhex("da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    "sha256": bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
}
# A digest of one digit over and over begins with a multiple of eight ones, below the sixteenth; hardly any other does.
_OVER_ALIKE = np.uint32(pow(0x1111_1111, -1, 1 << 32))


def digests_of(rows: Rows, indices: Numbers) -> tuple[Digests, Digests, Digests]:
    """MD5, SHA-1 and SHA-256 of the rows at ``indices``, each as bytes, None where the list says none."""
    found: list[Digests] = []
    for name, width in WIDTHS.items():
        column = rows.exact.get(name)
        if column is None:
            found.append([None] * len(indices))
            continue
        raw = np.ascontiguousarray(column.digests[indices]).tobytes()
        there = column.there[indices].tolist()
        found.append([raw[n * width : n * width + width] if has else None for n, has in enumerate(there)])
    return found[0], found[1], found[2]


def perceptual_of(rows: Rows, indices: Numbers) -> tuple[Digests, list[int | None]]:
    """The PDQ hashes of the rows at ``indices`` with their quality, None where there is none."""
    if rows.pdq is None:
        return [None] * len(indices), [None] * len(indices)
    there = rows.pdq.there[indices].tolist()
    hashes: Digests = [
        one.tobytes() if has else None for one, has in zip(rows.pdq.digests[indices], there, strict=True)
    ]
    if rows.pdq_quality is None:
        return hashes, [None] * len(indices)
    said = rows.pdq_quality[indices].tolist()
    return hashes, [quality if has and quality >= 0 else None for quality, has in zip(said, there, strict=True)]


def sizes_of(rows: Rows, indices: Numbers) -> list[int | None]:
    """Sizes in bytes, None where the list says none."""
    return [size if size >= 0 else None for size in rows.sizes[indices].tolist()]


def tell_nothing(rows: Rows, indices: Numbers | slice = slice(None)) -> Flags:
    """Which of the rows at ``indices`` have a hash that so many share that meeting it tells nothing: that of the empty file, or one
    digit over and over.
    """
    found: Flags | None = None
    for name, column in rows.exact.items():
        digests, there = column.digests[indices], column.there[indices]
        first = np.ascontiguousarray(digests).view(np.uint32)[:, 0]
        empty = np.frombuffer(_EMPTY_FILE[name], dtype=np.uint8)
        # All but a few rows are out by their first four bytes.
        likely = np.flatnonzero(there & ((first * _OVER_ALIKE < 16) | (first == empty.view(np.uint32)[0])))
        these = digests[likely]
        is_nothing = (these == empty).all(axis=1) | (
            (these == these[:, :1]).all(axis=1) & (these[:, 0] >> 4 == these[:, 0] & 15)
        )
        if found is None:
            found = np.zeros(len(first), dtype=bool)
        found[likely[is_nothing]] = True
    return np.zeros(0, dtype=bool) if found is None else found


def without(digests: Sequence[bytes | None], nothing: Sequence[bool]) -> Digests:
    """``digests`` with None where the row tells nothing."""
    return [None if empty else one for one, empty in zip(digests, nothing, strict=True)]


def says_nothing(name: str, digest: bytes) -> bool:
    """Whether one digest is that of the empty file, or one digit over and over: `tell_nothing` of a single hash."""
    return digest == _EMPTY_FILE[name] or (len(set(digest)) == 1 and digest[0] >> 4 == digest[0] & 15)
