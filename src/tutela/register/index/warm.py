"""Compile the register's inner loops once, when the program is installed: what is compiled is kept beside the modules.

``machine_code`` says where. Without it nothing is wrong; the first look-up or list then takes some seconds longer.
"""

import tempfile
from pathlib import Path

import numpy as np

from tutela.register.index.exact import ExactIndex
from tutela.register.lists.lines import read_lines
from tutela.register.lists.walk import Walk

_DIGEST = "0" * 32
_LISTS = (
    f"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n0,{_DIGEST},a\n",
    f"{_DIGEST}  a\n",
)


def warm() -> None:
    """Go once through every compiled function, with the types it always has. It takes some seconds the first time."""
    digests = np.zeros((1, 16), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "warm.idx")
        ExactIndex.write(path, digests, np.zeros(1, np.int64))
        ExactIndex.open(path, 16).find(digests, threads=1)
    for text in _LISTS:
        read_lines(text.encode())
        walk = Walk(np.frombuffer(text.encode(), np.uint8))
        walk.media_in(walk.pieces[0], walk.read(walk.pieces[0]), longer=0)


if __name__ == "__main__":
    warm()
