"""Copy what the pages take from npm into the static files: the list is ``tutela.vendor`` in package.json.

Run after ``npm ci``. What it copies is not committed; the wheel carries it.
"""

import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "tutela" / "web" / "static" / "vendor"


def main() -> int:
    """Copy every listed file; 1 when one is missing."""
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["tutela"]["vendor"]
    missing = [one["from"] for one in wanted if not (ROOT / "node_modules" / one["from"]).exists()]
    if missing:
        sys.stderr.write(f"Not there: {', '.join(missing)}. Run npm ci first.\n")
        return 1
    for one in wanted:
        target = TARGET / one["to"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / one["from"], target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
