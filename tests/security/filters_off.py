"""Python's part in need to know switched off: what is left is what the database itself enforces."""

from typing import Any

import pytest
from django.db.models import Q, QuerySet

from tutela.accounts.actor import Actor

# Conditions by which Python narrows a list to somebody's own: by organisation, by person, by who answers or asked.
_NARROWING = frozenset(
    {
        "owner",
        "organisation",
        "answerable",
        "handler",
        "user",
        "sender",
        "receiver",
        "final_receiver",
        "reporter",
        "owed_to",
        "membership",
        "memberships",
        "asked_by",
        "made_by",
    }
)


def narrows(condition: str) -> bool:
    """Whether a condition of a query is one of those: ``owner_id``, ``handler_id__in``, ``batch__organisation_id``."""
    return any(part.removesuffix("_id") in _NARROWING for part in condition.split("__"))


def without_narrowing(condition: Q) -> Q | None:
    """The condition with every narrowing one taken for true; None where nothing is left of it."""
    kept: list[Any] = []
    for child in condition.children:
        left = without_narrowing(child) if isinstance(child, Q) else child
        is_true = left is None or (isinstance(child, tuple) and narrows(child[0]))
        if is_true and (condition.connector == Q.OR or condition.negated):
            return None
        if not is_true:
            kept.append(left)
    return Q(*kept, _connector=condition.connector, _negated=condition.negated) if kept else None


def switch_off(patch: pytest.MonkeyPatch) -> None:
    """No role is asked for and no list is narrowed by Python, until ``patch`` is undone."""
    filter_or_exclude = QuerySet._filter_or_exclude  # type: ignore[attr-defined]

    def unnarrowed(rows: QuerySet[Any], negate: bool, args: tuple[Any, ...], given: dict[str, Any]) -> QuerySet[Any]:
        kept = {name: value for name, value in given.items() if not narrows(name)}
        conditions = [without_narrowing(one) if isinstance(one, Q) else one for one in args]
        left = tuple(one for one in conditions if one is not None)
        if negate and not left and not kept and (args or given):
            return rows.all()
        unchanged: QuerySet[Any] = filter_or_exclude(rows, negate, left, kept)
        return unchanged

    patch.setattr(QuerySet, "_filter_or_exclude", unnarrowed)
    patch.setattr(Actor, "must_hold", lambda actor, *roles: None)
    patch.setattr(Actor, "reads_records", property(lambda actor: actor.kind != "public"))
    patch.setattr(Actor, "writes_records", property(lambda actor: actor.kind != "public"))
    patch.setattr("tutela.accounts.pages.refuse_other_roles", lambda role, roles: None)
    patch.setattr("tutela.api.access.refuse_other_roles", lambda role, roles: None)
