"""An entry of the audit trail in words that a reader understands; what no word is known for is shown as it is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.models import Role
from tutela.accounts.services.purpose import LIST
from tutela.audit.detail_names import NAMES
from tutela.audit.models import Entry
from tutela.core import languages
from tutela.core.errors import TutelaError

_PEOPLE = frozenset({"user", "to", "asked_by", "before_handler", "handler", "holder"})


@dataclass(frozen=True)
class Told:
    """One detail of an entry."""

    name: str
    value: str


def details_in_words(entry: Entry, names: Mapping[int, str]) -> list[Told]:
    """What an entry holds beside who, when and which record; ``names`` are those of people that the reader may know."""
    try:
        held = json.loads(entry.details or "{}")
    except ValueError:
        return [Told(gettext("As written"), entry.details)]
    return [
        Told(str(NAMES.get(key) or key.replace("_", " ").capitalize()), _value(key, value, names))
        for key, value in held.items()
        if value not in (None, "", [], {})
    ]


def people_in(entry: Entry) -> set[int]:
    """The account numbers that an entry's details name."""
    try:
        held = json.loads(entry.details or "{}")
    except ValueError:
        return set()
    return {value for key, value in held.items() if key in _PEOPLE and isinstance(value, int)}


def purpose_in_words(code: str) -> str:
    """A purpose as it was chosen; empty where none was said."""
    if not code:
        return ""
    try:
        return str(typology.term(LIST, code).label)
    except TutelaError:
        return code.replace("_", " ")


def role_in_words(code: str) -> str:
    """A role by its name."""
    return Role(code).label if code in Role.values else code.replace("_", " ")


def _value(key: str, value: Any, names: Mapping[int, str]) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if key in _PEOPLE and isinstance(value, int):
        return names.get(value) or gettext("account {number}").format(number=value)
    if isinstance(value, dict):
        parts = ({"name": _name_within(name), "value": _value(name, one, names)} for name, one in value.items())
        return "; ".join(gettext("%(name)s: %(value)s") % part for part in parts)
    if isinstance(value, list):
        return ", ".join(_value(key, one, names) for one in value)
    if key == "role":
        return role_in_words(str(value))
    return _moment(str(value)) if isinstance(value, str) else str(value)


def _name_within(key: str) -> str:
    """What a part of a part is called."""
    return key.replace("_", " ") if languages.present() is languages.ENGLISH else str(NAMES.get(key, key)).lower()


def _moment(text: str) -> str:
    if len(text) < len("2026-01-01T00:00") or text[10:11] != "T":
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = timezone.localtime(moment) if moment.tzinfo else moment
    parts = {"day": languages.day_in_words(local.date()), "time": f"{local:%H:%M}", "zone": f"{local:%Z}"}
    return (gettext("%(day)s, %(time)s %(zone)s") % parts).strip()
