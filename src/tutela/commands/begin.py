"""Where ``tutela`` begins: what must be so before anything is imported, and then the command line.

A command ends soon, and people wait for it. So nothing looks through all that was imported for what nobody needs any more, numpy starts no
threads for linear algebra, which nothing here does, pydantic looks for no plugins, which nobody has, and a long list is read from the first moment on.
"""

import atexit
import gc
import os
import sys
import threading

from tutela.register.reading_beside import begin_at_once


def main() -> None:
    """Run the command of this process's arguments."""
    gc.set_threshold(100_000, 50, 100)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    if sys.argv[1:2] == ["check"]:
        begin_at_once(sys.argv[2:])
    from tutela.commands.app import main as run

    try:
        run()
    except SystemExit as end:
        _end(end)
    else:
        _end(SystemExit(0))


def _end(how: SystemExit) -> None:
    """End with what Python does at an end, but for taking its memory apart piece by piece."""
    if not isinstance(how.code, int | None):
        raise how
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001
    atexit._run_exitfuncs()  # noqa: SLF001
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(how.code or 0)
