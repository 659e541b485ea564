"""Codes of the vocabulary in words, and what the questions of this app share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.models import User
from tutela.tasks.models import Task


def label(of: str, code: str) -> str:
    """A code of a list in words; an older one is shown as it is written."""
    return dict(typology.choices(of)).get(code, code.replace("_", " ").capitalize())


def name_of(path: str) -> Subquery:
    """The name of a person, where the reader may know it: a join would hide the row itself."""
    return Subquery(User.objects.filter(pk=OuterRef(path)).values("name")[:1])


def task_state(path: str) -> Subquery:
    """How the task of a row stands, where the reader sees the task."""
    return Subquery(Task.objects.filter(pk=OuterRef(path)).values("state")[:1])


def task_in_words(state: str | None) -> str:
    """How a task stands; empty where the reader sees none."""
    return str(Task.State(state).label) if state else ""


def by(who: str) -> str:
    """Who did something."""
    return gettext("By {who}").format(who=who)


def by_and_when(who: str, on: Any) -> str:
    """Who did something, and on which day as far as it is known."""
    if on is None:
        return by(who)
    return gettext("By {who}, {day}").format(who=who, day=on.in_words())


@dataclass(frozen=True)
class Following:
    """A step that follows from a plan, or an action of a meeting, with how its task stands."""

    what: str
    due_at: datetime | None
    task_id: int | None
    task: str
    organisation: str = ""
    by_whom: str = ""
    state: str = ""


def following(one: Mapping[str, Any]) -> Following:
    """A step or an action as a statement with its rows returns it."""
    due_at = one["due_at"]
    return Following(
        one["what"],
        parse_datetime(due_at) if due_at else None,
        one["task_id"] if one["state"] else None,
        task_in_words(one["state"]),
        one.get("organisation") or "",
        one.get("by_whom") or "",
        one["state"] or "",
    )
