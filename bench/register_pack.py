"""``python -m bench.register_pack``: a pack of 10 million files: how large it is, how soon it is proved, how quickly it answers.

10 million made-up files with MD5, SHA-1 and SHA-256 each are written as a pack, and into the register's exact index. A list of 5 million
files, of which 1% are known, is asked of both in turn, in the same process and with as many threads as there are cores. Then the
whole list is answered by the pack, by all three hashes of each row, and every answer is held against how the list was made.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import figure, keep

HOLDS = 400_000_000
"""Bytes that a pack of 10 million files may take."""
QUICK = 10_000_000
AS_QUICK = 0.9


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_pack", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000_000)
    parser.add_argument("--queries", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    _configure()
    with tempfile.TemporaryDirectory(prefix="tutela-bench-pack-") as folder:
        found = measure(asked, Path(folder))
    _print(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _configure() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def measure(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything that is printed, as data."""
    from tutela.register.index import cores
    from tutela.register.pack.asking import answers_from
    from tutela.register.pack.reading import open_pack
    from tutela.register.pack.signing import Signer

    now, signer = datetime.now(UTC), Signer.new()
    files = _files(asked.entries)
    path = folder / "bench.pack"
    writing = _seconds(lambda: _write(path, files, signer, now))
    opening = min(
        _seconds(lambda: open_pack(path, trusted={signer.public: "Synthetic"}, now=now)) for _ in range(asked.runs)
    )
    pack = open_pack(path, trusted={signer.public: "Synthetic"}, now=now)
    rows, is_hit = _list(files, asked.queries)
    rates = {name: _rates(pack, folder, name, files[name], rows.exact[name], asked.runs) for name in ("md5", "sha256")}
    answering = min(_seconds(lambda: answers_from(pack, rows)) for _ in range(asked.runs))
    answers = answers_from(pack, rows)
    return {
        "entries": asked.entries,
        "queries": asked.queries,
        "hits": int(is_hit.sum()),
        "threads": cores.available(),
        "bytes": path.stat().st_size,
        "bytes_a_file": round(path.stat().st_size / asked.entries, 2),
        "writing_s": round(writing, 1),
        "opening_s": round(opening, 2),
        "look_ups": rates,
        "list_s": round(answering, 2),
        "list_rows_a_second": round(asked.queries / answering),
        "false_answers": _false(answers, rows, is_hit),
    }


def _rates(pack: Any, folder: Path, name: str, registered: np.ndarray, column: Any, runs: int) -> dict[str, Any]:
    """Look-ups a second of the pack and of the exact index, asked in turn, so that whatever else the machine does meets both."""
    from tutela.register.pack.asking import find

    index = _exact(folder, name, registered)
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_both(lambda: find(pack, name, column)))
        theirs.append(_both(lambda: index.find(column.digests)))
    (our_time, our_work), (their_time, their_work) = (tuple(map(min, zip(*one, strict=True))) for one in (ours, theirs))
    count = len(column.digests)
    return {
        "pack_a_second": round(count / our_time),
        "index_a_second": round(count / their_time),
        "over_index": round(their_time / our_time, 2),
        "pack_processor_ns": round(our_work / count * 1e9, 1),
        "index_processor_ns": round(their_work / count * 1e9, 1),
        "over_index_by_processor_time": round(their_work / our_work, 2),
    }


def _files(count: int) -> dict[str, np.ndarray]:
    """Made-up digests by algorithm, of random bytes."""
    from tutela.register.lists.rows import WIDTHS

    draw = np.random.default_rng(11)
    return {name: draw.integers(0, 256, (count, width), dtype=np.uint8) for name, width in WIDTHS.items()}


def _write(path: Path, files: dict[str, np.ndarray], signer: Any, now: datetime) -> None:
    from tutela.register.pack.layout import HEAD_BYTES, Label
    from tutela.register.pack.said import Contents, Organisation, Series
    from tutela.register.pack.tables import Heads
    from tutela.register.pack.writing import write_pack
    from tutela.register.queries.answers import Holding

    count, kinds = len(files["md5"]), 5_000
    organisations = [Organisation(f"service-{n}", f"Synthetic service {n}", "", "", "") for n in range(50)]
    series = [Series(f"S-2026-{n:06}", "not_identified", n % 50 + 1) for n in range(kinds)]
    groups = [((Holding("case", n % 50 + 1, n + 1, 0),), ()) for n in range(kinds)]
    contents = Contents(1, organisations, series, [], groups)
    label = Label(
        "0" * 32, now, now + timedelta(days=14), "Synthetic centre", "service-0", "Synthetic service 0", "Lab"
    )
    heads = {
        name: Heads(np.ascontiguousarray(one[:, :HEAD_BYTES]), np.ones(count, dtype=bool))
        for name, one in files.items()
    }
    write_pack(path, label, contents, (np.arange(count) % kinds).astype(np.int32), heads, signer)


def _list(files: dict[str, np.ndarray], queries: int) -> tuple[Any, np.ndarray]:
    """Rows of a list with all three hashes, and which of them are known. Where a row is known, its size says which file it is."""
    from tutela.register.lists.rows import Column, Rows

    draw = np.random.default_rng(12)
    is_hit = np.zeros(queries, dtype=bool)
    is_hit[draw.choice(queries, queries // 100, replace=False)] = True
    which = draw.integers(0, len(files["md5"]), int(is_hit.sum()))
    exact = {}
    for name, known in files.items():
        digests = draw.integers(0, 256, (queries, known.shape[1]), dtype=np.uint8)
        digests[is_hit] = known[which]
        exact[name] = Column(digests, np.ones(queries, dtype=bool))
    sizes = np.full(queries, -1, dtype=np.int64)
    sizes[is_hit] = which
    return Rows(np.arange(1, queries + 1), exact, sizes, names=[]), is_hit


def _exact(folder: Path, name: str, digests: np.ndarray) -> Any:
    from tutela.register.index.exact import ExactIndex

    path = folder / f"{name}.idx"
    ExactIndex.write(path, digests, np.arange(len(digests)))
    return ExactIndex.open(path, digests.shape[1])


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _both(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and seconds of processor time of all threads."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


def _false(answers: Any, rows: Any, is_hit: np.ndarray) -> int:
    """Rows that are called known and are not, or new and are known, or are said to be of another series than they are."""
    series = np.array([one.series for one in answers.said])[answers.which]
    expected = np.where(is_hit, rows.sizes % 5_000 + 1, 0)
    return int(np.count_nonzero(series != expected))


def _print(found: dict[str, Any]) -> None:
    largest = HOLDS * max(found["entries"], 1) // 10_000_000
    said = [
        figure(f"a pack of {found['entries']:,} files by three hashes", f"{found['bytes']:,} bytes, {found['bytes_a_file']} a file",
               bar=f"< {largest:,}", met=found["bytes"] < largest),
        figure("reading it and proving all of it", f"{found['opening_s']} s"),
        figure("false answers", found["false_answers"], bar="0", met=found["false_answers"] == 0),
        figure(f"answers to a list of {found['queries']:,} rows by three hashes each",
               f"{found['list_s']} s, {found['list_rows_a_second']:,} rows a second"),
        figure("writing it, once it is read from the database", f"{found['writing_s']} s"),
    ]  # fmt: skip
    for name, rate in found["look_ups"].items():
        said.append(
            figure(f"look-ups a second by {name}, {found['threads']} threads", f"{rate['pack_a_second']:,}",
                   bar=f">= {QUICK:,}", met=rate["pack_a_second"] >= QUICK)
        )  # fmt: skip
        said.append(
            figure(
                f"the exact index in the same run: {rate['index_a_second']:,} a second; the pack by the clock",
                f"{rate['over_index']} times",
            )
        )
        said.append(
            figure(
                f"the same by processor time, {rate['pack_processor_ns']} ns a look-up against {rate['index_processor_ns']} ns",
                f"{rate['over_index_by_processor_time']} times",
                bar=f">= {AS_QUICK} times",
                met=rate["over_index_by_processor_time"] >= AS_QUICK,
            )
        )
    for one in said:
        print(f"{one['what']}: {one['value']}" + (f" (bar {one['bar']})" if "bar" in one else ""))
    keep("register-pack", said)


if __name__ == "__main__":
    main()
