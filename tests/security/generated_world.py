"""A small world in which every rule of need to know has a row on each side of it, written by the product's own verbs.

Every text carries a mark (a made-up word that occurs nowhere else), so that a text which turns up anywhere names the row
that it came from. The same seed writes the same world.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tests.cast import World, the_world
from tests.deconfliction.meeting import a_series, child_of_series, gives, holds, is_identified, meets
from tests.exchange.small import small_document
from tests.register.lists_of import made_up
from tests.roles import switched_role
from tests.security.generated_register import Register
from tests.security.generated_sets import HashSets
from tutela.accounts.actor import PUBLIC, SYSTEM, Actor
from tutela.accounts.models import ApiToken, DutyShift, Grant
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.break_glass import Finding, break_glass, review_break_glass
from tutela.accounts.services.grants import end_grant, grant
from tutela.accounts.services.mail_at_once import choose_channels
from tutela.accounts.services.requests import (
    ask_for_access,
    close_unanswered,
    grant_request,
    refuse_request,
    route,
    withdraw_request,
)
from tutela.accounts.services.tokens import make_token, revoke_token
from tutela.bulk.services.assign_many import assign_many, begin, choose
from tutela.cases.models import Case, ChildInCase, Person
from tutela.cases.services.answer import Asked, Given, answer_record
from tutela.cases.services.children import place_child, take_out_child
from tutela.cases.services.close import close_case
from tutela.cases.services.editing import open_section
from tutela.cases.services.hand_on import send_case
from tutela.cases.services.known_by import enter_identifier, enter_place, take_away_identifier
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.cases.services.propose import propose_correction
from tutela.cases.services.record import say_standing, write_entry
from tutela.cases.services.share import share_case
from tutela.children.models import AREAS
from tutela.children.services.assess import open_assessment_again
from tutela.children.services.conclude import conclude_assessment, decide_no_assessment
from tutela.children.services.contacts import add_contact, end_contact
from tutela.children.services.identify import identify, withdraw_identification
from tutela.children.services.needs import record_finding
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.stop import propose_stop, second_stop
from tutela.children.services.whereabouts import say_whereabouts
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.comments.services.letters import NewLetter, keep_letter, mark_answered
from tutela.comments.services.write import withdraw_comment, write_comment
from tutela.core.partial_date import PartialDate
from tutela.decisions.services.decide import Abroad, decide, second_decision
from tutela.decisions.services.review import review_decision
from tutela.deconfliction.models import AlertTo
from tutela.deconfliction.services.answer import acknowledge, act_on, dismiss
from tutela.deconfliction.services.answer import reopen as reopen_alert
from tutela.exchange.services.take_in import take_in
from tutela.following.services.filters import keep_filter
from tutela.following.services.follow import follow
from tutela.following.services.searches import keep_search
from tutela.ownership.access import find
from tutela.ownership.services import (
    accept,
    add_participant,
    assign,
    decline,
    end_participation,
    lapse,
    transfer,
    withdraw,
)
from tutela.ownership.services.hand_over import send
from tutela.plans.models import WelfareStep
from tutela.plans.services.carry_out import NewFollowing, call_off, say_ready
from tutela.plans.services.carry_out import carry_out as carry_out_plan
from tutela.plans.services.make import NewPart, NewSeizure, PlanDetails, make_plan
from tutela.plans.services.measures import ask_for_measure, decide_measure, need_no_measure
from tutela.plans.services.meetings import MeetingDetails, NewAction, NewMeetingPerson, plan_meeting, write_minutes
from tutela.plans.services.welfare import arrange_contact, assess_risk, give_information, leave_out
from tutela.register.services.series_restrict import restrict_series
from tutela.reports.codes import digest_of
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import IdentityOpening, ImportBatch, ImportRow, LastLooked, Report, Submission
from tutela.reports.services.answer import answer
from tutela.reports.services.bundle import make_bundle
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, reopen, review, second
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.write_again import write_again
from tutela.retention.services.carry_out import carry_out
from tutela.retention.services.decide import approve, refuse, stop
from tutela.retention.services.hold import hold, lift_hold
from tutela.retention.services.propose import propose
from tutela.retention.services.times import set_time
from tutela.tasks.models import Task
from tutela.tasks.services.cancel import cancel_task
from tutela.tasks.services.decline import decline_task
from tutela.tasks.services.finish import finish_task
from tutela.tasks.services.give import give_task
from tutela.tasks.services.reopen import reopen_task


@dataclass
class Marks:
    """Words that nobody would write: ``zqx`` and a number in letters."""

    used: int = 0

    def __call__(self) -> str:
        self.used += 1
        number, letters = self.used, ""
        for _ in range(4):
            number, digit = divmod(number, 26)
            letters = chr(ord("a") + digit) + letters
        return f"zqx{letters}"


@dataclass
class GeneratedWorld:
    """What the tests need to know of it beside the rows themselves: the codes, the tokens and the cast."""

    database: str
    cast: World
    codes: dict[str, str] = field(default_factory=dict)  # reference -> secret code
    tokens: dict[str, str] = field(default_factory=dict)  # user key -> token
    built_at: datetime = datetime(2020, 1, 1, tzinfo=UTC)


class Builder:
    """Writes the world, one situation a method."""

    def __init__(self, database: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.mark = Marks()
        self.now = datetime.now(UTC) - timedelta(days=40)
        self.world = GeneratedWorld(database, the_world())
        self.cast = self.world.cast

    # What a door brings ------------------------------------------------------------------------------------------

    def incoming(self, door: str, **more: Any) -> IncomingReport:
        """A report in which every text has its mark."""
        mark, number = self.mark, self.random.randrange(10**6)
        fields: dict[str, Any] = {
            "door": door,
            "external_source": f"{mark()} source",
            "external_reference": f"{mark()}-{number}",
            "digest": f"{self.random.getrandbits(256):064x}",
            "source_name": mark(),
            "source_place": mark(),
            "summary": f"{mark()} synthetic summary",
            "categories": ["IBI"],
            "category_basis": mark(),
            "countries": ["GB"],
            "place_words": mark(),
            "concern_stated_by": mark(),
            "identifiers": [
                {
                    "kind": "email",
                    "raw": f"{mark()}@synthetic.example",
                    "role": mark(),
                    "event": mark(),
                    "note": mark(),
                },
                {"kind": "account", "raw": mark(), "role": mark()},
            ],
            "people": [
                {
                    "capacity": "suspect",
                    "role_words": mark(),
                    "names": [mark()],
                    "display_names": [mark()],
                    "addresses": [{"lines": mark(), "city": mark()}],
                    "facts": [{"name": mark(), "value": mark()}],
                    "identifiers": [{"kind": "account", "raw": mark()}],
                }
            ],
            "files": [
                {
                    "source_id": mark(),
                    "sha256": f"{self.random.getrandbits(256):064x}",
                    "relevance": mark(),
                    "facts": [{"name": mark(), "value": mark()}],
                }
            ],
            "references": [{"issuer": mark(), "reference": mark()}],
            "facts": [{"name": mark(), "value": mark()}],
            "withheld": [{"path": mark(), "why": mark()}],
            "unknown_elements": [mark()],
            "not_understood": [{"path": mark(), "what": mark()}],
        }
        return IncomingReport.from_fields(**{**fields, **more})

    def receive(self, who: str, door: str = "staff", **more: Any) -> str:
        """A report in by a door, sent by one of the cast or by the public; returns its reference."""
        actor = PUBLIC if who == "public" else self.cast.actor(who)
        incoming = self.incoming(door, **more)
        with acting_as(actor):
            received = receive_report(incoming, actor=actor, now=self.tick(), idempotency_key=self.mark())
        if received.code:
            self.world.codes[received.reference] = received.code
        return received.reference

    def tick(self) -> datetime:
        """Some minutes later."""
        self.now += timedelta(minutes=self.random.randrange(1, 20))
        return self.now

    def do(self, who: str, verb: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """``verb`` by one of the cast; a reference among its arguments becomes the record, as that person finds it."""
        actor = self.cast.actor(who)
        with acting_as(actor):
            records = [find(one) if isinstance(one, str) and one[1:3] == "-2" else one for one in arguments]
            return verb(*records, **more, actor=actor, now=self.tick())

    def own(self, sql: str, parameters: list[Any] | None = None) -> list[Any]:
        """One statement as the tables' owner, for what no verb does yet."""
        with switched_role("tutela_owner"), connection.cursor() as cursor:
            cursor.execute(sql, parameters or [])
            return cursor.fetchall() if cursor.description else []

    def offer(self, who: str, reference: str, to: str) -> int:
        """A report on its way; returns the offer's number."""
        made = self.do(who, send_report, reference, to=getattr(self.cast, to), reason=self.mark())
        return int(made.pk)

    def case_from(self, who: str, reference: str, *, restricted: bool = False) -> str:
        """A case opened from a report, with a person, two children and entries."""
        mark = self.mark
        new = NewCase(
            summary=f"{mark()} synthetic case",
            categories=[NewCategory("IBI", "other", words=mark())],
            people=[
                NewPerson("suspect", mark(), name=mark(), source=mark(), identifiers=(f"{mark()}@synthetic.example",)),
                NewPerson("witness", mark(), name=mark()),
            ],
            children=[NewChild(mark()), NewChild(mark(), name=mark())],
            restricted=restricted,
        )
        case: Case = self.do(who, open_case_from, reference, new)
        self.do(who, write_entry, case.reference, words=mark(), source=mark())
        with acting_as(self.cast.actor(who)):
            suspect = Person.objects.get(case=case, capacity="suspect")
        self.do(who, say_standing, suspect, standing="alleged", source=mark(), words=mark())
        return case.reference

    def triage(self, who: str, reference: str, **more: Any) -> None:
        """What a person makes of a report."""
        with acting_as(self.cast.actor(who)):
            report: Report = find(reference)
        given = {
            "categories": ["IIG"],
            "countries": ["GB"],
            "place": self.cast.places["gb-north"],
            "specific_concern": "no",
            "concern_grounds": self.mark(),
            "version": report.version,
        }
        self.do(who, triage, report, **{**given, **more})

    # Situations --------------------------------------------------------------------------------------------------

    def doors(self) -> None:
        """Reports by every door, from everybody who can send one, with reporters of every kind."""
        mark = self.mark
        for who in ("north_intake", "south_intake", "centre_intake", "customs_intake", "foreign_investigator"):
            self.receive(who)
        for who, door in (("hotline_partner", "api"), ("company_partner", "cybertipline"), ("foreign_partner", "csv")):
            self.receive(who, door)
        self.receive("public", "public", reporter={"kind": "unknown", "wants_answer": True, "stays_unknown": True})
        person = {"kind": "person", "name": mark(), "telephone": mark(), "wants_answer": True, "on_behalf_of": mark()}
        self.receive("public", "public", reporter={**person, "email": f"{mark()}@synthetic.example"})
        self.receive(
            "north_intake",
            reporter={**person, "name": mark(), "email": f"{mark()}@synthetic.example", "stays_unknown": True},
        )
        again = self.incoming("api")
        for who in ("hotline_partner", "company_partner", "north_intake"):
            actor = self.cast.actor(who)
            with acting_as(actor):
                receive_report(again, actor=actor, now=self.tick(), idempotency_key=mark())

    def urgent(self) -> None:
        """A specific concern, with somebody on duty."""
        manager = self.cast.actor("north_manager")
        with acting_as(manager):
            for level, key in enumerate(("north_intake", "north_investigator"), start=1):
                DutyShift.objects.create(
                    organisation=self.cast.north,
                    user=self.cast.users[key],
                    level=level,
                    starts_at=self.now - timedelta(days=1),
                    ends_at=self.now + timedelta(days=400),
                )
        self.receive("north_intake", specific_concern=True, concern_grounds=self.mark())

    def hand_overs(self) -> None:
        """A report in each state of a hand-over."""
        self.offer("north_intake", self.receive("north_intake"), "south")
        accepted = self.receive("hotline_partner", "api")
        self.triage("centre_intake", accepted)
        offer = self.offer("centre_intake", accepted, "north")
        self.do("north_investigator", accept, offer)
        self.do("north_investigator", answer, accepted, template="receipt")
        self.do("north_manager", assign, accepted, handler=self.cast.north_investigator)
        self.do("north_manager", assign, accepted, handler=self.cast.north_colleague)
        declined = self.offer("north_intake", self.receive("north_intake"), "south")
        self.do("south_intake", decline, declined, reason="other_area", words=self.mark())
        self.do("south_intake", withdraw, self.offer("south_intake", self.receive("south_intake"), "customs"))
        lapsed = self.offer("north_intake", self.receive("north_intake"), "south")
        with switched_role("tutela_jobs"):
            name_the_reader(user_id=None, membership_id=None)
            lapse(lapsed, actor=SYSTEM, now=self.now + timedelta(days=9))
        self.offer("foreign_investigator", self.receive("foreign_investigator"), "north")
        moved = self.receive("company_partner", "api")
        self.do("centre_manager", transfer, moved, to=self.cast.south, reason=self.mark())
        self.do("south_investigator", answer, moved, template="receipt")

    def decisions(self) -> None:
        """Reports proposed, decided, answered, closed, reopened; a bundle; messages of the reporter."""
        ahead = datetime.now(UTC).date() + timedelta(days=60)
        no = {"grounds": "not_traceable", "review_on": ahead}
        self.do("south_investigator", propose_no_investigation, self.receive("south_intake"), words=self.mark(), **no)
        decided = self.receive("hotline_partner", "api")
        self.do("centre_manager", transfer, decided, to=self.cast.north, reason=self.mark())
        made = self.do("north_investigator", propose_no_investigation, decided, words=self.mark(), **no)
        self.do("north_manager", second, made.pk, agrees=True, words=self.mark())
        self.do("north_colleague", review, made.pk, words=self.mark(), review_again_on=ahead)
        looked = {"found": "stands_with_remark", "again_on": None}
        self.do("north_manager", review_decision, made, words=self.mark(), **looked)
        notice = {"kind": "send_abroad", "grounds": "child_is_there", "review_on": None}
        for where in (Abroad("FR", "yes", self.mark()), Abroad("ES", "not_yet_known")):
            sent = self.do("north_investigator", decide, decided, words=self.mark(), abroad=where, **notice)
            self.do("north_manager", second_decision, sent, agrees=where.country == "FR", words=self.mark())
        self.do("north_manager", answer, decided, template="outcome_no_investigation")
        self.do("north_manager", reopen, decided, words=self.mark())
        self.do("south_intake", keep_as_information, self.receive("south_intake"), words=self.mark())
        bundled = [self.receive("south_intake") for _ in range(2)]
        with acting_as(self.cast.actor("south_manager")):
            reports = [find(one) for one in bundled]
        self.do("south_manager", make_bundle, reports, name=self.mark(), why=self.mark())
        code_reference = next(iter(self.world.codes))
        name_the_reader(user_id=None, membership_id=None, code_digest=digest_of(self.world.codes[code_reference]))
        write_again(Submission.objects.get(reference=code_reference), words=self.mark(), actor=PUBLIC, now=self.tick())
        hotline = self.cast.actor("hotline_partner")
        with acting_as(hotline):
            write_again(Submission.objects.get(reference=decided), words=self.mark(), actor=hotline, now=self.tick())
        paused = self.receive("north_intake")
        with acting_as(self.cast.actor("north_investigator")):
            running = Clock.objects.filter(subject_reference=paused, kind="progress").first()
            report = find(paused)
        if running is not None:
            self.do(
                "north_investigator",
                clocks.pause,
                running,
                report,
                until=self.tick() + timedelta(days=9),
                reason="waiting_for_reporter",
                words=self.mark(),
            )

    def cases(self) -> None:
        """Open, closed and restricted cases, joined to others; children identified and not; a restricted report."""
        mark = self.mark
        open_case = self.case_from("north_investigator", self.receive("north_intake"))
        restricted = self.case_from("north_investigator", self.receive("north_intake"), restricted=True)
        self.case_from("south_investigator", self.receive("south_intake"), restricted=True)
        closed = self.case_from("south_investigator", self.receive("south_intake"))
        self.do("south_manager", close_case, closed, grounds="merged", words=mark())
        for participant, reference, user in (
            ("customs", open_case, None),
            ("south", open_case, self.cast.south_investigator),
            ("south", restricted, self.cast.south_manager),
            ("customs", restricted, None),
        ):
            self.do(
                "north_manager" if reference == restricted else "north_investigator",
                add_participant,
                reference,
                organisation=getattr(self.cast, participant),
                basis="named" if user else "joint",
                user=user,
            )
        former = self.case_from("north_investigator", self.receive("north_intake"))
        part = self.do("north_investigator", add_participant, former, organisation=self.cast.south, basis="joint")
        with acting_as(self.cast.actor("north_investigator")):
            record = find(former)
        self.do("north_investigator", end_participation, part, record)
        with acting_as(self.cast.actor("north_investigator")):
            child = ChildInCase.objects.filter(case__reference=open_case, child__name="").get().child
            other = ChildInCase.objects.filter(case__reference=former, child__name="").get().child
        self.do("north_investigator", identify, child, name=mark(), how=mark(), safety="safe")
        self.do("north_investigator", withdraw_identification, child, reason=mark())
        with acting_as(self.cast.actor("north_investigator")):
            shared = find(other.reference)
        self.do(
            "north_investigator",
            send,
            shared,
            to=self.cast.south,
            reason=mark(),
            preview={"label": mark()},
            is_urgent=False,
        )
        secret = self.receive("north_intake")
        self.do("north_manager", assign, secret, handler=self.cast.north_colleague)
        self.own("UPDATE reports_report SET is_restricted = true WHERE reference = %s", [secret])
        self.restricted, self.open_case, self.secret_report = restricted, open_case, secret

    def records_of_cases(self) -> None:
        """Answers of the case, of a suspect and of a child, replaced and not; identifiers, places, a correction, an open section."""
        mark = self.mark
        for who, case, colleague in (
            ("north_investigator", self.open_case, "north_auditor"),
            ("north_investigator", self.restricted, "north_manager"),
        ):
            with acting_as(self.cast.actor(who)):
                suspect = Person.objects.filter(case__reference=case, capacity="suspect").earliest("pk")
                child = ChildInCase.objects.filter(case__reference=case).earliest("pk").child
            asked = [Asked("remarks"), Asked("relationship", person=suspect.pk), Asked("siblings", child=child.pk)]
            over: dict[Asked, int | None] = dict.fromkeys(asked)
            for _ in range(2):
                given = {asked[0]: Given(words=mark())} | {one: Given(("other",), mark()) for one in asked[1:]}
                made = self.do(who, answer_record, case, given, over=over, source=mark())
                over = {one: row.pk for one, row in zip(given, made, strict=True)}
            known_by = {"raw": f"{mark()}@synthetic.example", "source": mark()}
            self.do(who, enter_identifier, case, **known_by, child=child)
            gone = self.do(who, enter_identifier, case, raw=mark(), source=mark(), person=suspect)
            self.do(who, take_away_identifier, gone, words=mark())
            self.do(who, enter_place, case, kind="home", area=mark(), source=mark(), child=child)
            self.do(who, enter_place, case, kind="other", kind_words=mark(), area=mark(), source=mark())
            correction = {"source": mark(), "why": mark()}
            self.do(colleague, propose_correction, case, Asked("remarks"), Given(words=mark()), **correction)
            self.do(who, open_section, case, "general")

    def many_at_once(self) -> None:
        """Records chosen together: assigned, only chosen, and with one that became restricted meanwhile."""
        for who, state in (
            ("north_investigator", "assigned"),
            ("south_intake", "chosen"),
            ("north_colleague", "assigned"),
        ):
            own = "north_intake" if who.startswith("north") else "south_intake"
            references = [self.receive(own) for _ in range(2)]
            with acting_as(self.cast.actor(who)):
                subjects = [find(one) for one in references]
            bulk = self.do(who, choose, "report", subjects)
            if state == "assigned":
                self.do(who, begin, bulk, handler=self.cast.north_colleague)
                self.do(who, assign_many, bulk)
                self.own("INSERT INTO bulk_bulkprogress (bulk_id, done) VALUES (%s, 2)", [bulk.pk])
            self.own("UPDATE reports_report SET is_restricted = true WHERE reference = %s", [references[0]])

    def cases_that_moved(self) -> None:
        """A case that went to another service with what belongs to it, one that is shared, and work that was stopped."""
        mark = self.mark
        moved, kept = (self.case_from("north_investigator", self.receive("north_intake")) for _ in range(2))
        secret = self.case_from("north_investigator", self.receive("north_intake"), restricted=True)
        child, stopped = self.child_in(moved), self.child_in(kept)
        self.do("north_investigator", place_child, kept, child)
        for case in (moved, secret):
            offer = self.do("north_investigator", send_case, case, to=self.cast.south, reason=mark())
            self.do("south_investigator", accept, offer.pk)
        self.do(
            "north_investigator", share_case, kept, organisation=self.cast.customs, with_children=True, may_write=True
        )
        self.do("north_investigator", take_out_child, kept, child, words=mark())
        ahead = datetime.now(UTC).date() + timedelta(days=90)
        why = {"grounds": "nothing_to_trace", "words": mark(), "review_on": ahead}
        made = self.do("north_investigator", propose_stop, stopped, **why)
        self.do("north_manager", second_stop, made.pk, agrees=True, words=mark())

    def around_a_child(self) -> None:
        """Where a child may be, what the child needs, who is in contact: while it is open, concluded, decided against."""
        mark, case = self.mark, self.case_from("north_investigator", self.receive("north_intake"))
        child, other = self.child_in(case), self.child_in(self.open_case)
        hidden = self.child_in(self.restricted)
        for one in (child, other, hidden):
            who = "north_manager" if one == hidden else "north_investigator"
            self.do(
                who, say_whereabouts, one, state="considered", country="DE", place=mark(), source=mark(), words=mark()
            )
            contact = self.do(who, add_contact, one, capacity="school", name=mark(), body=mark(), source=mark())
            if one == other:
                self.do(who, end_contact, one, contact, words=mark())
            for area in AREAS:
                found = {"result": "need", "words": mark(), "done": mark(), "source": mark()}
                self.do(who, record_finding, one, area=area, **found)
        self.do("north_investigator", conclude_assessment, child, outcome="referred", words=mark())
        self.do("north_investigator", open_assessment_again, child, why=mark())
        ahead = datetime.now(UTC).date() + timedelta(days=80)
        self.do("north_manager", decide_no_assessment, other, grounds="declined", words=mark(), review_on=ahead)
        self.do("north_investigator", identify, child, name=mark(), how=mark(), safety="safe")
        self.do("north_investigator", say_safeguarded, child, how="in_care", words=mark())

    def out_of_sight(self) -> None:
        """A restricted report that nobody handles, of a service that has neither manager nor auditor."""
        self.own(
            "UPDATE reports_report SET is_restricted = true WHERE reference = %s", [self.receive("customs_intake")]
        )

    def brought_in(self) -> None:
        """Cases from an installation that there is not: what was said, decided and owned there stands here as theirs."""
        for number, who in enumerate(("north_manager", "south_investigator"), start=900_001):
            self.do(who, take_in, small_document(number, self.mark))

    def retention(self) -> None:
        """Times of one's own, holds that stand and that were lifted, and disposals in every state, a tombstone among them."""
        mark = self.mark
        for months, who in enumerate(("north_manager", "south_manager", "north_administrator"), start=400):
            self.do(who, set_time, "case_merged", months=months, words=mark())
        standing = self.case_from("north_investigator", self.receive("north_intake"))
        self.do("north_investigator", hold, standing, grounds="appeal", words=mark())
        lifted = self.do("north_investigator", hold, self.child_in(standing), grounds="inquiry", words=mark())
        self.do("north_manager", lift_hold, lifted.pk, words=mark())
        self.do("north_manager", hold, self.restricted, grounds="complaint", words=mark())
        self.do("south_manager", propose, [self.closed_long_ago("south")], words=mark())
        self.do("north_manager", propose, [self.closed_long_ago("north")], words=mark())
        steps = {"refuse": refuse, "stop": stop, "approve": approve}
        made = {}
        for step, verb in steps.items():
            [made[step]] = self.do("north_manager", propose, [self.closed_long_ago("north")], words=mark())
            self.do("centre_manager", verb, made[step].pk, words=mark())
        [gone] = self.do("north_manager", propose, [self.closed_long_ago("north")], words=mark())
        self.do("centre_manager", approve, gone.pk, words=mark())
        self.own(
            "UPDATE retention_disposal SET proposed_at = proposed_at - interval '99 days', decided_at = decided_at - interval '99 days',"
            " not_before = not_before - interval '99 days', approval_written_at = approval_written_at - interval '99 days' WHERE id = %s",
            [gone.pk],
        )
        with switched_role("tutela_jobs"), acting_as(SYSTEM):
            carry_out(gone.pk, actor=SYSTEM, now=datetime.now(UTC))

    def closed_long_ago(self, service: str) -> Any:
        """A case whose time to be kept is over, with nothing open about it."""
        case = self.case_from(f"{service}_investigator", self.receive(f"{service}_intake"))
        self.do(f"{service}_manager", close_case, case, grounds="no_offence", words=self.mark())
        self.own("UPDATE cases_case SET closed_at = '1960-01-01' WHERE reference = %s", [case])
        self.own(
            "UPDATE clocks_clock SET ended_at = '1960-01-01', end_reason = 'closed' WHERE subject_reference = %s"
            " AND met_at IS NULL AND ended_at IS NULL",
            [case],
        )
        self.own(
            "UPDATE tasks_task SET state = 'done', ended_at = now() WHERE subject_reference = %s AND state = 'open'",
            [case],
        )
        with acting_as(self.cast.actor(f"{service}_manager")):
            return find(case)

    def child_in(self, case: str) -> str:
        """The first child of a case who is not yet identified."""
        with acting_as(self.cast.actor("north_investigator")):
            return str(ChildInCase.objects.filter(case__reference=case, child__name="").earliest("pk").child.reference)

    def grants(self) -> None:
        """Access given, run out, called back, broken open, reviewed, and to change; requests in each state."""
        mark, long_ago = self.mark, self.now - timedelta(days=20)
        until = datetime.now(UTC) + timedelta(days=30)
        given = {"until": until, "reason": mark()}
        south, customs = self.cast.south_investigator, self.cast.customs_intake
        self.do("north_manager", grant, self.open_case, to_id=self.cast.foreign_investigator.pk, **given)
        self.do("north_manager", grant, self.restricted, to_id=customs.pk, until=until, reason=mark())
        self.do(
            "north_manager", grant, self.secret_report, to_id=self.cast.north_examiner.pk, until=until, reason=mark()
        )
        writing = self.receive("north_intake")
        self.do("north_manager", grant, writing, to_id=south.pk, may_write=True, until=until, reason=mark())
        # Nobody's role reads no records: a grant changes nothing for them.
        self.do("north_manager", grant, writing, to_id=self.cast.north_researcher.pk, until=until, reason=mark())
        ended = self.do(
            "north_manager", grant, self.receive("north_intake"), to_id=south.pk, until=until, reason=mark()
        )
        self.do("north_manager", end_grant, ended)
        actor = self.cast.actor("north_manager")
        with acting_as(actor):
            report = find(self.receive_as(actor, long_ago))
            grant(report, to_id=south.pk, until=long_ago + timedelta(days=1), reason=mark(), actor=actor, now=long_ago)
        glass = [self.receive("north_intake") for _ in range(3)]
        investigator = self.cast.actor("south_investigator")
        with acting_as(investigator):
            now = datetime.now(UTC)
            live = break_glass(glass[0], reason=mark(), hours=12, actor=investigator, now=now)
            judged = break_glass(glass[1], reason=mark(), hours=12, actor=investigator, now=now)
            break_glass(glass[2], reason=mark(), hours=2, actor=investigator, now=long_ago)
            break_glass(self.restricted, reason=mark(), hours=12, actor=investigator, now=now)
            break_glass(self.absent(), reason=mark(), hours=2, actor=investigator, now=now)
        assert live is not None
        assert judged is not None
        with acting_as(actor):
            unjustified = Grant.objects.get(pk=judged.pk)
        self.do("north_manager", review_break_glass, unjustified, finding=Finding.NOT_JUSTIFIED, words=mark())
        self.requests(glass)

    def receive_as(self, actor: Actor, now: datetime) -> str:
        """A report taken at a moment of the past."""
        return receive_report(self.incoming("staff"), actor=actor, now=now).reference

    def absent(self) -> str:
        """A reference that is well-formed and nobody's."""
        from tutela.core import references

        return str(references.make("R", 2021, 999_999))

    def requests(self, about: list[str]) -> None:
        """Questions for access: waiting, granted, refused, withdrawn, gone unanswered, and about nothing at all."""
        asker = "customs_intake"
        asked = [*about, self.receive("north_intake"), self.receive("south_intake"), self.absent()]
        made = [self.do(asker, self._ask(reference)) for reference in asked]
        with switched_role("tutela_jobs"):
            name_the_reader(user_id=None, membership_id=None)
            for request in made:
                route(request.pk, now=self.tick())
        until = datetime.now(UTC) + timedelta(days=10)
        self.do("north_manager", grant_request, made[0], until=until, words=self.mark())
        self.do("north_manager", refuse_request, made[1], words=self.mark())
        self.do(asker, withdraw_request, made[2])
        past = self.now - timedelta(days=30)
        actor = self.cast.actor(asker)
        with acting_as(actor):
            ask_for_access(about[1], reason=self.mark(), actor=actor, now=past)
        with switched_role("tutela_jobs"):
            name_the_reader(user_id=None, membership_id=None)
            close_unanswered(now=past + timedelta(days=12))

    def _ask(self, reference: str) -> Callable[..., Any]:
        return lambda **more: ask_for_access(reference, reason=self.mark(), **more)

    def sealed_identities(self) -> None:
        """Sealed reporters: nobody has asked, somebody waits, may look, might once, was refused."""
        mark, real_now = self.mark, datetime.now(UTC)
        openings: list[tuple[str, timedelta | None]] = [
            ("", None),
            ("north_investigator", None),
            ("north_investigator", timedelta(hours=6)),
            ("north_investigator", -timedelta(hours=6)),
        ]
        refused = timedelta()
        openings.append(("north_investigator", refused))
        for asker, ends in openings:
            reporter = {
                "kind": "person",
                "name": mark(),
                "email": f"{mark()}@synthetic.example",
                "telephone": mark(),
                "stays_unknown": True,
                "wants_answer": True,
            }
            reference = self.receive("public", "public", reporter=reporter)
            self.do("centre_manager", transfer, reference, to=self.cast.north, reason=mark())
            if not asker:
                continue
            with acting_as(self.cast.actor(asker)):
                report = find(reference)
                opening = IdentityOpening.objects.create(
                    submission_id=report.pk, asked_by_id=self.cast.users[asker].pk, asked_at=self.tick(), reason=mark()
                )
            if ends is refused:
                with acting_as(self.cast.actor("north_manager")):
                    IdentityOpening.objects.filter(pk=opening.pk).update(
                        refused_by_id=self.cast.north_manager.pk, refused_at=self.now, refusal=mark()
                    )
            elif ends is not None:
                with acting_as(self.cast.actor("north_manager")):
                    IdentityOpening.objects.filter(pk=opening.pk).update(
                        agreed_by_id=self.cast.north_manager.pk, agreed_at=self.now, ends_at=real_now + ends
                    )

    def imports(self) -> None:
        """A file of a partner and one of a service, with rows in every state."""
        for who in ("hotline_partner", "north_intake", "south_intake"):
            actor = self.cast.actor(who)
            with acting_as(actor):
                batch = ImportBatch.objects.create(
                    organisation_id=actor.organisation_id,
                    membership_id=actor.membership_id,
                    door="csv",
                    file_name=self.mark(),
                    digest=f"{self.random.getrandbits(256):064x}",
                    header=[self.mark()],
                    arrived_at=self.tick(),
                )
                taken = receive_report(self.incoming("csv"), actor=actor, now=self.tick())
                ImportRow.objects.bulk_create(
                    [
                        ImportRow(batch=batch, number=1, state="taken", report_id=taken.report_id),
                        ImportRow(batch=batch, number=2, state="waiting", payload={"summary": self.mark()}),
                        ImportRow(
                            batch=batch, number=3, state="rejected", cells=[self.mark()], faults=[{"what": self.mark()}]
                        ),
                    ]
                )

    def plans(self) -> None:
        """Plans in each state, measures, and meetings, on an open case, a restricted one and another service's."""
        mark, who, ahead = self.mark, "north_investigator", datetime.now(UTC) + timedelta(days=20)
        for reference, by in (
            (self.open_case, who),
            (self.restricted, "north_manager"),
            (self.case_from("south_investigator", self.receive("south_intake")), "south_investigator"),
        ):
            with acting_as(self.cast.actor(by)):
                suspects = [Person.objects.get(case__reference=reference, capacity="suspect")]
                child = find(ChildInCase.objects.filter(case__reference=reference).earliest("pk").child.reference)
            details = PlanDetails(
                suspects=suspects,
                children=[child],
                children_with=mark(),
                place=mark(),
                language=mark(),
                interpreter="yes",
                interpreter_by=mark(),
                parts=[NewPart("other", words=mark(), part_words=mark())],
                seizures=[NewSeizure("other", 1, mark())],
            )
            draft, over, off = (self.do(by, make_plan, reference, kind="search", details=details) for _ in range(3))
            with acting_as(self.cast.actor(by)):
                step = WelfareStep.objects.select_related("plan__case").get(plan=over)
            told: dict[str, Any] = {"by": mark(), "words": mark()}
            day = PartialDate(2026, 3)
            self.do(by, assess_risk, step, outcome="concern", on=day, **told)
            self.do(by, give_information, step, information=["crisis_line"], on=day, **told)
            self.do(by, leave_out, step, "contact", grounds="declined", words=mark())
            with acting_as(self.cast.actor(by)):
                waiting = WelfareStep.objects.select_related("plan__case").get(plan=draft)
            self.do(by, arrange_contact, waiting, due_at=ahead, **told)
            self.do(by, say_ready, over)
            following = [NewFollowing(mark(), ahead)]
            self.do(by, carry_out_plan, over, outcome="in_part", words=mark(), following=following)
            self.do(by, call_off, off, words=mark())
            self.do(by, need_no_measure, reference, child, words=mark())
            measure = self.do(
                by,
                ask_for_measure,
                reference,
                child,
                measure="other",
                measure_words=mark(),
                asked_by=mark(),
                asked_of=mark(),
            )
            self.do(by, decide_measure, measure, decided="refused", words=mark())
            people = [NewMeetingPerson(self.cast.customs, name=mark(), role=mark())]
            about = MeetingDetails(matters=mark(), place=mark(), chair=mark(), children=[child], people=people)
            meeting = self.do(by, plan_meeting, reference, about)
            action = NewAction(mark(), self.cast.customs, ahead, mark())
            self.do(by, write_minutes, meeting, decided=[mark()], actions=[action])

    def accounts(self) -> None:
        """Tokens, second factors, addresses, sessions, people with two roles, and people who left."""
        mark = self.mark
        until = datetime.now(UTC) + timedelta(days=60)
        for who in ("north_investigator", "hotline_partner", "south_manager"):
            _, self.world.tokens[who] = self.do(who, make_token, name=mark(), expires_at=until)
        revoked, value = self.do("north_manager", make_token, name=mark(), expires_at=until)
        with acting_as(self.cast.actor("north_manager")):
            token = ApiToken.objects.get(pk=revoked.pk)
        self.do("north_manager", revoke_token, token)
        self.world.tokens["revoked"] = value
        for who in ("north_investigator", "south_manager", "north_manager"):
            user = self.cast.users[who].pk
            self.own(
                'INSERT INTO account_emailaddress (user_id, email, verified, "primary") VALUES (%s, %s, true, true)',
                [user, f"{mark()}@synthetic.example"],
            )
            self.own(
                "INSERT INTO account_emailconfirmation (created, sent, key, email_address_id)"
                " SELECT now(), now(), %s, id FROM account_emailaddress WHERE user_id = %s",
                [mark(), user],
            )
            self.own(
                "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'totp', %s, now())",
                [user, f'{{"secret": "{mark()}"}}'],
            )
            self.own(
                "INSERT INTO socialaccount_socialaccount (user_id, provider, uid, last_login, date_joined, extra_data)"
                " VALUES (%s, 'synthetic', %s, now(), now(), '{}')",
                [user, mark()],
            )
            self.own(
                "INSERT INTO socialaccount_socialtoken (token, token_secret, account_id)"
                " SELECT %s, %s, id FROM socialaccount_socialaccount WHERE user_id = %s",
                [mark(), mark(), user],
            )
            with acting_as(self.cast.actor(who)):
                LastLooked.objects.get_or_create(user_id=user, defaults={"at": self.now, "before": self.now})
        north, south = self.cast.north.pk, self.cast.south.pk
        # Somebody with a role in two services, one of them over; somebody whose account was closed.
        self.own(
            "INSERT INTO accounts_membership (user_id, organisation_id, role, starts_at, ends_at)"
            " VALUES (%s, %s, 'manager', now() - interval '300 days', now() - interval '100 days'),"
            " (%s, %s, 'intake_officer', now() - interval '300 days', NULL),"
            " (%s, %s, 'manager', now() + interval '30 days', NULL)",
            [
                self.cast.customs_intake.pk,
                north,
                self.cast.foreign_investigator.pk,
                south,
                self.cast.north_welfare.pk,
                north,
            ],
        )
        self.own(
            "WITH gone AS (INSERT INTO accounts_user (password, email, name, telephone, time_zone, is_active, is_synthetic,"
            " created_at) VALUES ('!', 'gone@north.example', 'Synthetic Gone', '', 'Europe/London', false, true, now())"
            " RETURNING id) INSERT INTO accounts_membership (user_id, organisation_id, role, starts_at)"
            " SELECT id, %s, 'manager', now() - interval '300 days' FROM gone",
            [north],
        )
        self.own(
            "INSERT INTO organisations_unit (organisation_id, name, kind) VALUES (%s, 'Unit of the north', 'other')"
            " ON CONFLICT DO NOTHING",
            [north],
        )
        # One agreement that counts, and one that waits for the other side.
        self.own(
            "INSERT INTO organisations_directagreement (one_id, other_id, since, words, agreed_at, end_words)"
            " VALUES (%s, %s, now(), 'Synthetic.', now(), ''), (%s, %s, now(), 'Synthetic.', NULL, '')",
            [north, self.cast.foreign.pk, north, self.cast.south.pk],
        )

    def said_and_followed(self) -> None:
        """Comments for each audience, on each kind of record, answered, corrected and withdrawn; letters; what people follow and keep."""
        mark = self.mark
        case = self.case_from("north_investigator", self.receive("north_intake"))
        self.do("north_investigator", share_case, case, organisation=self.cast.south, with_children=False)
        for record in (case, self.child_in(case), self.receive("north_intake"), self.restricted):
            for audience in ("organisation", "everybody"):
                made = self.do("north_investigator", write_comment, record, words=mark(), audience=audience)
                self.do("north_manager", write_comment, record, words=mark(), audience="organisation", answers=made)
            self.do("north_manager", follow, record)
        ours = self.do("south_investigator", write_comment, case, words=mark(), audience="organisation")
        self.do(
            "south_investigator", write_comment, case, words=mark(), audience="organisation", corrects=ours, tells=[]
        )
        gone = self.do(
            "north_investigator",
            write_comment,
            case,
            words=mark(),
            audience="everybody",
            tells=[self.cast.north_manager.pk],
        )
        with acting_as(self.cast.actor("north_investigator")):
            subject = find(case)
        self.do("north_investigator", withdraw_comment, gone, subject)
        letter = NewLetter(
            direction="in",
            means="telephone",
            on=PartialDate.parse("May 2024"),
            about=mark(),
            gist=mark(),
            correspondent_words=mark(),
            their_reference=mark(),
            answer_by=datetime.now(UTC).date(),
        )
        first = self.do("north_investigator", keep_letter, case, letter)
        for record in (self.child_in(case), self.receive("north_intake")):
            self.do("north_investigator", keep_letter, record, letter)
        second = self.do("north_investigator", keep_letter, case, letter, corrects=first)
        self.do("north_manager", mark_answered, second, subject)
        self.do("south_investigator", follow, case)
        for who in ("north_investigator", "north_manager", "south_investigator"):
            self.do(who, keep_search, mark(), ("child", "series", "case", "report"))
            self.do(who, keep_filter, "cases", f"words={mark()}", name=mark(), is_shared=who != "north_manager")
            self.do(who, choose_channels, {"followed": "page"})
        # What a search has found already, on a record that others do not see.
        self.own(
            "INSERT INTO following_hit (search_id, subject_kind, subject_id, found_at)"
            " SELECT s.id, 'case', c.id, now() FROM following_search s, cases_case c WHERE c.reference = %s",
            [case],
        )
        self.own("INSERT INTO following_lookout (id, position) VALUES (1, 1) ON CONFLICT DO NOTHING")

    def tasks(self) -> None:
        """Tasks in every state, with their owner's people, other services, partners, and about restricted records."""
        mark, cast = self.mark, self.cast

        def give(who: str, reference: str, **more: Any) -> Task:
            due_at = datetime.now(UTC) + timedelta(days=9)
            task: Task = self.do(who, give_task, reference, what=mark(), due_at=due_at, **more)
            return task

        give("north_investigator", self.open_case)
        give("north_investigator", self.open_case, assignee=cast.north_colleague)
        give("north_investigator", self.open_case, organisation=cast.foreign)
        done = give("north_investigator", self.open_case, organisation=cast.hotline, kind="identification")
        self.do("hotline_partner", finish_task, done, outcome="partly", words=mark(), showed=mark(), asked=mark())
        back = give("north_investigator", self.open_case, organisation=cast.company)
        self.do("company_partner", decline_task, back, reason="other", words=mark())
        again = give("north_investigator", self.receive("north_intake"), organisation=cast.south)
        self.do("south_investigator", finish_task, again, outcome="nothing_found", words=mark())
        self.do("north_investigator", reopen_task, again, words=mark(), organisation=cast.customs)
        self.do("north_investigator", cancel_task, give("north_investigator", self.open_case), words=mark())
        for reference in (self.restricted, self.secret_report):
            give("north_manager", reference)
            give("north_manager", reference, assignee=cast.north_intake)
            give("north_manager", reference, organisation=cast.foreign, assignee=cast.foreign_partner)
        # Given by somebody of another service who was granted to write.
        writing, until = self.receive("north_intake"), datetime.now(UTC) + timedelta(days=30)
        holder = cast.south_investigator.pk
        self.do("north_manager", grant, writing, to_id=holder, may_write=True, until=until, reason=mark())
        give("south_investigator", writing)
        self.own(
            "INSERT INTO tasks_told (task_id, stage, due_at, at, people)"
            " SELECT id, 'overdue', due_at, now(), ARRAY[%s]::bigint[] FROM tasks_task",
            [cast.north_intake.pk],
        )

    def alerts(self) -> None:
        """What two services have in common, in every state: of a series for everybody, of a hidden one, of restricted records."""
        mark, cast = self.mark, self.cast
        files = made_up(12, seed=self.random.randrange(10**6))
        norths = a_series(cast, label=mark())
        hidden = a_series(cast, label=mark(), audience="own", otherwise="new")
        quiet = a_series(cast, "north_manager", label=mark())
        souths = a_series(cast, "south_investigator", label=mark(), audience="own")
        for series, part in ((norths, files[:2]), (hidden, files[2:4]), (quiet, files[4:6])):
            gives(cast, "north_examiner", part, series=series, exhibit=mark())
        gives(cast, "south_investigator", files[6:8], series=souths, exhibit=mark())
        gives(cast, "north_examiner", files[8:10], exhibit=mark())
        self.do("north_manager", restrict_series, quiet.reference, restricted=True, words=mark())
        meets(cast, "south_investigator", files, exhibit=mark())
        meets(cast, "customs_intake", files, exhibit=mark())
        meets(cast, "foreign_investigator", files, exhibit=mark())
        with acting_as(cast.actor("north_manager")):
            secret, ours = find(self.secret_report), find(self.open_case)
        meets(cast, "north_manager", files[6:7], exhibit=mark(), subject=secret)
        meets(cast, "north_investigator", files[7:8], exhibit=mark(), subject=ours)
        child = child_of_series(cast, norths)
        is_identified(cast, child)
        holds()
        with acting_as(cast.actor("south_investigator")):
            souths_alerts = list(AlertTo.objects.filter(organisation=cast.south).order_by("pk"))
        with acting_as(cast.actor("north_manager")):
            norths_alerts = list(AlertTo.objects.filter(organisation=cast.north, state="new").order_by("pk"))
        self.do("south_investigator", acknowledge, souths_alerts[0])
        self.do("south_investigator", dismiss, souths_alerts[0], grounds="trial", words=mark())
        self.do("south_investigator", reopen_alert, souths_alerts[0], words=mark())
        self.do("north_manager", act_on, norths_alerts[0], action="other", words=mark())
        self.own(
            "UPDATE deconfliction_alertto SET take_by = now() - interval '1 day' WHERE take_by IS NOT NULL AND mod(id, 2) = 0"
        )
        self.own("INSERT INTO deconfliction_lookout (id, position, too_common) VALUES (1, 1, 3) ON CONFLICT DO NOTHING")

    def the_workers(self) -> None:
        """What the worker and the public door remember: whom they told, who wants a mail, how often a door was used."""
        # Half of them read in French: what a page keeps to itself must not depend on its language.
        self.own("UPDATE accounts_user SET language = 'fr' WHERE mod(id, 2) = 0")
        self.own("INSERT INTO notices_digestchoice (user_id, by_email) SELECT id, false FROM accounts_user")
        self.own(
            "INSERT INTO clocks_told (clock_id, stage, level, due_at, at, people)"
            " SELECT id, 'overdue', 'handler', due_at, now(), ARRAY[%s]::bigint[] FROM clocks_clock",
            [self.cast.north_intake.pk],
        )
        self.own(
            "INSERT INTO accounts_tokenuse (token_id, worker, minute, count) SELECT id, 1, 1, 1 FROM accounts_apitoken"
        )
        self.own(
            "INSERT INTO reports_doorcount (kind, who, count, ends_at) VALUES ('send', 'd', 1, now() + interval '1 day')"
        )


def build(database: str, seed: int) -> GeneratedWorld:
    """The world of a seed, in the database that Django is connected to."""
    builder = Builder(database, seed)
    for situation in (
        builder.doors,
        builder.urgent,
        builder.hand_overs,
        builder.decisions,
        builder.cases,
        builder.records_of_cases,
        builder.many_at_once,
        builder.cases_that_moved,
        builder.around_a_child,
        builder.grants,
        builder.sealed_identities,
        builder.imports,
        builder.tasks,
        builder.plans,
        builder.accounts,
        builder.said_and_followed,
        Register(builder).everything,
        HashSets(builder).everything,
        builder.alerts,
        builder.the_workers,
        builder.out_of_sight,
        builder.retention,
        builder.brought_in,
    ):
        situation()
    builder.world.built_at = datetime.now(UTC)
    return builder.world
