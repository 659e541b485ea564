"""Look the locked packages up among known vulnerabilities, where the package index offers that service.

An index without it is no failure of ours, and is not passed over in silence: the line says that nothing was looked up.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("run.lock", "build.lock")
PATIENCE = 120


def _run(command: list[str]) -> Any:
    """What a command printed as JSON; None when it printed none, which is how both tools say *could not ask*."""
    try:
        ended = subprocess.run(
            command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
        return json.loads(ended.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return None


@dataclass(frozen=True)
class Answer:
    """How many packages an index could be asked about, of how many, and a line for each known vulnerability."""

    of: int
    asked: int = 0
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.asked:
            return "NOT looked up, since this index gives no answer about vulnerabilities"
        silent = (
            f", NOT looked up for {self.of - self.asked} that the index does not know" if self.asked < self.of else ""
        )
        return f"{len(self.known)} known among {self.asked}{silent}"


def of_python() -> Answer:
    """What the index knows of the locked Python packages; one that it has no page for was not looked up."""
    wanted = [word for lock in LOCKS for word in ("-r", f"requirements/{lock}")]
    command = ["-m", "pip_audit", *wanted, "--disable-pip", "--require-hashes", "--format", "json"]
    found = _run([sys.executable, *command, "--progress-spinner", "off"])
    packages = found["dependencies"] if found else []
    asked = [package for package in packages if "skip_reason" not in package]
    return Answer(
        of=len(packages),
        asked=len(asked),
        known=tuple(
            f"{package['name']} {package['version']}: {fault['id']}, "
            f"mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
            for package in asked
            for fault in package["vulns"]
        ),
    )


def of_pages() -> Answer:
    """What the registry knows of what the pages take from npm."""
    found = _run([sys.executable, "tools/npm.py", "audit", "--omit=dev", "--json", "--loglevel=silent"])
    if not found or "vulnerabilities" not in found:
        return Answer(of=0)
    total = found["metadata"]["dependencies"]["prod"]
    known = tuple(f"{name}: {fault['severity']}" for name, fault in found["vulnerabilities"].items())
    return Answer(of=total, asked=total, known=known)


def main() -> int:
    """Say what is known of each kind of package; 1 when a vulnerability is known."""
    answers = {"Python packages": of_python(), "npm packages": of_pages()}
    sys.stdout.write("; ".join(f"{kind}: {answer}" for kind, answer in answers.items()) + "\n")
    known = [line for answer in answers.values() for line in answer.known]
    sys.stdout.writelines(f"{line}\n" for line in known)
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
