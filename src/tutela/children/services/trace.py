"""The work to find out who a child is goes in tasks: one thing to try at a time, until identified or stopped by decision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.children.models import Child
from tutela.children.services.checks import own
from tutela.core.errors import RuleBroken
from tutela.organisations.models import Organisation
from tutela.tasks.models import Task
from tutela.tasks.services.give import give_task

KIND = "identification"


@transaction.atomic
def give_identification_task(
    child: Child,
    *,
    what: str,
    organisation: Organisation | None = None,
    due_at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> Task:
    """Something to try; whoever does it says what was tried, what it showed and who else was asked [¶ 11.1.2].

    Raises RuleBroken when the child is identified, the work is stopped, or the child is another organisation's; and as
    ``give_task`` does.
    """
    fresh = own(child, actor)
    if fresh.identity != Child.Identity.NOT_IDENTIFIED:
        raise RuleBroken(
            gettext("%(record)s: %(state)s.")
            % {"record": fresh.reference, "state": fresh.get_identity_display().lower()},
            mend=gettext(
                "There is nothing to find out; withdraw the identification, or review the decision to stop, first."
            ),
        )
    return give_task(fresh, what=what, kind=KIND, organisation=organisation, due_at=due_at, actor=actor, now=now)
