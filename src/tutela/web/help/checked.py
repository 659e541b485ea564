"""Help is data that somebody writes: it is read from a file, and refused whole with all its faults at once."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any


@dataclass
class Entries:
    """The entries of one file, and what is wrong with them so far."""

    file: str
    key: str
    faults: list[str] = field(default_factory=list)

    def __iter__(self) -> Any:
        """Each entry as a table."""
        text = resources.files("tutela.web.help").joinpath(self.file).read_text(encoding="utf-8")
        yield from tomllib.loads(text)[self.key]

    def refuse(self, entry: str, fault: str) -> None:
        """Say what is wrong with an entry."""
        self.faults.append(f"{self.file}: {entry}: {fault}")

    def needs(self, table: dict[str, Any], *names: str) -> None:
        """An entry without one of these words helps nobody."""
        for name in names:
            if not table.get(name):
                self.refuse(_name(table), f"“{name}” is missing")

    def knows(self, table: dict[str, Any], allowed: Iterable[str]) -> None:
        """A misspelt key would be left out in silence."""
        for name in set(table) - set(allowed):
            self.refuse(_name(table), f"“{name}” is not known here")

    def end(self) -> None:
        """All that is wrong, at once. Raises ValueError."""
        if self.faults:
            raise ValueError("\n".join(self.faults))


def _name(table: dict[str, Any]) -> str:
    return str(table.get("title") or table.get("word") or table.get("role") or "an entry without a name")
