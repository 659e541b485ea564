"""``python -m bench.register_near``: near look-ups, all matches within 31 bits, and as a multiple of the peer's.

The peer is the ``threatexchange`` package's PDQ index, with the same hashes and asked for the same queries. What is found is held
against comparing with every hash, which is itself held against numpy. ``--without-avx512`` compiles for a processor that has no
AVX-512, and so no instruction that counts the bits of eight words; numpy then does without as well.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import figure, keep
from bench.register_near_hashes import KINDS

TIMES = 50
PEER_SIZE = 1_000_000
WITHOUT_AVX512 = {
    "NUMBA_CPU_NAME": "haswell",
    # The features of the processor that is there are taken unless some are named.
    "NUMBA_CPU_FEATURES": "+avx2,+popcnt",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_near", description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000,5000000,10000000")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--queries", type=int, default=32_768)
    parser.add_argument("--peer-seconds", type=float, default=20)
    parser.add_argument("--without-avx512", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    cases = [measure(kind, size, asked) for size in map(int, asked.sizes.split(",")) for kind in asked.kinds.split(",")]
    said = [one for case in cases for one in figures(case)]
    for one in said:
        print(f"{one['what']}: {one['value']}" + (f" (bar {one['bar']}, met: {one['met']})" if "bar" in one else ""))
    print_table(cases)
    keep("register-near-without-avx512" if asked.without_avx512 else "register-near", said)
    if asked.json:
        asked.json.write_text(json.dumps(cases, indent=2) + "\n", encoding="utf-8")


def measure(kind: str, size: int, asked: argparse.Namespace) -> dict[str, Any]:
    """What one case found, as data, with the peer's where it is measured."""
    ours = _run("ours", kind, size, asked)
    matches = ours.pop("matches_by_query")
    case = {"kind": kind, "size": size, "without_avx512": asked.without_avx512, "ours": ours}
    if size == PEER_SIZE:
        peer = _run("peer", kind, size, asked)
        theirs = peer.pop("matches_by_query")
        peer["finds_the_same_number"] = theirs == matches[: len(theirs)]
        case["peer"] = peer
    print(json.dumps(case), file=sys.stderr)
    return case


def figures(case: dict[str, Any]) -> list[dict[str, Any]]:
    """What is told of a case, and the bars it is held against."""
    ours, peer = case["ours"], case.get("peer")
    name = f"{case['size']:,} {case['kind']} hashes"
    right = (
        ours["both"] == ours["true"] == ours["answered"] and ours["same_order_and_distances"] and ours["scan_is_numpy"]
    )
    planted = ours["planted_found"] == ours["planted"] and not ours["beyond_found"]
    said = [
        figure(
            f"{name}: recall and precision within 31 bits, of {ours['true']:,} true matches of {ours['compared']:,} queries",
            f"{ours['both'] / max(ours['true'], 1)} and {ours['both'] / max(ours['answered'], 1)}",
            bar="1.0 and 1.0",
            met=right,
        ),
        figure(
            f"{name}: copies at 0 to 31 bits found, and at 32",
            f"{ours['planted_found']:,} of {ours['planted']:,}, and {ours['beyond_found']} of {ours['beyond']:,}",
            bar="all, and none",
            met=planted,
        ),
        figure(
            f"{name}: queries a second on 1 and 2 cores, and asked one by one",
            f"{ours['one_thread']:,}, {ours['two_threads']:,}, {ours['one_by_one']:,}",
        ),
        figure(
            f"{name}: to build; in the file, a hash; in memory besides, a hash",
            f"{ours['build_s']} s; {ours['file_bytes'] / ours['rows']:.0f} bytes; {ours['build_peak_bytes'] / ours['rows']:.0f} bytes",
        ),
        figure(f"{name}: queries compared with every hash", f"{ours['scanned']:,} of {ours['queries']:,}"),
    ]
    if peer:
        # Asked one by one, as its users do, or its inner index for many at once on both cores: what is quicker for the peer counts.
        best = max(peer["one_by_one"], peer["together"])
        times = ours["two_threads"] / best
        said += [
            figure(
                f"{name}: queries a second over the peer's {best:,} (one by one {peer['one_by_one']:,}, many at once {peer['together']:,})",
                f"{times:.0f} times",
                bar=f">= {TIMES} times",
                met=times >= TIMES,
            ),
            figure(
                f"{name}: one core, and one by one, over the peer's",
                f"{ours['one_thread'] / best:.0f} and {ours['one_by_one'] / best:.1f} times",
            ),
            figure(f"{name}: the peer finds as many matches for each query", peer["finds_the_same_number"]),
        ]
    return said


def print_table(cases: list[dict[str, Any]]) -> None:
    """One line a case."""
    head = (
        "hashes",
        "kind",
        "recall",
        "1 core",
        "2 cores",
        "one by one",
        "matches",
        "scanned",
        "build s",
        "MB built",
        "bytes",
    )
    lines = [head]
    for case in cases:
        ours = case["ours"]
        lines.append(
            (
                f"{case['size']:,}", case["kind"], f"{ours['both'] / max(ours['true'], 1):.6f}", f"{ours['one_thread']:,}",
                f"{ours['two_threads']:,}", f"{ours['one_by_one']:,}", f"{ours['matches'] / ours['queries']:.1f}",
                f"{ours['scanned'] / ours['queries']:.4f}", f"{ours['build_s']}", f"{ours['build_peak_bytes'] / 1e6:.0f}",
                f"{ours['file_bytes'] / ours['rows']:.0f}",
            )
        )  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def _run(whose: str, kind: str, size: int, asked: argparse.Namespace) -> dict[str, Any]:
    """One case in a process of its own, compiled for it where it is without AVX-512."""
    with tempfile.TemporaryDirectory(prefix="tutela-bench-near-") as folder:
        environment = dict(os.environ)
        if asked.without_avx512 and whose == "ours":
            environment |= WITHOUT_AVX512 | {"TUTELA_COMPILED": f"{folder}/compiled"}
        words = [whose, kind, str(size), str(asked.queries), str(asked.peer_seconds), folder]
        done = subprocess.run(
            [sys.executable, "-m", "bench.register_near_case", *words],
            env=environment, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    main()
