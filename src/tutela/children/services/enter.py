"""Enter a child, known or not yet identified: from the first moment somebody answers for the child."""

from datetime import datetime

from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child
from tutela.children.services.assess import begin_assessment
from tutela.children.services.whereabouts import begin_whereabouts
from tutela.core.identifiers import searchable
from tutela.finding.services import DocumentToWrite, write
from tutela.organisations.models import Organisation
from tutela.ownership.models import Basis
from tutela.ownership.numbers import new_numbers

_ENTERERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)


@transaction.atomic
def enter_child(
    *,
    label: str,
    name: str = "",
    birth_date: str = "",
    sex: str = "",
    countries: list[str] | None = None,
    safety: str = Child.Safety.NOT_KNOWN,
    actor: Actor,
    now: datetime,
) -> Child:
    """A new child's record, owned by the actor's organisation. With a name the child counts as identified.

    Every child gets an assessment of needs, whose clock starts now [¶ 13.6].

    Raises NotAllowed for roles that enter no records.
    """
    actor.must_hold(*_ENTERERS)
    name_the_verb("child.enter")
    owner = Organisation.objects.get(pk=actor.organisation_pk)
    [(number, reference)] = new_numbers("child", now)
    child = Child.objects.create(
        id=number,
        reference=reference,
        owner=owner,
        owner_basis=Basis.OPENED,
        owner_since=now,
        label=label,
        name=name,
        birth_date=birth_date,
        sex=sex,
        countries=sorted(set(countries or [])),
        safety=safety,
        identity=Child.Identity.IDENTIFIED if name else Child.Identity.NOT_IDENTIFIED,
        identified_at=now if name else None,
        identified_by_id=actor.user_id if name else None,
        created_at=now,
        is_synthetic=owner.is_synthetic,
    )
    begin_whereabouts(child, child.countries, actor=actor, now=now)
    begin_assessment(child, owner=owner, actor=actor, now=now)
    write_document(child, now=now)
    record("child.enter", actor=actor, now=now, subject=child, identity=child.identity)
    return child


def write_document(child: Child, *, now: datetime) -> None:
    """Make the child's record findable by name."""
    write([DocumentToWrite(subject=child, words=searchable(f"{child.name} {child.label}"))], now=now)
