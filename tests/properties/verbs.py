"""The verbs that random people do to random records: each is a function of an actor, a record's reference, a number that chooses
among what there is to choose, and the moment.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from tests.cast import World
from tests.properties.series_verbs import SERIES_VERBS
from tests.roles import switched_role
from tutela.accounts.actor import PUBLIC, SYSTEM, Actor
from tutela.accounts.models import User
from tutela.accounts.need_to_know import acting_as, name_the_reader
from tutela.accounts.services.grants import grant
from tutela.cases.services.close import close_case, reopen_case, restrict
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.children.models import AREAS, Child
from tutela.children.services.assess import open_assessment_again
from tutela.children.services.conclude import conclude_assessment, decide_no_assessment
from tutela.children.services.identify import identify, say_safety, withdraw_identification
from tutela.children.services.needs import record_finding
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.stop import propose_stop, review_stop, second_stop
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.clocks.reminders import tell_of_promises
from tutela.core.errors import NotFound, RuleBroken, TutelaError
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation
from tutela.ownership import services as ownership
from tutela.ownership.access import find
from tutela.ownership.models import HandOver, Participation
from tutela.reports.incoming import IncomingReport
from tutela.reports.models import CaseLink, IdentityOpening, UrgentCall
from tutela.reports.services.answer import answer
from tutela.reports.services.decide import keep_as_information, propose_no_investigation, reopen, review, second
from tutela.reports.services.open_case import join_case, open_case_from, part_from_case
from tutela.reports.services.open_identity import agree_to_open, ask_to_open
from tutela.reports.services.promises import end_pause, pause_promise, pauses_over, resume_promise
from tutela.reports.services.receive import receive_report
from tutela.reports.services.restrict import restrict as restrict_report
from tutela.reports.services.route import send_report
from tutela.reports.services.triage import triage
from tutela.reports.services.urgent import accept_concern, escalate

ORGANISATIONS = ("centre", "north", "south", "customs", "foreign")
WORKERS = (
    "centre_intake",
    "centre_manager",
    "centre_analyst",
    "north_intake",
    "north_investigator",
    "north_colleague",
    "north_manager",
    "south_intake",
    "south_investigator",
    "south_manager",
    "customs_intake",
    "foreign_investigator",
)
OTHERS = ("north_auditor", "north_administrator", "north_researcher", "hotline_partner")
TEMPLATES = (
    "receipt",
    "progress_working",
    "progress_sent_on",
    "outcome_case",
    "outcome_no_investigation",
    "outcome_information_only",
)


@dataclass(frozen=True)
class Call:
    """One verb, to be done by somebody to something."""

    verb: str
    who: str
    reference: str
    pick: int
    at: datetime


@dataclass
class Tried:
    """How often each verb was done, and how often refused."""

    done: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    def note(self, verb: str, outcome: str) -> None:
        """Count one call."""
        group = self.done if outcome == "done" else self.refused
        group[verb] = group.get(verb, 0) + 1


def _organisation(pick: int) -> Organisation:
    return Organisation.objects.get(code=ORGANISATIONS[pick % len(ORGANISATIONS)])


def _offer(reference: str, pick: int) -> int:
    offers = list(
        HandOver.objects.filter(subject_reference=reference).order_by("-offered_at").values_list("pk", flat=True)[:3]
    )
    if not offers:
        raise NotFound("There is nothing offered.")
    return int(offers[pick % len(offers)] if pick % 4 == 0 else offers[0])


def _send(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    record, to = find(reference), _organisation(pick)
    if record.subject_kind == "report":
        send_report(record, to=to, reason="its area", actor=actor, now=now)
    else:
        ownership.send(record, to=to, reason="its area", preview={}, is_urgent=False, actor=actor, now=now)


def _decline(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    ownership.decline(_offer(reference, pick), reason="other_area", words="", actor=actor, now=now)


def _assign(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    people = list(User.objects.filter(memberships__organisation_id=actor.organisation_id).order_by("pk"))
    ownership.assign(find(reference), handler=people[pick % len(people)], actor=actor, now=now)


def _triage(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    report = find(reference, kind="report")
    concern = ("yes", "no", "not_known")[pick % 3]
    triage(
        report,
        categories=["IBI"],
        countries=["GB"],
        place=None,
        specific_concern=concern,
        concern_grounds="stated by the sender" if concern == "yes" else "",
        version=report.version - (pick % 7 == 6),
        actor=actor,
        now=now,
    )


def _answer(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    report = find(reference, kind="report")
    fitting = {
        "case": "outcome_case",
        "no_investigation": "outcome_no_investigation",
        "information_only": "outcome_information_only",
    }.get(report.disposition, "progress_working")
    answer(report, template=fitting if pick % 3 else TEMPLATES[pick % len(TEMPLATES)], actor=actor, now=now)


def _propose(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    propose_no_investigation(
        find(reference, kind="report"),
        grounds="not_traceable",
        words="looked at, nothing to trace",
        review_on=(now + timedelta(days=30 + pick % 60)).date(),
        actor=actor,
        now=now,
    )


def _decision(reference: str, state: str) -> Decision:
    found = Decision.objects.filter(subject_reference=reference, state=state).order_by("-made_at").first()
    if found is None:
        raise NotFound("There is no such decision.")
    return found


def _second(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    second(_decision(reference, "proposed").pk, agrees=pick % 3 > 0, words="seen", actor=actor, now=now)


def _review(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    again = (now + timedelta(days=60)).date() if pick % 2 else None
    review(_decision(reference, "taken").pk, words="looked at again", review_again_on=again, actor=actor, now=now)


def _open_case(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    new = NewCase(
        summary="Synthetic case",
        categories=[NewCategory("IBI")],
        people=[NewPerson("suspect", "Suspect 1", source="the report")],
        children=[NewChild("Child 1"), NewChild("Child 2", name="Synthetic Child")][: 1 + pick % 2],
        restricted=pick % 5 == 0,
    )
    open_case_from(find(reference, kind="report"), new, actor=actor, now=now)


def _case_of(reference: str) -> CaseLink:
    link = CaseLink.objects.filter(report__reference=reference, parted_at=None).select_related("report", "case").first()
    if link is None:
        raise NotFound("It belongs to no case.")
    return link


def _part(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    link = _case_of(reference)
    part_from_case(link, actor=actor, now=now)
    if pick % 2:
        join_case(find(reference, kind="report"), link.case, actor=actor, now=now)


def _identify(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    identify(
        find(reference, kind="child"), name="Synthetic Child", how="by the school", safety="safe", actor=actor, now=now
    )


def _say_safety(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    say_safety(find(reference, kind="child"), safety=Child.Safety.values[pick % 3], actor=actor, now=now)


def _say_safeguarded(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    say_safeguarded(find(reference, kind="child"), how="in_care", words="a service", actor=actor, now=now)


def _assess(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    """An assessment goes on, is concluded, decided against or opened again."""
    child = find(reference, kind="child")
    if pick % 4 == 0:
        open_assessment_again(child, why="something changed", actor=actor, now=now)
    elif pick % 4 == 1:
        ahead = (now + timedelta(days=20 + pick % 60)).date()
        decide_no_assessment(child, grounds="declined", words="a few words", review_on=ahead, actor=actor, now=now)
    else:
        for area in AREAS[: len(AREAS) if pick % 4 == 2 else 3]:
            record_finding(child, area=area, result="need", words="support", source="school", actor=actor, now=now)
        if pick % 4 == 2:
            conclude_assessment(child, outcome="referred", actor=actor, now=now)


def _pause(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    subject = find(reference, kind="report")
    clock = clocks.running(subject, (Clock.Kind.PROGRESS, Clock.Kind.OUTCOME, Clock.Kind.RECEIPT)[pick % 3])
    if clock is None:
        raise NotFound("No such clock runs.")
    if clock.paused_at is None:
        until = now + timedelta(days=1 + pick % 28)
        pause_promise(subject, clock.pk, until=until, reason="waiting_for_reporter", words="", actor=actor, now=now)
    else:
        resume_promise(subject, clock.pk, actor=actor, now=now)


def _restrict(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    restrict(find(reference, kind="case"), restricted=pick % 2 == 0, words="a few words", actor=actor, now=now)


def _restrict_report(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    colleagues = list(User.objects.filter(memberships__organisation_id=actor.organisation_id).order_by("pk"))
    restrict_report(
        find(reference, kind="report"),
        restricted=pick % 2 == 0,
        words="a few words",
        named=[colleagues[pick % len(colleagues)]],
        actor=actor,
        now=now,
    )


def _let_in(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    ownership.add_participant(find(reference), organisation=_organisation(pick), basis="joint", actor=actor, now=now)


def _call_back(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    record = find(reference)
    part = Participation.objects.filter(subject_kind=record.subject_kind, subject_id=record.pk).first()
    if part is None:
        raise NotFound("Nobody takes part.")
    ownership.end_participation(part, record, actor=actor, now=now)


def _ask_identity(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    ask_to_open(find(reference, kind="report"), reason="to telephone", actor=actor, now=now)


def _agree_identity(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    report = find(reference, kind="report")
    opening = IdentityOpening.objects.filter(submission_id=report.pk).order_by("-pk").first()
    if opening is None:
        raise NotFound("Nobody has asked.")
    agree_to_open(report, opening.pk, actor=actor, now=now)


def _grant(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    with switched_role("tutela_owner"):
        people = list(User.objects.exclude(pk=actor.user_id).order_by("pk"))
    grant(
        find(reference),
        to_id=people[pick % len(people)].pk,
        until=now + timedelta(days=3),
        reason="joint work",
        may_write=pick % 2 == 0,
        actor=actor,
        now=now,
    )


def _propose_stop(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    propose_stop(
        find(reference, kind="child"),
        grounds="nothing_to_trace",
        words="all was tried",
        review_on=(now + timedelta(days=30)).date(),
        actor=actor,
        now=now,
    )


def _second_stop(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    second_stop(_decision(reference, "proposed").pk, agrees=pick % 3 > 0, words="seen", actor=actor, now=now)


def _review_stop(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    again = (now + timedelta(days=60)).date()
    review_stop(
        _decision(reference, "taken").pk,
        words="looked at again",
        go_on=pick % 2 == 0,
        review_again_on=again,
        actor=actor,
        now=now,
    )


def _come_again(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    report = find(reference, kind="report")
    incoming = IncomingReport.from_fields(
        door="staff",
        summary=report.summary,
        external_source=report.external_source,
        external_reference=report.external_reference,
    )
    if not report.external_reference:
        raise NotFound("It has no number by which it could be known.")
    receive_report(incoming, actor=actor, now=now)


def _release_leaver(actor: Actor, reference: str, pick: int, now: datetime) -> None:
    handler_id = find(reference).handler_id
    if handler_id is None:
        raise NotFound("Nobody handles it.")
    with switched_role("tutela_jobs"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_release_work(%s, %s, 'left', %s)", [handler_id, actor.organisation_id, now]
        )


Verb = Callable[[Actor, str, int, datetime], object]
VERBS: dict[str, Verb] = {
    "send": _send,
    "accept": lambda actor, reference, pick, now: ownership.accept(_offer(reference, pick), actor=actor, now=now),
    "decline": _decline,
    "withdraw": lambda actor, reference, pick, now: ownership.withdraw(_offer(reference, pick), actor=actor, now=now),
    "transfer": lambda actor, reference, pick, now: ownership.transfer(
        find(reference), to=_organisation(pick), reason="nobody accepted it", actor=actor, now=now
    ),
    "claim": lambda actor, reference, pick, now: ownership.claim(find(reference), actor=actor, now=now),
    "assign": _assign,
    "release": lambda actor, reference, pick, now: ownership.release(
        find(reference), reason="left", actor=actor, now=now
    ),
    "triage": _triage,
    "accept_concern": lambda actor, reference, pick, now: accept_concern(
        find(reference, kind="report"), actor=actor, now=now
    ),
    "answer": _answer,
    "propose": _propose,
    "second": _second,
    "review": _review,
    "keep_as_information": lambda actor, reference, pick, now: keep_as_information(
        find(reference, kind="report"), words="kept", actor=actor, now=now
    ),
    "open_case": _open_case,
    "part": _part,
    "reopen": lambda actor, reference, pick, now: reopen(
        find(reference, kind="report"), words="something new", actor=actor, now=now
    ),
    "close_case": lambda actor, reference, pick, now: close_case(
        find(reference, kind="case"), grounds="finished", words="done", actor=actor, now=now
    ),
    "reopen_case": lambda actor, reference, pick, now: reopen_case(
        find(reference, kind="case"), words="something new", actor=actor, now=now
    ),
    "restrict": _restrict,
    "identify": _identify,
    "withdraw_identification": lambda actor, reference, pick, now: withdraw_identification(
        find(reference, kind="child"), reason="it was somebody else", actor=actor, now=now
    ),
    "say_safety": _say_safety,
    "say_safeguarded": _say_safeguarded,
    "assess": _assess,
    "pause_or_resume": _pause,
    "restrict_report": _restrict_report,
    "let_in": _let_in,
    "call_back": _call_back,
    "ask_identity": _ask_identity,
    "agree_identity": _agree_identity,
    "grant": _grant,
    "propose_stop": _propose_stop,
    "second_stop": _second_stop,
    "review_stop": _review_stop,
    "come_again": _come_again,
    "release_leaver": _release_leaver,
    "the_worker": lambda actor, reference, pick, now: clock_strikes(now),
    **SERIES_VERBS,
}
# Those that make sense of a case or a child; every verb makes sense of a report, were it only to be refused.
OF_CASES = (
    "send",
    "accept",
    "decline",
    "withdraw",
    "transfer",
    "claim",
    "assign",
    "release",
    "close_case",
    "reopen_case",
    "restrict",
    "let_in",
    "call_back",
    "grant",
    "release_leaver",
    "the_worker",
)
OF_CHILDREN = (
    "send",
    "accept",
    "decline",
    "withdraw",
    "transfer",
    "claim",
    "assign",
    "identify",
    "withdraw_identification",
    "say_safety",
    "say_safeguarded",
    "assess",
    "propose_stop",
    "second_stop",
    "review_stop",
    "open_series",
    "let_in",
    "call_back",
    "grant",
    "release_leaver",
    "the_worker",
)
OF_SERIES = (
    "send",
    "accept",
    "decline",
    "withdraw",
    "transfer",
    "claim",
    "assign",
    "release",
    *(name for name in SERIES_VERBS if name != "open_series"),
    "let_in",
    "call_back",
    "grant",
    "release_leaver",
    "the_worker",
)
_OF_OTHERS = {
    "close_case",
    "reopen_case",
    "restrict",
    "identify",
    "withdraw_identification",
    "say_safety",
    *SERIES_VERBS,
}
OF_REPORTS = tuple(name for name in VERBS if name not in _OF_OTHERS and not name.endswith("_stop"))


@dataclass(frozen=True)
class Chain:
    """Verbs of which each makes room for the next, and the first letter of what they are done to."""

    letter: str
    verbs: tuple[str, ...]
    # Whoever may do it besides the owner's people.
    also: tuple[str, ...] = ()


CHAINS = (
    Chain("R", ("accept_concern", "triage", "accept_concern", "answer")),
    Chain("R", ("claim", "release", "claim")),
    Chain("R", ("transfer",), also=("centre_manager",)),
    Chain("R", ("propose", "second", "review")),
    Chain("R", ("keep_as_information", "answer", "reopen")),
    Chain("R", ("open_case", "answer", "part")),
    Chain("R", ("pause_or_resume", "pause_or_resume")),
    Chain("R", ("ask_identity", "agree_identity")),
    Chain("R", ("assign", "release")),
    Chain("C", ("assign", "release", "restrict")),
    Chain("C", ("close_case", "reopen_case")),
    Chain("K", ("assign", "identify", "say_safety", "say_safeguarded", "withdraw_identification")),
    Chain("K", ("assess",)),
    Chain("K", ("propose_stop", "second_stop", "review_stop")),
    Chain("K", ("open_series",)),
    Chain(
        "S",
        ("assign", "link_child", "give_files", "series_audience", "rename_series", "unlink_child", "restrict_series"),
    ),
)


def do(world: World, call: Call) -> str:
    """Do one verb in a transaction of its own; *done*, or the class of the refusal.

    Anything but a refusal of the error family goes through: a crash, a deadlock, a message of the database are faults.
    """
    actor = world.actors[call.who]
    if call.verb == "the_worker":
        VERBS[call.verb](actor, call.reference, call.pick, call.at)
        return "done"
    try:
        with acting_as(actor):
            VERBS[call.verb](actor, call.reference, call.pick, call.at)
    except TutelaError as error:
        return type(error).__name__
    return "done"


def do_at_once(world: World, calls: list[Call]) -> list[str]:
    """Do several verbs at one time, each on a connection of its own; they begin together."""
    together = threading.Barrier(len(calls))
    outcomes: list[str | BaseException] = [""] * len(calls)

    def run(number: int, call: Call) -> None:
        try:
            connection.ensure_connection()
            together.wait()
            outcomes[number] = do(world, call)
        except BaseException as error:  # noqa: BLE001  (it is raised again in the test's own thread)
            outcomes[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [str(outcome) for outcome in outcomes]


def receive(world: World, door: str, *, urgent: bool, number: int, now: datetime) -> str:
    """A new report by one of the doors; returns its reference."""
    incoming = IncomingReport.from_fields(
        door=door,
        summary="Synthetic report",
        specific_concern=urgent or None,
        concern_grounds="stated by the sender" if urgent else "",
        countries=["GB"],
        external_source="a property test" if number % 2 else "",
        external_reference=f"P-{number}-{now.timestamp()}" if number % 2 else "",
        reporter={"kind": "unknown" if door == "public" else "organisation", "wants_answer": number % 5 > 0},
    )
    who = {"public": PUBLIC, "api": world.actors["hotline_partner"]}.get(door, world.actors["north_intake"])
    with acting_as(who):
        return receive_report(incoming, actor=who, now=now).reference


def clock_strikes(now: datetime) -> None:
    """What the worker does as time goes by, each in a transaction of its own: offers lapse, concerns go to the next on duty,
    pauses end, and whoever has to hear of a promise is told.
    """
    with transaction.atomic(), switched_role("tutela_jobs"):
        name_the_reader(user_id=None, membership_id=None)
        for offer in HandOver.objects.filter(state=HandOver.State.OFFERED, due_at__lte=now).values_list(
            "pk", flat=True
        ):
            ownership.lapse(offer, actor=SYSTEM, now=now)
    with transaction.atomic(), switched_role("tutela_jobs"):
        due = UrgentCall.objects.filter(accepted_at=None, escalated_at=None, escalates_at__lte=now)
        for call in due.values_list("pk", flat=True):
            escalate(call, actor=SYSTEM, now=now)
    with switched_role("tutela_jobs"):
        for promise in pauses_over(now=now):
            end_pause(promise, actor=SYSTEM, now=now)
    with transaction.atomic(), switched_role("tutela_jobs"):
        # One at a time, as the lock of its job sees to.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7)")
        tell_of_promises(actor=SYSTEM, now=now)


__all__ = [
    "CHAINS",
    "OF_CASES",
    "OF_CHILDREN",
    "OF_REPORTS",
    "OF_SERIES",
    "OTHERS",
    "VERBS",
    "WORKERS",
    "Call",
    "Chain",
    "RuleBroken",
    "Tried",
    "clock_strikes",
    "do",
    "do_at_once",
    "receive",
]
