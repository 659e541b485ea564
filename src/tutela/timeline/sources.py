"""What a timeline is made of: each source says in a small piece of SQL where its things stand, and in words what each was.

A further kind of thing is one more entry of ``SOURCES``. Each is read under its own policies as whoever asks: what the reader
may not see is not there. The SQL names tables and not models, so that what stands beside or below is not imported for its rows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext

from tutela import typology
from tutela.audit.action_words import in_words as verb_in_words
from tutela.cases.models import Nature
from tutela.cases.words import as_written, section_in_words, standing_in_words
from tutela.clocks.models import Clock
from tutela.core.marking import gettext_noop
from tutela.decisions.models import Decision
from tutela.decisions.queries import found_in_words
from tutela.deconfliction.models import Kind as AlertKind
from tutela.deconfliction.models import Reason
from tutela.deconfliction.models import State as AlertState
from tutela.organisations.countries import country_name
from tutela.ownership.models import Basis, Participation

GROUPS = MappingProxyType(
    {
        "children": gettext_noop("Children"),
        "record": gettext_noop("Entries of the record"),
        "people": gettext_noop("People and their standing"),
        "decisions": gettext_noop("Decisions and reviews"),
        "tasks": gettext_noop("Tasks"),
        "plans": gettext_noop("Plans and meetings"),
        "letters": gettext_noop("Comments and letters"),
        "answers": gettext_noop("Answers to reporters"),
        "alerts": gettext_noop("Alerts"),
        "hands": gettext_noop("Who answers, handles and takes part"),
        "promises": gettext_noop("Promises and their clocks"),
        "changes": gettext_noop("Changes"),
    }
)
_FOLDER = {"case": "cases", "child": "children", "series": "series", "report": "reports"}


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
    kinds: tuple[str, ...] = ("case", "child", "series", "report")
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
    return str(dict(Decision.Kind.choices).get(one.code, one.code.replace("_", " ").capitalize())).lower()


def _clock(one: Thing) -> str:
    return str(dict(Clock.Kind.choices).get(one.code, one.code)).lower()


def _joined(*parts: str) -> str:
    return ". ".join(one for one in parts if one)


def _decided(one: Thing) -> tuple[str, str]:
    proposed = one.code in Decision.NEEDS_SECOND_PERSON
    title = gettext("Proposed: %(decision)s") if proposed else gettext("Decided: %(decision)s")
    return title % {"decision": _kind(one)}, one.words


def _seconded(one: Thing) -> tuple[str, str]:
    agreed = one.detail == Decision.State.TAKEN
    title = (
        gettext("Second person agreed: %(decision)s") if agreed else gettext("Second person disagreed: %(decision)s")
    )
    return title % {"decision": _kind(one)}, one.words


def _reviewed(one: Thing) -> tuple[str, str]:
    title = gettext("Reviewed: %(decision)s") % {"decision": _kind(one)}
    return title, _joined(found_in_words(one.detail), one.words)


def _whereabouts(one: Thing) -> tuple[str, str]:
    where = country_name(one.detail) if one.detail else one.organisation or gettext("not yet known")
    title = _WHEREABOUTS.get(one.code, gettext_noop("Where the child may be: %(where)s"))
    return gettext(title) % {"where": where}, one.words


def _child_put_in(one: Thing) -> tuple[str, str]:
    return gettext("Child in the case: %(child)s") % {"child": one.detail or gettext(_UNSEEN_CHILD)}, one.words


def _child_taken_out(one: Thing) -> tuple[str, str]:
    return gettext("Child taken out of the case: %(child)s") % {"child": one.detail or gettext(_UNSEEN_CHILD)}, ""


def _child_linked(one: Thing) -> tuple[str, str]:
    return gettext("Child in the series: %(child)s") % {"child": one.detail or gettext(_UNSEEN_CHILD)}, one.words


def _child_unlinked(one: Thing) -> tuple[str, str]:
    return gettext("Child no longer in the series: %(child)s") % {
        "child": one.detail or gettext(_UNSEEN_CHILD)
    }, one.words


def _entry(one: Thing) -> tuple[str, str]:
    title = gettext("Correction (%(nature)s): %(section)s") if one.part else gettext("Entry (%(nature)s): %(section)s")
    parts = {"nature": Nature(one.detail).label.lower(), "section": section_in_words(one.code).lower()}
    return title % parts, as_written(one.words)


def _task_given(one: Thing) -> tuple[str, str]:
    whom = one.whom_name or one.organisation or gettext("nobody yet")
    return gettext("Task given to %(whom)s") % {"whom": whom}, one.words


def _owner(one: Thing) -> tuple[str, str]:
    body = one.organisation or gettext("An organisation")
    return gettext("%(organisation)s answers for it") % {"organisation": body}, _label_of(Basis.choices, one.code)


def _handler(one: Thing) -> tuple[str, str]:
    if one.whom_name:
        return gettext("%(person)s handles it") % {"person": one.whom_name}, ""
    body = one.organisation or gettext("another organisation")
    return gettext("Somebody of %(organisation)s handles it") % {"organisation": body}, ""


def _takes_part(one: Thing) -> tuple[str, str]:
    if one.part:
        title = gettext("%(person)s, %(organisation)s, takes part") % _participant(one)
    else:
        title = gettext("%(organisation)s takes part") % _participant(one)
    return title, _label_of(Participation.Basis.choices, one.code)


def _no_longer_takes_part(one: Thing) -> tuple[str, str]:
    if one.part:
        return gettext("%(person)s, %(organisation)s, no longer takes part") % _participant(one), ""
    return gettext("%(organisation)s no longer takes part") % _participant(one), ""


def _participant(one: Thing) -> dict[str, str]:
    return {
        "person": one.whom_name or gettext("A named person"),
        "organisation": one.organisation or gettext("An organisation"),
    }


def _offered(one: Thing) -> tuple[str, str]:
    return gettext("Offered to %(organisation)s") % {"organisation": _receiver(one)}, one.words


def _offer_ended(one: Thing) -> tuple[str, str]:
    title = _OFFER_ENDED.get(one.code, gettext_noop("Offer to %(organisation)s ended"))
    why = typology.term("hand_over_decline_reason", one.detail).label if one.detail else ""
    return gettext(title) % {"organisation": _receiver(one)}, f"{why}. {one.words}" if why and one.words else why


def _receiver(one: Thing) -> str:
    return one.organisation or gettext("another organisation")


def _promised(one: Thing) -> tuple[str, str]:
    return gettext("Promise begun: %(promise)s") % {"promise": _clock(one)}, ""


def _kept(one: Thing) -> tuple[str, str]:
    title = gettext("Promise kept late: %(promise)s") if one.detail else gettext("Promise kept: %(promise)s")
    return title % {"promise": _clock(one)}, ""


def _promise_ended(one: Thing) -> tuple[str, str]:
    words = _WHY_ENDED.get(one.words)
    why = gettext(words) if words else one.words.replace("_", " ").capitalize()
    return gettext("Promise ended: %(promise)s") % {"promise": _clock(one)}, why


def _told_of(one: Thing) -> tuple[str, str]:
    kind = _label_of(AlertKind.choices, one.code)
    return gettext("Alert: %(what)s") % {"what": kind.lower()}, _label_of(Reason.choices, one.detail)


def _came_of_alert(one: Thing) -> tuple[str, str]:
    answer = ""
    if one.detail:
        answer = _coded("alert_action" if one.code == AlertState.ACTED_ON else "alert_dismissal_grounds", one.detail)
    return gettext(_OF_ALERT.get(one.code, _ALERT_CHANGED)), _joined(answer, one.words)


def _label_of(choices: Iterable[tuple[Any, Any]], code: str) -> str:
    return str(dict(choices).get(code, ""))


def _said(title: str) -> Said:
    """A title that is always the same, before the words of the thing; marked with ``gettext_noop`` where it is given."""
    return lambda one: (gettext(title), one.words)


def _of_code(titles: Mapping[str, str], otherwise: str) -> Said:
    """A title by the code of the thing."""
    return lambda one: (gettext(titles.get(one.code, otherwise)), one.words)


def _of_detail(title: str) -> Said:
    """A title with a reference in it, and no words."""
    return lambda one: (gettext(title) % {"reference": one.detail}, "")


_TASK_ENDED = {
    "done": gettext_noop("Task done"),
    "declined": gettext_noop("Task given back"),
    "cancelled": gettext_noop("Task cancelled"),
}
_WHEREABOUTS = {
    "considered": gettext_noop("Where the child may be: %(where)s, considered"),
    "ruled_out": gettext_noop("Where the child may be: %(where)s, ruled out"),
    "confirmed": gettext_noop("Where the child may be: %(where)s, confirmed"),
}
_ASSESSMENT_ENDED = {
    "concluded": gettext_noop("Assessment of needs: concluded"),
    "decided_against": gettext_noop("Assessment of needs: decided against"),
}
_PLANNED = {
    "arrest": gettext_noop("Planned: arrest"),
    "search": gettext_noop("Planned: search"),
    "charge": gettext_noop("Planned: charge"),
    "release": gettext_noop("Planned: release"),
}
_CARRIED_OUT = {
    "arrest": gettext_noop("Carried out: arrest"),
    "search": gettext_noop("Carried out: search"),
    "charge": gettext_noop("Carried out: charge"),
    "release": gettext_noop("Carried out: release"),
}
_TOLD = {
    "receipt": gettext_noop("Reporter told: receipt"),
    "progress": gettext_noop("Reporter told: progress"),
    "outcome": gettext_noop("Reporter told: outcome"),
}
_OFFER_ENDED = {
    "accepted": gettext_noop("Offer to %(organisation)s: accepted"),
    "declined": gettext_noop("Offer to %(organisation)s: declined"),
    "withdrawn": gettext_noop("Offer to %(organisation)s: withdrawn"),
    "lapsed": gettext_noop("Offer to %(organisation)s: lapsed"),
}
_WHY_ENDED = {
    "another_review_first": gettext_noop("Another review first"),
    "decided": gettext_noop("Decided"),
    "decided_against": gettext_noop("Decided against"),
    "identified": gettext_noop("Identified"),
    "outcome_told": gettext_noop("Outcome told"),
    "receipt_sent": gettext_noop("Receipt sent"),
    "reopened": gettext_noop("Reopened"),
}
_OF_ALERT = {
    "new": gettext_noop("Alert open again"),
    "acknowledged": gettext_noop("Alert acknowledged"),
    "acted_on": gettext_noop("Alert acted on"),
    "dismissed": gettext_noop("Alert dismissed"),
    "solved": gettext_noop("Alert solved: the child is identified"),
    "overtaken": gettext_noop("Alert overtaken by what happened since"),
}
_ALERT_CHANGED = gettext_noop("Alert changed")
_LETTER = {"in": gettext_noop("Letter received"), "out": gettext_noop("Letter sent")}
_UNSEEN_CHILD = gettext_noop("a child whose record you may not see")
# Verbs whose change of a record stands here by its own source already, or changes nothing that a reader asks for.
_SHOWN_ELSEWHERE = (
    "case.open", "case.close", "case.reopen", "case.restrict", "case.enter_child", "case.place_child", "case.take_out_child",
    "case.write_entry", "child.enter", "child.propose_stop", "child.second_stop", "child.review_stop",
    "child.decide_no_assessment", "report.receive", "report.reopen", "report.restrict", "report.propose_no_investigation",
    "report.second_decision", "report.review_decision", "report.keep_as_information", "report.answer", "report.open_case",
    "report.join_case", "report.part_from_case", "decision.propose", "decision.second", "decision.review", "series.open",
    "series.link_child", "series.unlink_child",
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


# The organisation's own record that an alert concerns, or the series of which it was told.
_ABOUT = "((x.subject_kind = s.kind AND x.subject_id = s.id) OR (s.kind = 'series' AND x.series_id = s.id))"
# Each time that an alert stood otherwise than before: what only counts on is no step.
_STANDS_OTHERWISE = """e.state IS DISTINCT FROM coalesce((
  SELECT b.state FROM deconfliction_alerttochangeevent b WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id < e.pgh_id
   ORDER BY b.pgh_id DESC LIMIT 1), 'new')"""

SOURCES: tuple[Source, ...] = (
    Source(
        name="case_opened", group="record", kinds=("case",), table="cases_case", of="x.id = s.id", at="x.opened_at",
        who="x.opened_by_id", words="x.summary", says=_said(gettext_noop("Case opened")), link=_at(""),
    ),
    Source(
        name="child_began", group="children", kinds=("child",), table="children_child", of="x.id = s.id", at="x.created_at",
        words="x.label", says=_said(gettext_noop("The child's record began")), link=_at(""),
    ),
    Source(
        name="report_came", group="record", kinds=("report",), table="reports_report", of="x.id = s.id", at="x.received_at",
        says=_said(gettext_noop("Report received")), link=_at(""),
    ),
    Source(
        name="child_put_in", group="children", kinds=("case",), table="cases_childincase", of="x.case_id = s.id", at="x.added_at",
        join="LEFT JOIN children_child k ON k.id = x.child_id", detail="coalesce(k.reference, '')", words="coalesce(k.label, '')",
        says=_child_put_in,
        link=lambda one: f"/children/{one.detail}" if one.detail else one.record,
    ),
    Source(
        name="child_taken_out", group="children", kinds=("case",), table="cases_childincase", of="x.case_id = s.id",
        at="x.removed_at", join="LEFT JOIN children_child k ON k.id = x.child_id", detail="coalesce(k.reference, '')",
        says=_child_taken_out,
        link=lambda one: f"/children/{one.detail}" if one.detail else one.record,
    ),
    Source(
        name="series_opened", group="record", kinds=("series",), table="register_series", of="x.id = s.id", at="x.created_at",
        words="x.label", says=_said(gettext_noop("Series opened")), link=_at(""),
    ),
    Source(
        name="child_linked", group="children", kinds=("series",), table="register_childinseries", of="x.series_id = s.id",
        at="x.added_at", join="LEFT JOIN children_child k ON k.id = x.child_id", who="x.added_by_id",
        detail="coalesce(k.reference, '')", words="x.basis", says=_child_linked,
        link=lambda one: f"/children/{one.detail}" if one.detail else one.record,
    ),
    Source(
        name="child_unlinked", group="children", kinds=("series",), table="register_childinseries", of="x.series_id = s.id",
        at="x.removed_at", join="LEFT JOIN children_child k ON k.id = x.child_id", who="x.removed_by_id",
        detail="coalesce(k.reference, '')", words="x.removed_words", says=_child_unlinked,
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
        says=_said(gettext_noop("Assessment of needs begun")), link=_at(""),
    ),
    Source(
        name="assessment_ended", group="children", kinds=("child",), table="children_assessment", of="x.child_id = s.id",
        at="x.ended_at", who="x.ended_by_id", organisation="x.organisation_id", code="x.state", words="x.outcome_words",
        says=_of_code(_ASSESSMENT_ENDED, gettext_noop("Assessment of needs ended")), link=_at(""),
    ),
    Source(
        name="plan_made", group="plans", kinds=("case",), table="plans_plan", of="x.case_id = s.id", at="x.created_at",
        who="x.created_by_id", code="x.kind", says=_of_code(_PLANNED, gettext_noop("Planned")),
        link=lambda one: f"{one.record}/plans/{one.id}",
    ),
    Source(
        name="plan_carried_out", group="plans", kinds=("case",), table="plans_plan", of="x.case_id = s.id",
        at="x.carried_out_at", code="x.kind", words="x.outcome_words",
        says=_of_code(_CARRIED_OUT, gettext_noop("Carried out")), link=lambda one: f"{one.record}/plans/{one.id}",
    ),
    Source(
        name="meeting_planned", group="plans", kinds=("case",), table="plans_meeting", of="x.case_id = s.id",
        at="x.created_at", who="x.created_by_id", words="x.matters",
        says=_said(gettext_noop("Strategy meeting planned")), link=lambda one: f"{one.record}/meetings/{one.id}",
    ),
    Source(
        name="entry", group="record", kinds=("case",), table="cases_entry", of="x.case_id = s.id", at="x.at",
        who="x.written_by_id", code="x.section", detail="x.nature", words="x.words", part="x.corrects_id",
        says=_entry,
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
        says=_task_given, link=_at("/tasks"),
    ),
    Source(
        name="task_ended", group="tasks", table="tasks_task", at="x.ended_at", who="x.changed_by_id",
        organisation="x.organisation_id", code="x.state", words="x.what",
        says=_of_code(_TASK_ENDED, gettext_noop("Task ended")), link=_at("/tasks"),
    ),
    Source(
        name="comment", group="letters", table="comments_comment", at="x.made_at", who="x.made_by_id",
        organisation="x.organisation_id", where="x.withdrawn_at IS NULL", words="x.words",
        says=_said(gettext_noop("Comment")), link=_at("/comments"),
    ),
    Source(
        name="letter", group="letters", table="comments_letter", at="x.made_at", who="x.made_by_id",
        organisation="x.organisation_id", code="x.direction", words="x.about",
        says=_of_code(_LETTER, _LETTER["out"]), link=_at("/comments"),
    ),
    Source(
        name="answer", group="answers", kinds=("report",), table="reports_answer", of="x.report_id = s.id", at="x.sent_at",
        who="x.sent_by_id", code="x.kind", words="x.subject_line",
        says=_of_code(_TOLD, gettext_noop("Reporter told")), link=_at("/answers"),
    ),
    Source(
        name="reporter_wrote", group="answers", kinds=("report",), table="reports_reportermessage", of="x.report_id = s.id",
        at="x.at", words="x.words", says=_said(gettext_noop("The reporter wrote")), link=_at("/answers"),
    ),
    Source(
        name="alert", group="alerts", table="deconfliction_alertto", of=_ABOUT, at="x.told_at", code="x.kind", detail="x.reason",
        organisation="x.organisation_id", says=_told_of, link=lambda one: f"/alerts/{one.id}",
    ),
    Source(
        name="alert_answered", group="alerts", table="deconfliction_alertto", of=_ABOUT, at="e.changed_at", id="e.pgh_id",
        join="JOIN deconfliction_alerttochangeevent e ON e.pgh_obj_id = x.id", where=_STANDS_OTHERWISE, who="e.by_id", code="e.state",
        detail="coalesce(nullif(e.action, ''), e.grounds)", words="e.words", part="x.id", says=_came_of_alert,
        link=lambda one: f"/alerts/{one.part}",
    ),
    Source(
        name="report_joined", group="record", kinds=("case",), table="reports_caselink", of="x.case_id = s.id", at="x.joined_at",
        join="JOIN reports_report r ON r.id = x.report_id", who="x.joined_by_id", detail="r.reference",
        says=_of_detail(gettext_noop("Report joined: %(reference)s")), link=lambda one: f"/reports/{one.detail}",
    ),
    Source(
        name="report_parted", group="record", kinds=("case",), table="reports_caselink", of="x.case_id = s.id", at="x.parted_at",
        join="JOIN reports_report r ON r.id = x.report_id", who="x.parted_by_id", detail="r.reference",
        says=_of_detail(gettext_noop("Report parted from the case: %(reference)s")), link=lambda one: f"/reports/{one.detail}",
    ),
    Source(
        name="owner", group="hands", table="ownership_span", at="x.from_at", who="x.changed_by_id",
        organisation="x.organisation_id", code="x.basis",
        says=_owner,
        link=_at("/history"),
    ),
    Source(
        name="handler", group="hands", table="ownership_assignment", at="x.from_at", who="x.assigned_by_id", whom="x.handler_id",
        organisation="x.organisation_id",
        says=_handler,
        link=_at("/history"),
    ),
    Source(
        name="takes_part", group="hands", table="ownership_participation", at="x.since", who="x.added_by_id", whom="x.user_id",
        organisation="x.organisation_id", code="x.basis", part="x.user_id",
        says=_takes_part, link=_at("/history"),
    ),
    Source(
        name="no_longer_takes_part", group="hands", table="ownership_participation", at="x.ended_at", who="x.ended_by_id",
        whom="x.user_id", organisation="x.organisation_id", code="x.basis", part="x.user_id",
        says=_no_longer_takes_part, link=_at("/history"),
    ),
    Source(
        name="offered", group="hands", table="ownership_handover", at="x.offered_at", who="x.offered_by_id",
        organisation="x.receiver_id", words="x.reason", says=_offered,
        link=_at("/history"),
    ),
    Source(
        name="offer_ended", group="hands", table="ownership_handover", at="x.decided_at", who="x.decided_by_id",
        organisation="x.receiver_id", code="x.state", detail="x.decline_reason", words="x.decision_words",
        says=_offer_ended, link=_at("/history"),
    ),
    Source(
        name="promised", group="promises", table="clocks_clock", at="x.started_at", code="x.kind",
        organisation="x.answerable_id", says=_promised,
        link=_at(""),
    ),
    Source(
        name="kept", group="promises", table="clocks_clock", at="x.met_at", code="x.kind", organisation="x.answerable_id",
        detail="CASE WHEN x.met_at > x.due_at THEN 'late' ELSE '' END",
        says=_kept,
        link=_at(""),
    ),
    Source(
        name="promise_ended", group="promises", table="clocks_clock", at="x.ended_at", code="x.kind",
        organisation="x.answerable_id", words="x.end_reason",
        says=_promise_ended,
        link=_at(""),
    ),
    _changed("case", "cases_casechangeevent"),
    _changed("child", "children_childchangeevent"),
    _changed("report", "reports_reportchangeevent"),
    _changed("series", "register_serieschangeevent"),
)  # fmt: skip


RANK = MappingProxyType({source.name: rank for rank, source in enumerate(SOURCES)})
BY_NAME = MappingProxyType({source.name: source for source in SOURCES})
