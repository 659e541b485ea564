"""A child who has a record already is in a further case; and is taken out of it again where that was wrong."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, ChildInCase, Entry
from tutela.cases.search_words import write_document
from tutela.children.models import Child
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.ownership.access import locked

_PLACERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def place_child(case: Case, child: Child, *, version: int | None = None, actor: Actor, now: datetime) -> ChildInCase:
    """The case concerns a child who has a record. Whoever answers for the child goes on doing so.

    Raises RuleBroken when the case is closed or not the actor's, or the child is in it already.
    """
    fresh = _open_case(case, actor, version)
    if ChildInCase.objects.filter(case=fresh, child_id=child.pk, removed_at=None).exists():
        raise RuleBroken(
            gettext("%(child)s is in %(case)s already.") % {"child": child.reference, "case": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb("case.place_child")
    made = ChildInCase.objects.create(case=fresh, child_id=child.pk, added_at=now)
    _changed(fresh)
    record("case.place_child", actor=actor, now=now, subject=fresh, child=child.reference)
    return made


@transaction.atomic
def take_out_child(
    case: Case, child: Child, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> ChildInCase:
    """The case does not concern that child after all. The child keeps their record and who answers for them.

    Raises RuleBroken when the child is not in it, BadInput without a reason.
    """
    fresh = _open_case(case, actor, version)
    there = ChildInCase.objects.filter(case=fresh, child_id=child.pk, removed_at=None).first()
    if there is None:
        raise RuleBroken(
            gettext("%(child)s is not in %(case)s.") % {"child": child.reference, "case": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    if not words.strip():
        raise BadInput(gettext("Say why."), where=where(field="words"), mend=gettext("A few words are enough."))
    name_the_verb("case.take_out_child")
    there.removed_at = now
    there.save(update_fields=["removed_at"])
    Entry.objects.create(
        case=fresh,
        at=now,
        section="children",
        words=f"{child.reference} was taken out of the case. {words.strip()}"[:500],
        source=fresh.owner.name,
        written_by_id=actor.user_id,
    )
    write_document(fresh, now=now)
    _changed(fresh)
    record("case.take_out_child", actor=actor, now=now, subject=fresh, child=child.reference)
    return there


def _open_case(case: Case, actor: Actor, version: int | None) -> Case:
    actor.must_hold(*_PLACERS)
    fresh: Case = locked(case, version=version)
    if fresh.state != Case.State.OPEN:
        raise RuleBroken(
            gettext("%(record)s is closed.") % {"record": fresh.reference},
            mend=gettext("Reopen it first, with the reason."),
        )
    return fresh


def _changed(case: Case) -> None:
    case.version += 1
    case.save(update_fields=["version"])
