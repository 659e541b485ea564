"""How a log line is written: when, how grave, who says it, what; of an error its kind and the code it passed, no value."""

import logging
import traceback
from types import TracebackType
from typing import Any


class FramesOnly(logging.Formatter):
    """A line a message. An exception's own words can hold what a record holds, so that they are left out."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  (the name is the standard library's)
        """The kind of error, what it came from, and the lines of code; never its words."""
        error: BaseException | None = ei[1]
        lines: list[str] = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines += [*_frames(error.__traceback__), type(error).__qualname__]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


def _frames(passed: TracebackType | None) -> list[str]:
    return [f'  File "{one.filename}", line {one.lineno}, in {one.name}' for one in traceback.extract_tb(passed)]
