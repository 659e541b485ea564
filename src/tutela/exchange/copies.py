"""Copies of a case's document for whoever is to know less: names left out, or put in the place of names so that equal stays equal.

A copy is no document to be brought in: it says of itself what it is, and for whom it was made.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from tutela.core.identifiers import searchable

FULL, REDACTED, PSEUDONYMISED = "full", "redacted", "pseudonymised"
LEFT_OUT = "[left out]"
_LENGTH = 8
# Words that somebody wrote: nobody can say by machine what they give away, so none of them stays.
_FREE = frozenset(
    {
        *(
            "summary",
            "words",
            "type_words",
            "kind_words",
            "identified_how",
            "safeguarded_words",
            "outcome_words",
            "why",
            "done",
        ),
        *("second_words", "danger_words", "end_words", "place", "area", "source", "body", "classification"),
    }
)
_DATES_OF_PEOPLE = frozenset({"birth_date"})
_IDENTIFIERS = frozenset({"as_written"})
_REFERENCES = frozenset({"reference", "child"})
_YEAR = 4
In = Callable[[str, str], str]


def copy_of(document: Mapping[str, Any], *, kind: str, receiver: str) -> dict[str, Any]:
    """The document with less in it, for ``receiver``.

    *Redacted*: names, identifiers, areas, references and every free word are left out, and of a date of birth the year stays.
    *Pseudonymised*: the same, but names, identifiers and references are replaced by tokens that are equal where these were equal, in
    every copy for the same receiver and in none for another; only this installation can make them.
    """
    put = _left_out if kind == REDACTED else _token(receiver)
    copied: dict[str, Any] = _copied(document, put)
    return {**copied, "format": "tutela-case-copy", "copy": {"kind": kind, "for": receiver}}


def _left_out(what: str, value: str) -> str:
    return LEFT_OUT


def _token(receiver: str) -> In:
    key = hmac.new(settings.SECRET_KEY.encode(), f"copies for {searchable(receiver)}".encode(), hashlib.sha256).digest()

    def token(what: str, value: str) -> str:
        made = hmac.new(key, f"{what}:{searchable(value)}".encode(), hashlib.sha256).digest()
        return f"{what}-{base64.b32encode(made).decode()[:_LENGTH]}"

    return token


def _copied(value: Any, put: In) -> Any:
    if isinstance(value, Mapping):
        # An organisation is no person: its code and name stay.
        if set(value) == {"code", "name"}:
            return dict(value)
        return {key: _field(key, one, put) for key, one in value.items()}
    if isinstance(value, list):
        return [_copied(one, put) for one in value]
    return value


def _field(key: str, value: Any, put: In) -> Any:
    if not isinstance(value, str) or not value:
        return _copied(value, put)
    if key == "name":
        return put("name", value)
    if key in _IDENTIFIERS:
        return put("identifier", value)
    if key in _REFERENCES:
        return put("record", value)
    if key in _DATES_OF_PEOPLE:
        return value[:_YEAR]
    return LEFT_OUT if key in _FREE else value
