"""Reports that were over long ago, written many in one statement, as the worker's role: the same tables, triggers and trail.

What the verbs would have written step by step is worked out first: the owners one after the other, the clocks kept and
missed, the answers word for word, the decision with its second person, the case, and an audit line for each act.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from tutela.accounts.actor import PUBLIC, Actor
from tutela.accounts.models import Role
from tutela.audit.models import Entry
from tutela.audit.services import entry_of, name_the_verb
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.decisions.models import Decision, Review
from tutela.demo import words
from tutela.demo.arrivals import Arrival
from tutela.demo.connections import connected_as
from tutela.demo.past_cases import case_rows, write_case_documents
from tutela.demo.people import Town
from tutela.organisations.models import Organisation
from tutela.organisations.promises import outcome_due, progress_due, receipt_due
from tutela.ownership.models import Assignment, Basis, HandOver, Participation, Span
from tutela.ownership.numbers import new_numbers
from tutela.reports.answer_templates import templates_for
from tutela.reports.models import Answer, Report, Submission
from tutela.reports.rows import NewReport
from tutela.reports.search_words import write_documents
from tutela.reports.services.answer import channel_of, words_of

CHUNK = 250
# In the order in which one row needs another.
_FIRST = (Report, Submission)


@dataclass
class PastReport:
    """One report, from its door to its end."""

    town: Town
    arrival: Arrival
    at: datetime
    chance: random.Random
    until: datetime
    rows: list[models.Model] = field(default_factory=list)
    audit: list[Entry] = field(default_factory=list)

    def write(self, number: int, reference: str) -> NewReport:
        """Work out every row of it."""
        sender = self._sender()
        first = self.town.organisations[self.arrival.sender if sender.writes_records else "centre"]
        received = Basis.RECEIVED if first.pk == sender.organisation_id else Basis.DEFAULT
        new = NewReport.of(
            self.arrival.incoming,
            number=number,
            reference=reference,
            owner=first,
            basis=received,
            actor=sender,
            now=self.at,
            key=self.arrival.key,
        )
        report = new.report
        report.is_urgent = False
        self._note("report.receive", sender, self.at, report, door=report.door, owner=first.code)
        owner, at = self._hand_over(report, first, received), report.owner_since
        at = self._after(at, 1, 40)
        self._note("report.triage", self._of(owner, Role.INTAKE_OFFICER), at, report, fields=["categories", "state"])
        report.categories = [self.arrival.category]
        if report.specific_concern == Report.Concern.YES:
            report.urgent_accepted_at = self.at + timedelta(minutes=self.chance.randrange(3, 40))
        handler = self._handler(owner, at, report)
        self._promises(new, owner, handler, at)
        return new

    def _sender(self) -> Actor:
        if not self.arrival.sender:
            return PUBLIC
        role = Role.INTAKE_OFFICER if self.arrival.incoming.door == "staff" else Role.PARTNER
        return self.town.one(self.arrival.sender, role, self.chance)

    def _of(self, owner: Organisation, role: str, *, but: int | None = None) -> Actor:
        return self.town.one(owner.code, role, self.chance, but=but)

    def _hand_over(self, report: Report, first: Organisation, received: str) -> Organisation:
        """The centre sent it to the service of the area, which accepted."""
        if first.code != "centre" or not self.arrival.area:
            return first
        owner = self.town.organisations[self.arrival.area]
        offered, accepted = self._after(self.at, 1, 20), self._after(self.at, 21, 60)
        giver, taker = self._of(first, Role.INTAKE_OFFICER), self._of(owner, Role.INTAKE_OFFICER)
        of_report = {"subject_kind": "report", "subject_id": report.id}
        self.rows += [
            Span(**of_report, organisation=first, basis=received, from_at=self.at, to_at=accepted),
            HandOver(
                **of_report,
                subject_reference=report.reference,
                sender=first,
                receiver=owner,
                state=HandOver.State.ACCEPTED,
                reason=f"Its remit is every category in {owner.short_name}",
                preview={"reference": report.reference, "categories": report.categories, "place": owner.short_name},
                offered_at=offered,
                offered_by_id=giver.user_id,
                due_at=accepted + timedelta(hours=3),
                decided_at=accepted,
                decided_by_id=taker.user_id,
            ),
            Participation(**of_report, organisation=first, basis="sender", since=accepted, added_by_id=taker.user_id),
        ]
        report.owner, report.owner_basis, report.owner_since = owner, Basis.ACCEPTED, accepted
        self._note("report.send", giver, offered, report, to=owner.code, meant_for=owner.code)
        self._note("report.accept", taker, accepted, report, sender=first.code)
        return owner

    def _handler(self, owner: Organisation, at: datetime, report: Report) -> Actor:
        handler, manager = self._of(owner, Role.INVESTIGATOR), self._of(owner, Role.MANAGER)
        assigned = self._after(at, 1, 20)
        report.handler_id = handler.user_id
        self.rows.append(
            Assignment(
                subject_kind="report",
                subject_id=report.id,
                organisation=owner,
                handler_id=handler.user_pk,
                assigned_by_id=manager.user_id,
                from_at=assigned,
            )
        )
        self._note("report.assign", manager, assigned, report, before=None, after=handler.user_id)
        return handler

    def _promises(self, new: NewReport, owner: Organisation, handler: Actor, at: datetime) -> None:
        """Receipt, progress, the decision and its outcome, each on its clock."""
        report, submission = new.report, new.submission
        asked = submission.wants_answer
        told = self._after(at, 1, 8)
        following = progress_due(owner, told)
        if asked:
            self._clock(report, submission, "receipt", self.at, receipt_due(owner, self.at), met=told)
            self._clock(report, submission, "progress", self.at, progress_due(owner, self.at), met=told)
            self._answer(new, "receipt", "", told, following, handler)
        started, decided = told, self._after(told, 40, 900)
        while asked and decided > following:
            late = self.chance.random() < 0.15
            sent = following + timedelta(days=self.chance.randrange(1, 6)) * (1 if late else -1)
            sent = min(max(sent, started + timedelta(hours=1)), decided)
            self._clock(report, submission, "progress", started, following, met=sent)
            started, following = sent, progress_due(owner, sent)
            self._answer(new, "progress", "", sent, following, handler)
        if asked:
            self._clock(report, submission, "progress", started, following, ended=decided, reason="decided")
        disposition = self._decision(report, owner, handler, decided)
        report.state, report.disposition, report.decided_at = Report.State.DECIDED, disposition, decided
        due = outcome_due(owner, decided)
        if not asked or self.chance.random() < 0.97:
            closed = decided if not asked else self._after(decided, 2, 70 if self.chance.random() < 0.9 else 400)
            report.state, report.closed_at = Report.State.CLOSED, closed
            if asked:
                self._answer(new, "outcome", disposition, closed, None, handler)
        if asked:
            self._clock(report, submission, "outcome", decided, due, met=report.closed_at)
        report.version = 6

    def _decision(self, report: Report, owner: Organisation, handler: Actor, decided: datetime) -> str:
        what = self.chance.choices(("case", "no_investigation", "information_only"), weights=(30, 47, 23))[0]
        review: Review | None = None
        made: dict[str, Any] = {
            "subject_kind": "report",
            "subject_id": report.id,
            "subject_reference": report.reference,
            "organisation": owner,
            "made_by_id": handler.user_id,
            "made_at": decided - timedelta(hours=5),
        }
        if what == "no_investigation":
            grounds, said = self.chance.choice(words.NO_INVESTIGATION)
            second = self._of(owner, Role.MANAGER, but=handler.user_id)
            review_on = (decided + timedelta(days=self.chance.randrange(60, 200))).date()
            made |= {"kind": "no_investigation", "grounds": grounds, "words": said, "review_on": review_on}
            made |= {"second_person_id": second.user_id, "second_at": decided}
            due = datetime.combine(review_on, decided.timetz())
            reviewed = due - timedelta(days=2) if due < self.until and self.chance.random() < 0.93 else None
            if reviewed is not None:
                review = Review(by_id=second.user_pk, at=reviewed, found="stands", words="Looked at again.")
            self._clock(report, None, "review", decided, due, met=reviewed)
            self._note("report.propose_no_investigation", handler, made["made_at"], report, grounds=grounds)
            self._note("report.second_decision", second, decided, report, agrees=True)
        elif what == "information_only":
            made |= {"kind": "information_only", "grounds": "information_only", "words": "Kept."}
            self._note("report.keep_as_information", handler, decided, report)
        else:
            made |= {"kind": "investigate", "grounds": "case_opened", "words": "A case was opened."}
            rows, audit = case_rows(self.arrival.category, report, owner, handler, decided, self.until, self.chance)
            self.rows += rows
            self.audit += audit
            self._note("report.open_case", handler, decided, report)
        taken = Decision(**made, state=Decision.State.TAKEN)
        self.rows.append(taken)
        if review is not None:
            review.decision = taken
            self.rows.append(review)
        return what

    def _clock(
        self,
        report: Report,
        submission: Submission | None,
        kind: str,
        started: datetime,
        due: datetime,
        *,
        met: datetime | None = None,
        ended: datetime | None = None,
        reason: str = "",
    ) -> None:
        self.rows.append(
            Clock(
                subject_kind="report",
                subject_id=report.id,
                subject_reference=report.reference,
                kind=kind,
                answerable=report.owner,
                owed_to_id=None if submission is None else submission.reporter_id,
                started_at=started,
                due_at=max(due, started),
                met_at=met,
                ended_at=ended,
                end_reason=reason,
            )
        )

    def _answer(
        self, new: NewReport, kind: str, disposition: str, at: datetime, following: datetime | None, by: Actor
    ) -> None:
        template = self.chance.choice(templates_for(kind, disposition))
        subject_line, text = words_of(new.report, new.submission, template, following)
        channel = "page" if new.submission.reporter_id is None else channel_of(new.submission)
        self.rows.append(
            Answer(
                report=new.report,
                kind=kind,
                template=template.code,
                subject_line=subject_line,
                text=text,
                channel=channel,
                sent_at=at,
                sent_by_id=by.user_id,
                read_at=at + timedelta(hours=20) if self.chance.random() < 0.8 else None,
            )
        )
        self._note("report.answer", by, at, new.report, kind=kind, template=template.code, channel=channel)

    def _note(self, action: str, actor: Actor, at: datetime, report: Report, **details: Any) -> None:
        self.audit.append(entry_of(action, actor=actor, now=at, subject=report, **details))

    def _after(self, at: datetime, low: int, high: int) -> datetime:
        """Some hours after a moment."""
        return at + timedelta(hours=self.chance.randrange(low, high), minutes=self.chance.randrange(1, 60))


def write_past(town: Town, arrivals: Sequence[tuple[Arrival, datetime, random.Random]], *, until: datetime) -> None:
    """Write reports that are over by ``until``, all in one transaction."""
    with connected_as("jobs"), clock.frozen(until), transaction.atomic():
        name_the_verb("report.receive")
        pasts = [PastReport(town, one, at, chance, until) for one, at, chance in arrivals]
        numbers = [new_numbers("report", past.at)[0] for past in pasts]
        news = [past.write(*number) for past, number in zip(pasts, numbers, strict=True)]
        by_table: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        for new, past in zip(news, pasts, strict=True):
            written: list[models.Model] = [new.report, new.submission, *new.parts, *past.rows]
            for row in written:
                by_table[type(row)].append(row)
        tables: list[type[models.Model]] = [*_FIRST, *(one for one in by_table if one not in _FIRST)]
        for table in tables:
            table._default_manager.bulk_create(by_table[table])
        entries = sorted((entry for past in pasts for entry in past.audit), key=lambda entry: entry.at)
        Entry.objects.bulk_create(entries)
        write_documents([new.report for new in news], {new.report.id: new.incoming for new in news}, now=until)
        write_case_documents(by_table, now=until)
