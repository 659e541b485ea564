"""The checks that need no test: style, types, layers, templates, licences, known vulnerabilities. Each is one command.

All of them run, also after one has failed, so that one run shows everything there is to mend.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """A name, the command, and what mends it where a command does."""

    name: str
    command: tuple[str, ...]
    mend: str = ""


def _program(name: str, *words: str) -> tuple[str, ...]:
    return (str(BIN / name), *words)


def _tool(name: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, str(ROOT / "tools" / f"{name}.py"), *words)


CHECKS = (
    Check("style", _program("ruff", "check", "--quiet", "."), "ruff check --fix ."),
    Check("format", _program("ruff", "format", "--check", "--quiet", "."), "ruff format ."),
    Check("types", _program("mypy", "--no-error-summary")),
    Check("layers", _program("lint-imports", "--no-cache")),
    Check("templates", _program("djlint", "--lint", "--quiet", "src/tutela")),
    Check("licences", _tool("licences", "--check"), "python tools/licences.py"),
    Check("known vulnerabilities", _tool("advisories")),
)


def failing() -> list[str]:
    """Run every check; the names of those that failed, after their own words."""
    failed = []
    for check in CHECKS:
        began = time.monotonic()
        ended = subprocess.run(check.command, cwd=ROOT, check=False, capture_output=True, text=True)
        passed = ended.returncode == 0
        words = (ended.stdout + ended.stderr).strip()
        sys.stdout.write(f"{'passed' if passed else 'FAILED'}  {check.name} ({time.monotonic() - began:.0f} s)\n")
        if not passed:
            failed.append(check.name)
            sys.stdout.write(f"{words}\n")
            if check.mend:
                sys.stdout.write(f"  To mend it: {check.mend}\n")
        elif check.command[0] == sys.executable and words:
            sys.stdout.write(f"        {words}\n")
        sys.stdout.flush()
    return failed


def main() -> int:
    """Run every check; 1 when one failed."""
    failed = failing()
    if failed:
        sys.stdout.write(f"Checks that failed: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
