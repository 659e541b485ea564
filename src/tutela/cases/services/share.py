"""Share a case with another organisation, or name a person on a restricted one; and call either back, children included."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.audit.services import name_the_verb
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.ownership.models import Participation
from tutela.ownership.services import add_participant, end_participation


@transaction.atomic
def share_case(
    case: Case,
    *,
    organisation: Organisation,
    with_children: bool,
    may_write: bool = False,
    actor: Actor,
    now: datetime,
) -> Participation:
    """Another organisation's staff read the case until that is ended, or work it jointly and write in it too: its owner leads.
    So they do with the records of its children, if it is so said.

    Raises RuleBroken when the case is another organisation's, or shared with it already; BadInput for one's own.
    """
    fresh: Case = locked(case)
    if organisation.pk == fresh.owner_id:
        raise BadInput(
            gettext("It is yours already."),
            where=where(field="organisation"),
            mend=gettext("Choose another organisation."),
        )
    if _parts(fresh, organisation, None).exists():
        raise RuleBroken(
            gettext("%(organisation)s sees %(record)s already.")
            % {"organisation": organisation, "record": fresh.reference},
            mend=gettext("Nothing has to be done."),
        )
    joint: dict[str, Any] = {"organisation": organisation, "basis": Participation.Basis.JOINT, "may_write": may_write}
    made = add_participant(fresh, **joint, actor=actor, now=now)
    for child in _children(fresh) if with_children else ():
        if not _parts(child, organisation, None).exists():
            add_participant(child, **joint, actor=actor, now=now)
    return made


@transaction.atomic
def name_person(case: Case, *, person: User, actor: Actor, now: datetime) -> Participation:
    """A colleague sees a restricted case and its children. Raises RuleBroken when it is not restricted, or they see it already."""
    fresh: Case = locked(case)
    if not fresh.is_restricted:
        raise RuleBroken(
            gettext("%(record)s is open to your whole organisation.") % {"record": fresh.reference},
            mend=gettext("Restrict it first, if only few may see it."),
        )
    owner = Organisation.objects.get(pk=fresh.owner_id)
    if _parts(fresh, owner, person).exists():
        raise RuleBroken(
            gettext("%(person)s is named already.") % {"person": person.name}, mend=gettext("Nothing has to be done.")
        )
    made = add_participant(
        fresh, organisation=owner, basis=Participation.Basis.NAMED, user=person, actor=actor, now=now
    )
    for child in _children(fresh).filter(is_restricted=True):
        if not _parts(child, owner, person).exists():
            add_participant(
                child, organisation=owner, basis=Participation.Basis.NAMED, user=person, actor=actor, now=now
            )
    return made


@transaction.atomic
def end_share(case: Case, participation: Participation, *, actor: Actor, now: datetime) -> None:
    """From the next statement on they no longer see the case, nor its children where no other case of theirs shows these.

    Raises RuleBroken when the case is another organisation's, or it is ended already.
    """
    fresh: Case = locked(case)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("%(owner)s answers for %(record)s.") % {"owner": fresh.owner, "record": fresh.reference},
            mend=gettext("Its owner decides who takes part."),
        )
    if participation.ended_at is not None:
        raise RuleBroken(gettext("That is ended already."), mend=gettext("Nothing has to be done."))
    name_the_verb("case.end_participation")
    end_participation(participation, fresh, actor=actor, now=now)
    for child in _children(fresh):
        elsewhere = _parts_of_cases(child, fresh, participation)
        if not elsewhere.exists():
            for part in _parts(child, participation.organisation, participation.user):
                end_participation(part, child, actor=actor, now=now)


def _children(case: Case) -> QuerySet[Child]:
    return Child.objects.filter(cases_of_child__case=case, cases_of_child__removed_at=None, owner_id=case.owner_id)


def _parts(subject: Case | Child, organisation: Organisation, user: User | None) -> QuerySet[Participation]:
    return Participation.objects.filter(
        subject_kind=subject.subject_kind,
        subject_id=subject.pk,
        organisation=organisation,
        user=user,
        ended_at=None,
    )


def _parts_of_cases(child: Child, but: Case, participation: Participation) -> QuerySet[Participation]:
    """The same reader's part in another case that the child is in."""
    others = Case.objects.filter(children_in_case__child=child, children_in_case__removed_at=None).exclude(pk=but.pk)
    return Participation.objects.filter(
        subject_kind="case",
        subject_id__in=others.values("pk"),
        organisation=participation.organisation,
        user=participation.user,
        ended_at=None,
    )
