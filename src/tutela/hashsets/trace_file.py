"""A trace as a file: everybody from whom a file came and to whom it went, as CSV and as JSON, with what it does not cover."""

import json
from typing import Any

from django.utils.translation import gettext

from tutela.core.csv_export import Writable, write_rows
from tutela.hashsets.queries.trace import Trace
from tutela.register.lists.rows import WIDTHS

HEADER = (
    *("way", "set", "body", "edition", "issued at (UTC)", "what", "why", "hands", "terms", "may be passed on", "key"),
    *("ask for", "telephone", "e-mail", "told at (UTC)"),
)


def caveats_of(found: Trace) -> list[str]:
    """What whoever reads the file must know of it."""
    return [
        gettext("From whom file %(number)s came to your organisation by sets of hashes, and to whom it gave it.")
        % {"number": found.file.pk},
        gettext("Packs for machines without a connection, and what was said by telephone, are not in it."),
        gettext("Whom to ask for is as it is known today."),
    ]


def write_trace_csv(stream: Writable, found: Trace) -> int:
    """A row for each edition that named the file; returns how many."""
    return write_rows(stream, caveats_of(found), HEADER, _rows(found))


def trace_as_json(found: Trace) -> str:
    """The same, as one object."""
    told = _told(found)
    data = {
        "file": {
            "number": found.file.pk,
            **{name: bytes(digest).hex() for name in WIDTHS if (digest := getattr(found.file, name))},
        },
        "caveats": caveats_of(found),
        "came": [
            {
                "set": one.set_name,
                "body": one.body_name,
                "edition": one.number,
                "issued_at": one.issued_at.isoformat(),
                "taken_at": one.taken_at.isoformat() if one.taken_at else None,
                "what": one.act,
                "why": one.why,
                "hands": list(one.hands),
                "terms": one.terms,
                "pass_on": one.pass_on,
                "key": one.key,
            }
            for one in found.came
        ],
        "went": [
            {
                "set": one.set_name,
                "body": one.body_name,
                "edition": one.number,
                "issued_at": one.issued_at.isoformat(),
                "what": one.act,
                "key": one.key,
                "contact": {"name": one.contact_name, "telephone": one.contact_telephone, "email": one.contact_email},
                "told_at": told.get(one.body_id),
            }
            for one in found.went
        ],
        "has_it": [one.body_name for one in found.has],
        "classified": [
            {"scheme": one.scheme, "code": one.code, "label": one.label, "by": one.by, "mapped_from": one.was}
            for one in found.said
        ],
        "wrong": [{"ground": one.ground, "at": one.at.isoformat()} for one in found.wrongs],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _rows(found: Trace) -> list[list[Any]]:
    told = _told(found)
    came = [
        [
            *("came", one.set_name, one.body_name, one.number, f"{one.issued_at:%Y-%m-%d %H:%M}", one.act, one.why),
            *(" → ".join(one.hands), one.terms, one.pass_on, one.key, "", "", "", ""),
        ]
        for one in found.came
    ]
    went = [
        [
            *(
                "went",
                one.set_name,
                one.body_name,
                one.number,
                f"{one.issued_at:%Y-%m-%d %H:%M}",
                one.act,
                "",
                "",
                "",
                "",
            ),
            *(one.key, one.contact_name, one.contact_telephone, one.contact_email, told.get(one.body_id, "")),
        ]
        for one in found.went
    ]
    return came + went


def _told(found: Trace) -> dict[int, str]:
    return {
        one.body_id: f"{one.told_at:%Y-%m-%d %H:%M}"
        for wrong in found.wrongs
        for one in wrong.tellings
        if one.told_at is not None
    }
