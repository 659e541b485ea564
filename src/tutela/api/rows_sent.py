"""Rows of a list in the body of a request: packed in few bytes, or as JSON; and nothing else, media least of all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.http import HttpRequest

from tutela.api.body import JsonParser, read_strictly
from tutela.api.shapes.register import MOST_JSON_ROWS, FileSent, RowsSent
from tutela.core.errors import BadInput, Fault, where
from tutela.core.media import BYTES_NEEDED, refuse_media
from tutela.register.lists import packed
from tutela.register.lists.algorithms import OPAQUE
from tutela.register.lists.rows import NOT_SAID, PDQ_WIDTH, WIDTHS, Column, Numbers, Rows


def rows_in(request: HttpRequest) -> Rows:
    """The rows of the body. Raises Refused for media, WrongType, Malformed for what is no JSON, BadInput with every fault."""
    content = request.body
    # What begins like a part is looked at whole by its own reader. Digests are as good as random, so that among millions of parts
    # one holds what would elsewhere be the mark of a medium, and could never be sent.
    if not content.startswith(packed.MAGIC):
        refuse_media(content[:BYTES_NEEDED], "the request")
    if (request.content_type or "").lower() == packed.MEDIA_TYPE:
        return packed.unpack(content)
    return _rows_of(read_strictly(RowsSent, JsonParser().parse_body(request)))


def body_described() -> dict[str, Any]:
    """The two kinds of body, as OpenAPI describes them."""
    return {
        "required": True,
        "description": f"Up to {packed.MOST_ROWS:,} rows packed in few bytes, or up to {MOST_JSON_ROWS:,} as JSON.",
        "content": {
            "application/json": {"schema": RowsSent.model_json_schema()},
            packed.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
        },
    }


def _rows_of(sent: RowsSent) -> Rows:
    rows = sent.rows
    places = np.array([one.row for one in rows], dtype=np.int64)
    disorder = np.flatnonzero(places[1:] <= places[:-1])
    if len(disorder):
        faults = [
            Fault("It is not greater than the one before.", where=where(field=f"rows.{number + 1}.row"))
            for number in disorder[:100].tolist()
        ]
        raise BadInput(
            "The rows are not in the order of the list.",
            where=faults[0].where,
            mend="Send each row once, in the order of the list.",
            code="bad_body",
            faults=faults,
        )
    return columns_of(rows, places)


def columns_of(rows: Sequence[FileSent], places: Numbers) -> Rows:
    """Files as they are sent, column by column; ``places`` is where each stands for whoever sends it."""
    exact = {name: _column([getattr(one, name) for one in rows], width) for name, width in WIDTHS.items()}
    pdq = _column([one.pdq for one in rows], PDQ_WIDTH)
    quality = [NOT_SAID if one.pdq_quality is None or one.pdq is None else one.pdq_quality for one in rows]
    return Rows(
        places=places,
        exact={name: column for name, column in exact.items() if column is not None},
        sizes=np.array([NOT_SAID if one.size is None else one.size for one in rows], dtype=np.int64),
        names=[""] * len(rows),
        pdq=pdq,
        pdq_quality=None if pdq is None else np.array(quality, dtype=np.int64),
        more=_more(rows),
    )


def _more(rows: Sequence[FileSent]) -> list[dict[str, str]]:
    """What is said of each row besides, as the readers of lists name it; empty where no row says more."""
    if not any(one.category or one.other_hashes for one in rows):
        return []
    return [
        {f"{OPAQUE}{kind}": value for kind, value in one.other_hashes.items()}
        | ({"category": one.category} if one.category else {})
        for one in rows
    ]


def _column(digests: list[str | None], width: int) -> Column | None:
    there = np.array([one is not None for one in digests], dtype=bool)
    if not there.any():
        return None
    raw = bytes.fromhex("".join(one or "0" * (2 * width) for one in digests))
    return Column(np.frombuffer(raw, dtype=np.uint8).reshape(-1, width), there)
