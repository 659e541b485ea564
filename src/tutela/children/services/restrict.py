"""A child in a restricted case is restricted with it, and opened with it again: called by the verbs of the case."""

from datetime import datetime

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.children.models import Child
from tutela.ownership.services.assign import begin_handling


def restrict_child(child: Child, *, restricted: bool, handler_id: int | None, actor: Actor, now: datetime) -> None:
    """Let only the handler, named persons and the owner's managers and auditors see the child's record; or lift that.

    A restricted record that nobody handles would be out of sight of whoever works on the case: their handler takes it.
    """
    if restricted and child.handler_id is None and handler_id is not None:
        child.handler_id = handler_id
        begin_handling(child, handler_id=handler_id, actor=actor, now=now)
    child.is_restricted = restricted
    child.version += 1
    child.save(update_fields=["is_restricted", "handler", "version"])
    record("child.restrict", actor=actor, now=now, subject=child, restricted=restricted)
