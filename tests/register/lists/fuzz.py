"""Lists from a known model, written in every harmless way or damaged, without end and by a seed.

A harmless list must be read back exactly. A damaged one must be refused with a `TutelaError`; if it can be read, each row
must stand where it says (`oracle`). Nothing else may come out, and memory stays where it was.

    python -m tests.register.lists.fuzz --count 100000 --seed 1

The tests run a few hundred of these a reader; the long run is made by hand before a release.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings

from bench.figures import figure, keep
from tests.register.lists.making import FORMS_MADE, Made, Maker, read_back
from tests.register.lists.oracle import check
from tutela.core.errors import Refused, TutelaError
from tutela.register.lists.reading import read_list

MEMORY_ALLOWED = 600 * 1024 * 1024
_INSERTS = (
    b'<!DOCTYPE r [<!ENTITY a "x">]>',
    b"&a;&amp;&#0;",
    b"<fileobject>",
    b"</fileobject>",
    b"<hashdigest type='md5'>",
    b"<![CDATA[ ]]>",
    b"<!-- -->",
    b"</dfxml>",
    b'"',
    b'""',
    b'","',
    b'"\n"',
    b"\\",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b";",
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b'{"Media":[',
    b'"MD5":"',
    b"NaN",
    b"null",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"data:image/png;base64,iVBORw0KGgoAAAANSUhEUg",
    b"9" * 400,
    b"-1",
    b"1e5",
    b"0" * 32,
    b"a" * 40,
    b"%%%% size,sha256,md5,filename\n",
    b"MD5,SHA1,MD5\n",
    b"\xe2\x80\xae",
    b"\xc2\xa0",
    b"x" * 5_000,
)
_MEDIA = (
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"RIFF\x10\x00\x00\x00WEBP",
    b"\x00\x00\x00\x18ftypmp42",
    b"\x1a\x45\xdf\xa3",
    b"PK\x03\x04",
    b"%PDF-1.7",
)


@dataclass
class Outcome:
    """What came of a run, by form: how often each thing happened, and how long the slowest reading took."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    slowest: float = 0.0
    memory: int = 0

    def total(self) -> int:
        """How many lists were read or refused."""
        return sum(sum(counter.values()) for counter in self.counts.values())


def run(count: int, seed: int) -> Outcome:
    """Try `count` lists, the same number of each form; raise AssertionError where a reader gives what it must not."""
    rng = random.Random(seed)
    outcome = Outcome({form: Counter() for form in FORMS_MADE})
    before = _memory()
    for number in range(count):
        form = FORMS_MADE[number % len(FORMS_MADE)]
        began = time.perf_counter()
        try:
            outcome.counts[form][_one(form, rng)] += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}, number {number}, {form}: {type(error).__name__}: {error}") from error
        outcome.slowest = max(outcome.slowest, time.perf_counter() - began)
    outcome.memory = max(0, _memory() - before)
    assert outcome.memory < MEMORY_ALLOWED, f"seed {seed}: the peak grew by {outcome.memory:,} bytes"
    return outcome


def _one(form: str, rng: random.Random) -> str:
    maker = Maker(rng)
    made = maker.make(form)
    if rng.random() < 0.2:
        found = read_list(made.data)
        assert found.form == form, f"taken for {found.form}"
        assert read_back(found.rows) == made.rows, "not read back as it was written"
        return "read back exactly"
    data = _damaged(made, maker, rng)
    try:
        found = read_list(data)
    except TutelaError as error:
        refusal = error
    else:
        check(found, data)
        return "damaged, every row stands there"
    assert refusal.what, "an error without words"
    assert refusal.mend, "an error without a mend"
    assert refusal.faults or isinstance(refusal, Refused), "an error without faults"
    return type(refusal).__name__


def _damaged(made: Made, maker: Maker, rng: random.Random) -> bytes:
    data = bytearray(made.data)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        rng.choice(_DAMAGES)(data, rng)
    chance = rng.random()
    if chance < 0.1:
        # Another list is spliced in: of any form, at any place, from any place on.
        other = maker.make(rng.choice(FORMS_MADE)).data
        place, start = rng.randrange(len(data) + 1), rng.randrange(len(other) + 1)
        data[place:place] = other[start:]
    elif chance < 0.13:
        data[:0] = rng.choice(_MEDIA) + rng.randbytes(40)
    elif chance < 0.135:
        place = rng.randrange(len(data) + 1)
        data[place:place] = rng.choice((b"x", b"0", b"a", b" ", b",", b"[")) * (1_100_000)
    return bytes(data)


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice((1, 1, 4, 64))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)


def _digit(data: bytearray, rng: random.Random) -> None:
    """Another digit, or another sign where a digit stood: the damage that is hardest to see."""
    if data:
        data[rng.randrange(len(data))] = rng.choice(b"0123456789abcdefABCDEFg ")


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _cut_out(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    del data[start : start + rng.choice((1, 10, 32, 100, 500))]


def _insert(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    data[place:place] = rng.choice(_INSERTS)


def _repeat(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data) + 1)
    data[start:start] = data[start : start + rng.choice((3, 40, 400))] * rng.choice((1, 2, 20))


def _move(data: bytearray, rng: random.Random) -> None:
    """A piece is taken from one place and put into another, as when a file is put together wrongly."""
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.choice((16, 33, 65, 200))]
    del data[start : start + len(piece)]
    place = rng.randrange(len(data) + 1)
    data[place:place] = piece


def _lines(data: bytearray, rng: random.Random) -> None:
    """Lines in another order, a line twice, or a line lost."""
    lines = bytes(data).split(b"\n")
    chance = rng.random()
    if chance < 0.3:
        rng.shuffle(lines)
    elif chance < 0.6:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    else:
        del lines[rng.randrange(len(lines))]
    data[:] = b"\n".join(lines)


def _nest(data: bytearray, rng: random.Random) -> None:
    place = rng.randrange(len(data) + 1)
    opened, closed = rng.choice(((b"<a>", b"</a>"), (b"[", b"]"), (b'{"a":', b"}")))
    depth = rng.choice((5, 31, 100, 5_000))
    data[place:place] = opened * depth + (b"1" + closed * depth if rng.random() < 0.6 else b"")


def _encode(data: bytearray, rng: random.Random) -> None:
    """Saved anew in another encoding, with its mark or without."""
    text = bytes(data).decode("utf-8", "replace")
    data[:] = text.encode(rng.choice(("utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-8-sig", "utf-32")), "replace")


def _noise(data: bytearray, rng: random.Random) -> None:
    data[:] = rng.randbytes(rng.choice((1, 100, 5_000)))


_DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(_flip, _digit, _digit, _cut, _cut, _cut_out, _insert, _insert, _repeat, _move, _lines, _nest, _encode, _noise),
)


def _memory() -> int:
    """The peak of this process's memory so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def table(outcome: Outcome) -> str:
    """What came of a run, a line a form."""
    kinds = sorted({kind for counter in outcome.counts.values() for kind in counter})
    lines = [" | ".join((f"{'form':10}", *kinds))]
    for form, counter in outcome.counts.items():
        lines.append(" | ".join((f"{form:10}", *(f"{counter[kind]:>{len(kind)},}" for kind in kinds))))
    return "\n".join(lines)


def main() -> None:
    """Run from the command line and print what came of it."""
    parser = argparse.ArgumentParser(description="Throw damaged lists at the readers of the register.")
    parser.add_argument("--count", type=int, default=100, help="lists of each form")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    if not apps.ready:
        # As on a workstation without a database: the readers need words and nothing else of Django.
        settings.configure(USE_I18N=False)
    run(len(FORMS_MADE), chosen.seed)  # the compiled readers are compiled, before anything is measured
    started = time.perf_counter()
    count = chosen.count * len(FORMS_MADE)
    outcome = run(count, chosen.seed)
    took = time.perf_counter() - started
    sys.stdout.write(
        f"{count:,} lists in {took:.0f} s; the slowest took {outcome.slowest * 1000:.0f} ms\n"
        f"peak memory grew by {outcome.memory / 1024 / 1024:.0f} MB\n{table(outcome)}\n"
    )
    # Anything that a reader must not do has ended the run before it comes to this.
    keep(
        "register-fuzz",
        [
            figure(
                "lists, read back exactly, refused in words, or read with every row where it says",
                f"{count:,}",
                bar="no wrong row, no crash",
                met=True,
            ),
            *(figure(f"of {form}", f"{sum(counter.values()):,}") for form, counter in outcome.counts.items()),
            figure(
                "peak memory grew by",
                f"{outcome.memory / 1024 / 1024:.0f} MB",
                bar="under 600 MB",
                met=outcome.memory < 600 << 20,
            ),
            figure("the slowest took", f"{outcome.slowest * 1000:.0f} ms"),
        ],
    )


if __name__ == "__main__":
    main()
