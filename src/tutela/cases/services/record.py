"""Add to the record of a case. An entry is corrected by another one; a later standing adds to the earlier."""

from datetime import datetime

from django.db import transaction

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, ChildInCase, Entry, Person, Standing
from tutela.cases.search_words import write_document
from tutela.cases.services.open_case import NewChild, NewPerson, add_child, add_person
from tutela.core.errors import BadInput, RuleBroken, where

_WRITERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.EXAMINER, Role.MANAGER)


@transaction.atomic
def write_entry(
    case: Case,
    *,
    words: str,
    nature: str = Entry.Nature.FACT,
    section: str = "general",
    source: str = "",
    corrects: Entry | None = None,
    actor: Actor,
    now: datetime,
) -> Entry:
    """A short administrative entry, with what it is (fact, inference, opinion) and from whom [¶ 12.5.16]."""
    _may_write(case, actor)
    if not words.strip():
        raise BadInput(
            "An entry needs words.", where=where(field="words"), mend="Write one short administrative sentence."
        )
    name_the_verb("case.write_entry")
    entry = Entry.objects.create(
        case=case,
        at=now,
        section=section,
        nature=nature,
        words=words.strip(),
        source=source,
        written_by_id=actor.user_id,
        corrects=corrects,
    )
    record("case.write_entry", actor=actor, now=now, subject=case, section=section, nature=nature)
    return entry


@transaction.atomic
def enter_person(case: Case, new: NewPerson, *, actor: Actor, now: datetime) -> Person:
    """Enter a further person in an open case."""
    _may_write(case, actor)
    name_the_verb("case.enter_person")
    person = add_person(case, new, actor=actor, now=now)
    write_document(case, now=now)
    record("case.enter_person", actor=actor, now=now, subject=case, capacity=new.capacity)
    return person


@transaction.atomic
def enter_child_in_case(case: Case, new: NewChild, *, actor: Actor, now: datetime) -> ChildInCase:
    """Enter a further child in an open case."""
    _may_write(case, actor)
    name_the_verb("case.enter_child")
    added = add_child(case, new, actor=actor, now=now)
    record("case.enter_child", actor=actor, now=now, subject=case, child=added.child.reference)
    return added


@transaction.atomic
def say_standing(
    person: Person, *, standing: str, source: str, since: str = "", words: str = "", actor: Actor, now: datetime
) -> Standing:
    """What a source now says of a person [Table 14]; what was said before stays."""
    _may_write(person.case, actor)
    typology.term("standing", standing)
    if not source.strip():
        raise BadInput("Who says so?", where=where(field="source"), mend="Name the source of the standing.")
    name_the_verb("case.say_standing")
    made = Standing.objects.create(
        person=person,
        standing=standing,
        since=since,
        source=source,
        words=words,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    record("case.say_standing", actor=actor, now=now, subject=person.case, standing=standing)
    return made


def _may_write(case: Case, actor: Actor) -> None:
    actor.must_hold(*_WRITERS)
    if case.state != Case.State.OPEN:
        raise RuleBroken(f"{case.reference} is closed.", mend="Reopen it first, with the reason.")
