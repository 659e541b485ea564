"""Cases that were opened long ago, most of them closed: their rows, worked out at once."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import models

from tutela.accounts.actor import Actor
from tutela.audit.models import Entry as AuditEntry
from tutela.audit.services import entry_of
from tutela.cases.models import Case, CaseCategory, ChildInCase, Entry, Identifier, Person, Standing
from tutela.children.models import AREAS, Assessment, Child, Finding, Whereabouts
from tutela.clocks.models import Clock
from tutela.core.identifiers import recognised, searchable
from tutela.demo import words
from tutela.demo.case_lives import new_case
from tutela.finding.services import DocumentToWrite, write
from tutela.organisations.models import Organisation
from tutela.ownership.models import Basis
from tutela.ownership.numbers import new_numbers
from tutela.reports.models import CaseLink, Report

_ENDS = ("finished", "court_outcome", "insufficient_evidence", "no_further_lines")
Rows = tuple[list[models.Model], list[AuditEntry]]


def case_rows(
    category: str,
    report: Report,
    owner: Organisation,
    handler: Actor,
    at: datetime,
    until: datetime,
    chance: random.Random,
) -> Rows:
    """The case that ``report`` led to, with everything in it, and the lines of the trail about it."""
    new = new_case(category, chance)
    number, reference = new_numbers("case", at)[0]
    held = {"owner": owner, "owner_basis": Basis.OPENED, "owner_since": at, "is_synthetic": True}
    case = Case(id=number, reference=reference, **held, summary=new.summary, opened_at=at, opened_by_id=handler.user_id)
    case.is_restricted, case.handler_id = new.restricted, handler.user_id if new.restricted else None
    rows: list[models.Model] = [case, CaseLink(report=report, case=case, joined_at=at, joined_by_id=handler.user_id)]
    audit = [entry_of("case.open", actor=handler, now=at, subject=case, categories=[category])]
    rows += [
        CaseCategory(case=case, category=one.category, type=one.type, facets=list(one.facets), added_at=at)
        for one in new.categories
    ]
    for one in new.people:
        person = Person(
            case=case,
            capacity=one.capacity,
            name=one.name,
            label=one.label,
            added_at=at,
            is_synthetic=True,
        )
        rows.append(person)
        rows += [_known_by(person, raw, at) for raw in one.identifiers]
        if one.capacity == Person.Capacity.SUSPECT:
            standing = chance.choice(("suspected", "charged", "convicted", "acquitted", "referred"))
            rows.append(Standing(person=person, standing=standing, source="The prosecutor", recorded_at=at))
    for known in new.children:
        number, reference = new_numbers("child", at)[0]
        name = known.name or (words.person(chance) if chance.random() < 0.6 else "")
        identified = at + timedelta(days=chance.randrange(1, 40)) if name else None
        child = Child(
            id=number,
            reference=reference,
            **held,
            label=known.label,
            name=name,
            identity="identified" if name else "not_identified",
            identified_at=identified,
            identified_by_id=handler.user_id if name else None,
            identified_how="By the school's records" if name else "",
            safety=chance.choice(("safe", "safe", "not_known")),
            countries=list(known.countries),
            created_at=at,
            is_restricted=new.restricted,
            handler_id=case.handler_id,
        )
        if child.identity == "identified" and child.safety == "safe":
            child.safeguarded_at, child.safeguarded_by_id = identified, handler.user_id
            child.safeguarded_how = chance.choice(("with_protecting_carer", "protection_plan", "suspect_has_no_access"))
            child.safeguarded_words = "Children's services and the carer."
        rows += [child, ChildInCase(case=case, child=child, added_at=at)]
        rows += _around(child, handler, at, chance)
        audit.append(entry_of("child.enter", actor=handler, now=at, subject=child, identity=child.identity))
        if identified is not None:
            audit.append(entry_of("child.identify", actor=handler, now=identified, subject=child, safety=child.safety))
    written = at
    for _ in range(chance.randrange(1, 4)):
        section, nature, said = chance.choice(words.ENTRIES)
        written += timedelta(days=chance.randrange(1, 25))
        rows.append(
            Entry(case=case, at=written, section=section, nature=nature, words=said, written_by_id=handler.user_id)
        )
        audit.append(entry_of("case.write_entry", actor=handler, now=written, subject=case, section=section))
    closed = written + timedelta(days=chance.randrange(10, 150))
    if closed < until and chance.random() < 0.85:
        case.state, case.closed_at, case.close_reason = Case.State.CLOSED, closed, chance.choice(_ENDS)
        audit.append(entry_of("case.close", actor=handler, now=closed, subject=case, grounds=case.close_reason))
    if chance.random() < 0.3:
        case.recorded_at = written
    return rows, audit


def _known_by(person: Person, raw: str, at: datetime) -> Identifier:
    kind, value = recognised(raw)
    return Identifier(case=person.case, person=person, kind=kind, raw=raw, value=value, added_at=at, is_synthetic=True)


def _around(child: Child, handler: Actor, at: datetime, chance: random.Random) -> list[models.Model]:
    """Where the child may be, and the assessment of needs, made in time, with what was found in each area."""
    said = {"said_by_id": handler.user_id, "source": "Children's services"}
    rows: list[models.Model] = [
        Whereabouts(child=child, country=country, state="considered", said_at=at, **said) for country in child.countries
    ]
    made = at + timedelta(days=chance.randrange(3, 13))
    assessment = Assessment(
        child=child,
        organisation_id=child.owner_id,
        state="concluded",
        opened_at=at,
        opened_by_id=handler.user_id,
        outcome=chance.choice(("support_arranged", "support_in_place", "referred", "support_offered_declined")),
        ended_at=made,
        ended_by_id=handler.user_id,
    )
    promise = Clock(
        subject_kind="child",
        subject_id=child.pk,
        subject_reference=child.reference,
        kind=Clock.Kind.ASSESSMENT,
        answerable_id=child.owner_id,
        started_at=at,
        due_at=at + timedelta(days=14),
        met_at=made,
    )
    rows += [promise, assessment]
    for area in AREAS:
        result = chance.choice(("need", "no_need", "no_need", "not_yet_known"))
        about = "" if result == "no_need" else words.NEEDS[result]
        rows.append(Finding(assessment=assessment, area=area, result=result, words=about, said_at=made, **said))
    return rows


def write_case_documents(by_table: Mapping[type[models.Model], Sequence[models.Model]], *, now: datetime) -> None:
    """Make the cases and children findable, as the verbs do."""
    said: dict[int, list[str]] = {}
    exact: dict[int, set[str]] = {}
    for row in (*by_table.get(Entry, ()), *by_table.get(Person, ())):
        text = row.words if isinstance(row, Entry) else f"{row.name} {row.label}"  # type: ignore[attr-defined]
        said.setdefault(row.case_id, []).append(text)  # type: ignore[attr-defined]
    for row in by_table.get(Identifier, ()):
        exact.setdefault(row.case_id, set()).add(searchable(row.raw))  # type: ignore[attr-defined]
    documents = []
    for row in by_table.get(Case, ()):
        assert isinstance(row, Case)  # noqa: S101
        text = searchable(" ".join([row.summary, *said.get(row.pk, ())]))
        documents.append(DocumentToWrite(row, text, tuple(sorted(exact.get(row.pk, ())))))
    for row in by_table.get(Child, ()):
        assert isinstance(row, Child)  # noqa: S101
        documents.append(DocumentToWrite(row, searchable(f"{row.name} {row.label}")))
    write(documents, now=now)
