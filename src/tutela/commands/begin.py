"""Where ``tutela`` begins: what must be so before anything is imported, and then the command line.

Numpy starts no threads for linear algebra, which nothing here does, and pydantic looks for no plugins, which nobody has. People wait for a
check: its list is read from the first moment on, and nothing looks through all that was imported for what nobody needs any more.
"""

import atexit
import contextlib
import gc
import os
import sys
import threading

from tutela.register.reading_beside import begin_at_once


def main() -> None:
    """Run the command of this process's arguments."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    if sys.argv[1:2] == ["check"]:
        gc.set_threshold(100_000, 50, 100)
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
    # Whoever reads a part and closes the pipe has what they wanted.
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(how.code or 0)
