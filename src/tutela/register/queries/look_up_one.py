"""Look up one file by one hash: what the register says of it to this reader."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.identifiers import normalise
from tutela.register.answer import Answer
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Column, Rows

if TYPE_CHECKING:
    from tutela.register.queries.answers import Contact

KIND_OF_LENGTH = {2 * width: f"hash_{name}" for name, width in WIDTHS.items()}


@dataclass(frozen=True)
class Found:
    """What is said of one hash: the answer, whom to ask, the register's number of the file (0 where it is hidden), and how many files share it."""

    answer: Answer
    file: int
    ask: "tuple[Contact, ...]"
    files: int


def algorithm_of(text: str) -> tuple[str, bytes]:
    """The algorithm and the digest of a hash as somebody wrote it. Raises BadInput for what is none."""
    plain = "".join(text.split())
    kind = KIND_OF_LENGTH.get(len(plain))
    if kind is None:
        raise BadInput(
            gettext("This is no hash that the register knows files by."),
            where=where(field="hash"),
            mend=gettext("Write an MD5 (32 characters), a SHA-1 (40) or a SHA-256 (64), of 0 to 9 and a to f."),
        )
    try:
        digest = bytes.fromhex(normalise(kind, plain))
    except BadInput as error:
        raise BadInput(
            error.what, where=where(field="hash"), mend=gettext("Write it with 0 to 9 and a to f alone.")
        ) from None
    return kind.removeprefix("hash_"), digest


def look_up(algorithm: str, digest: bytes) -> Found:
    """What the register says of one hash, in the transaction that is open."""
    # It is compiled, and loaded where somebody looks something up.
    from tutela.register.queries.answers import answers_for

    column = Column(np.frombuffer(digest, dtype=np.uint8).reshape(1, -1), np.ones(1, dtype=bool))
    rows = Rows(
        places=np.ones(1, dtype=np.int64),
        exact={algorithm: column},
        sizes=np.full(1, NOT_SAID, dtype=np.int64),
        names=[""],
    )
    # One row is asked of the tables themselves: the index beside them saves nothing.
    answers = answers_for(rows, np.zeros(1, dtype=np.int64))
    said = answers.said[answers.which[0]]
    ask = tuple(answers.contacts[one] for one in (said.owner, *said.also_ask) if one in answers.contacts)
    return Found(said.answer, int(answers.files[0]), ask, said.files)
