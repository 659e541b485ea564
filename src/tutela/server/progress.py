"""What a long command is doing, step by step, with the seconds since its beginning. Uses the standard library only."""

import os
import sys
import time


def began() -> float:
    """When the command that the person typed began, which may be a process before this one."""
    try:
        return float(os.environ.setdefault("TUTELA_BEGAN", f"{time.time():.3f}"))
    except ValueError:
        return time.time()


def step(words: str) -> None:
    """Say what is being done now."""
    sys.stdout.write(f"[{max(0.0, time.time() - began()):4.0f} s] {words}\n")
    sys.stdout.flush()
