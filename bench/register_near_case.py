"""One case of ``bench.register_near``, in a process of its own: what it takes of memory is its own, and so is how it is compiled.

``python -m bench.register_near_case ours|peer KIND SIZE QUERIES SECONDS FOLDER`` prints what it measured as JSON.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.register_near_hashes import FARTHEST, Asked, Registered, asked, registered

RUNS = 3
COMPARED = 2_000
"""Queries whose answers are held against those of comparing with every hash."""
COMPARED_TWICE, ROWS_COMPARED_TWICE = 24, 200_000
"""Queries and hashes for which the scan itself is held against numpy."""
ONE_BY_ONE = 2_000


@dataclass
class Peak:
    """The most memory of its own (not of mapped files) that the process had, in bytes, above what it had before."""

    bytes: int = 0


def main(words: list[str]) -> None:
    """Measure what is asked for and print it."""
    whose, kind, size, queries, seconds, folder = words
    known = registered(kind, int(size))
    looked_for = asked(kind, known, int(queries))
    measured = (
        ours(known, looked_for, Path(folder)) if whose == "ours" else peer(known, looked_for, seconds=float(seconds))
    )
    print(json.dumps(measured))


def ours(known: Registered, looked_for: Asked, folder: Path) -> dict[str, Any]:
    """The near index: built, asked on one core and on two, one by one, and held against the scan."""
    from tutela.register.index.near import NearIndex, warm_near

    warm_near()
    path = folder / "near.idx"
    began = time.perf_counter()
    with peak() as building:
        NearIndex.write(path, known.hashes, known.numbers)
    built = time.perf_counter() - began
    index = NearIndex.open(path)
    index.verify()
    hashes = looked_for.hashes
    index.find(hashes[:ONE_BY_ONE])
    with peak() as finding:
        found = index.find(hashes)
    keys = _keys(found.query, found.number)
    measured = {
        "rows": len(known.hashes),
        "queries": len(hashes),
        "build_s": round(built, 2),
        "build_peak_bytes": building.bytes,
        "file_bytes": path.stat().st_size,
        "find_peak_bytes": finding.bytes,
        "matches": len(keys),
        "scanned": index.scanned(hashes),
        "one_thread": round(len(hashes) / _best(lambda: index.find(hashes, threads=1))),
        "two_threads": round(len(hashes) / _best(lambda: index.find(hashes, threads=2))),
        "one_by_one": round(ONE_BY_ONE / _best(lambda: [index.find(hashes[at : at + 1]) for at in range(ONE_BY_ONE)])),
        "matches_by_query": np.bincount(found.query, minlength=len(hashes)).tolist(),
    }
    path.unlink()
    planted = np.flatnonzero(looked_for.copied >= 0)
    is_found = np.isin(_keys(planted, looked_for.copied[planted]), keys)
    is_near = looked_for.distance[planted] < FARTHEST
    return measured | {
        "planted": int(is_near.sum()),
        "planted_found": int(is_found[is_near].sum()),
        "beyond": int((~is_near).sum()),
        "beyond_found": int(is_found[~is_near].sum()),
        **_held_against_the_scan(known, looked_for, keys, found.distance),
    }


def _held_against_the_scan(
    known: Registered, looked_for: Asked, keys: np.ndarray[Any, Any], distance: np.ndarray[Any, Any]
) -> dict[str, Any]:
    """How many of the true matches of some queries were found, and of what was found is true; both shares exactly, as numbers."""
    from tutela.register.index.near import scan

    some = looked_for.hashes[:COMPARED]
    true = scan(known.hashes, known.numbers, some, FARTHEST - 1)
    true_keys = _keys(true.query, true.number)
    ours_of_some = keys < _keys(np.array([len(some)]), np.array([0]))[0]
    answered = keys[ours_of_some]
    both = np.intersect1d(true_keys, answered, assume_unique=True).size
    same_order = np.array_equal(true_keys, answered) and np.array_equal(true.distance, distance[ours_of_some])
    return {
        "compared": len(some),
        "true": len(true_keys),
        "answered": len(answered),
        "both": both,
        "same_order_and_distances": same_order,
        "scan_is_numpy": _scan_is_numpy(known, looked_for),
    }


def _scan_is_numpy(known: Registered, looked_for: Asked) -> bool:
    from tutela.register.index.near import scan

    rows, numbers = known.hashes[:ROWS_COMPARED_TWICE], known.numbers[:ROWS_COMPARED_TWICE]
    # Copies of what is among these rows, so that there is something to be found.
    some = np.concatenate((looked_for.hashes[:COMPARED_TWICE], rows[:COMPARED_TWICE] ^ np.uint8(1)))
    for distance in (FARTHEST - 1, 100):
        scanned = scan(rows, numbers, some, distance)
        apart = np.array([np.bitwise_count(rows ^ one).sum(axis=1, dtype=np.int64) for one in some])
        query, row = np.nonzero(apart <= distance)
        expected = np.lexsort((numbers[row], apart[query, row], query))
        columns = ((scanned.query, query), (scanned.number, numbers[row]), (scanned.distance, apart[query, row]))
        if not all(np.array_equal(ours, theirs[expected]) for ours, theirs in columns):
            return False
    return True


def peer(known: Registered, looked_for: Asked, *, seconds: float) -> dict[str, Any]:
    """The ``threatexchange`` package's PDQ index over the same hashes, asked for as many of the same queries as fit the time."""
    import faiss
    from threatexchange.signal_type.pdq.pdq_index import PDQIndex

    began = time.perf_counter()
    index: Any = PDQIndex(zip(_hex(known.hashes), known.numbers.tolist(), strict=True))
    built = time.perf_counter() - began
    queries = _hex(looked_for.hashes)
    index.query(queries[0])
    # One query cannot be shared out over threads: on a busy machine they only wait for each other.
    cores = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    one_by_one, found = _as_many_as_fit(queries, seconds / 2, lambda some: [index.query(one) for one in some])
    faiss.omp_set_num_threads(cores)
    # Its inner index takes several at a time, on all cores: nobody has to ask it one by one.
    inner = index.index
    together, _ = _as_many_as_fit(queries, seconds / 2, lambda some: _many(inner, some))
    return {
        "rows": len(known.hashes),
        "build_s": round(built, 2),
        "queries": len(found),
        "one_by_one": round(one_by_one, 1),
        "together": round(together, 1),
        "matches_by_query": [len(one) for one in found],
    }


def _many(inner: Any, queries: list[str]) -> list[Any]:
    found = inner.search_with_distance_in_result(queries, FARTHEST - 1)
    return [found[one] for one in queries]


def _as_many_as_fit(
    queries: list[str], seconds: float, ask: Callable[[list[str]], list[Any]]
) -> tuple[float, list[Any]]:
    """Queries a second, the best of some runs over as many queries as fit; and what was found."""
    count, took = 1, 0.0
    while took < seconds / 20 and count < len(queries):
        count = min(count * 4, len(queries))
        began = time.perf_counter()
        ask(queries[:count])
        took = time.perf_counter() - began
    count = max(min(int(count * seconds / RUNS / took), len(queries)), 1)
    best, found = 0.0, []
    for _ in range(RUNS):
        began = time.perf_counter()
        found = ask(queries[:count])
        best = max(best, count / (time.perf_counter() - began))
    return best, found


@contextmanager
def peak() -> Iterator[Peak]:
    """The peak of the process's own memory while the block runs."""
    before, most, is_over = _own_memory(), Peak(), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.01):
            most.bytes = max(most.bytes, _own_memory() - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()


def _own_memory() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def _best(work: Callable[[], object]) -> float:
    """Seconds, the best of some runs."""
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def _keys(query: np.ndarray[Any, Any], number: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Each pair as one number."""
    keys: np.ndarray[Any, Any] = (query.astype(np.int64) << 40) | number
    return keys


def _hex(hashes: np.ndarray[Any, Any]) -> list[str]:
    text = hashes.tobytes().hex()
    return [text[at : at + 64] for at in range(0, len(text), 64)]


if __name__ == "__main__":
    main(sys.argv[1:])
