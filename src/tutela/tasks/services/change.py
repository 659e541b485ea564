"""What the verbs on a task have in common: the row as it is now, who may, what is written, and who hears."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Role, User
from tutela.audit.services import record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.subjects import Subject
from tutela.core.versions import must_be_as_shown
from tutela.notices.models import Notice
from tutela.notices.services import DESK, tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.ownership.access import records
from tutela.tasks.models import Task

WORKERS = (*sorted(WRITES_RECORDS), Role.PARTNER)
"""The roles that do a task."""
GIVERS = tuple(sorted(WRITES_RECORDS))
"""The roles that give one and call it off."""
_DESK = (*DESK, Role.PARTNER)


@dataclass(frozen=True)
class Of:
    """A task's record by its kind, number and reference: whoever has a task may not see the record itself."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int = 0


def record_of(task: Task) -> Of:
    """The record that a task is about, as far as everybody who sees the task knows it."""
    return Of(task.subject_kind, task.subject_id, task.subject_reference)


def sees_record(task: Task) -> bool:
    """Whether the present actor sees the record of a task. One statement."""
    return bool(records(task.subject_kind).filter(pk=task.subject_id).exists())


def is_for_named_persons(task: Task) -> bool:
    """Whether the record is restricted within the organisation that has the task, and so is the task."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tasks_is_for_named_persons(%s, %s, %s)", [task.subject_kind, task.subject_id, task.organisation_id]
        )
        return bool(cursor.fetchone()[0])


def locked_task(task: Task, *, version: int | None = None) -> Task:
    """The task as it is at this moment, its row locked until the transaction ends.

    Raises NotFound where it is not this actor's to change (row-level security locks no row for who may only read it), and
    StaleRecord where ``version`` is not the one that stands there now.
    """
    fresh = (
        Task.objects.select_related("organisation", "giver")
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=task.pk)
        .first()
    )
    if fresh is None:
        raise NotFound(
            gettext("There is no such task that you may change."), mend=gettext("Look at who has it and who gave it.")
        )
    must_be_as_shown(fresh, version)
    return fresh


def has_it(task: Task, actor: Actor) -> bool:
    """Whether the actor works for the organisation that has the task."""
    return actor.kind == "system" or (actor.organisation_id == task.organisation_id and actor.role in WORKERS)


def gave_it(task: Task, actor: Actor) -> bool:
    """Whether the actor works for the organisation that gave it, or for the one that answers for the record by now."""
    if actor.kind == "system" or (actor.role in GIVERS and actor.organisation_id == task.giver_id):
        return True
    return actor.role in GIVERS and _writes_record(task)


def must_be_open(task: Task) -> None:
    """Refuse what is over already. Raises RuleBroken."""
    if not task.is_open:
        raise RuleBroken(
            gettext("This task is no longer open: %(state)s.") % {"state": task.get_state_display().lower()},
            mend=gettext("Look at its history; with a reason it can be opened again."),
        )


def must_have_it(task: Task, actor: Actor) -> None:
    """Refuse whoever does not work for the organisation that has the task. Raises RuleBroken."""
    actor.must_hold(*WORKERS)
    if not has_it(task, actor):
        raise RuleBroken(
            gettext("%(organisation)s has this task.") % {"organisation": task.organisation},
            mend=gettext("Ask them; whoever gave it can cancel it."),
        )


def must_have_given_it(task: Task, actor: Actor) -> None:
    """Refuse whoever neither gave the task nor answers for its record. Raises RuleBroken."""
    actor.must_hold(*GIVERS)
    if not gave_it(task, actor):
        raise RuleBroken(
            gettext("%(organisation)s gave this task.") % {"organisation": task.giver},
            mend=gettext("Ask them, or give it back to them."),
        )


def must_work_there(person: User | None, organisation: Organisation) -> None:
    """Refuse somebody who does not do tasks in that organisation now. Raises BadInput."""
    if person is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT tasks_may_have(%s, %s)", [person.pk, organisation.pk])
        works_there = cursor.fetchone()[0]
    if not works_there:
        raise BadInput(
            gettext("That person does not do tasks in %(organisation)s now.")
            % {"organisation": organisation.short_name},
            where=where(field="assignee"),
            mend=gettext("Choose somebody who works there, or leave it to the organisation."),
        )


def write(task: Task, verb: str, *, actor: Actor, now: datetime, fields: dict[str, Any], **codes: Any) -> Task:
    """Save what a verb changes, with who and when, and its line in the audit trail; what was said before is in the history."""
    at = max(now, task.changed_at)
    said = {"words": "", "showed": "", "asked": ""} | fields
    if said.get("ended_at"):
        said["ended_at"] = at
    for name, value in said.items():
        setattr(task, name, value)
    task.changed_at, task.changed_by_id = at, actor.user_id
    task.version += 1
    task.save(update_fields=[*said, "changed_at", "changed_by", "version"])
    record(verb, actor=actor, now=now, subject=record_of(task), task=task.pk, **codes)
    return task


def tell_holder(task: Task, words: str, *, subject: Subject | None, actor: Actor, now: datetime) -> None:
    """Whoever has the task hears: the person; else, where it is another organisation's, those at its desk.

    ``subject`` is named only to those who may see it: a link to anything else would lead nowhere.
    """
    about = subject if subject is not None and subject.owner_id == task.organisation_id else None
    if task.assignee_id is not None:
        if task.assignee_id != actor.user_id:
            tell([task.assignee_id], Notice.Kind.TASK, words, now=now, subject=about)
    elif task.organisation_id != actor.organisation_id:
        tell_organisation(task.organisation, Notice.Kind.TASK, words, now=now, subject=about, roles=_DESK)


def tell_giver(task: Task, words: str, *, actor: Actor, now: datetime) -> None:
    """Whoever gave it hears what became of it; where they work there no more, the desk of their organisation does."""
    about = record_of(task) if sees_record(task) else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_recipients(%s, %s)", [task.giver_id, list(GIVERS)])
        at_work = {user_id for (user_id,) in cursor.fetchall()}
    if task.given_by_id is None or task.given_by_id not in at_work:
        tell_organisation(task.giver, Notice.Kind.TASK, words, now=now, subject=about)
    elif task.given_by_id != actor.user_id:
        tell([task.given_by_id], Notice.Kind.TASK, words, now=now, subject=about)


def _writes_record(task: Task) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tutela_writes(%s, %s)", [task.subject_kind, task.subject_id])
        return bool(cursor.fetchone()[0])
