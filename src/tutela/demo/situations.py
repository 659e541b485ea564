"""What waits today, so that every screen shows something to act on: each situation once or a few times, by the same verbs."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from tutela.accounts.actor import PUBLIC, SYSTEM, Actor
from tutela.accounts.models import AccessRequest, Role
from tutela.accounts.services.break_glass import break_glass
from tutela.accounts.services.grants import grant
from tutela.accounts.services.requests import ask_for_access
from tutela.accounts.services.requests import route as route_request
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.cases.services.record import write_entry
from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.demo import words
from tutela.demo.arrivals import Pool, arrival
from tutela.demo.connections import connected_as
from tutela.demo.people import Town
from tutela.demo.public_code import give_the_printed_code
from tutela.ownership.access import find
from tutela.ownership.services import accept, assign, decline, lapse, transfer, withdraw
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import Submission
from tutela.reports.services.answer import answer
from tutela.reports.services.bundle import make_bundle
from tutela.reports.services.decide import propose_no_investigation, second
from tutela.reports.services.import_file import stage_file, take_chunk
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.open_identity import ask_to_open
from tutela.reports.services.promises import pause_promise
from tutela.reports.services.receive import receive_report
from tutela.reports.services.restrict import restrict
from tutela.reports.services.route import send_report
from tutela.reports.services.write_again import write_again


class Today:
    """The last hours before ``until``."""

    def __init__(self, town: Town, chance: random.Random, until: datetime, *, numbered_from: int = 900_000) -> None:
        self.town, self.chance, self.until = town, chance, until
        self.number = numbered_from
        self.pool = Pool(random.Random("today"))

    def ago(self, **span: float) -> datetime:
        """A moment before now."""
        return self.until - timedelta(**span)

    def actor(self, body: str, role: str, index: int = 0) -> Actor:
        """A fixed person, so that whoever signs in by the printed address finds their own work."""
        return self.town.actors[body][role][index]

    def receive(self, body: str, at: datetime, **more: Any) -> str:
        """A report that came at ``at``: by a body's staff, by a partner, or by the public; gives its reference."""
        self.number += 1
        made = arrival(self.number, at, random.Random(f"today|{self.number}"), self.pool)
        fields = made.incoming.model_dump(exclude_defaults=True)
        door = {"": "public"}.get(body) or ("staff" if self.town.actors[body][Role.INTAKE_OFFICER] else "api")
        fields |= {"door": door, "external_source": "", "external_reference": "", "specific_concern": None}
        fields |= {"concern_grounds": "", "concern_stated_by": "", "reporter": {"kind": "organisation"}}
        incoming = IncomingReport.from_fields(**(fields | more))
        role = Role.INTAKE_OFFICER if door == "staff" else Role.PARTNER
        actor = PUBLIC if not body else self.actor(body, role)
        with self.town.acting(actor, at) as who:
            return receive_report(incoming, **who, idempotency_key=f"today-{self.number}").reference

    def do(self, actor: Actor, at: datetime, verb: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """One verb by ``actor``; a reference among what is given becomes the record."""
        with self.town.acting(actor, at) as who:
            records = [find(one) if isinstance(one, str) else one for one in given]
            return verb(*records, **more, **who)

    # Situations ---------------------------------------------------------------------------------------------------------

    def concerns(self) -> None:
        """Two specific concerns that nobody has accepted yet, one with the service and one with the centre."""
        stated = {"specific_concern": True, "concern_grounds": "A meeting with the child is arranged for today."}
        self.receive("northmoor", self.ago(minutes=6), **stated, concern_stated_by="The caller")
        self.receive("lantern", self.ago(minutes=9), **stated, concern_stated_by="The hotline")

    def offers(self) -> None:
        """Open hand-overs in both directions, one of them urgent, one declined an hour ago."""
        centre, northmoor = self.actor("centre", Role.INTAKE_OFFICER), self.actor("northmoor", Role.INTAKE_OFFICER)
        to = self.town.organisations
        for body, hours in (("lantern", 5), ("larkmail", 3), ("cirrus", 2)):
            reference = self.receive(body, self.ago(hours=hours), place_words="Northmoor")
            self.do(
                centre,
                self.ago(hours=1.5),
                send_report,
                reference,
                to=to["northmoor"],
                reason="Its remit covers the place",
            )
        reference = self.receive("northmoor", self.ago(hours=6), place_words="Southvale")
        self.do(
            northmoor, self.ago(hours=4), send_report, reference, to=to["southvale"], reason="The place is in Southvale"
        )
        abroad = self.receive("northmoor", self.ago(hours=7), countries=["FR"], place_words="")
        self.do(
            northmoor,
            self.ago(hours=5),
            send_report,
            abroad,
            to=to["fr-aubrette"],
            reason="The child is said to be in France",
        )
        refused = self.receive("northmoor", self.ago(hours=8))
        offer = self.do(
            northmoor, self.ago(hours=7), send_report, refused, to=to["westmere"], reason="Thought to be in Westmere"
        )
        self.do(self.actor("westmere", Role.INTAKE_OFFICER), self.ago(hours=1), decline, offer.pk, reason="other_area",
                words="The address is in Ashwick.")  # fmt: skip

    def northmoor_work(self) -> None:
        """Work in the hands of the printed investigator: news owed, a pause, a proposal that waits, a restricted report."""
        investigator, manager = self.actor("northmoor", Role.INVESTIGATOR), self.actor("northmoor", Role.MANAGER)
        handler = self.town.users[investigator.user_id or 0]
        references = [
            self.receive("northmoor", self.ago(days=9, hours=index), **_caller(self.chance)) for index in range(6)
        ]
        for reference in references:
            self.do(manager, self.ago(days=8), assign, reference, handler=handler)
        for reference in references[:4]:
            self.do(investigator, self.ago(days=7), answer, reference, template="receipt")
        with self.town.acting(investigator, self.ago(days=2)) as who:
            report = find(references[0])
            running = Clock.objects.get(
                subject_kind="report", subject_id=report.pk, kind="progress", met_at=None, ended_at=None
            )
            pause_promise(
                report,
                running.pk,
                until=self.until + timedelta(days=12),
                reason="waiting_for_industry",
                words="Asked the provider on Monday",
                **who,
            )
        for reference in references[1:3]:
            grounds, said = self.chance.choice(words.NO_INVESTIGATION)
            ahead = (self.until + timedelta(days=90)).date()
            self.do(investigator, self.ago(hours=20), propose_no_investigation, reference, grounds=grounds, words=said,
                    review_on=ahead)  # fmt: skip
        self.do(investigator, self.ago(hours=18), restrict, references[3], restricted=True,
                words="A colleague is named in it.")  # fmt: skip

    def access(self) -> None:
        """A request that waits, a grant, and broken glass that nobody has reviewed."""
        northmoor, southvale = self.actor("northmoor", Role.MANAGER), self.actor("southvale", Role.INVESTIGATOR)
        asked, given, broken = (self.receive("northmoor", self.ago(days=3, hours=index)) for index in range(3))
        self.do(southvale, self.ago(hours=26), self._ask(asked))
        with connected_as("jobs"), clock.frozen(self.ago(hours=25)):
            for pk in list(AccessRequest.objects.order_by("pk").values_list("pk", flat=True)):
                route_request(pk, now=self.ago(hours=25))
        analyst = self.actor("centre", Role.ANALYST)
        self.do(northmoor, self.ago(days=1), grant, given, to_id=analyst.user_id, until=self.until + timedelta(days=20),
                reason="Compares it with reports from abroad")  # fmt: skip
        with self.town.acting(southvale, self.ago(hours=5)) as who:
            break_glass(broken, reason="A child at the same address may be at risk tonight", hours=12, **who)

    def _ask(self, reference: str) -> Callable[..., Any]:
        return lambda **who: ask_for_access(reference, reason="The same account appears in a case of ours", **who)

    def bundle(self) -> None:
        """Reports about one widely spread item: some bundled by the centre, some still to be found."""
        item = {"source_id": "f1", "sha256": self.pool.spread, "size": 48_213, "industry_classification": "B1"}
        senders = ("lantern", "larkmail", "cirrus", "harbourline")
        found = [
            self.receive(senders[index % 4], self.ago(days=6, hours=index), files=[item], categories=["IBI"],
                         summary="A known file seen in many accounts; the hash and the time are given.")
            for index in range(14)
        ]  # fmt: skip
        analyst = self.actor("centre", Role.ANALYST)
        with self.town.acting(analyst, self.ago(days=2)) as who:
            reports = [find(reference) for reference in found[:9]]
            make_bundle(reports, name="Widely spread file", why="The same file (SHA-256) in every one of them", **who)

    def public(self) -> None:
        """A report of the public with a printed code: answered once, and written to again; and one whose sender is sealed."""
        at = self.ago(days=12)
        unknown = {"kind": "unknown", "wants_answer": True, "stays_unknown": True}
        reference = self.receive("", at, reporter=unknown, summary="Somebody has been writing to a child in my street.")
        centre = self.actor("centre", Role.INTAKE_OFFICER)
        self.do(centre, self.ago(days=11), answer, reference, template="receipt")
        self.do(centre, self.ago(days=3), answer, reference, template="progress_working")
        give_the_printed_code(reference)
        sealed = {"kind": "person", "name": words.person(self.chance), "email": words.email(self.chance),
                  "wants_answer": True, "stays_unknown": True}  # fmt: skip
        reference = self.receive("", self.ago(days=4), reporter=sealed)
        self.do(centre, self.ago(hours=6), ask_to_open, reference, reason="The caller has to be warned")

    def messages(self) -> None:
        """A partner adds something to what it sent."""
        partner = self.actor("lantern", Role.PARTNER)
        with self.town.acting(partner, self.ago(hours=10)) as who:
            newest = Submission.objects.filter(reporter_id=partner.organisation_id).order_by("-received_at", "-pk")[:2]
            for submission in newest:
                write_again(submission, words=self.chance.choice(words.MESSAGES), **who)

    def cases(self) -> None:
        """Two open cases of the printed investigator, one with a child at risk now; a proposal that was not agreed."""
        investigator, manager = self.actor("northmoor", Role.INVESTIGATOR), self.actor("northmoor", Role.MANAGER)
        for index, safety in enumerate(("at_risk", "not_known")):
            reference = self.receive("northmoor", self.ago(days=20 + index))
            children = [
                NewChild("Child 1", safety=safety, countries=("GB",)),
                NewChild("Child 2", countries=("GB", "FR")),
            ]
            new = NewCase(
                summary="An account that writes to children; its holder is being established.",
                categories=[NewCategory("IIG", "same_country")],
                people=[NewPerson("suspect", "Suspect 1", name=words.person(self.chance), source="The report")],
                children=children,
            )
            case = self.do(investigator, self.ago(days=18 + index), open_case_from, reference, new)
            section, nature, said = words.ENTRIES[index]
            self.do(
                investigator, self.ago(days=5), write_entry, case.reference, words=said, nature=nature, section=section
            )
            self.do(
                manager, self.ago(days=4), assign, case.reference, handler=self.town.users[investigator.user_id or 0]
            )
        refused = self.receive("northmoor", self.ago(days=15))
        decision = self.do(investigator, self.ago(days=10), propose_no_investigation, refused, grounds="not_traceable",
                           words="The values lead nowhere.", review_on=(self.until + timedelta(days=60)).date())  # fmt: skip
        self.do(
            manager, self.ago(days=9), lambda **who: second(decision.pk, agrees=False, words="Ask the provider.", **who)
        )

    def taken_back(self) -> None:
        """An offer that was withdrawn, and one that nobody answered: it came back to the centre."""
        northmoor, to = self.actor("northmoor", Role.INTAKE_OFFICER), self.town.organisations
        reason = "Thought to be in its area"
        withdrawn = self.receive("northmoor", self.ago(days=8))
        offer = self.do(northmoor, self.ago(days=7), send_report, withdrawn, to=to["harrowdale"], reason=reason)
        self.do(northmoor, self.ago(days=6.9), lambda **who: withdraw(offer.pk, **who))
        lapsed = self.receive("northmoor", self.ago(days=13))
        offer = self.do(northmoor, self.ago(days=12), send_report, lapsed, to=to["eastmarch"], reason=reason)
        over = max(offer.due_at + timedelta(minutes=2), self.ago(days=6))
        with connected_as("jobs"), clock.frozen(over):
            lapse(offer.pk, actor=SYSTEM, now=over)

    def accepted_today(self) -> None:
        """A hand-over that went through this morning, and a transfer by the centre."""
        centre = self.actor("centre", Role.INTAKE_OFFICER)
        to = self.town.organisations["northmoor"]
        for hours in (20, 12):
            reference = self.receive("larkmail", self.ago(hours=hours), place_words="Northmoor")
            offer = self.do(
                centre, self.ago(hours=hours - 2), send_report, reference, to=to, reason="Its remit covers the place"
            )
            self.do(self.actor("northmoor", Role.INTAKE_OFFICER), self.ago(hours=hours - 3), accept, offer.pk)
        moved = self.receive("cirrus", self.ago(days=1))
        self.do(
            self.actor("centre", Role.MANAGER),
            self.ago(hours=9),
            transfer,
            moved,
            to=to,
            reason="Decided by the centre",
        )

    def import_with_faults(self) -> None:
        """A file of a hotline of which two rows were rejected and wait to be corrected."""
        rows = ["reference,reported_at,summary,categories,countries"]
        rows += [
            f"HL-{index:04d},2026-01-0{index % 8 + 1}T10:00:00Z,An address that led to known files,IBI,GB"
            for index in range(12)
        ]
        rows += [
            "HL-0100,yesterday,An address that led to known files,IBI,GB",
            "HL-0101,2026-01-02T10:00:00Z,An address,XXX,GB",
        ]
        partner = self.actor("harbourline", Role.PARTNER)
        at = self.ago(days=1, hours=2)
        staged = self.do(partner, at, lambda **who: stage_file(BytesIO("\n".join(rows).encode()), "week.csv", **who))
        while self.do(partner, at, lambda **who: take_chunk(staged.batch, **who)):
            pass


def _caller(chance: random.Random) -> dict[str, Any]:
    return {
        "reporter": {
            "kind": "person",
            "name": words.person(chance),
            "telephone": words.telephone(chance),
            "wants_answer": True,
        }
    }


def bring_about(town: Town, chance: random.Random, until: datetime) -> None:
    """Everything that waits at ``until``."""
    today = Today(town, chance, until)
    for situation in (
        today.bundle,
        today.public,
        today.northmoor_work,
        today.access,
        today.cases,
        today.taken_back,
        today.import_with_faults,
        today.accepted_today,
        today.messages,
        today.offers,
        today.concerns,
    ):
        situation()
