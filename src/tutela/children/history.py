"""The history of a record: who answered for it, who handled it, who took part, and each field that changed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from tutela.audit.changes import Change, changes_of, names_of
from tutela.audit.queries import entries_of_record, rows_of
from tutela.core.subjects import Subject
from tutela.organisations.countries import country_choices
from tutela.ownership.models import Basis, Participation


@dataclass(frozen=True)
class Stretch:
    """Somebody (their number, and the name that the reader may know) answered, handled or took part from then until then."""

    what: str
    number: int
    name: str
    words: str
    from_at: datetime
    to_at: datetime | None


@dataclass
class History:
    """Everything that became of a record, newest first."""

    owners: list[Stretch]
    handlers: list[Stretch]
    participants: list[Stretch]
    changes: list[Change] = field(default_factory=list)


# One statement for the three tables; each is read under its own policy, as is every name.
_STRETCHES = """
SELECT 'owner', o.id, '', false, o.name, s.basis, s.from_at, s.to_at
  FROM ownership_span s JOIN organisations_organisation o ON o.id = s.organisation_id
 WHERE s.subject_kind = %(kind)s AND s.subject_id = %(number)s
UNION ALL
SELECT 'handler', a.handler_id, (SELECT u.name FROM accounts_user u WHERE u.id = a.handler_id), true, o.name, '', a.from_at, a.to_at
  FROM ownership_assignment a JOIN organisations_organisation o ON o.id = a.organisation_id
 WHERE a.subject_kind = %(kind)s AND a.subject_id = %(number)s
UNION ALL
SELECT 'participant', p.id, (SELECT u.name FROM accounts_user u WHERE u.id = p.user_id), p.user_id IS NOT NULL, o.name, p.basis, p.since,
       p.ended_at
  FROM ownership_participation p JOIN organisations_organisation o ON o.id = p.organisation_id
 WHERE p.subject_kind = %(kind)s AND p.subject_id = %(number)s
 ORDER BY 7 DESC
"""
_WORDS = {"owner": dict(Basis.choices), "participant": dict(Participation.Basis.choices), "handler": {"": ""}}


def history_of(record: Any) -> History:
    """The history of a record of any kind, in two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_STRETCHES, {"kind": record.subject_kind, "number": record.pk})
        found = [
            Stretch(
                what, number, _named(what, person, is_person, of), str(_WORDS[what].get(code, code)), from_at, to_at
            )
            for what, number, person, is_person, of, code, from_at, to_at in cursor.fetchall()
        ]
    owners = [one for one in found if one.what == "owner"]
    handlers = [one for one in found if one.what == "handler"]
    return History(
        owners=owners,
        handlers=handlers,
        participants=[one for one in found if one.what == "participant"],
        changes=changes_of(
            type(record),
            record.pk,
            words={
                "owner": {one.number: one.name for one in owners},
                "handler": {one.number: one.name for one in handlers},
                "countries": dict(country_choices()),
            },
        ),
    )


def _named(what: str, person: str | None, is_person: bool, organisation: str) -> str:
    """Whoever answered, handled or took part, by the name that the reader may know."""
    if not is_person:
        return organisation
    if what == "handler":
        return person or gettext("Somebody of %(organisation)s") % {"organisation": organisation}
    named = person or gettext("A named person")
    return f"{named}, {organisation}"


def audit_rows(subject: Subject, *, cursor: str) -> dict[str, Any]:
    """Who read and did what, as the tab of a record shows it; two statements."""
    listed = entries_of_record(subject, cursor=cursor)
    names = {int(number): name for number, name in names_of(one.user_id for one in listed.items).items()}
    return {"page": listed, "entries": rows_of(listed.items, names)}
