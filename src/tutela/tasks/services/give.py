"""Give somebody a task about a record."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, where
from tutela.core.text import neutral_words
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.tasks.models import Task
from tutela.tasks.services.change import GIVERS, must_work_there, tell_holder

WHAT_LIMIT = 200


@transaction.atomic
def give_task(
    subject: Any,
    *,
    what: str,
    kind: str = "general",
    due_at: datetime | None = None,
    assignee: User | None = None,
    organisation: Organisation | None = None,
    origin_kind: str = "",
    origin_id: int | None = None,
    template: str = "",
    for_role: str = "",
    actor: Actor,
    now: datetime,
) -> Task:
    """Give a task about ``subject`` to an organisation (its owner, where none is named), and there to somebody by name.

    Another body may be given one without sight of the record: it then reads these words and the reference, and nothing else.
    Raises BadInput without words, for an unknown kind, a due time that is past, an organisation that is closed, or somebody
    who does not do tasks there; RuleBroken when the record is not the actor's to change.
    """
    actor.must_hold(*GIVERS)
    fresh = locked(subject)
    holder = organisation or fresh.owner
    words = neutral_words(what, limit=WHAT_LIMIT, field="what")
    typology.term("task_kind", kind)
    if not words:
        raise BadInput(
            gettext("Say what is to be done."),
            where=where(field="what"),
            mend=gettext("A few administrative words."),
        )
    if due_at is not None and due_at <= now:
        raise BadInput(
            gettext("The task would be overdue at once."),
            where=where(field="due_at"),
            mend=gettext("Choose a moment that lies ahead."),
        )
    if not holder.is_active:
        raise BadInput(
            gettext("%(organisation)s is closed.") % {"organisation": holder.short_name},
            where=where(field="organisation"),
            mend=gettext("Choose another organisation."),
        )
    must_work_there(assignee, holder)
    name_the_verb("task.give")
    task = Task.objects.create(
        subject_kind=fresh.subject_kind,
        subject_id=fresh.id,
        subject_reference=fresh.reference,
        what=words,
        kind=kind,
        template=template,
        for_role=for_role,
        origin_kind=origin_kind,
        origin_id=origin_id,
        giver_id=actor.organisation_id or fresh.owner_id,
        given_by_id=actor.user_id,
        given_at=now,
        due_at=due_at,
        organisation=holder,
        assignee=assignee,
        changed_at=now,
        changed_by_id=actor.user_id,
    )
    record(
        "task.give",
        actor=actor,
        now=now,
        subject=fresh,
        task=task.pk,
        kind=kind,
        organisation=holder.code,
        handler=assignee.pk if assignee else None,
    )
    tell_holder(task, f"A task about {fresh.reference} was given to you.", subject=fresh, actor=actor, now=now)
    return task
