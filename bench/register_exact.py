"""``python -m bench.register_exact``: exact look-ups in the register's index, and as a multiple of The Sleuth Kit's ``hfind``.

Random MD5 digests are registered in both. ``hfind`` reads the queries as text and prints an answer for each, on one core, as it
does; it is given a million of them. What it takes to read and print them alone (the same queries, asked of a database of a
thousand files) is measured as well and told. The index is asked for all queries at once, in memory; one in a hundred is
registered, and another one in a hundred differs from a registered one by a single bit. Its answers are held against those of
numpy, which sorts and searches the same digests.
"""

import argparse
import json
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.figures import figure, keep
from tutela.register.index import cores
from tutela.register.index.exact import ABSENT, ExactIndex
from tutela.register.index.warm import warm

WIDTH = 16
BAR = 200
RUNS = 7

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_exact", description=__doc__)
    parser.add_argument("--registered", type=int, default=10_000_000)
    parser.add_argument("--queries", type=int, default=5_000_000)
    parser.add_argument("--peer-queries", type=int, default=1_000_000)
    parser.add_argument("--no-hfind", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tutela-bench-exact-") as folder:
        result = measure(
            Path(folder), asked.registered, asked.queries, peer_queries=0 if asked.no_hfind else asked.peer_queries
        )
    figures = _figures(result)
    for each in figures:
        bar = f"   {each['bar']}: {'met' if each['met'] else 'NOT MET'}" if "bar" in each else ""
        print(f"{each['what']:<66} {each['value']:>24}{bar}")
    keep("register-exact-100m" if asked.registered == 100_000_000 else "register-exact", figures)
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def measure(folder: Path, registered: int, queries: int, *, peer_queries: int) -> dict[str, Any]:
    """Everything that is printed, as data. ``hfind`` is left out where it has no queries."""
    rng = np.random.default_rng(2026)
    warm()
    digests = random_digests(rng, registered)
    numbers = np.arange(1, registered + 1)
    path = folder / "md5.idx"
    began = time.perf_counter()
    ExactIndex.write(path, digests, numbers)
    built = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    given = (digests.nbytes + numbers.nbytes) / 2**20
    began = time.perf_counter()
    ExactIndex.open(path, WIDTH).verify()
    verified = time.perf_counter() - began
    asked = some_queries(rng, digests, queries)
    index = ExactIndex.open(path, WIDTH)
    began = time.perf_counter()
    answers = index.find(asked)
    first = time.perf_counter() - began
    wanted = found_by_numpy(digests, numbers, asked)
    result: dict[str, Any] = {
        "registered": registered,
        "queries": queries,
        "hits": int((wanted != ABSENT).sum()),
        "build_s": round(built, 2),
        "bytes": path.stat().st_size,
        "build_peak_mib": round(peak),
        "build_arrays_mib": round(given),
        "verify_s": round(verified, 2),
        "first_find_a_second": round(queries / first),
        "wrong": int((answers != wanted).sum()),
        "cores": cores.available(),
    }
    if peer_queries:
        result |= hfind(folder, digests, asked[:peer_queries], wanted[:peer_queries])
    for threads in (1, 2):
        took = []
        for _ in range(RUNS):
            began = time.perf_counter()
            answers = index.find(asked, threads=threads)
            took.append(time.perf_counter() - began)
            result["wrong"] += int((answers != wanted).sum())
        result[f"find_{threads}_a_second"] = round(queries / statistics.median(took))
    if peer_queries:
        result["over_hfind"] = round(result["find_2_a_second"] / result["hfind_a_second"])
        result["over_hfind_alone"] = round(result["find_2_a_second"] / result["hfind_alone_a_second"])
    return result


def random_digests(rng: np.random.Generator, count: int) -> Bytes:
    """``count`` random digests, from bytes alone: none is of anything that exists."""
    return rng.integers(0, 2**64, count * WIDTH // 8, dtype=np.uint64).view(np.uint8).reshape(count, WIDTH)


def some_queries(rng: np.random.Generator, digests: Bytes, count: int) -> Bytes:
    """Queries of which 1% are registered, and 1% are registered digests with one bit altered."""
    asked = random_digests(rng, count)
    chosen = rng.choice(count, count // 50, replace=False)
    asked[chosen] = digests[rng.integers(0, len(digests), len(chosen))]
    near = chosen[::2]
    asked[near, rng.integers(0, WIDTH, len(near))] ^= np.uint8(1) << rng.integers(0, 8, len(near), dtype=np.uint8)
    return asked


def found_by_numpy(digests: Bytes, numbers: Numbers, queries: Bytes) -> Numbers:
    """What the answers should be: a search among the sorted first halves, and a look at the second halves."""
    known, asked = digests.view(np.uint64), queries.view(np.uint64)
    order = np.argsort(known[:, 0])
    halves = known[order, 0]
    begins, ends = np.searchsorted(halves, asked[:, 0], "left"), np.searchsorted(halves, asked[:, 0], "right")
    found = np.full(len(queries), ABSENT)
    for step in range(int((ends - begins).max())):
        rows = np.flatnonzero(begins + step < ends)
        candidates = order[begins[rows] + step]
        same = known[candidates, 1] == asked[rows, 1]
        found[rows[same]] = numbers[candidates[same]]
    return found


def hfind(folder: Path, digests: Bytes, queries: Bytes, wanted: Numbers) -> dict[str, Any]:
    """Look-ups a second of ``hfind``, the best of three runs; the time for its index; what it takes to read and print alone."""
    known, few, asked = folder / "known.md5", folder / "few.md5", folder / "asked.txt"
    _write(known, _sums(digests))
    _write(few, _sums(digests[:1000]))
    _write(asked, iter([_lines(queries, b"")]))
    began = time.perf_counter()
    for database in (known, few):
        subprocess.run(["hfind", "-i", "md5sum", database], check=True, capture_output=True)
    built = time.perf_counter() - began
    said = subprocess.run(["hfind", "-f", asked, known], check=True, capture_output=True, text=True).stdout.splitlines()
    not_found = sum(line.endswith("Hash Not Found") for line in said)
    if (len(said), not_found) != (len(queries), int((wanted == ABSENT).sum())):
        raise RuntimeError(f"hfind gave {len(said)} answers, of which {not_found} were not found")
    whole, alone = _timed(asked, known), _timed(asked, few)
    return {
        "hfind_queries": len(queries),
        "hfind_index_s": round(built, 1),
        "hfind_bytes": sum(file.stat().st_size for file in folder.glob("known.md5-*")),
        "hfind_a_second": round(len(queries) / whole),
        "hfind_alone_a_second": round(len(queries) / (whole - alone)),
    }


def _timed(asked: Path, database: Path) -> float:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(["hfind", "-f", asked, database], check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - began)
    return min(took)


def _sums(digests: Bytes) -> Iterator[bytes]:
    for begin in range(0, len(digests), 1_000_000):
        yield _lines(digests[begin : begin + 1_000_000], b"  a-file-that-is-known")


def _lines(digests: Bytes, name: bytes) -> bytes:
    """The digests in hexadecimal, one a line, each with the same name."""
    signs = np.frombuffer(b"0123456789abcdef", np.uint8)
    text = np.empty((len(digests), 2 * WIDTH + len(name) + 1), np.uint8)
    text[:, 0 : 2 * WIDTH : 2] = signs[digests >> 4]
    text[:, 1 : 2 * WIDTH : 2] = signs[digests & 15]
    text[:, 2 * WIDTH : -1] = np.frombuffer(name, np.uint8)
    text[:, -1] = ord("\n")
    return text.tobytes()


def _write(path: Path, parts: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)


def _figures(found: dict[str, Any]) -> list[dict[str, Any]]:
    count = f"{found['registered']:,} registered"
    figures = [
        figure(f"{count}: building the index", f"{found['build_s']} s"),
        figure("its size on disk", f"{found['bytes'] / 2**20:,.0f} MiB"),
        figure(
            f"peak memory of building it, of which {found['build_arrays_mib']:,} MiB are the digests given",
            f"{found['build_peak_mib']:,} MiB",
        ),
        figure("reading it whole and comparing its checksum", f"{found['verify_s']} s"),
        figure(f"{found['queries']:,} queries, the first time after opening", _rate(found["first_find_a_second"])),
        figure("again, with one thread", _rate(found["find_1_a_second"])),
        figure(f"again, with two threads ({found['cores']} cores)", _rate(found["find_2_a_second"])),
        figure("false answers, of all these runs", found["wrong"], bar="0", met=found["wrong"] == 0),
    ]
    if "over_hfind" in found:
        figures += [
            figure("hfind's index", f"{found['hfind_index_s']} s, {found['hfind_bytes'] / 2**20:,.0f} MiB"),
            figure(f"hfind -f, {found['hfind_queries']:,} of the queries", _rate(found["hfind_a_second"])),
            figure("hfind without reading and printing", _rate(found["hfind_alone_a_second"])),
            figure(
                "two threads, as a multiple of hfind",
                f"{found['over_hfind']} times",
                bar=f">= {BAR} times",
                met=found["over_hfind"] >= BAR,
            ),
            figure("and of hfind without reading and printing", f"{found['over_hfind_alone']} times"),
        ]
    return figures


def _rate(a_second: int) -> str:
    return f"{a_second / 1e6:,.2f} million a second"


if __name__ == "__main__":
    main()
