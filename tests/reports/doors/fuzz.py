"""Throw damaged files at the doors: whatever comes in, only a `TutelaError` comes out, soon, and without filling the
memory.

    python -m tests.reports.doors.fuzz --count 100000 --seed 1

The tests run a few hundred of these; the long run is made by hand before a release.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.figures import figure, keep
from tests.reports.doors.synthetic_cybertipline import maximal_xml, synthetic_xml
from tutela.core.errors import TutelaError
from tutela.reports.doors import RejectedRow, parse, template_csv
from tutela.reports.incoming import IncomingReport

MEMORY_ALLOWED = 600 * 1024 * 1024
_INSERTS = (
    b'<!DOCTYPE r [<!ENTITY a "x">]>',
    b"&a;&amp;&#0;&#x110000;",
    b"<![CDATA[ ]]>",
    b"<!-- -- -->",
    b"<?php ?>",
    b"</report>",
    b"<report>",
    b"<fileDetails>",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b'"',
    b'""',
    b"'=1+1",
    b"|||",
    b";\t,\r",
    b"\r\r\n",
    b"data:image/png;base64,",
    b"9" * 400,
    b"-1e309",
    b"2026-13-45T99:99:99+99:99",
    b"\xe2\x80\xae",
    b"%s%n{0}",
    b"x" * 5_000,
)


@dataclass
class Outcome:
    """What came of a run."""

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    memory: int = 0


def run(count: int, seed: int) -> Outcome:
    """Read `count` damaged files; raise AssertionError where one does anything but give reports or a `TutelaError`."""
    rng = random.Random(seed)
    whole = _whole_files()
    outcome = Outcome()
    before = _memory()
    for number in range(count):
        data = _damaged(rng.choice(whole), rng)
        started = time.perf_counter()
        try:
            outcome.counts[_read(data)] += 1
        except TutelaError as error:
            outcome.counts[type(error).__name__ if error.what else "an error without words"] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}, number {number}: {type(error).__name__} came out") from error
        outcome.slowest = max(outcome.slowest, time.perf_counter() - started)
    outcome.memory = max(0, _memory() - before)
    assert "an error without words" not in outcome.counts, f"seed {seed}"
    assert outcome.memory < MEMORY_ALLOWED, f"seed {seed}: the peak grew by {outcome.memory:,} bytes"
    return outcome


def _whole_files() -> tuple[bytes, ...]:
    header, example = template_csv().splitlines()
    return (
        maximal_xml().encode(),
        synthetic_xml(seed=3, count=4),
        f'<?xml version="1.0" encoding="UTF-16"?>{maximal_xml()}'.encode("utf-16"),
        template_csv().encode(),
        f"{header}\r\n{example}\r\n{example.replace('0001', '0002')}\r\n".encode("utf-16"),
        f"{header}\r\n{example}\r\n".replace(",", ";").encode("cp1252"),
    )


def _read(data: bytes) -> str:
    reports = rejected = 0
    for each in parse(io.BytesIO(data), "fuzz"):
        if isinstance(each, RejectedRow):
            rejected += 1
            assert each.faults
            assert all(fault.what for fault in each.faults)
        else:
            reports += 1
            assert IncomingReport.from_json(each.to_json()) == each
    return "some rejected" if rejected else "all taken" if reports else "nothing in it"


def _damaged(whole: bytes, rng: random.Random) -> bytes:
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        rng.choice(_DAMAGES)(data, rng)
    return bytes(data)


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 4, 64))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _cut_out(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    del data[start : start + rng.choice((1, 10, 500))]


def _insert(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.choice(_INSERTS)


def _repeat(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice((3, 40, 400))]
    data[start:start] = piece * rng.choice((2, 20, 200))


def _nest(data: bytearray, rng: random.Random) -> None:
    place = data.find(b"<", rng.randrange(len(data) + 1))
    if place >= 0:
        depth = rng.choice((5, 50, 5_000))
        data[place:place] = b"<a>" * depth
        if rng.random() < 0.5:
            data.extend(b"</a>" * depth)


def _noise(data: bytearray, rng: random.Random) -> None:
    data[:] = rng.randbytes(rng.choice((1, 100, 5_000)))


_DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(_flip, _flip, _cut, _cut_out, _insert, _insert, _repeat, _nest, _noise),
)


def _memory() -> int:
    """The peak of this process's memory so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    """Run from the command line and print what came of it."""
    parser = argparse.ArgumentParser(description="Throw damaged files at the doors.")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    started = time.perf_counter()
    outcome = run(chosen.count, chosen.seed)
    took = time.perf_counter() - started
    lines = [
        f"{chosen.count:,} damaged files in {took:.0f} s; the slowest took {outcome.slowest * 1000:.0f} ms",
        f"peak memory grew by {outcome.memory / 1024 / 1024:.0f} MB",
        *(f"  {what}: {how_many:,}" for what, how_many in outcome.counts.most_common()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    # Anything but a refusal of the family, or a memory that grows past its bound, has ended the run before it comes to this.
    keep(
        "fuzz",
        [
            figure(
                "damaged files, refused in words or taken row by row", f"{chosen.count:,}", bar="no crash", met=True
            ),
            figure("peak memory grew by", f"{outcome.memory / 1024 / 1024:.0f} MB", bar="under 600 MB", met=True),
            figure("the slowest took", f"{outcome.slowest * 1000:.0f} ms"),
        ],
    )


if __name__ == "__main__":
    main()
