"""What a list was answered by a pack, as a file that is carried back: hashes and metadata, a line for each row, to be read by anybody.

Each line is JSON. The first says of which list, by which pack (its signed header) and when; what was said, each thing once;
and how many rows got which answer. Then comes a line for each row that was not new, with its hashes; for files of a case, which the
register is to learn of, every row. The last line has the number of rows and the SHA-256 of all that stands before it, so
that a file that was cut off is told from a whole one.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.register.answer import Answer
from tutela.register.lists.rows import NOT_SAID, WIDTHS, Column, HashList, Numbers, Rows
from tutela.register.pack.layout import count_of, moment_of, text_of
from tutela.register.pack.reading import Pack, Proof
from tutela.register.pack.said import Contents
from tutela.register.queries.answers import Answers, Said

FORM = "tutela-pack-results 1"
INTENTS = ("", "seen", "case")
LONGEST_EXHIBIT, LONGEST_REFERENCE, LONGEST_FORM = 60, 20, 20
_LONGEST_HEAD = 256 << 20
_LONGEST_LINE = 1024
_PROOF = ("preamble", "header", "public", "signature")


@dataclass(frozen=True)
class Question:
    """What was asked: of which exhibit and report or case, and what is to be entered when it is brought back.

    ``submit`` is ``seen`` or nothing (what is known is noted as met), or ``case`` (all of it are files of a case).
    """

    exhibit: str = ""
    about: str = ""
    submit: str = ""


@dataclass(frozen=True)
class Told:
    """One thing that was said: the answer, the reference of the series, the code of the organisation to ask."""

    answer: Answer
    series: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Results:
    """Results as they were read. ``which`` (int64, one a row) names what was said of each of ``rows``; those are the rows that are carried
    back, and ``counts`` are of the whole list, of ``list_rows`` rows.
    """

    question: Question
    asked_at: datetime
    list_form: str
    list_digest: str
    list_rows: int
    counts: Mapping[Answer, int]
    said: Sequence[Told]
    proof: Proof
    rows: Rows
    which: Numbers
    digest: str


def write_results(
    out: BinaryIO, listed: HashList, answers: Answers, pack: Pack, question: Question, *, now: datetime
) -> int:
    """Write the results of a list; returns how many rows are carried back."""
    taken = np.arange(len(listed.rows)) if question.submit == "case" else np.flatnonzero(answers.which)
    head = {
        "form": FORM,
        "asked_at": now.astimezone(UTC).isoformat(),
        "list": {"form": listed.form, "sha256": listed.digest, "rows": len(listed.rows)},
        "exhibit": question.exhibit,
        "about": question.about,
        "submit": question.submit,
        "counts": {one.code: count for one, count in answers.counts().items()},
        "pack": pack.label.as_data(),
        "proof": {name: base64.b64encode(getattr(pack.proof, name)).decode() for name in _PROOF},
        "said": [_told(one, pack.contents) for one in answers.said],
    }
    whole = hashlib.sha256()
    for line in _lines(head, listed.rows, answers, taken):
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        whole.update(text)
        out.write(text)
    out.write(json.dumps({"rows": len(taken), "sha256": whole.hexdigest()}).encode() + b"\n")
    return len(taken)


def _told(said: Said, contents: Contents) -> list[str]:
    series = contents.series[said.series - 1].reference if said.series else ""
    return [said.of_row.code, series, contents.organisations[said.owner - 1].code if said.owner else ""]


def _lines(head: dict[str, Any], rows: Rows, answers: Answers, taken: Numbers) -> Iterator[dict[str, Any]]:
    yield head
    columns = [(name, one.digests, one.there) for name, one in rows.exact.items()]
    for index in taken.tolist():
        line: dict[str, Any] = {"row": int(rows.places[index]), "said": int(answers.which[index])}
        if rows.sizes[index] != NOT_SAID:
            line["size"] = int(rows.sizes[index])
        line |= {name: digests[index].tobytes().hex() for name, digests, there in columns if there[index]}
        yield line


def read_results(path: Path) -> Results:
    """The results in a file. Raises BadInput, which names the line, for anything that ``write_results`` did not write."""
    reading = _Reading(path.name)
    try:
        with path.open("rb") as file:
            return reading.of(file)
    except OSError:
        raise reading.refused(gettext("The results cannot be opened."), 0) from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise reading.refused(gettext("This line is not what a check with a pack writes."), reading.line) from None


class _Reading:
    def __init__(self, called: str) -> None:
        self.called, self.line = called, 0

    def refused(self, what: str, line: int) -> BadInput:
        """The error of these results, with the line where there is one."""
        return BadInput(
            what,
            where=where(file=self.called, row=line or None),
            mend=gettext("Copy the file again from the machine on which the list was checked."),
            code="bad_results",
        )

    def of(self, file: BinaryIO) -> Results:
        """The whole file."""
        whole = hashlib.sha256()
        first = self._next(file, _LONGEST_HEAD)
        whole.update(first)
        head = json.loads(first)
        if head["form"] != FORM:
            raise ValueError("another form")
        said = [
            Told(Answer[text_of(answer).upper()], text_of(series), text_of(organisation))
            for answer, series, organisation in head["said"]
        ]
        rows, which = self._rows(file, whole, len(said))
        return self._results(head, said, rows, which, whole.hexdigest())

    def _next(self, file: BinaryIO, longest: int) -> bytes:
        self.line += 1
        found = file.readline(longest)
        if not found.endswith(b"\n"):
            raise self.refused(gettext("These results are cut off."), self.line)
        return found

    def _rows(self, file: BinaryIO, whole: Any, kinds: int) -> tuple[Rows, Numbers]:
        places, which, sizes = [], [], []
        digests: dict[str, list[bytes]] = {name: [] for name in WIDTHS}
        while "row" in (line := json.loads(text := self._next(file, _LONGEST_LINE))):
            whole.update(text)
            places.append(count_of(line["row"]))
            which.append(count_of(line["said"]))
            sizes.append(count_of(line["size"]) if "size" in line else NOT_SAID)
            for name, width in WIDTHS.items():
                digest = bytes.fromhex(line.get(name, ""))
                if len(digest) not in {0, width}:
                    raise ValueError("no digest of this width")
                digests[name].append(digest)
        if line["rows"] != len(places) or line["sha256"] != whole.hexdigest():
            raise self.refused(gettext("These results were altered or damaged on their way."), self.line)
        if which and max(which) >= kinds:
            raise ValueError("nothing of that number was said")
        exact = {
            name: Column(
                np.frombuffer(b"".join(one or bytes(WIDTHS[name]) for one in column), np.uint8).reshape(
                    -1, WIDTHS[name]
                ),
                np.array([bool(one) for one in column], dtype=bool),
            )
            for name, column in digests.items()
            if any(column)
        }
        rows = Rows(np.array(places, np.int64), exact, np.array(sizes, np.int64), names=[""] * len(places))
        return rows, np.array(which, np.int64)

    def _results(
        self, head: Mapping[str, Any], said: Sequence[Told], rows: Rows, which: Numbers, digest: str
    ) -> Results:
        proof = Proof(**{name: base64.b64decode(text_of(head["proof"][name]), validate=True) for name in _PROOF})
        counts = {one: count_of(head["counts"][one.code]) for one in Answer}
        question = Question(text_of(head["exhibit"]), text_of(head["about"]), text_of(head["submit"]))
        form = text_of(head["list"]["form"])
        list_rows, list_digest = count_of(head["list"]["rows"]), text_of(head["list"]["sha256"])
        carried = dict.fromkeys(Answer, 0)
        for number, count in enumerate(np.bincount(which, minlength=len(said)).tolist()):
            carried[said[number].answer] += count
        # What is not new is carried back row by row, so that the counts prove that none is missing.
        fits = all(carried[one] == count for one, count in counts.items() if one != Answer.NEW)
        fits &= carried[Answer.NEW] == (counts[Answer.NEW] if question.submit == "case" else 0)
        fits &= sum(counts.values()) == list_rows and len(bytes.fromhex(list_digest)) == 32
        fits &= question.submit in INTENTS
        for text, longest in (
            (question.exhibit, LONGEST_EXHIBIT),
            (question.about, LONGEST_REFERENCE),
            (form, LONGEST_FORM),
        ):
            fits &= len(text) <= longest and text.isprintable()
        if not fits:
            self.line = 1
            raise ValueError("the head does not fit its rows")
        return Results(
            question=question,
            asked_at=moment_of(head["asked_at"]),
            list_form=form,
            list_digest=list_digest.lower(),
            list_rows=list_rows,
            counts=counts,
            said=said,
            proof=proof,
            rows=rows,
            which=which,
            digest=digest,
        )
