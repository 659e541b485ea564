"""A case as one document that stands alone: what the reader may see of it, in an order that depends on the record alone.

``exported_at`` and ``exported_by`` apart, the same record gives the same bytes, here and where it was brought in.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q

from tutela.accounts.actor import Actor
from tutela.cases.models import Answer, Case, CaseCategory, ChildInCase, Entry, Identifier, Person, Place, Standing
from tutela.cases.questionnaire import questionnaire
from tutela.children.models import Assessment, Child, Contact, Finding, Whereabouts
from tutela.decisions.models import Decision, Review
from tutela.exchange.models import Elsewhere, Import
from tutela.organisations.models import Organisation
from tutela.ownership.models import Span

FORMAT, VERSION = "tutela-case", 1
Part = dict[str, Any]


def document_of(case: Case, *, actor: Actor, now: datetime) -> Part:
    """The whole document of a case, as the present reader sees it. The number of statements does not depend on the record."""
    reading = _Reading(case)
    by = Organisation.objects.get(pk=actor.organisation_pk)
    came = reading.came
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": moment(now),
        "exported_by": body(by),
        "handling": {
            "tlp": case.handling,
            "classification": came.classification if came else "",
            "restricted": case.is_restricted,
        },
        "children_left_out": reading.left_out + (came.children_left_out if came else 0),
        "case": reading.case_part(),
    }


def as_bytes(document: Mapping[str, Any]) -> bytes:
    """The document as a file: keys in order, UTF-8, one line end at its end."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def moment(at: datetime | None) -> str | None:
    """A moment in UTC, to the microsecond: what the database keeps."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def body(organisation: Organisation | None) -> Part | None:
    """An organisation, by its code and name."""
    return {"code": organisation.code, "name": organisation.name} if organisation else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _in_order(parts: Iterable[Part], *names: str) -> list[Part]:
    """By the named values, then by everything else: two of the same moment stand in the same order everywhere."""
    return sorted(
        parts,
        key=lambda one: (*(one[name] or "" for name in names), json.dumps(one, sort_keys=True, ensure_ascii=False)),
    )


@dataclass
class _Reading:
    """Everything of one case, found before anything is written down."""

    case: Case
    children: list[Child] = field(init=False)
    in_case: dict[int, list[ChildInCase]] = field(init=False)
    came: Import | None = field(init=False)
    left_out: int = field(init=False)

    def __post_init__(self) -> None:
        rows = list(ChildInCase.objects.filter(case=self.case).order_by("added_at", "pk"))
        present = {one.child_id for one in rows if one.removed_at is None}
        seen = {one.pk: one for one in Child.objects.filter(pk__in=present).select_related("owner")}
        self.in_case = {}
        for one in rows:
            self.in_case.setdefault(one.child_id, []).append(one)
        order = dict.fromkeys(one.child_id for one in rows)
        self.children = sorted((seen[one] for one in order if one in seen), key=lambda one: one.reference)
        self.left_out = len(present) - len(self.children)
        self.came = Import.objects.filter(case=self.case).first()
        self.keys = [("case", self.case.pk), *(("child", one.pk) for one in self.children)]
        mine = Q(subject_kind="case", subject_id=self.case.pk) | Q(
            subject_kind="child", subject_id__in=[one.pk for one in self.children]
        )
        self.elsewhere: dict[tuple[str, int, str], list[Part]] = {}
        for said in Elsewhere.objects.filter(mine):
            self.elsewhere.setdefault((said.subject_kind, said.subject_id, said.part), []).append(said.said)
        self.owners = self._owners(mine)
        self.decisions = self._decisions(mine)

    def _owners(self, mine: Q) -> dict[tuple[str, int], list[Part]]:
        made: dict[tuple[str, int], list[Part]] = {
            key: [dict(one) for one in self.elsewhere.get((*key, Elsewhere.Part.OWNER), [])] for key in self.keys
        }
        for one in Span.objects.filter(mine).select_related("organisation"):
            made[one.subject_kind, one.subject_id].append(
                {
                    "organisation": body(one.organisation),
                    "basis": one.basis,
                    "from": moment(one.from_at),
                    "to": moment(one.to_at),
                }
            )
        return {key: _in_order(parts, "from") for key, parts in made.items()}

    def _answerable(self, key: tuple[str, int], at: datetime) -> Part | None:
        """Who answered for the record at a moment: under whom it was written. Names of staff are not exported."""
        spans, written = self.owners[key], moment(at) or ""
        begun = [one for one in spans if one["from"] <= written]
        found: Part | None = (begun or spans[:1])[-1]["organisation"] if spans else None
        return found

    def _decisions(self, mine: Q) -> dict[tuple[str, int], list[Part]]:
        rows = list(Decision.objects.filter(mine).select_related("organisation"))
        reviews: dict[int, list[Review]] = {}
        for one in Review.objects.filter(decision__in=rows).order_by("at", "pk"):
            reviews.setdefault(one.decision_id, []).append(one)
        made = {key: list(self.elsewhere.get((*key, Elsewhere.Part.DECISION), [])) for key in self.keys}
        for row in rows:
            key = (row.subject_kind, row.subject_id)
            made[key].append(
                {
                    "kind": row.kind,
                    "state": row.state,
                    "grounds": row.grounds,
                    "words": row.words,
                    "by": body(row.organisation),
                    "made_at": moment(row.made_at),
                    "second_at": moment(row.second_at),
                    "second_words": row.second_words,
                    "review_on": _day(row.review_on),
                    "country": row.country,
                    "danger_abroad": row.danger_abroad,
                    "danger_words": row.danger_words,
                    "reviews": _in_order(
                        [
                            {
                                "at": moment(one.at),
                                "by": self._answerable(key, one.at),
                                "found": one.found,
                                "words": one.words,
                                "again_on": _day(one.again_on),
                            }
                            for one in reviews.get(row.pk, ())
                        ],
                        "at",
                    ),
                }
            )
        return {key: _in_order(parts, "made_at") for key, parts in made.items()}

    def case_part(self) -> Part:
        """The case with everything in it."""
        case, key = self.case, ("case", self.case.pk)
        people = list(Person.objects.filter(case=case).order_by("pk"))
        self.number_of = {one.pk: number for number, one in enumerate(people, 1)}
        self.reference_of = {one.pk: one.reference for one in self.children}
        return {
            "reference": case.reference,
            "summary": case.summary,
            "state": case.state,
            "opened_at": moment(case.opened_at),
            "recorded_at": moment(case.recorded_at),
            "closed_at": moment(case.closed_at),
            "close_reason": case.close_reason,
            "synthetic": case.is_synthetic,
            "owner": body(case.owner),
            "owner_basis": case.owner_basis,
            "owner_since": moment(case.owner_since),
            "owners": self.owners[key],
            "children": self._children(),
            "categories": self._categories(),
            "people": self._people(people),
            "identifiers": self._identifiers(),
            "places": self._places(),
            "answers": self._answers(),
            "entries": self._entries(),
            "decisions": self.decisions[key],
        }

    def _categories(self) -> list[Part]:
        return _in_order(
            (
                {
                    "category": one.category,
                    "type": one.type,
                    "type_words": one.type_words,
                    "facets": sorted(one.facets),
                    "added_at": moment(one.added_at),
                    "removed_at": moment(one.removed_at),
                }
                for one in CaseCategory.objects.filter(case=self.case)
            ),
            "added_at",
            "category",
        )

    def _people(self, people: Sequence[Person]) -> list[Part]:
        said: dict[int, list[Part]] = {}
        key = ("case", self.case.pk)
        for one in Standing.objects.filter(person__in=people):
            said.setdefault(one.person_id, []).append(
                {
                    "standing": one.standing,
                    "since": one.since,
                    "source": one.source,
                    "grading": one.grading,
                    "words": one.words,
                    "recorded_at": moment(one.recorded_at),
                    "by": self._answerable(key, one.recorded_at),
                }
            )
        return [
            {
                "number": self.number_of[one.pk],
                "capacity": one.capacity,
                "name": one.name,
                "label": one.label,
                "birth_date": one.birth_date,
                "country": one.country,
                "added_at": moment(one.added_at),
                "removed_at": moment(one.removed_at),
                "standings": _in_order(said.get(one.pk, ()), "recorded_at"),
            }
            for one in people
        ]

    def _of_whom(self, one: Any) -> Part:
        return {"person": self.number_of.get(one.person_id), "child": self.reference_of.get(one.child_id)}

    def _seen(self, rows: Iterable[Any]) -> list[Any]:
        """Without what is said of a child who is not in the document."""
        return [one for one in rows if one.child_id is None or one.child_id in self.reference_of]

    def _identifiers(self) -> list[Part]:
        key = ("case", self.case.pk)
        return _in_order(
            (
                {
                    **self._of_whom(one),
                    "kind": one.kind,
                    "as_written": one.raw,
                    "source": one.source,
                    "added_at": moment(one.added_at),
                    "removed_at": moment(one.removed_at),
                    "by": self._answerable(key, one.added_at),
                }
                for one in self._seen(Identifier.objects.filter(case=self.case))
            ),
            "added_at",
        )

    def _places(self) -> list[Part]:
        key = ("case", self.case.pk)
        return _in_order(
            (
                {
                    **self._of_whom(one),
                    "kind": one.kind,
                    "kind_words": one.kind_words,
                    "country": one.country,
                    "area": one.area,
                    "since": one.since,
                    "source": one.source,
                    "added_at": moment(one.added_at),
                    "removed_at": moment(one.removed_at),
                    "by": self._answerable(key, one.added_at),
                }
                for one in self._seen(Place.objects.filter(case=self.case))
            ),
            "added_at",
        )

    def _answers(self) -> list[Part]:
        key = ("case", self.case.pk)
        place = {code: number for number, code in enumerate(questionnaire().by_code)}
        parts = _in_order(
            (
                {
                    **self._of_whom(one),
                    "question": one.question,
                    "values": list(one.values),
                    "words": one.words,
                    "number": one.number,
                    "date": one.date,
                    "nature": one.nature,
                    "source": one.source,
                    "grading": one.grading,
                    "at": moment(one.at),
                    "by": self._answerable(key, one.at),
                    "replaced_at": moment(one.replaced_at),
                }
                for one in self._seen(Answer.objects.filter(case=self.case))
            ),
            "at",
        )
        # The sort is stable: within a question and whom it is about, the order of the moments stays.
        return sorted(
            parts, key=lambda one: (place.get(one["question"], len(place)), one["child"] or "", one["person"] or 0)
        )

    def _entries(self) -> list[Part]:
        key = ("case", self.case.pk)
        rows = list(Entry.objects.filter(case=self.case).order_by("at", "pk"))
        numbers = {one.pk: number for number, one in enumerate(rows, 1)}
        return [
            {
                "number": numbers[one.pk],
                "at": moment(one.at),
                "section": one.section,
                "nature": one.nature,
                "words": one.words,
                "source": one.source,
                "by": self._answerable(key, one.at),
                "corrects": numbers[one.corrects_id] if one.corrects_id is not None else None,
            }
            for one in rows
        ]

    def _children(self) -> list[Part]:
        whereabouts = _by_child(Whereabouts.objects.filter(child__in=self.children).select_related("organisation"))
        contacts = _by_child(Contact.objects.filter(child__in=self.children).select_related("organisation"))
        assessments = _by_child(Assessment.objects.filter(child__in=self.children).select_related("organisation"))
        findings: dict[int, list[Finding]] = {}
        for one in Finding.objects.filter(assessment__child__in=self.children):
            findings.setdefault(one.assessment_id, []).append(one)
        return [
            {
                "reference": child.reference,
                "label": child.label,
                "name": child.name,
                "birth_date": child.birth_date,
                "sex": child.sex,
                "countries": sorted(child.countries),
                "identity": child.identity,
                "identified_at": moment(child.identified_at),
                "identified_how": child.identified_how,
                "safety": child.safety,
                "safeguarded_at": moment(child.safeguarded_at),
                "safeguarded_how": child.safeguarded_how,
                "safeguarded_words": child.safeguarded_words,
                "created_at": moment(child.created_at),
                "restricted": child.is_restricted,
                "synthetic": child.is_synthetic,
                "owner": body(child.owner),
                "owner_basis": child.owner_basis,
                "owner_since": moment(child.owner_since),
                "owners": self.owners["child", child.pk],
                "in_case": [
                    {"added_at": moment(one.added_at), "removed_at": moment(one.removed_at)}
                    for one in self.in_case[child.pk]
                ],
                "whereabouts": _in_order(
                    (self._whereabouts(child, one) for one in whereabouts.get(child.pk, ())), "said_at"
                ),
                "assessments": _in_order(
                    [
                        *(self._assessment(child, one, findings) for one in assessments.get(child.pk, ())),
                        *self.elsewhere.get(("child", child.pk, Elsewhere.Part.ASSESSMENT), []),
                    ],
                    "opened_at",
                ),
                "contacts": _in_order((self._contact(child, one) for one in contacts.get(child.pk, ())), "added_at"),
                "decisions": self.decisions["child", child.pk],
            }
            for child in self.children
        ]

    def _whereabouts(self, child: Child, one: Whereabouts) -> Part:
        return {
            "country": one.country,
            "organisation": body(one.organisation),
            "place": one.place,
            "state": one.state,
            "source": one.source,
            "grading": one.grading,
            "words": one.words,
            "said_at": moment(one.said_at),
            "by": self._answerable(("child", child.pk), one.said_at),
        }

    def _contact(self, child: Child, one: Contact) -> Part:
        return {
            "capacity": one.capacity,
            "organisation": body(one.organisation),
            "body": one.body,
            "name": one.name,
            "since": str(one.since or ""),
            "until": str(one.until or ""),
            "source": one.source,
            "grading": one.grading,
            "added_at": moment(one.added_at),
            "by": self._answerable(("child", child.pk), one.added_at),
            "ended_at": moment(one.ended_at),
            "end_words": one.end_words,
        }

    def _assessment(self, child: Child, one: Assessment, findings: Mapping[int, Sequence[Finding]]) -> Part:
        return {
            "organisation": body(one.organisation),
            "state": one.state,
            "opened_at": moment(one.opened_at),
            "why": one.why,
            "outcome": one.outcome,
            "outcome_words": one.outcome_words,
            "ended_at": moment(one.ended_at),
            "findings": _in_order(
                (
                    {
                        "area": found.area,
                        "result": found.result,
                        "words": found.words,
                        "done": found.done,
                        "source": found.source,
                        "grading": found.grading,
                        "said_at": moment(found.said_at),
                        "by": self._answerable(("child", child.pk), found.said_at),
                    }
                    for found in findings.get(one.pk, ())
                ),
                "said_at",
            ),
        }


def _by_child(rows: Iterable[Any]) -> dict[int, list[Any]]:
    made: dict[int, list[Any]] = {}
    for one in rows:
        made.setdefault(one.child_id, []).append(one)
    return made
