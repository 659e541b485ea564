"""Every check, and beside them every test. What a check finds does not keep the tests from running, but the whole fails."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import check

ROOT = check.ROOT


def main() -> int:
    """Run both; the tests' closing line comes last but for the checks that failed."""
    # Two more than there are processors: what waits for a browser or a process leaves its own to another.
    workers = max(2, os.cpu_count() or 2) + 2
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "--dist", "worksteal", *sys.argv[1:]]
    # Where what is compiled may not be kept, each worker, and each command that a test starts, would compile everything anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with ThreadPoolExecutor(1) as beside:
        checks = beside.submit(check.failing)
        if not (ROOT / "tests" / "__pycache__").exists():
            # One compiles what all workers would else compile at the same moment, each for itself.
            first = [sys.executable, "-m", "pytest", "-q", "--collect-only"]
            subprocess.run(first, cwd=ROOT, check=False, env=environment, stdout=subprocess.DEVNULL)
        tests = subprocess.run(command, cwd=ROOT, check=False, env=environment).returncode
        failed = checks.result()
    if failed:
        sys.stdout.write(f"Checks that failed: {', '.join(failed)}\n")
    return tests or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main())
