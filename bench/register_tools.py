"""``python -m bench.register_tools``: lists that real tools wrote of a folder of the operating system are checked as they are.

``hashdeep -r``, ``md5deep -r`` and DFXML (``hashdeep -d``) of /usr, and of Python's own folders and the system's where /usr alone has fewer files than
are to be registered; files of it are registered as harmless, and then recognised in every one of
the lists. The hashes that are compared with are the operating system's own, by Python's hashlib, of a sample.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import figure, keep
from bench.register_check import ASKER, prepare

TOOLS = {
    "hashdeep -r": ("hashdeep", "-r", "-c", "md5,sha1,sha256"),
    "md5deep -r": ("md5deep", "-r"),
    "hashdeep -d -r (DFXML)": ("hashdeep", "-d", "-r", "-c", "md5,sha256"),
}


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.register_tools", description=__doc__)
    parser.add_argument("--of", type=Path, nargs="*", default=[])
    parser.add_argument("--harmless", type=int, default=200_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tutela-bench-tools-") as folder:
        Path(folder).chmod(0o755)
        os.environ.setdefault("DATA_DIR", f"{folder}/data")
        try:
            found = measure(asked, Path(folder))
        finally:
            subprocess.run([sys.executable, "-m", "tutela.commands", "down"], check=False, capture_output=True)
    _print(found)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def measure(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything that is printed, as data."""
    prepare(0)
    from tutela.accounts.members import actor_of
    from tutela.accounts.need_to_know import acting_as
    from tutela.core import clock
    from tutela.demo.connections import connected_as
    from tutela.register.answer import Answer
    from tutela.register.lists.reading import read_list
    from tutela.register.models import Source
    from tutela.register.services.check import Asked, check_list
    from tutela.register.services.submit import Given, begin_submission, take_all

    folders = asked.of or enough_folders(asked.harmless)
    lists, told = {}, {}
    for name, command in TOOLS.items():
        to = folder / f"{name.split()[0]}{len(lists)}"
        with to.open("wb") as out:
            subprocess.run([*command, *map(str, folders)], check=False, stdout=out, stderr=subprocess.DEVNULL)
        began = time.perf_counter()
        lists[name] = read_list(to, name=name)
        told[name] = {
            "form": lists[name].form,
            "rows": len(lists[name].rows),
            "read_s": round(time.perf_counter() - began, 2),
        }
    whole = lists["hashdeep -r"]
    wrong = _differ_from_hashlib(whole)
    with connected_as("app"):
        actor = actor_of(ASKER)
        harmless = _first(whole, asked.harmless)
        with acting_as(actor):
            source = Source.objects.get()
            made = begin_submission(harmless, Given("harmless", source=source), actor=actor, now=clock.now())
        began = time.perf_counter()
        for _ in take_all(made, harmless.rows, actor=actor):
            pass
        took = time.perf_counter() - began
        registered = {one.tobytes() for one in harmless.rows.exact["md5"].digests}
        for name, one in lists.items():
            with acting_as(actor):
                codes = check_list(one, Asked("server"), actor=actor, now=clock.now()).answers.answer_codes()
            column = one.rows.exact["md5"]
            should = np.array([digest.tobytes() in registered for digest in column.digests]) | _empty(one)
            told[name] |= {
                "recognised": int((codes == Answer.HARMLESS).sum()),
                "wrong": int(((codes == Answer.HARMLESS) != should).sum()),
            }
    return {"lists": told, "registered": len(harmless.rows), "registering_s": round(took, 1), "wrong_hashes": wrong}


def enough_folders(files: int) -> list[Path]:
    """/usr, and as many of the folders that programs are started from as it takes to have so many files; none is within another."""
    chosen: list[Path] = []
    there = 0
    started_from = [Path(one).parent for one in os.environ.get("PATH", "").split(os.pathsep) if one]
    for one in (Path("/usr"), *started_from, Path(sys.prefix)):
        folder = one.resolve()
        is_within = any(folder.is_relative_to(other) or other.is_relative_to(folder) for other in chosen)
        if there < files * 1.1 and folder.is_dir() and not is_within and folder != Path("/"):
            chosen.append(folder)
            there += sum(len(names) for _, _, names in os.walk(folder))
    return chosen


def _first(listed: Any, count: int) -> Any:
    from dataclasses import replace

    from tutela.register.lists.rows import Column

    rows = listed.rows
    count = min(count, len(rows))
    exact = {name: Column(one.digests[:count], one.there[:count]) for name, one in rows.exact.items()}
    part = replace(
        rows, places=rows.places[:count], exact=exact, sizes=rows.sizes[:count], names=rows.names[:count], more=()
    )
    return replace(listed, rows=part)


def _empty(listed: Any) -> np.ndarray:
    from tutela.register.columns import tell_nothing

    return tell_nothing(listed.rows, np.arange(len(listed.rows)))


def _differ_from_hashlib(listed: Any, sample: int = 300) -> int:
    """How many of a sample of rows have another hash than the file that they name."""
    wrong = 0
    for row in random.Random(3).sample(range(len(listed.rows)), min(sample, len(listed.rows))):
        path = Path(listed.rows.names[row])
        try:
            content = path.read_bytes()
        except OSError:
            continue
        wrong += hashlib.sha256(content).digest() != listed.rows.exact["sha256"].digests[row].tobytes()
    return wrong


def _print(found: dict[str, Any]) -> None:
    said = [
        figure(f"{name}: {one['rows']:,} rows read as {one['form']}, of which are recognised as harmless, and wrongly judged",
               f"{one['recognised']:,}, {one['wrong']}", bar="0 wrong", met=one["wrong"] == 0 and one["recognised"] > 0)
        for name, one in found["lists"].items()
    ]  # fmt: skip
    said += [
        figure("files registered as harmless", f"{found['registered']:,} in {found['registering_s']} s"),
        figure(
            "hashes of a sample that differ from the file's",
            found["wrong_hashes"],
            bar="0",
            met=found["wrong_hashes"] == 0,
        ),
    ]
    for one in said:
        print(f"{one['what']}: {one['value']}" + (f" (bar {one['bar']})" if "bar" in one else ""))
    keep("register-tools", said)


if __name__ == "__main__":
    main()
