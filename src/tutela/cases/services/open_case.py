"""Open a case: its categories, its people with their standing, the first entry of its record, and each child in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, CaseCategory, ChildInCase, Entry, Identifier, Person, Standing
from tutela.cases.search_words import write_document
from tutela.cases.words import NO_SOURCE, OPENED
from tutela.children.services.enter import enter_child
from tutela.children.services.restrict import restrict_child
from tutela.core.errors import BadInput, where
from tutela.core.identifiers import recognised
from tutela.organisations.models import Organisation
from tutela.ownership.models import Basis
from tutela.ownership.numbers import new_numbers
from tutela.ownership.services.assign import begin_handling

_OPENERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@dataclass(frozen=True)
class NewCategory:
    """A category of the typology, its type (or not yet known, or other with words) and facets."""

    category: str
    type: str = typology.NOT_YET_KNOWN
    words: str = ""
    facets: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewPerson:
    """Somebody in the case, with what is said of them and by whom."""

    capacity: str
    label: str
    name: str = ""
    standing: str = "suspected"
    source: str = ""
    since: str = ""
    birth_date: str = ""
    country: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewChild:
    """A child in the case, known or not yet identified."""

    label: str
    name: str = ""
    birth_date: str = ""
    sex: str = ""
    countries: tuple[str, ...] = ()
    safety: str = "not_known"


@dataclass(frozen=True)
class NewEntry:
    """One of the first entries of the record: what is said, what it is, and from whom it comes."""

    words: str
    source: str = ""
    nature: str = Entry.Nature.FACT
    section: str = "general"


@dataclass(frozen=True)
class NewCase:
    """What is known when a case is opened."""

    summary: str
    categories: Sequence[NewCategory]
    people: Sequence[NewPerson] = field(default_factory=tuple)
    children: Sequence[NewChild] = field(default_factory=tuple)
    entries: Sequence[NewEntry] = field(default_factory=tuple)
    restricted: bool = False


@transaction.atomic
def open_case(new: NewCase, *, handles: bool = False, actor: Actor, now: datetime) -> Case:
    """Open a case owned by the actor's organisation, with all that is known, or nothing of it. Whoever ``handles`` what led
    to it goes on with the case and its children; a restricted one is always handled by whoever opens it.

    Raises BadInput without a category or summary, or for a word that is not of the typology; NotAllowed.
    """
    actor.must_hold(*_OPENERS)
    _check(new)
    name_the_verb("case.open")
    owner = Organisation.objects.get(pk=actor.organisation_pk)
    [(number, reference)] = new_numbers("case", now)
    case = Case.objects.create(
        id=number,
        reference=reference,
        owner=owner,
        owner_basis=Basis.OPENED,
        owner_since=now,
        summary=new.summary.strip(),
        opened_at=now,
        opened_by_id=actor.user_id,
        is_restricted=new.restricted,
        handler_id=actor.user_id if new.restricted or handles else None,
        is_synthetic=owner.is_synthetic,
    )
    if case.handler_id is not None:
        begin_handling(case, handler_id=case.handler_id, actor=actor, now=now)
    CaseCategory.objects.bulk_create(
        [
            CaseCategory(
                case=case,
                category=one.category,
                type=one.type,
                type_words=one.words,
                facets=list(one.facets),
                added_at=now,
            )
            for one in new.categories
        ]
    )
    for person in new.people:
        add_person(case, person, actor=actor, now=now)
    for child in new.children:
        add_child(case, child, actor=actor, now=now)
    opening = NewEntry(OPENED, owner.name, section="report_and_summary")
    Entry.objects.bulk_create(
        [
            Entry(
                case=case,
                at=now,
                section=one.section,
                nature=one.nature,
                words=one.words.strip(),
                source=one.source,
                written_by_id=actor.user_id,
            )
            for one in (opening, *new.entries)
        ]
    )
    write_document(case, now=now)
    record("case.open", actor=actor, now=now, subject=case, categories=[one.category for one in new.categories])
    return case


def add_person(case: Case, new: NewPerson, *, actor: Actor, now: datetime) -> Person:
    """Enter somebody in a case, with the standing that a source gives them."""
    if new.capacity == Person.Capacity.SUSPECT:
        typology.term("standing", new.standing)
    person = Person.objects.create(
        case=case,
        capacity=new.capacity,
        name=new.name,
        label=new.label,
        birth_date=new.birth_date,
        country=new.country,
        added_at=now,
        is_synthetic=case.is_synthetic,
    )
    known = {recognised(raw): raw.strip() for raw in new.identifiers if raw.strip()}
    Identifier.objects.bulk_create(
        Identifier(
            case=case,
            person=person,
            kind=kind,
            raw=raw,
            value=value,
            source=new.source,
            added_at=now,
            added_by_id=actor.user_id,
            is_synthetic=case.is_synthetic,
        )
        for (kind, value), raw in known.items()
    )
    if new.capacity == Person.Capacity.SUSPECT:
        Standing.objects.create(
            person=person,
            standing=new.standing,
            since=new.since,
            source=new.source or NO_SOURCE,
            recorded_at=now,
            recorded_by_id=actor.user_id,
        )
    return person


def add_child(case: Case, new: NewChild, *, actor: Actor, now: datetime) -> ChildInCase:
    """Enter a child in a case; somebody answers for the child from this moment."""
    child = enter_child(
        label=new.label,
        name=new.name,
        birth_date=new.birth_date,
        sex=new.sex,
        countries=list(new.countries),
        safety=new.safety,
        actor=actor,
        now=now,
    )
    if case.is_restricted:
        restrict_child(child, restricted=True, handler_id=case.handler_id, actor=actor, now=now)
    elif case.handler_id is not None and case.handler_id == actor.user_id:
        child.handler_id = case.handler_id
        child.save(update_fields=["handler"])
        begin_handling(child, handler_id=case.handler_id, actor=actor, now=now)
    return ChildInCase.objects.create(case=case, child=child, added_at=now)


def check_category(one: NewCategory) -> None:
    """Refuse what is not of the typology. Raises BadInput that names the field."""
    category = typology.category(one.category)
    known_types = {term.code for term in category.types} | {typology.NOT_YET_KNOWN, typology.OTHER}
    if one.type not in known_types:
        raise BadInput(
            gettext("%(category)s has no such type.") % {"category": category.label},
            where=where(field="type"),
            mend=gettext("Choose one of its types."),
        )
    if one.type == typology.OTHER and not one.words.strip():
        raise BadInput(
            gettext("“Other” needs words."), where=where(field="type_words"), mend=gettext("Say what type it is.")
        )
    known_facets = {value.code for facet in category.facets for value in facet.values}
    if not set(one.facets) <= known_facets:
        raise BadInput(
            gettext("%(category)s has no such facet.") % {"category": category.label},
            where=where(field="facets"),
            mend=gettext("Choose facets of that category."),
        )


def _check(new: NewCase) -> None:
    if not new.summary.strip():
        raise BadInput(
            gettext("A case needs a short summary."),
            where=where(field="summary"),
            mend=gettext("One administrative sentence."),
        )
    if not new.categories:
        raise BadInput(
            gettext("A case has one or more categories."),
            where=where(field="categories"),
            mend=gettext("Choose at least one; its type may wait."),
        )
    for one in new.categories:
        check_category(one)
    for entry in new.entries:
        typology.term("case_section", entry.section)
        if not entry.words.strip():
            raise BadInput(
                gettext("An entry needs words."),
                where=where(field="entries"),
                mend=gettext("Write it, or leave it out."),
            )
