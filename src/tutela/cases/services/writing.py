"""Who may add to the record of a case, and when."""

from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.cases.models import Case
from tutela.core.errors import RuleBroken
from tutela.ownership.access import locked

WRITERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)


def may_write(case: Case, actor: Actor, version: int | None = None) -> Case:
    """The case as it is now, locked: its owner writes, and whoever was granted to.

    Raises NotAllowed, RuleBroken when it is closed or not theirs, StaleRecord where ``version`` is another.
    """
    actor.must_hold(*WRITERS)
    fresh: Case = locked(case, version=version)
    if fresh.state != Case.State.OPEN:
        raise RuleBroken(
            gettext("%(record)s is closed.") % {"record": fresh.reference},
            mend=gettext("Reopen it first, with the reason."),
        )
    return fresh
