"""An answer as a file: CSV with a line for every row of the list, or JSON with everything, for a program."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np

from tutela.core.csv_export import harmless
from tutela.register.answer import WORDS, Answer
from tutela.register.answer_lines import Endings, rows_in_parts, write_lines
from tutela.register.lists.rows import HashList, Rows
from tutela.register.queries.answers import Answers, Said
from tutela.register.queries.near_verdicts import SaidSame
from tutela.register.queries.summary import Summary

HEADER = (
    "row", "hash", "answer", "series", "other_series", "ask", "telephone", "email", "also_ask", "held_by", "sources", "terms",
    "near_distance", "near_answer", "said_same",
)  # fmt: skip


def write_csv(out: BinaryIO, listed: HashList, answers: Answers, *, caveats: Sequence[str] = ()) -> None:
    """Every row of the list with its answer, in the order of the list. The hash is the shortest that the row has."""
    out.write(csv_head(caveats))
    write_lines(out, rows_in_parts(listed.rows, answers.which), Endings.of(csv_endings(answers)))


def csv_head(caveats: Sequence[str] = ()) -> bytes:
    """What stands before the rows."""
    head = io.StringIO()
    writer = csv.writer(head)
    for caveat in caveats:
        writer.writerow([harmless(f"# {caveat}")])
    writer.writerow(HEADER)
    return head.getvalue().encode()


def csv_endings(answers: Answers) -> list[bytes]:
    """What may follow the hash of a row, by what is said of it."""
    return [_ending(one, answers) for one in answers.said]


def _ending(said: Said, answers: Answers) -> bytes:
    """What follows the hash, the same for every row of which the same is said."""
    told = told_of(said, answers)
    cells = [
        "", told["answer"], told["series"], told["other_series"], told["ask"], told["telephone"], told["email"],
        told["also_ask"], told["held_by"], told["sources"], told["terms"], told["near_distance"], told["near_answer"],
        same_in_words(told["said_same"]),
    ]  # fmt: skip
    line = io.StringIO()
    csv.writer(line).writerow([harmless("; ".join(one) if isinstance(one, list) else one) for one in cells])
    return line.getvalue().encode()


def told_of(said: Said, answers: Answers) -> dict[str, Any]:
    """What is said of a row, in words and references: whom to ask, by which telephone, from which source under what terms."""
    contact = answers.contacts.get(said.owner)
    return {
        "answer": said.of_row.code,
        "in_words": WORDS[said.of_row],
        "near_distance": said.near if said.is_near else None,
        "near_answer": said.answer.code if said.is_near else "",
        "series": _series(said.series, answers),
        "other_series": [_series(one, answers) for one in said.other_series],
        "ask": contact.name if contact else "",
        "telephone": contact.telephone if contact else "",
        "email": contact.email if contact else "",
        "also_ask": _names(said.also_ask, answers),
        "held_by": _names(said.holders, answers),
        "sources": [answers.sources[one][0] for one in said.sources if one in answers.sources],
        "terms": [answers.sources[one][1] for one in said.sources if one in answers.sources],
        "said_same": same_as_data(said.same, answers),
    }


def same_as_data(same: SaidSame | None, answers: Answers) -> dict[str, Any] | None:
    """Who said that two files are the same picture, when, and how near they are."""
    if same is None:
        return None
    return {"by": _names([same.organisation], answers), "at": same.at.isoformat(), "distance": same.bits}


def same_in_words(told: dict[str, Any] | None) -> str:
    """The same in one cell."""
    return f"{told['distance']} bits; {'; '.join(told['by'])}; {told['at'][:10]}" if told else ""


def _series(one: int, answers: Answers) -> str:
    return answers.cards[one].reference if one in answers.cards else ""


def _names(organisations: Sequence[int], answers: Answers) -> list[str]:
    return [answers.contacts[one].name for one in organisations if one in answers.contacts]


def write_json(out: BinaryIO, listed: HashList, answers: Answers, summary: Summary, *, check: dict[str, Any]) -> None:
    """Everything, in one object: the summary, each row of which something is said, and which rows are new, as ranges of places."""
    head = {
        "check": check,
        "list": {"form": listed.form, "sha256": listed.digest, "rows": summary.rows, "notes": list(listed.notes)},
        **as_data(summary),
        "new": list(_ranges(listed.rows.places[answers.answer_codes() == Answer.NEW])),
    }
    text = json.dumps(head, ensure_ascii=False, indent=1)
    out.write(text[:-2].encode() + b',\n "rows": [\n')
    told = [told_of(one, answers) for one in answers.said]
    separator = b""
    for index in np.flatnonzero(answers.which).tolist():
        row = {"row": int(listed.rows.places[index]), **_hashes(listed.rows, index), **told[answers.which[index]]}
        out.write(separator + b"  " + json.dumps(row, ensure_ascii=False).encode())
        separator = b",\n"
    out.write(b'\n ],\n "near": [\n')
    separator = b""
    for match in answers.near:
        near = {
            "row": int(listed.rows.places[match.row]),
            "file": match.file,
            "distance": match.distance,
            **told_of(match.said, answers),
            "said_same": same_as_data(match.same, answers),
        }
        out.write(separator + b"  " + json.dumps(near, ensure_ascii=False).encode())
        separator = b",\n"
    out.write(b"\n ]\n}\n")


def as_data(summary: Summary) -> dict[str, Any]:
    """A summary as data, for JSON and the API."""
    return {
        "rows": summary.rows,
        "known": summary.known,
        "share_known": round(summary.share_known, 6),
        "counts": {one.code: summary.counts[one] for one in Answer},
        "rows_said_same": summary.said_same,
        "near_said_not_same": summary.not_same,
        "series": [
            {
                "series": one.card.reference,
                "standing": one.card.standing,
                "rows": one.rows,
                "children": list(one.children),
            }
            for one in summary.series
        ],
        "telephone_first": [
            {
                "organisation": one.contact.name,
                "person": one.contact.person,
                "telephone": one.contact.telephone,
                "email": one.contact.email,
                "rows_of_children_not_identified": one.not_identified,
                "rows_to_ask_about": one.ask,
                "other_rows": one.other,
                "rows_near_to_known": one.near,
            }
            for one in summary.telephone
        ],
    }


def _hashes(rows: Rows, index: int) -> dict[str, str]:
    return {name: column.digests[index].tobytes().hex() for name, column in rows.exact.items() if column.there[index]}


def _ranges(places: np.ndarray) -> Iterator[list[int]]:
    if len(places):
        breaks = np.flatnonzero(np.diff(places) != 1)
        starts, ends = np.r_[0, breaks + 1], np.r_[breaks, len(places) - 1]
        yield from ([int(places[a]), int(places[b])] for a, b in zip(starts, ends, strict=True))
