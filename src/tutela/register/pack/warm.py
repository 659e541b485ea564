"""Compile what a pack is written and asked with, when the program is installed: ``tutela.register.index.warm`` says why."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from tutela.register.lists.rows import WIDTHS, Column, Rows
from tutela.register.pack.asking import answers_from
from tutela.register.pack.layout import HEAD_BYTES, Label
from tutela.register.pack.reading import open_pack
from tutela.register.pack.said import Contents, Organisation
from tutela.register.pack.signing import Signer
from tutela.register.pack.tables import Heads
from tutela.register.pack.writing import write_pack
from tutela.register.queries.answers import Holding


def warm_packs() -> None:
    """Go once through every compiled function, with the types it always has. It takes some seconds the first time."""
    signer, now = Signer.new(), datetime.now(UTC)
    label = Label("", now, now + timedelta(days=1), "", "", "", "")
    contents = Contents(1, [Organisation("", "", "", "", "")], [], [], [((Holding("case", 1, 0, 0),), ())])
    heads = {name: Heads(np.ones((1, HEAD_BYTES), np.uint8), np.ones(1, dtype=bool)) for name in WIDTHS}
    exact = {name: Column(np.ones((1, width), np.uint8), np.ones(1, dtype=bool)) for name, width in WIDTHS.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "warm.pack")
        write_pack(path, label, contents, np.zeros(1, np.int32), heads, signer)
        pack = open_pack(path, trusted={signer.public: ""}, now=now)
        answers_from(pack, Rows(np.ones(1, np.int64), exact, np.zeros(1, np.int64), names=[]))
