"""Lists of invented files: each is the hashes of sixteen random bytes, the same in every demo, so that a guide can name some."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

# How many files each set has. A set is known by its name, and a guide names some of its files.
SETS = {
    "operating system": 1_200, "office programs": 250, "juniper": 140, "kestrel": 90, "larch": 60, "marigold": 75, "orchid": 30,
    "plover": 50, "rowan": 25, "sorrel": 40, "northmoor": 150, "southvale": 80, "nobody's": 220,
    "abroad": 75,
}  # fmt: skip


@dataclass(frozen=True)
class InventedFile:
    """The hashes of random bytes, a size, and perhaps a perceptual hash, as an examiner's tool writes them."""

    md5: str
    sha1: str
    sha256: str
    size: int
    pdq: str = ""
    quality: int = 0


def invented(name: str, count: int) -> list[InventedFile]:
    """The first ``count`` files of a set; the same name gives the same ones, whatever the seed of the demo."""
    draw = random.Random(f"synthetic files|{name}")
    return [_file(draw) for _ in range(count)]


def _file(draw: random.Random) -> InventedFile:
    raw = draw.randbytes(16)
    return InventedFile(
        md5=hashlib.md5(raw, usedforsecurity=False).hexdigest(),
        sha1=hashlib.sha1(raw, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(raw).hexdigest(),
        size=draw.randrange(20_000, 4_000_000),
        pdq=draw.randbytes(32).hex() if draw.random() < 0.3 else "",
        quality=draw.randrange(60, 101),
    )


def as_table(files: Sequence[InventedFile]) -> bytes:
    """The files as a table with a header, as many tools export it; no file has a name."""
    lines = ["md5,sha1,sha256,size,pdq,pdq quality"]
    lines += [
        f"{one.md5},{one.sha1},{one.sha256},{one.size},{one.pdq},{one.quality if one.pdq else ''}" for one in files
    ]
    return "\n".join([*lines, ""]).encode()


def as_lines(files: Sequence[InventedFile]) -> bytes:
    """The files as a bare list of SHA-256."""
    return "".join(f"{one.sha256}\n" for one in files).encode()


def files(name: str, start: int = 0, end: int | None = None) -> list[InventedFile]:
    """Some files of a set."""
    return invented(name, SETS[name])[start:end]


def sample() -> list[tuple[str, InventedFile]]:
    """One file for each answer that there is, as an examiner of Northmoor Police hears it: the code of the answer, and the file."""
    places = {"not_identified": ("marigold", 3), "identified": ("larch", 3), "safeguarded": ("kestrel", 3), "known": ("southvale", 40),
              "ask": ("plover", 3), "harmless": ("operating system", 3), "new": ("nobody's", 219)}  # fmt: skip
    return [(answer, files(name)[place]) for answer, (name, place) in places.items()]
