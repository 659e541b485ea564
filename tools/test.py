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
    with ThreadPoolExecutor(1) as beside:
        checks = beside.submit(check.failing)
        tests = subprocess.run(command, cwd=ROOT, check=False).returncode
        failed = checks.result()
    if failed:
        sys.stdout.write(f"Checks that failed: {', '.join(failed)}\n")
    return tests or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main())
