"""What becomes of a report: each step is a verb, by somebody who may, at its moment. Where the present is reached, it stops.

A life is a generator. It gives the moment of its next step and is resumed then; so thousands of lives go on side by side in
one order of time, as in a real office.
"""

import random
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from typing import Any

from tutela.accounts.actor import PUBLIC, SYSTEM, Actor
from tutela.accounts.models import Role
from tutela.cases.models import Case
from tutela.core import clock
from tutela.decisions.models import Decision
from tutela.demo import words
from tutela.demo.arrivals import Arrival
from tutela.demo.case_lives import CaseLife, new_case
from tutela.demo.connections import connected_as
from tutela.demo.people import Town
from tutela.ownership.services import accept, assign, decline, lapse, transfer, withdraw
from tutela.reports.answer_templates import templates_for
from tutela.reports.models import Report, UrgentCall
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import (
    keep_as_information,
    propose_no_investigation,
    reopen,
    review,
    second,
)
from tutela.reports.services.open_case import join_case, open_case_from
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.urgent import accept_concern, escalate

Steps = Iterator[datetime]
# Below, a step's chances are those of an invented office: most promises are kept, every state occurs.


class ReportLife:
    """One report from its door to wherever it has come by now."""

    def __init__(
        self, town: Town, arrival: Arrival, at: datetime, chance: random.Random, open_cases: dict[str, list[int]]
    ) -> None:
        self.town, self.arrival, self.at, self.chance = town, arrival, at, chance
        self.open_cases = open_cases
        self.owner = ""
        self.report_id = 0
        self.wants_answer = False

    def steps(self) -> Steps:
        """The whole life."""
        yield self.at
        self._receive()
        if self.arrival.incoming.specific_concern:
            yield from self._concern()
        yield self._later(hours=(1, 70))
        self._triage()
        if self._in_time(0.85):
            yield self._later(hours=(0, 3))
        else:
            yield self._later(hours=(48, 150))
        self._answer("receipt")
        if self.owner == "centre" and self.arrival.area:
            yield from self._hand_over()
        if self.owner not in self.town.actors or not self.town.actors[self.owner][Role.INVESTIGATOR]:
            return
        yield self._later(hours=(2, 60))
        handler = self._assign()
        yield from self._progress()
        yield from self._decide(handler)

    # Steps --------------------------------------------------------------------------------------------------------------

    def _receive(self) -> None:
        arrival = self.arrival
        if not arrival.sender:
            actor = PUBLIC
        else:
            role = Role.INTAKE_OFFICER if arrival.incoming.door == "staff" else Role.PARTNER
            actor = self.town.one(arrival.sender, role, self.chance)
        with self.town.acting(actor, self.at) as who:
            received = receive_report(arrival.incoming, **who, idempotency_key=arrival.key)
        self.report_id = received.report_id
        self.owner = arrival.sender if actor.writes_records else "centre"
        self.wants_answer = arrival.incoming.reporter.wants_answer is not False

    def _concern(self) -> Steps:
        """Somebody on duty is called until one accepts."""
        level, accepted = 1, False
        while not accepted and level < 4:
            accepted = self._in_time(0.75)
            yield self._later(minutes=(2, 14) if accepted else (16, 20))
            if not accepted:
                self._escalate()
                level += 1
        role = self.chance.choice((Role.INTAKE_OFFICER, Role.INVESTIGATOR))
        with self._by(role) as who:
            accept_concern(self._report(), **who)

    def _escalate(self) -> None:
        with connected_as("jobs"), clock.frozen(self.at):
            call = UrgentCall.objects.filter(report_id=self.report_id, accepted_at=None, escalated_at=None).first()
            if call is not None:
                escalate(call.pk, actor=SYSTEM, now=self.at)

    def _triage(self) -> None:
        area = self.town.organisations[self.arrival.area].area if self.arrival.area else None
        districts = [one for one in self.town.places.values() if area is not None and one.parent_id == area.pk]
        place = self.chance.choice([area, *districts]) if area is not None else None
        with self._by(Role.INTAKE_OFFICER) as who:
            report = self._report()
            triage(
                report,
                categories=[self.arrival.category],
                countries=list(self.arrival.incoming.countries),
                place=place,
                specific_concern=report.specific_concern,
                concern_grounds=report.concern_grounds,
                version=report.version,
                **who,
            )

    def _answer(self, kind: str, disposition: str = "") -> None:
        if not self.wants_answer:
            return
        role = self.chance.choice((Role.INTAKE_OFFICER, Role.INVESTIGATOR))
        with self._by(role) as who:
            template = self.chance.choice(templates_for(kind, disposition))
            answer(self._report(), template=template.code, **who)

    def _hand_over(self) -> Steps:
        """The centre offers it to the service of the area, which accepts, declines, or lets the time run out."""
        to = self.town.organisations[self.arrival.area]
        yield self._later(hours=(1, 30))
        if self._in_time(0.04):
            offer = self._offer(to, "Thought to be in this area")
            yield self._later(hours=(1, 2))
            with self._by(Role.INTAKE_OFFICER) as who:
                withdraw(offer.pk, **who)
            yield self._later(hours=(1, 20))
        offer = self._offer(to, f"Its remit is every category in {to.short_name}")
        outcome = self.chance.choices(("accepts", "declines", "lapses"), weights=(86, 9, 5))[0]
        if outcome == "lapses":
            yield max(offer.due_at + timedelta(minutes=5), self._later(minutes=(5, 6)))
            self.at = max(offer.due_at + timedelta(minutes=5), self.at)
            with connected_as("jobs"), clock.frozen(self.at):
                lapse(offer.pk, actor=SYSTEM, now=self.at)
        else:
            # An offer is answered before its time is over: afterwards the worker has taken it back.
            until_due = max(2, int((offer.due_at - self.at).total_seconds() // 60) - 1)
            yield self._later(minutes=(1, until_due))
            role = self.chance.choice((Role.INTAKE_OFFICER, Role.MANAGER))
            actor = self.town.one(self.arrival.area, role, self.chance)
            with self.town.acting(actor, self.at) as who:
                if outcome == "accepts":
                    accept(offer.pk, **who)
                else:
                    reason = self.chance.choice(("other_area", "too_little_to_act_on", "already_with_another"))
                    decline(offer.pk, reason=reason, words="See the place that the report names.", **who)
        if outcome == "accepts":
            self.owner = self.arrival.area
        elif self.chance.random() < 0.5:
            yield self._later(hours=(2, 90))
            with self._by(Role.MANAGER) as who:
                transfer(self._report(), to=to, reason="The place is in its area; decided by the centre", **who)
            self.owner = self.arrival.area

    def _offer(self, to: Any, reason: str) -> Any:
        with self._by(Role.INTAKE_OFFICER) as who:
            return send_report(self._report(), to=to, reason=reason, **who)

    def _assign(self) -> Actor:
        handler = self.town.one(self.owner, Role.INVESTIGATOR, self.chance)
        with self._by(Role.MANAGER) as who:
            assign(self._report(), handler=self.town.users[handler.user_id or 0], **who)
        return handler

    def _progress(self) -> Steps:
        """Weeks of work, with news for the reporter every four of them, sometimes late."""
        for _ in range(self.chance.choices((0, 1, 2, 4), weights=(50, 28, 15, 7))[0]):
            yield self._later(days=(24, 27)) if self._in_time(0.85) else self._later(days=(30, 44))
            self._answer("progress")
        yield self._later(days=(1, 20))

    def _decide(self, handler: Actor) -> Steps:
        what = self.chance.choices(("case", "nothing", "kept", "stays"), weights=(30, 42, 20, 8))[0]
        if what == "nothing":
            agreed = yield from self._not_investigated(handler)
            if not agreed:
                yield self._later(days=(1, 9))
                what = "case"
        if what == "case":
            yield from self._case(handler)
        elif what == "kept":
            with self.town.acting(handler, self.at) as who:
                keep_as_information(self._report(), words="Kept, so that it is found when something fits.", **who)
            yield from self._outcome("information_only")
        if what == "nothing" and self.chance.random() < 0.03:
            yield self._later(days=(20, 60))
            with self._by(Role.MANAGER) as who:
                reopen(self._report(), words="New values have come.", **who)

    def _not_investigated(self, handler: Actor) -> Generator[datetime, None, bool]:
        grounds, said = self.chance.choice(words.NO_INVESTIGATION)
        review_on = (self.at + timedelta(days=self.chance.randrange(60, 200))).date()
        with self.town.acting(handler, self.at) as who:
            decision = propose_no_investigation(self._report(), grounds=grounds, words=said, review_on=review_on, **who)
        agrees = self.chance.random() < 0.88
        yield self._later(hours=(3, 90))
        with self._by(Role.MANAGER, but=handler.user_id) as who:
            second(decision.pk, agrees=agrees, words="" if agrees else "One value was not looked up.", **who)
        if agrees:
            yield from self._outcome("no_investigation")
            if self._in_time(0.6):
                yield from self._review(decision, handler)
        return agrees

    def _review(self, decision: Decision, handler: Actor) -> Steps:
        due = datetime.combine(decision.review_on or self.at.date(), self.at.timetz())
        self.at = max(self.at, due - timedelta(days=self.chance.randrange(1, 10)))
        yield self.at
        with self._by(Role.MANAGER, but=handler.user_id) as who:
            review(decision.pk, words="Looked at again; nothing has changed.", review_again_on=None, **who)

    def _case(self, handler: Actor) -> Steps:
        joined = self.open_cases.get(self.owner)
        if joined and self.chance.random() < 0.12:
            with self.town.acting(handler, self.at) as who:
                case = Case.objects.filter(pk=self.chance.choice(joined), state="open").select_related("owner").first()
                if case is not None and case.owner_id == who["actor"].organisation_id:
                    join_case(self._report(), case, **who)
                    joined = []
        if joined or joined is None:
            with self.town.acting(handler, self.at) as who:
                case = open_case_from(self._report(), new_case(self.arrival.category, self.chance), **who)
            if not case.is_restricted:
                self.open_cases.setdefault(self.owner, []).append(case.pk)
            yield from self._outcome("case")
            yield from CaseLife(self.town, self.owner, case.reference, handler, self.at, self.chance).steps()
        else:
            yield from self._outcome("case")

    def _outcome(self, disposition: str) -> Steps:
        if self._in_time(0.9):
            yield self._later(hours=(2, 70)) if self._in_time(0.85) else self._later(days=(8, 20))
            self._answer("outcome", disposition)

    # Who and when --------------------------------------------------------------------------------------------------------

    def _report(self) -> Report:
        return Report.objects.select_related("owner", "place").get(pk=self.report_id)

    def _by(self, role: str, *, but: int | None = None) -> Any:
        return self.town.acting(self._somebody(role, but), self.at)

    def _somebody(self, role: str, but: int | None) -> Actor:
        here = self.town.actors[self.owner]
        wanted = role if [one for one in here[role] if one.user_id != but] else Role.INVESTIGATOR
        return self.town.one(self.owner, wanted, self.chance, but=but)

    def _in_time(self, share: float) -> bool:
        return self.chance.random() < share

    def _later(
        self, *, minutes: tuple[int, int] = (0, 0), hours: tuple[int, int] = (0, 0), days: tuple[int, int] = (0, 0)
    ) -> datetime:
        """Move this life's clock on by a chance span, and give the new moment."""
        low = minutes[0] + 60 * hours[0] + 1440 * days[0]
        high = minutes[1] + 60 * hours[1] + 1440 * days[1]
        self.at += timedelta(minutes=self.chance.randrange(low, max(low + 1, high)), seconds=self.chance.randrange(60))
        return self.at
