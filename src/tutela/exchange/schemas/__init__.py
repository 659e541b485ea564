"""The published schemas: made from the shapes of this app, written out so that every change of them is seen.

After a change of a shape or of a vocabulary: ``python -c "import django; django.setup(); from tutela.exchange.schemas import write;
write()"`` with the settings of the tests.
"""

import json
from pathlib import Path

from tutela.exchange.shape import schema

CASE = Path(__file__).with_name("case-1.json")


def as_text() -> str:
    """The schema of a case as it is written down."""
    return json.dumps(schema(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def write() -> None:
    """Write it down."""
    CASE.write_text(as_text(), encoding="utf-8")
