"""What changed in a record, field by field: read from its history table, which the database itself writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, OuterRef, Subquery, When
from django.db.models.functions import Cast
from django.utils.translation import gettext

from tutela.accounts.models import User
from tutela.audit.field_words import said_of
from tutela.core import languages

# Columns of a history table that say something about the change and nothing about the record.
_OF_THE_CHANGE = frozenset({"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "changed_by", "changed_by_verb"})
_UNTOLD = frozenset({"version", "readers", "next_due_at", "id"})


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of a record: when, by whom, by which verb, and each field that differs."""

    at: datetime
    who: str
    verb: str
    fields: tuple[FieldChange, ...]
    is_first: bool = False


def changes_of(
    model: type[models.Model],
    record_id: int,
    *,
    most: int = 200,
    words: Mapping[str, Mapping[Any, str]] | None = None,
) -> list[Change]:
    """The newest changes of one record, newest first, from the history of ``model``; one statement.

    ``words`` names values of a field that are codes or numbers of other rows: ``{"owner": {4: "Northmoor"}}``.
    """
    events: Any = model.pgh_event_model  # type: ignore[attr-defined]
    rows = list(_with_names(events.objects.filter(pgh_obj_id=record_id)).order_by("-pgh_id")[: most + 1])
    return _changes(rows, most=most, words=words)


def changes_of_parts(model: type[models.Model], *, most: int = 500, **of: Any) -> list[tuple[Any, list[Change]]]:
    """The changes of every row that belongs to a record (``case_id=7``): the row as it is now, and its changes; one statement."""
    events: Any = model.pgh_event_model  # type: ignore[attr-defined]
    rows = list(_with_names(events.objects.filter(**of)).order_by("-pgh_id")[:most])
    by_part: dict[int, list[Any]] = {}
    for row in rows:
        by_part.setdefault(row.pgh_obj_id, []).append(row)
    return [(those[0], _changes(those, most=most, words=None)) for those in by_part.values()]


def _with_names(events: Any) -> Any:
    """With the name of who changed it, where the reader may know it.

    What the public or the worker changed has no number there, and not always nothing: a connection on which somebody was named
    before says so with an empty text.
    """
    number = Case(
        When(changed_by__regex=r"^[0-9]{1,18}$", then=Cast("changed_by", models.BigIntegerField())),
        output_field=models.BigIntegerField(),
    )
    who = User.objects.filter(pk=OuterRef("changed_by_number"))
    return events.annotate(changed_by_number=number).annotate(changed_by_name=Subquery(who.values("name")[:1]))


def _changes(rows: list[Any], *, most: int, words: Mapping[str, Mapping[Any, str]] | None) -> list[Change]:
    """What changed from each state of one row to the next; ``rows`` are its states, newest first."""
    fields = [
        field
        for field in (rows[0]._meta.concrete_fields if rows else ())
        # Who identified a child or opened a case is who made the change: it is said once, by name.
        if field.name not in _OF_THE_CHANGE and field.name not in _UNTOLD and not field.name.endswith("_by_id")
    ]
    found = []
    for index, row in enumerate(rows[:most]):
        earlier = rows[index + 1] if index + 1 < len(rows) else None
        who = row.changed_by_name or ("Tutela" if not row.changed_by else gettext("Somebody elsewhere"))
        if earlier is None:
            found.append(Change(row.pgh_created_at, who, row.changed_by_verb or "", (), is_first=True))
            continue
        differing = tuple(
            FieldChange(_label(field), _said(earlier, field, words), _said(row, field, words))
            for field in fields
            if getattr(earlier, field.attname) != getattr(row, field.attname)
        )
        if differing:
            found.append(Change(row.pgh_created_at, who, row.changed_by_verb or "", differing))
    return found


def names_of(user_ids: Iterable[str | int | None]) -> dict[str, str]:
    """Names by account number, of those whom the reader may see; the others are left out."""
    numbers = {int(one) for one in user_ids if one not in (None, "")}
    return {str(key): name for key, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}


def _label(field: Any) -> str:
    return said_of(str(field.verbose_name))


def _said(row: Any, field: Any, words: Mapping[str, Mapping[Any, str]] | None) -> str:
    value = getattr(row, field.attname)
    if value in (None, "", []):
        return ""
    known = (words or {}).get(field.name) or dict(field.flatchoices)
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(known.get(one) or _plain(one)) for one in values)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        parts = {"day": languages.day_in_words(value.date()), "time": f"{value:%H:%M}", "zone": "UTC"}
        return gettext("%(day)s, %(time)s %(zone)s") % parts
    return str(value)
