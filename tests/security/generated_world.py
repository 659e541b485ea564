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
from tests.roles import switched_role
from tutela.accounts.actor import PUBLIC, SYSTEM, Actor
from tutela.accounts.models import ApiToken, DutyShift, Grant
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.break_glass import Finding, break_glass, review_break_glass
from tutela.accounts.services.grants import end_grant, grant
from tutela.accounts.services.requests import (
    ask_for_access,
    close_unanswered,
    grant_request,
    refuse_request,
    route,
    withdraw_request,
)
from tutela.accounts.services.tokens import make_token, revoke_token
from tutela.cases.models import Case, ChildInCase, Person
from tutela.cases.services.children import place_child, take_out_child
from tutela.cases.services.close import close_case
from tutela.cases.services.hand_on import send_case
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.cases.services.record import say_standing, write_entry
from tutela.cases.services.share import share_case
from tutela.children.services.identify import identify, withdraw_identification
from tutela.children.services.stop import propose_stop, second_stop
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
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
from tutela.reports.codes import digest_of
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import IdentityOpening, ImportBatch, ImportRow, LastLooked, Report, Submission
from tutela.reports.services.answer import answer
from tutela.reports.services.bundle import make_bundle
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, reopen, second
from tutela.reports.services.open_case import open_case_from
from tutela.reports.services.receive import receive_report
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.write_again import write_again


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
        self.do("north_investigator", share_case, kept, organisation=self.cast.customs, with_children=True)
        self.do("north_investigator", take_out_child, kept, child, words=mark())
        ahead = datetime.now(UTC).date() + timedelta(days=90)
        why = {"grounds": "nothing_to_trace", "words": mark(), "review_on": ahead}
        made = self.do("north_investigator", propose_stop, stopped, **why)
        self.do("north_manager", second_stop, made.pk, agrees=True, words=mark())

    def out_of_sight(self) -> None:
        """A restricted report that nobody handles, of a service that has neither manager nor auditor."""
        self.own(
            "UPDATE reports_report SET is_restricted = true WHERE reference = %s", [self.receive("customs_intake")]
        )

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

    def the_workers(self) -> None:
        """What the worker and the public door remember: whom they told, who wants a mail, how often a door was used."""
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
        builder.cases_that_moved,
        builder.grants,
        builder.sealed_identities,
        builder.imports,
        builder.accounts,
        builder.the_workers,
        builder.out_of_sight,
    ):
        situation()
    builder.world.built_at = datetime.now(UTC)
    return builder.world
