"""Write docs/licences.md: the licence of every locked package, as its authors state it. ``--check`` only compares.

A package that the lock names and this machine does not need (another system, another Python) keeps the line it had.
"""

import json
import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "licences.md"
LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)
ROW = re.compile(r"^\| (\S+) \| (\S+) \| (.+) \|$", re.MULTILINE)
NOT_STATED = "not stated"
LONGEST = 60

HEAD = """# Licences of what Tutela stands on

Tutela itself is under Apache-2.0. The list is written by `python tools/licences.py` from the lock files, and a check fails when it
lags. A licence is given as the package states it.
"""


def _stated(package: PackageMetadata) -> str:
    """A package's licence: its expression, else its classifiers, else the first line of the older field."""
    expression = package.get("License-Expression")
    if expression:
        return str(expression)
    classified = [
        line.rsplit(" :: ", 1)[-1] for line in package.get_all("Classifier") or () if line.startswith("License :: ")
    ]
    named = [line for line in classified if line != "OSI Approved"]
    if named:
        return "; ".join(sorted(named))
    first = str(package.get("License") or "").strip().partition("\n")[0]
    return first if 0 < len(first) <= LONGEST else NOT_STATED


def _kept() -> dict[str, str]:
    return {name: licence for name, _, licence in ROW.findall(TARGET.read_text())} if TARGET.exists() else {}


def _python(lock: str, kept: dict[str, str], without: frozenset[str] = frozenset()) -> list[tuple[str, str, str]]:
    rows = []
    for name, version in LOCKED.findall((ROOT / "requirements" / lock).read_text()):
        if name in without:
            continue
        try:
            found = metadata(name)
            # Another version may be under another licence.
            licence = _stated(found) if found["Version"] == version else kept.get(name, NOT_STATED)
        except PackageNotFoundError:
            licence = kept.get(name, NOT_STATED)
        rows.append((name, version, licence))
    return rows


def _npm(*, tests_only: bool) -> list[tuple[str, str, str]]:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return [
        (place.removeprefix("node_modules/"), one["version"], one.get("license", NOT_STATED))
        for place, one in packages.items()
        if place and bool(one.get("dev")) is tests_only
    ]


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    lines = "".join(f"| {name} | {version} | {licence} |\n" for name, version, licence in sorted(rows))
    return f"\n## {title}\n\n| package | version | licence |\n| --- | --- | --- |\n{lines}"


def written() -> str:
    """The whole document."""
    kept = _kept()
    run = _python("run.lock", kept)
    ours = frozenset(name for name, _, _ in run)
    return (
        HEAD
        + _table("Python, in use", run)
        + _table("npm, in use", _npm(tests_only=False))
        + _table("Only to build and to test", _python("test.lock", kept, ours) + _npm(tests_only=True))
    )


def main() -> int:
    """Write the list, or with ``--check`` say whether it lags."""
    text = written()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text)
        return 0
    if TARGET.exists() and TARGET.read_text() == text:
        return 0
    sys.stdout.write("docs/licences.md does not say what the lock files hold.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
