"""What a timeline is made of: each source says in a small piece of SQL where its things stand, and in words what each was.

A further kind of thing is one more entry of ``SOURCES``. Each is read under its own policies as whoever asks: what the reader
may not see is not there. The SQL names tables and not models, so that what stands beside or below is not imported for its rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from tutela import typology
from tutela.audit.queries import in_words as verb_in_words
from tutela.cases.words import section_in_words, standing_in_words
from tutela.clocks.models import Clock
from tutela.decisions.models import Decision
from tutela.decisions.queries import found_in_words
from tutela.organisations.countries import country_name
from tutela.ownership.models import Basis, Participation

GROUPS = MappingProxyType(
    {
        "children": "Children",
        "record": "Entries of the record",
        "people": "People and their standing",
        "decisions": "Decisions and reviews",
        "tasks": "Tasks",
        "plans": "Plans and meetings",
        "letters": "Comments and letters",
        "answers": "Answers to reporters",
        "hands": "Who answers, handles and takes part",
        "promises": "Promises and their clocks",
        "changes": "Changes",
    }
)
_FOLDER = {"case": "cases", "child": "children", "report": "reports"}


@dataclass(frozen=True)
class Thing:
    """One row of a source, as the statement reads it. ``code``, ``detail`` and ``words`` mean what the source says they mean."""

    at: datetime
    source: str
    id: int
    subject_kind: str
    subject_id: int
    reference: str
    owner_id: int
    who: int | None
    code: str
    detail: str
    words: str
    part: int | None
    who_name: str | None
    whom_name: str | None
    organisation: str | None

    @property
    def record(self) -> str:
        """The address of the record that it belongs to."""
        return f"/{_FOLDER[self.subject_kind]}/{self.reference}"


Said = Callable[[Thing], tuple[str, str]]


@dataclass(frozen=True)
class Source:
    """One kind of thing: its rows (``x``) of a record (``s``), when each was, who did it, and what it says.

    ``of`` ties a row to its record. ``at``, ``who``, ``organisation``, ``whom``, ``code``, ``detail``, ``words`` and ``part`` are
    expressions of SQL. ``says`` makes a title and a line of words from a row, ``link`` the address of the thing.
    """

    name: str
    group: str
    table: str
    at: str
    says: Said
    link: Callable[[Thing], str]
    kinds: tuple[str, ...] = ("case", "child", "report")
    of: str = "x.subject_kind = s.kind AND x.subject_id = s.id"
    id: str = "x.id"
    join: str = ""
    where: str = ""
    who: str = "NULL"
    organisation: str = "NULL"
    whom: str = "NULL"
    code: str = "''"
    detail: str = "''"
    words: str = "''"
    part: str = "NULL"


def _at(tab: str) -> Callable[[Thing], str]:
    return lambda one: f"{one.record}{tab}"


def _coded(of_list: str, code: str) -> str:
    return dict(typology.choices(of_list)).get(code, code.replace("_", " ").capitalize())


def _kind(one: Thing) -> str:
    return dict(Decision.Kind.choices).get(one.code, one.code.replace("_", " ").capitalize())


def _joined(*parts: str) -> str:
    return ". ".join(one for one in parts if one)


def _decided(one: Thing) -> tuple[str, str]:
    proposed = one.code in Decision.NEEDS_SECOND_PERSON
    return f"{'Proposed' if proposed else 'Decided'}: {_kind(one).lower()}", one.words


def _seconded(one: Thing) -> tuple[str, str]:
    agreed = one.detail == Decision.State.TAKEN
    return f"Second person {'agreed' if agreed else 'disagreed'}: {_kind(one).lower()}", one.words


def _reviewed(one: Thing) -> tuple[str, str]:
    return f"Reviewed: {_kind(one).lower()}", _joined(found_in_words(one.detail), one.words)


def _whereabouts(one: Thing) -> tuple[str, str]:
    where = country_name(one.detail) if one.detail else one.organisation or "not yet known"
    return f"Where the child may be: {where}, {one.code.replace('_', ' ')}", one.words


_TASK_ENDED = {"done": "Task done", "declined": "Task given back", "cancelled": "Task cancelled"}
_CLOCKS = dict(Clock.Kind.choices)
_BASES = dict(Basis.choices)
_PARTS = dict(Participation.Basis.choices)
_UNSEEN_CHILD = "a child whose record you may not see"
# Verbs whose change of a record stands here by its own source already, or changes nothing that a reader asks for.
_SHOWN_ELSEWHERE = (
    "case.open", "case.close", "case.reopen", "case.restrict", "case.enter_child", "case.place_child", "case.take_out_child",
    "case.write_entry", "child.enter", "child.propose_stop", "child.second_stop", "child.review_stop",
    "child.decide_no_assessment", "report.receive", "report.reopen", "report.restrict", "report.propose_no_investigation",
    "report.second_decision", "report.review_decision", "report.keep_as_information", "report.answer", "report.open_case",
    "report.join_case", "report.part_from_case", "decision.propose", "decision.second", "decision.review",
)  # fmt: skip
_NOT_SHOWN = ", ".join(f"'{one}'" for one in _SHOWN_ELSEWHERE)


def _changed(kind: str, table: str) -> Source:
    """What a record's own history says was changed, by which verb."""
    return Source(
        name=f"{kind}_changed",
        group="changes",
        kinds=(kind,),
        table=table,
        of="x.pgh_obj_id = s.id",
        id="x.pgh_id",
        at="x.pgh_created_at",
        where=f"x.pgh_label = 'update' AND coalesce(x.changed_by_verb, '') NOT IN ('', {_NOT_SHOWN})",
        who="CASE WHEN x.changed_by ~ '^[0-9]{1,18}$' THEN x.changed_by::bigint END",
        code="x.changed_by_verb",
        says=lambda one: (verb_in_words(one.code), ""),
        link=_at("/history"),
    )


SOURCES: tuple[Source, ...] = (
    Source(
        name="case_opened", group="record", kinds=("case",), table="cases_case", of="x.id = s.id", at="x.opened_at",
        who="x.opened_by_id", words="x.summary", says=lambda one: ("Case opened", one.words), link=_at(""),
    ),
    Source(
        name="child_began", group="children", kinds=("child",), table="children_child", of="x.id = s.id", at="x.created_at",
        words="x.label", says=lambda one: ("The child's record began", one.words), link=_at(""),
    ),
    Source(
        name="report_came", group="record", kinds=("report",), table="reports_report", of="x.id = s.id", at="x.received_at",
        says=lambda one: ("Report received", ""), link=_at(""),
    ),
    Source(
        name="child_put_in", group="children", kinds=("case",), table="cases_childincase", of="x.case_id = s.id", at="x.added_at",
        join="LEFT JOIN children_child k ON k.id = x.child_id", detail="coalesce(k.reference, '')", words="coalesce(k.label, '')",
        says=lambda one: (f"Child in the case: {one.detail or _UNSEEN_CHILD}", one.words),
        link=lambda one: f"/children/{one.detail}" if one.detail else one.record,
    ),
    Source(
        name="child_taken_out", group="children", kinds=("case",), table="cases_childincase", of="x.case_id = s.id",
        at="x.removed_at", join="LEFT JOIN children_child k ON k.id = x.child_id", detail="coalesce(k.reference, '')",
        says=lambda one: (f"Child taken out of the case: {one.detail or _UNSEEN_CHILD}", ""),
        link=lambda one: f"/children/{one.detail}" if one.detail else one.record,
    ),
    Source(
        name="whereabouts", group="children", kinds=("child",), table="children_whereabouts", of="x.child_id = s.id",
        at="x.said_at", who="x.said_by_id", organisation="x.organisation_id", code="x.state", detail="x.country", words="x.words",
        says=_whereabouts,
        link=_at(""),
    ),
    Source(
        name="assessment_begun", group="children", kinds=("child",), table="children_assessment", of="x.child_id = s.id",
        at="x.opened_at", who="x.opened_by_id", organisation="x.organisation_id", words="x.why",
        says=lambda one: ("Assessment of needs begun", one.words), link=_at(""),
    ),
    Source(
        name="assessment_ended", group="children", kinds=("child",), table="children_assessment", of="x.child_id = s.id",
        at="x.ended_at", who="x.ended_by_id", organisation="x.organisation_id", code="x.state", words="x.outcome_words",
        says=lambda one: (f"Assessment of needs: {one.code.replace('_', ' ')}", one.words), link=_at(""),
    ),
    Source(
        name="plan_made", group="plans", kinds=("case",), table="plans_plan", of="x.case_id = s.id", at="x.created_at",
        who="x.created_by_id", code="x.kind", says=lambda one: (f"Planned: {one.code}", ""),
        link=lambda one: f"{one.record}/plans/{one.id}",
    ),
    Source(
        name="plan_carried_out", group="plans", kinds=("case",), table="plans_plan", of="x.case_id = s.id",
        at="x.carried_out_at", code="x.kind", words="x.outcome_words",
        says=lambda one: (f"Carried out: {one.code}", one.words), link=lambda one: f"{one.record}/plans/{one.id}",
    ),
    Source(
        name="meeting_planned", group="plans", kinds=("case",), table="plans_meeting", of="x.case_id = s.id",
        at="x.created_at", who="x.created_by_id", words="x.matters",
        says=lambda one: ("Strategy meeting planned", one.words), link=lambda one: f"{one.record}/meetings/{one.id}",
    ),
    Source(
        name="entry", group="record", kinds=("case",), table="cases_entry", of="x.case_id = s.id", at="x.at",
        who="x.written_by_id", code="x.section", detail="x.nature", words="x.words", part="x.corrects_id",
        says=lambda one: (
            f"{'Correction' if one.part else 'Entry'} ({one.detail}): {section_in_words(one.code).lower()}", one.words
        ),
        link=lambda one: f"{one.record}/record#entry-{one.id}",
    ),
    Source(
        name="standing", group="people", kinds=("case",), table="cases_standing", of="p.case_id = s.id", at="x.recorded_at",
        join="JOIN cases_person p ON p.id = x.person_id", who="x.recorded_by_id", code="x.standing", detail="p.label",
        words="x.words",
        says=lambda one: (f"{one.detail}: {standing_in_words(one.code).lower()}", one.words), link=_at("/people"),
    ),
    Source(
        name="decision", group="decisions", table="decisions_decision", at="x.made_at", who="x.made_by_id", code="x.kind",
        organisation="x.organisation_id", words="x.words", says=_decided, link=lambda one: f"/decisions/{one.id}",
    ),
    Source(
        name="decision_seconded", group="decisions", table="decisions_decision", at="x.second_at", who="x.second_person_id",
        organisation="x.organisation_id", code="x.kind", detail="x.state", words="x.second_words", says=_seconded,
        link=lambda one: f"/decisions/{one.id}",
    ),
    Source(
        name="decision_reviewed", group="decisions", table="decisions_decision", at="r.at", id="r.id",
        join="JOIN decisions_review r ON r.decision_id = x.id", who="r.by_id", organisation="x.organisation_id", code="x.kind",
        detail="r.found", words="r.words", part="x.id", says=_reviewed,
        link=lambda one: f"/decisions/{one.part}#reviews",
    ),
    Source(
        name="task_given", group="tasks", table="tasks_task", at="x.given_at", who="x.given_by_id", whom="x.assignee_id",
        organisation="x.organisation_id", words="x.what",
        says=lambda one: (f"Task given to {one.whom_name or one.organisation or 'nobody yet'}", one.words), link=_at("/tasks"),
    ),
    Source(
        name="task_ended", group="tasks", table="tasks_task", at="x.ended_at", who="x.changed_by_id",
        organisation="x.organisation_id", code="x.state", words="x.what",
        says=lambda one: (_TASK_ENDED.get(one.code, "Task ended"), one.words), link=_at("/tasks"),
    ),
    Source(
        name="comment", group="letters", table="comments_comment", at="x.made_at", who="x.made_by_id",
        organisation="x.organisation_id", where="x.withdrawn_at IS NULL", words="x.words",
        says=lambda one: ("Comment", one.words), link=_at("/comments"),
    ),
    Source(
        name="letter", group="letters", table="comments_letter", at="x.made_at", who="x.made_by_id",
        organisation="x.organisation_id", code="x.direction", words="x.about",
        says=lambda one: ("Letter received" if one.code == "in" else "Letter sent", one.words), link=_at("/comments"),
    ),
    Source(
        name="answer", group="answers", kinds=("report",), table="reports_answer", of="x.report_id = s.id", at="x.sent_at",
        who="x.sent_by_id", code="x.kind", words="x.subject_line",
        says=lambda one: (f"Reporter told: {one.code}", one.words), link=_at("/answers"),
    ),
    Source(
        name="reporter_wrote", group="answers", kinds=("report",), table="reports_reportermessage", of="x.report_id = s.id",
        at="x.at", words="x.words", says=lambda one: ("The reporter wrote", one.words), link=_at("/answers"),
    ),
    Source(
        name="report_joined", group="record", kinds=("case",), table="reports_caselink", of="x.case_id = s.id", at="x.joined_at",
        join="JOIN reports_report r ON r.id = x.report_id", who="x.joined_by_id", detail="r.reference",
        says=lambda one: (f"Report joined: {one.detail}", ""), link=lambda one: f"/reports/{one.detail}",
    ),
    Source(
        name="report_parted", group="record", kinds=("case",), table="reports_caselink", of="x.case_id = s.id", at="x.parted_at",
        join="JOIN reports_report r ON r.id = x.report_id", who="x.parted_by_id", detail="r.reference",
        says=lambda one: (f"Report parted from the case: {one.detail}", ""), link=lambda one: f"/reports/{one.detail}",
    ),
    Source(
        name="owner", group="hands", table="ownership_span", at="x.from_at", who="x.changed_by_id",
        organisation="x.organisation_id", code="x.basis",
        says=lambda one: (f"{one.organisation or 'An organisation'} answers for it", _BASES.get(one.code, "")),
        link=_at("/history"),
    ),
    Source(
        name="handler", group="hands", table="ownership_assignment", at="x.from_at", who="x.assigned_by_id", whom="x.handler_id",
        organisation="x.organisation_id",
        says=lambda one: (f"{one.whom_name or 'Somebody of ' + (one.organisation or 'another organisation')} handles it", ""),
        link=_at("/history"),
    ),
    Source(
        name="takes_part", group="hands", table="ownership_participation", at="x.since", who="x.added_by_id", whom="x.user_id",
        organisation="x.organisation_id", code="x.basis", part="x.user_id",
        says=lambda one: (f"{_participant(one)} takes part", _PARTS.get(one.code, "")), link=_at("/history"),
    ),
    Source(
        name="no_longer_takes_part", group="hands", table="ownership_participation", at="x.ended_at", who="x.ended_by_id",
        whom="x.user_id", organisation="x.organisation_id", code="x.basis", part="x.user_id",
        says=lambda one: (f"{_participant(one)} no longer takes part", ""), link=_at("/history"),
    ),
    Source(
        name="offered", group="hands", table="ownership_handover", at="x.offered_at", who="x.offered_by_id",
        organisation="x.receiver_id", says=lambda one: (f"Offered to {one.organisation or 'another organisation'}", ""),
        link=_at("/history"),
    ),
    Source(
        name="offer_ended", group="hands", table="ownership_handover", at="x.decided_at", who="x.decided_by_id",
        organisation="x.receiver_id", code="x.state",
        says=lambda one: (f"Offer to {one.organisation or 'another organisation'}: {one.code}", ""), link=_at("/history"),
    ),
    Source(
        name="promised", group="promises", table="clocks_clock", at="x.started_at", code="x.kind",
        organisation="x.answerable_id", says=lambda one: (f"Promise begun: {_CLOCKS.get(one.code, one.code).lower()}", ""),
        link=_at(""),
    ),
    Source(
        name="kept", group="promises", table="clocks_clock", at="x.met_at", code="x.kind", organisation="x.answerable_id",
        detail="CASE WHEN x.met_at > x.due_at THEN 'late' ELSE '' END",
        says=lambda one: (f"Promise kept{' late' if one.detail else ''}: {_CLOCKS.get(one.code, one.code).lower()}", ""),
        link=_at(""),
    ),
    Source(
        name="promise_ended", group="promises", table="clocks_clock", at="x.ended_at", code="x.kind",
        organisation="x.answerable_id", words="x.end_reason",
        says=lambda one: (
            f"Promise ended: {_CLOCKS.get(one.code, one.code).lower()}", one.words.replace("_", " ").capitalize()
        ),
        link=_at(""),
    ),
    _changed("case", "cases_casechangeevent"),
    _changed("child", "children_childchangeevent"),
    _changed("report", "reports_reportchangeevent"),
)  # fmt: skip


def _participant(one: Thing) -> str:
    body = one.organisation or "An organisation"
    return f"{one.whom_name or 'A named person'}, {body}," if one.part else body


RANK = MappingProxyType({source.name: rank for rank, source in enumerate(SOURCES)})
BY_NAME = MappingProxyType({source.name: source for source in SOURCES})
