"""The answer of a kept check as a file: what was said of each row, when it was asked, and what the file does not hold."""

import csv
import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext

from tutela.core.csv_export import harmless
from tutela.register.answer import WORDS, Answer
from tutela.register.models import Check
from tutela.register.queries.kept_answers import KeptSeries, every_row, named_in

if TYPE_CHECKING:
    from tutela.register.queries.answers import Contact

HEADER = ("row", "answer", "in words", "series", "ask", "telephone", "e-mail", "bits by which it differs")


def caveats_of(check: Check) -> list[str]:
    """What whoever reads the file must know of it."""
    return [
        gettext("What the register said at %(moment)s UTC of a list of %(rows)s rows, to %(name)s.")
        % {"moment": f"{check.asked_at:%Y-%m-%d %H:%M}", "rows": check.rows, "name": check.organisation.name},
        gettext(
            "Rows that are not named here were new. A row is its place in the list; hashes and names are not kept."
        ),
        gettext("Series, and whom to ask, are named as far as you may know of them now."),
        gettext("A row with a number of bits is new: another file, of which the rest is said, looks like it."),
        gettext("SHA-256 of the list: %(digest)s. Exhibit: %(exhibit)s.")
        % {"digest": check.list_digest, "exhibit": check.exhibit or gettext("not said")},
    ]


def write_kept_csv(out: BinaryIO, check: Check) -> int:
    """Every row of which something was said; returns how many."""
    series, contacts = named_in(check)
    told = {}
    count = 0
    out.write(b"\xef\xbb\xbf")
    out.write(_lines([[f"# {one}"] for one in caveats_of(check)] + [list(HEADER)]))
    for part in every_row(check):
        lines = []
        for place, *said in part:
            key = tuple(said)
            if key not in told:
                told[key] = _lines([["", *_told(*said, series=series, contacts=contacts)]])
            lines.append(str(place).encode() + told[key])
        out.writelines(lines)
        count += len(lines)
    return count


def write_kept_json(out: BinaryIO, check: Check) -> int:
    """The same, with the counts, as one object; returns how many rows."""
    series, contacts = named_in(check)
    head = {
        "check": check.pk,
        "asked_at": check.asked_at.isoformat(),
        "answered_at": check.done_at.isoformat() if check.done_at else None,
        "exhibit": check.exhibit,
        "about": check.subject_reference,
        "list": {"form": check.form, "sha256": check.list_digest, "rows": check.rows, "answered": check.done_rows},
        "counts": {one.code: getattr(check, one.code) for one in Answer},
        "caveats": caveats_of(check),
    }
    text = json.dumps(head, ensure_ascii=False, indent=1)
    out.write(text[:-2].encode() + b',\n "rows": [')
    count = 0
    for part in every_row(check):
        for place, *said in part:
            cells = _told(*said, series=series, contacts=contacts)
            row = {
                "row": place,
                **dict(zip(("answer", "in_words", "series", "ask", "telephone", "email"), cells, strict=False)),
            }
            if cells[-1] != "":
                row["near_distance"] = cells[-1]
            out.write((b",\n  " if count else b"\n  ") + json.dumps(row, ensure_ascii=False).encode())
            count += 1
    out.write(b"\n ]\n}\n")
    return count


def _told(
    answer: int,
    of_series: int,
    organisation: int,
    distance: int,
    *,
    series: dict[int, KeptSeries],
    contacts: "dict[int, Contact]",
) -> list[Any]:
    if of_series and of_series not in series:
        return ["", gettext("Not for you any more: who may know of its series was narrowed."), "", "", "", "", ""]
    contact = contacts.get(organisation)
    return [
        Answer(answer).code,
        gettext(WORDS[Answer(answer)]),
        series[of_series].reference if of_series in series else "",
        contact.name if contact else "",
        contact.telephone if contact else "",
        contact.email if contact else "",
        distance if distance >= 0 else "",
    ]


def _lines(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode()
