"""Bring a case in from a document of another installation: whole, with its references and moments, or nothing of it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Answer, Case, CaseCategory, ChildInCase, Entry, Identifier, Person, Place, Standing
from tutela.cases.search_words import write_document as make_case_findable
from tutela.children.models import Assessment, Child, Contact, Finding, Whereabouts
from tutela.children.services.enter import write_document as make_child_findable
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core import references
from tutela.core.errors import BadInput, Fault, RuleBroken, where
from tutela.core.identifiers import normalise
from tutela.exchange.compose import as_bytes
from tutela.exchange.compose import moment as written
from tutela.exchange.models import Elsewhere, Import
from tutela.exchange.reading import at, perhaps
from tutela.exchange.shape import AssessmentPart, Body, CaseDocument, CasePart, ChildPart, Span
from tutela.organisations.models import Organisation
from tutela.organisations.promises import assessment_due
from tutela.ownership.models import Basis, Handling
from tutela.ownership.numbers import new_numbers
from tutela.ownership.services.assign import begin_handling

IMPORTERS = (Role.MANAGER, Role.INVESTIGATOR)


@dataclass(frozen=True)
class Preview:
    """What a document holds, and what bringing it in would make."""

    reference: str
    counts: Sequence[tuple[str, int]]
    notes: Sequence[str]


def preview(document: CaseDocument, *, actor: Actor) -> Preview:
    """What would be made of a document. Writes nothing. Raises what :func:`take_in` raises."""
    actor.must_hold(*IMPORTERS)
    owner = Organisation.objects.get(pk=actor.organisation_pk)
    _organisations(document)
    _must_be_new(document)
    case = document.case
    return Preview(
        case.reference,
        [
            (gettext("Children"), len(case.children)),
            (gettext("Children who are not in the document"), document.children_left_out),
            (gettext("Categories"), len(case.categories)),
            (gettext("People"), len(case.people)),
            (gettext("Identifiers"), len(case.identifiers)),
            (gettext("Places"), len(case.places)),
            (gettext("Answers"), len(case.answers)),
            (gettext("Entries"), len(case.entries)),
            (gettext("Decisions"), len(case.decisions) + sum(len(one.decisions) for one in case.children)),
        ],
        list(_notes(case, owner)),
    )


def _notes(case: CasePart, owner: Organisation) -> Iterator[str]:
    if case.owner.code != owner.code:
        yield gettext("%(organisation)s answers for the case from now on: the document names another organisation.") % {
            "organisation": owner.name
        }
    others = [one.reference for one in case.children if one.owner.code != owner.code]
    if others:
        yield gettext("%(organisation)s answers from now on for: %(references)s.") % {
            "organisation": owner.name,
            "references": ", ".join(others),
        }
    if case.decisions or any(one.decisions for one in case.children):
        yield gettext("Decisions are kept as another installation's: nobody here took them.")
    stopped = [one.reference for one in case.children if one.identity == Child.Identity.STOPPED]
    if stopped:
        yield gettext(
            "The work to identify was stopped elsewhere for: %(references)s. Here it begins again, until two people"
            " here decide."
        ) % {"references": ", ".join(stopped)}


@transaction.atomic
def take_in(document: CaseDocument, *, actor: Actor, now: datetime) -> Case:
    """Make the case of a document, with its children, for the actor's organisation.

    Who wrote what is kept as the organisation that answered at that moment; a person is named only where the tables need one, and
    it is the one who brings it in. Decisions, and who answered before, are kept as another installation's.

    Raises RuleBroken when one of its references is here already; BadInput, with places, for an organisation that the directory
    does not have; NotAllowed.
    """
    actor.must_hold(*IMPORTERS)
    organisations = _organisations(document)
    _must_be_new(document)
    name_the_verb("case.import")
    owner = Organisation.objects.get(pk=actor.organisation_pk)
    try:
        with transaction.atomic():
            return _TakingIn(document, owner, organisations, actor, now).make()
    except (IntegrityError, DataError):
        # Somebody brought in the same document at the same moment; or it says what no record here can be.
        raise BadInput(
            gettext(
                "The document says what cannot stand here, or was brought in by somebody else at this moment. Nothing was taken."
            ),
            mend=gettext("Look whether the case is here; if not, ask whoever made the document to export it again."),
        ) from None


def _must_be_new(document: CaseDocument) -> None:
    given = [("$.case.reference", document.case.reference)] + [
        (f"$.case.children[{number}].reference", one.reference) for number, one in enumerate(document.case.children)
    ]
    with connection.cursor() as cursor:
        for path, reference in given:
            cursor.execute("SELECT 1 FROM tutela_subject_of(%s)", [reference])
            if cursor.fetchone():
                raise RuleBroken(
                    gettext("There is a record %(reference)s here already. Nothing was taken.")
                    % {"reference": reference},
                    where=where(field=path),
                    mend=gettext(
                        "Open it, or ask for access with a reason; what is here is never overwritten by a document."
                    ),
                )


def _organisations(document: CaseDocument) -> dict[str, Organisation]:
    """The organisations of the directory that rows of the document refer to, by code."""
    wanted = list(_named(document.case))
    found = {one.code: one for one in Organisation.objects.filter(code__in={body.code for _, body in wanted})}
    faults = [
        Fault(
            gettext("the directory has no organisation with this code"),
            mend=gettext("Ask an administrator to enter it with this code, and bring the document in again."),
            where=where(field=path),
        )
        for path, body in wanted
        if body.code not in found
    ]
    if faults:
        raise BadInput(
            gettext("The document names an organisation that is not in the directory, at %(place)s.")
            % {"place": faults[0].where.field},
            where=faults[0].where,
            mend=faults[0].mend,
            faults=faults,
        )
    return found


def _named(case: CasePart) -> Iterator[tuple[str, Body]]:
    for number, child in enumerate(case.children):
        for name in ("whereabouts", "contacts", "assessments"):
            for place, one in enumerate(getattr(child, name)):
                if one.organisation is not None and getattr(one, "state", "") != Assessment.State.DECIDED_AGAINST:
                    yield f"$.case.children[{number}].{name}[{place}].organisation.code", one.organisation


@dataclass
class _TakingIn:
    """One document on its way into the tables."""

    document: CaseDocument
    owner: Organisation
    organisations: dict[str, Organisation]
    actor: Actor
    now: datetime
    children: dict[str, Child] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def make(self) -> Case:
        """Everything, in the order in which one needs the other."""
        part = self.document.case
        case = self._case(part)
        Import.objects.create(
            case=case,
            from_code=self.document.exported_by.code,
            from_name=self.document.exported_by.name,
            exported_at=at(self.document.exported_at),
            digest=hashlib.sha256(as_bytes(self.document.model_dump(by_alias=True))).hexdigest(),
            tlp=self.document.handling.tlp,
            classification=self.document.handling.classification,
            children_left_out=self.document.children_left_out,
            organisation=self.owner,
            by_id=self.actor.user_pk,
            at=self.now,
        )
        self._elsewhere(case, part)
        for one in part.children:
            self._child(case, one)
        CaseCategory.objects.bulk_create(
            CaseCategory(
                case=case,
                **one.model_dump(exclude={"added_at", "removed_at"}),
                added_at=at(one.added_at),
                removed_at=perhaps(one.removed_at),
            )
            for one in part.categories
        )
        self._people(case, part)
        self._known_by(case, part)
        self._said(case, part)
        make_case_findable(case, now=self.now)
        record(
            "case.import",
            actor=self.actor,
            now=self.now,
            subject=case,
            children=[one.reference for one in part.children],
            source=self.document.exported_by.code,
        )
        return case

    def _identity(self, kind: str, reference: str) -> int:
        number = references.parse(reference).number
        with connection.cursor() as cursor:
            cursor.execute("SELECT exchange_pass_number(%s, %s)", [kind, number])
        [(made, _)] = new_numbers(kind, self.now)
        return made

    def _ownership(self, part: CasePart | ChildPart) -> dict[str, Any]:
        if part.owner.code == self.owner.code:
            return {"owner": self.owner, "owner_basis": part.owner_basis, "owner_since": at(part.owner_since)}
        return {"owner": self.owner, "owner_basis": Basis.OPENED, "owner_since": self.now}

    def _restricted(self, restricted: bool) -> dict[str, Any]:
        return {"is_restricted": restricted, "handler_id": self.actor.user_id if restricted else None}

    def _case(self, part: CasePart) -> Case:
        case = Case.objects.create(
            id=self._identity("case", part.reference),
            reference=part.reference,
            **self._ownership(part),
            **self._restricted(self.document.handling.restricted),
            handling=self.document.handling.tlp or Handling.AMBER_STRICT,
            summary=part.summary,
            state=part.state,
            opened_at=at(part.opened_at),
            recorded_at=perhaps(part.recorded_at),
            closed_at=perhaps(part.closed_at),
            close_reason=part.close_reason,
            is_synthetic=part.synthetic,
        )
        self._handled(case)
        return case

    def _handled(self, subject: Case | Child) -> None:
        if subject.handler_id is not None:
            begin_handling(subject, handler_id=subject.handler_id, actor=self.actor, now=self.now)

    def _elsewhere(self, subject: Case | Child, part: CasePart | ChildPart) -> None:
        """What another installation decided, and who answered there."""
        said = [(Elsewhere.Part.DECISION, one.model_dump(by_alias=True)) for one in part.decisions]
        said += [(Elsewhere.Part.OWNER, one) for one in self._owners(part)]
        if isinstance(part, ChildPart):
            said += [
                (Elsewhere.Part.ASSESSMENT, one.model_dump(by_alias=True))
                for one in part.assessments
                if one.state == Assessment.State.DECIDED_AGAINST
            ]
        Elsewhere.objects.bulk_create(
            Elsewhere(
                subject_kind=subject.subject_kind, subject_id=subject.pk, part=kind, said=one, by_id=self.actor.user_pk
            )
            for kind, one in said
        )

    def _owners(self, part: CasePart | ChildPart) -> Iterator[dict[str, Any]]:
        is_ours = part.owner.code == self.owner.code
        for one in part.owners:
            if is_ours and self._is_present(one, part):
                continue
            yield one.model_dump(by_alias=True) | {"to": one.to or written(self.now)}

    def _is_present(self, one: Span, part: CasePart | ChildPart) -> bool:
        # The database writes this one itself, from the record's own columns.
        return one.to is None and one.from_ == part.owner_since

    def _child(self, case: Case, part: ChildPart) -> None:
        stopped = part.identity == Child.Identity.STOPPED
        child = Child.objects.create(
            id=self._identity("child", part.reference),
            **part.model_dump(
                include={
                    *("reference", "label", "name", "birth_date", "sex", "countries", "identified_how", "safety"),
                    *("safeguarded_how", "safeguarded_words"),
                }
            ),
            **self._ownership(part),
            **self._restricted(part.restricted),
            # A decision not to go on is taken by two people here, or does not count here.
            identity=Child.Identity.NOT_IDENTIFIED if stopped else part.identity,
            identified_at=perhaps(part.identified_at),
            safeguarded_at=perhaps(part.safeguarded_at),
            created_at=at(part.created_at),
            is_synthetic=part.synthetic,
        )
        self.children[part.reference] = child
        self._handled(child)
        ChildInCase.objects.bulk_create(
            ChildInCase(case=case, child=child, added_at=at(one.added_at), removed_at=perhaps(one.removed_at))
            for one in part.in_case
        )
        self._elsewhere(child, part)
        Whereabouts.objects.bulk_create(
            Whereabouts(
                child=child,
                **one.model_dump(exclude={"organisation", "said_at", "by"}),
                organisation=self._organisation(one.organisation),
                said_at=at(one.said_at),
                said_by_id=self.actor.user_id,
            )
            for one in part.whereabouts
        )
        for one in part.assessments:
            if one.state != Assessment.State.DECIDED_AGAINST:
                self._assessment(child, one)
        for contact in part.contacts:
            made = Contact.objects.create(
                child=child,
                **contact.model_dump(exclude={"organisation", "added_at", "by", "ended_at", "end_words"}),
                organisation=self._organisation(contact.organisation),
                added_at=at(contact.added_at),
                added_by_id=self.actor.user_id,
            )
            if contact.ended_at is not None:
                made.ended_at, made.end_words, made.ended_by_id = (
                    perhaps(contact.ended_at),
                    contact.end_words,
                    self.actor.user_id,
                )
                made.save(update_fields=["ended_at", "end_words", "ended_by_id"])
        make_child_findable(child, now=self.now)

    def _organisation(self, body: Body | None) -> Organisation | None:
        return self.organisations[body.code] if body else None

    def _assessment(self, child: Child, part: AssessmentPart) -> None:
        made = Assessment.objects.create(
            child=child,
            organisation=self._organisation(part.organisation) or self.owner,
            opened_at=at(part.opened_at),
            opened_by_id=self.actor.user_id,
            why=part.why,
        )
        Finding.objects.bulk_create(
            Finding(
                assessment=made,
                **one.model_dump(exclude={"said_at", "by"}),
                said_at=at(one.said_at),
                said_by_id=self.actor.user_id,
            )
            for one in part.findings
        )
        if part.state == Assessment.State.OPEN:
            due = assessment_due(self.owner, self.now)
            clocks.start(Clock.Kind.ASSESSMENT, child, now=self.now, due_at=due)
            return
        made.state, made.outcome, made.outcome_words = part.state, part.outcome, part.outcome_words
        made.ended_at, made.ended_by_id = perhaps(part.ended_at), self.actor.user_id
        made.save(update_fields=["state", "outcome", "outcome_words", "ended_at", "ended_by_id"])

    def _people(self, case: Case, part: CasePart) -> None:
        for one in part.people:
            self.people[one.number] = Person.objects.create(
                case=case,
                **one.model_dump(include={"capacity", "name", "label", "birth_date", "country"}),
                added_at=at(one.added_at),
                removed_at=perhaps(one.removed_at),
                is_synthetic=part.synthetic,
            )
        Standing.objects.bulk_create(
            Standing(
                person=self.people[one.number],
                **said.model_dump(exclude={"recorded_at", "by"}),
                recorded_at=at(said.recorded_at),
            )
            for one in part.people
            for said in one.standings
        )

    def _of_whom(self, one: Any) -> dict[str, Any]:
        return {
            "person": self.people[one.person] if one.person is not None else None,
            "child": self.children[one.child] if one.child is not None else None,
        }

    def _known_by(self, case: Case, part: CasePart) -> None:
        moments = {"person", "child", "added_at", "removed_at", "by"}
        Identifier.objects.bulk_create(
            Identifier(
                case=case,
                **self._of_whom(one),
                kind=one.kind,
                raw=one.as_written,
                value=normalise(one.kind, one.as_written),
                source=one.source,
                added_at=at(one.added_at),
                removed_at=perhaps(one.removed_at),
                is_synthetic=part.synthetic,
            )
            for one in part.identifiers
        )
        Place.objects.bulk_create(
            Place(
                case=case,
                **self._of_whom(one),
                **one.model_dump(exclude=moments),
                added_at=at(one.added_at),
                removed_at=perhaps(one.removed_at),
                is_synthetic=part.synthetic,
            )
            for one in part.places
        )

    def _said(self, case: Case, part: CasePart) -> None:
        Answer.objects.bulk_create(
            Answer(
                case=case,
                **self._of_whom(one),
                **one.model_dump(exclude={"person", "child", "at", "by", "replaced_at"}),
                at=at(one.at),
                replaced_at=perhaps(one.replaced_at),
            )
            for one in part.answers
        )
        made: dict[int, Entry] = {}
        for one in part.entries:
            made[one.number] = Entry.objects.create(
                case=case,
                **one.model_dump(include={"section", "nature", "words", "source"}),
                at=at(one.at),
                corrects=made[one.corrects] if one.corrects is not None else None,
            )
