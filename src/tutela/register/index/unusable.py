"""The error of an index file that cannot be used."""

from pathlib import Path


class IndexUnusable(Exception):  # noqa: N818 — it is named for what the reader must do: build the index again
    """An index file is missing, cut off, altered, or of another version, kind or width. It is built again from the register."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The index {path} cannot be used: {why}. Build it again.")
        self.path = path
        self.why = why
