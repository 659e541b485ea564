"""The categories of a case change as more is known: one is added, one is taken away again, and the case keeps at least one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, CaseCategory
from tutela.cases.services.open_case import NewCategory, check_category
from tutela.core.errors import RuleBroken
from tutela.ownership.access import locked

_CATEGORISERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def add_category(
    case: Case, new: NewCategory, *, version: int | None = None, actor: Actor, now: datetime
) -> CaseCategory:
    """The case falls under a further category, or under a further type of one [¶ 13.1.31].

    Raises BadInput for what is not of the typology, RuleBroken when it is there already or the case is closed.
    """
    fresh = _open_case(case, actor, version)
    check_category(new)
    if CaseCategory.objects.filter(case=fresh, category=new.category, type=new.type, removed_at=None).exists():
        raise RuleBroken(
            gettext("The case falls under that category and type already."), mend=gettext("Choose another type.")
        )
    name_the_verb("case.add_category")
    made = CaseCategory.objects.create(
        case=fresh,
        category=new.category,
        type=new.type,
        type_words=new.words,
        facets=list(new.facets),
        added_at=now,
    )
    _changed(fresh)
    record("case.add_category", actor=actor, now=now, subject=fresh, category=new.category, type=new.type)
    return made


@transaction.atomic
def remove_category(category: CaseCategory, *, version: int | None = None, actor: Actor, now: datetime) -> CaseCategory:
    """The case does not fall under it after all; the history keeps that it was said.

    Raises RuleBroken when it is the last one, or taken away already.
    """
    fresh = _open_case(category.case, actor, version)
    present = CaseCategory.objects.filter(case=fresh, removed_at=None)
    if not present.filter(pk=category.pk).exists():
        raise RuleBroken(gettext("That category was taken away already."), mend=gettext("Look at the case's history."))
    if present.count() == 1:
        raise RuleBroken(
            gettext("A case has one or more categories."),
            mend=gettext("Add the right one first, then take this one away."),
        )
    name_the_verb("case.remove_category")
    category.removed_at = now
    category.save(update_fields=["removed_at"])
    _changed(fresh)
    record("case.remove_category", actor=actor, now=now, subject=fresh, category=category.category, type=category.type)
    return category


def _open_case(case: Case, actor: Actor, version: int | None) -> Case:
    actor.must_hold(*_CATEGORISERS)
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
