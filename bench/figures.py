"""Figures for ``make evidence``: a measure writes what it found, and which bar it was held against, into the folder it is given."""

import json
import os
from pathlib import Path
from typing import Any


def figure(what: str, value: object, *, bar: str = "", met: bool | None = None) -> dict[str, Any]:
    """One figure; ``met`` is left out where it is only told."""
    said: dict[str, Any] = {"what": what, "value": str(value)}
    return said | ({"bar": bar, "met": met} if met is not None else {})


def keep(measure: str, figures: list[dict[str, Any]]) -> None:
    """Add figures to those of a measure; nothing happens where nobody collects evidence."""
    folder = os.environ.get("TUTELA_EVIDENCE_DIR")
    if not folder:
        return
    path = Path(folder, f"{measure}.json")
    before = json.loads(path.read_text()) if path.exists() else []
    path.write_text(json.dumps([*before, *figures], indent=1) + "\n")


def is_collected() -> bool:
    """Whether this is the long run whose figures are kept."""
    return bool(os.environ.get("TUTELA_EVIDENCE_DIR"))
