"""The answer of a kept check as a file: what was said of each row, when it was asked, and what the file does not hold."""

import csv
import io
import json
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext

from tutela.core.csv_export import harmless
from tutela.register.answer import WORDS, Answer
from tutela.register.models import Check
from tutela.register.queries.kept_answers import Beside, KeptSeries, beside_of, every_row, named_in, same_of

if TYPE_CHECKING:
    from tutela.register.queries.answers import Contact

HEADER = (
    "row", "answer", "in words", "series", "ask", "telephone", "e-mail", "bits by which it differs", "other series", "also ask",
    "said to be the same by", "said on", "bits between the two",
)  # fmt: skip


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
        gettext(
            "Where somebody said that the file is the same picture as another, what is known of the other is said too: no exact match."
        ),
        gettext("SHA-256 of the list: %(digest)s. Exhibit: %(exhibit)s.")
        % {"digest": check.list_digest, "exhibit": check.exhibit or gettext("not said")},
    ]


def write_kept_csv(out: BinaryIO, check: Check) -> int:
    """Every row of which something was said; returns how many."""
    beside = beside_of(check)
    series, contacts = named_in(check, beside)
    told = {}
    count = 0
    out.write(b"\xef\xbb\xbf")
    out.write(_lines([[f"# {one}"] for one in caveats_of(check)] + [list(HEADER)]))
    for part in every_row(check):
        lines = []
        for place, *said in part:
            key = tuple(said)
            if key not in told:
                told[key] = _lines([["", *_cells(*said, series=series, contacts=contacts, beside=beside)]])
            lines.append(str(place).encode() + told[key])
        out.writelines(lines)
        count += len(lines)
    return count


def write_kept_json(out: BinaryIO, check: Check) -> int:
    """The same, with the counts, as one object; returns how many rows."""
    beside = beside_of(check)
    series, contacts = named_in(check, beside)
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
            row = {"row": place, **_told(*said, series=series, contacts=contacts, beside=beside)}
            out.write((b",\n  " if count else b"\n  ") + json.dumps(row, ensure_ascii=False).encode())
            count += 1
    out.write(b"\n ]\n}\n")
    return count


def _told(
    answer: int,
    of_series: int,
    organisation: int,
    distance: int,
    more: int,
    *,
    series: dict[int, KeptSeries],
    contacts: "dict[int, Contact]",
    beside: dict[int, Beside],
) -> dict[str, Any]:
    """What was said of a row; what is said of few rows is named only there."""
    if of_series and of_series not in series:
        words = gettext("Not for you any more: who may know of its series was narrowed.")
        return {"answer": "", "in_words": words, "series": "", "ask": "", "telephone": "", "email": ""}
    contact, more_said = contacts.get(organisation), beside.get(more, Beside())
    same = same_of(more_said, contacts)
    told: dict[str, Any] = {
        "answer": Answer(answer).code,
        "in_words": gettext(WORDS[Answer(answer)]),
        "series": series[of_series].reference if of_series in series else "",
        "ask": contact.name if contact else "",
        "telephone": contact.telephone if contact else "",
        "email": contact.email if contact else "",
    }
    if distance >= 0:
        told["near_distance"] = distance
    if more_said.other_series:
        told["other_series"] = [series[one].reference for one in more_said.other_series if one in series]
    if more_said.also_ask:
        told["also_ask"] = [contacts[one].name for one in more_said.also_ask if one in contacts]
    if same is not None:
        by = same.by.name if same.by else ""
        told["said_same"] = {"by": by, "at": same.at.isoformat(), "distance": same.bits}
    return told


def _cells(*said: int, **named: Any) -> list[Any]:
    told = _told(*said, **named)
    same = told.get("said_same", {})
    return [
        *(told[one] for one in ("answer", "in_words", "series", "ask", "telephone", "email")),
        told.get("near_distance", ""),
        *("; ".join(told.get(one, ())) for one in ("other_series", "also_ask")),
        *(same.get(one, "") for one in ("by", "at", "distance")),
    ]


def _lines(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode()
