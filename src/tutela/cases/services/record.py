"""Add to the record of a case. An entry is corrected by another one; a later standing adds to the earlier."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, ChildInCase, Entry, Person, Standing
from tutela.cases.search_words import write_document
from tutela.cases.services.open_case import NewChild, NewPerson, add_child, add_person
from tutela.cases.services.writing import may_write
from tutela.core.errors import BadInput, where


@transaction.atomic
def write_entry(
    case: Case,
    *,
    words: str,
    nature: str = Entry.Nature.FACT,
    section: str = "general",
    source: str = "",
    corrects: Entry | None = None,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Entry:
    """A short administrative entry, with what it is (fact, inference, opinion) and from whom [¶ 12.5.16].

    With ``corrects``, the earlier entry stays and shows that it was corrected. Raises BadInput without words, for an unknown
    section, or for an entry of another case; RuleBroken when the case is closed or not the actor's.
    """
    case = may_write(case, actor, version)
    typology.term("case_section", section)
    if corrects is not None and corrects.case_id != case.pk:
        raise BadInput(
            gettext("That entry is of another case."),
            where=where(field="corrects"),
            mend=gettext("Open it in its own case."),
        )
    if not words.strip():
        raise BadInput(
            gettext("An entry needs words."),
            where=where(field="words"),
            mend=gettext("Write one short administrative sentence."),
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
    write_document(case, now=now)
    record(
        "case.correct_entry" if corrects else "case.write_entry",
        actor=actor,
        now=now,
        subject=case,
        section=section,
        nature=nature,
    )
    return entry


@transaction.atomic
def enter_person(case: Case, new: NewPerson, *, version: int | None = None, actor: Actor, now: datetime) -> Person:
    """Enter a further person in an open case, with the standing that a source gives them."""
    case = may_write(case, actor, version)
    if not (new.name.strip() or new.label.strip()):
        raise BadInput(
            gettext("What is this person called?"),
            where=where(field="label"),
            mend=gettext("Enter a name, or a label."),
        )
    name_the_verb("case.enter_person")
    person = add_person(case, new, actor=actor, now=now)
    write_document(case, now=now)
    record("case.enter_person", actor=actor, now=now, subject=case, capacity=new.capacity)
    return person


@transaction.atomic
def enter_child_in_case(
    case: Case, new: NewChild, *, version: int | None = None, actor: Actor, now: datetime
) -> ChildInCase:
    """Enter a further child in an open case, known or not yet identified; the actor's organisation answers for it."""
    case = may_write(case, actor, version)
    name_the_verb("case.enter_child")
    added = add_child(case, new, actor=actor, now=now)
    record("case.enter_child", actor=actor, now=now, subject=case, child=added.child.reference)
    return added


@transaction.atomic
def say_standing(
    person: Person,
    *,
    standing: str,
    source: str,
    since: str = "",
    grading: str = "",
    words: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Standing:
    """What a source now says of a person [Table 14]; what was said before stays."""
    may_write(person.case, actor, version)
    typology.term("standing", standing)
    if standing == "no_further_action" and not words.strip():
        raise BadInput(
            gettext("No further action needs its reason."),
            where=where(field="words"),
            mend=gettext("Say why in a few words."),
        )
    if not source.strip():
        raise BadInput(
            gettext("Who says so?"), where=where(field="source"), mend=gettext("Name the source of the standing.")
        )
    name_the_verb("case.say_standing")
    made = Standing.objects.create(
        person=person,
        standing=standing,
        since=since,
        source=source.strip(),
        grading=grading,
        words=words.strip(),
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    record("case.say_standing", actor=actor, now=now, subject=person.case, standing=standing)
    return made
