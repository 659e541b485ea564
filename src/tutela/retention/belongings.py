"""What belongs to a record and goes with it, table by table; and what stays, because.

``sql/0_belongings.sql`` is made from this list (``as_sql``) and a test holds the two together, so that the database removes
exactly what stands here. Another test fails for a table that refers to a record and stands in neither list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutela.core.subjects import SUBJECT_KINDS

SQL_FILE = Path(__file__).parent / "sql" / "0_belongings.sql"
TABLE_OF_RECORD = {
    "report": "reports_report",
    "case": "cases_case",
    "child": "children_child",
    "series": "register_series",
}
# In every condition: $1 is the record's number, $2 its kind, $3 its reference.
_OF_SUBJECT = "{row}.subject_kind = $2 AND {row}.subject_id = $1"
_ALERTS_OF_SERIES = "SELECT a.id FROM deconfliction_alert a WHERE $1 IN (a.series_id, a.other_series_id)"


@dataclass(frozen=True)
class Belonging:
    """A table whose rows go with a record: by which column of theirs, for records of which kinds.

    ``condition`` finds the rows of the kinds that no column is named for. ``through`` names the table whose rows the column
    refers to, where it is not the record itself. ``emptied`` is what is set where a row must stay, without what it said of the
    record. ``words`` say what the rows are.
    """

    table: str
    words: str
    columns: tuple[tuple[str, str], ...] = ()  # kind, column
    through: tuple[str, str] | None = None  # table, column
    condition: str = ""
    emptied: str = ""


def _of(table: str, words: str, **columns: str) -> Belonging:
    return Belonging(table, words, tuple(columns.items()))


def _about(table: str, words: str) -> Belonging:
    return Belonging(table, words, condition=_OF_SUBJECT)


def _through(table: str, words: str, parent: str, column: str) -> Belonging:
    return Belonging(table, words, through=(parent, column))


def _past(table: str, parent: str) -> Belonging:
    return Belonging(table, "History of changes", through=(parent, "pgh_obj_id"))


def _without_series_or_subject(number: str) -> str:
    """What is left of a row of the register that named a series, a report or a case; ``number`` in place of the record's own."""
    of_subject = _OF_SUBJECT.format(row="t")
    return (
        "series_id = CASE WHEN $2 = 'series' THEN nullif(t.series_id, $1) ELSE t.series_id END,"
        f" subject_id = CASE WHEN {of_subject} THEN {number} ELSE t.subject_id END,"
        f" subject_kind = CASE WHEN {of_subject} THEN '' ELSE t.subject_kind END,"
        f" subject_reference = CASE WHEN {of_subject} THEN '' ELSE t.subject_reference END"
    )


# The parts of a table stand before it: their rows are found by its rows.
BELONGINGS: tuple[Belonging, ...] = (
    Belonging(
        "bulk_bulkitem",
        "Chosen together with others",
        condition=(
            "{row}.subject_id = $1"
            " AND EXISTS (SELECT 1 FROM bulk_bulkassignment b WHERE b.id = {row}.bulk_id AND b.kind = $2)"
        ),
    ),
    # The case
    _through("cases_standing", "What is said of people", "cases_person", "person_id"),
    _past("cases_identifierchangeevent", "cases_identifier"),
    _of("cases_identifier", "Identifiers", case="case_id", child="child_id"),
    _past("cases_placechangeevent", "cases_place"),
    _of("cases_place", "Places", case="case_id", child="child_id"),
    _of("cases_proposal", "Corrections that were proposed", case="case_id", child="child_id"),
    _of("cases_editing", "Who has a section open", case="case_id"),
    _of("cases_answer", "Answers of the questionnaire", case="case_id", child="child_id"),
    # Plans and meetings
    _through("plans_followingstep", "Steps after a plan", "plans_plan", "plan_id"),
    _through("plans_planpart", "People in plans", "plans_plan", "plan_id"),
    Belonging(
        "plans_planchild",
        "Children in plans",
        condition="($2 = 'child' AND {row}.child_id = $1) OR ($2 = 'case' AND {row}.plan_id IN"
        " (SELECT p.id FROM plans_plan AS p WHERE p.case_id = $1))",
    ),
    _past("plans_seizurechangeevent", "plans_seizure"),
    _through("plans_seizure", "What is seized", "plans_plan", "plan_id"),
    _past("plans_welfarestepchangeevent", "plans_welfarestep"),
    _of("plans_welfarestep", "Welfare steps", case="case_id"),
    _past("plans_planchangeevent", "plans_plan"),
    _of("plans_plan", "Plans", case="case_id"),
    _past("plans_meetingpersonchangeevent", "plans_meetingperson"),
    _through("plans_meetingperson", "People at meetings", "plans_meeting", "meeting_id"),
    Belonging(
        "plans_meetingchild",
        "Children at issue in meetings",
        condition="($2 = 'child' AND {row}.child_id = $1) OR ($2 = 'case' AND {row}.meeting_id IN"
        " (SELECT p.id FROM plans_meeting AS p WHERE p.case_id = $1))",
    ),
    _through("plans_meetingdecision", "Decisions of meetings", "plans_meeting", "meeting_id"),
    _through("plans_meetingaction", "Actions of meetings", "plans_meeting", "meeting_id"),
    _past("plans_meetingchangeevent", "plans_meeting"),
    _of("plans_meeting", "Meetings", case="case_id"),
    _past("plans_specialmeasurechangeevent", "plans_specialmeasure"),
    _of("plans_specialmeasure", "Special measures", case="case_id", child="child_id"),
    _of("plans_measurenotneeded", "Special measures that are not needed", case="case_id", child="child_id"),
    # The case, again
    _past("cases_personchangeevent", "cases_person"),
    _of("cases_person", "People", case="case_id"),
    _of("cases_entry", "Entries of the record", case="case_id"),
    _past("cases_casecategorychangeevent", "cases_casecategory"),
    _of("cases_casecategory", "Categories", case="case_id"),
    _of("cases_childincase", "Which children are in which case", case="case_id", child="child_id"),
    _past("cases_casechangeevent", "cases_case"),
    # The child
    _through("children_finding", "Findings of assessments", "children_assessment", "assessment_id"),
    _past("children_assessmentchangeevent", "children_assessment"),
    _of("children_assessment", "Assessments of needs", child="child_id"),
    _past("children_contactchangeevent", "children_contact"),
    _of("children_contact", "Who is in contact", child="child_id"),
    _of("children_whereabouts", "Where the child may be", child="child_id"),
    _past("children_childchangeevent", "children_child"),
    # The register. That a file is of a case, and who met it, outlasts every record: what goes is of which series it was, and of
    # which report or case.
    _of("register_childinseries", "Which children are in which series", series="series_id", child="child_id"),
    _of("register_fact", "What was held against everything else", series="series_id"),
    Belonging(
        "register_entry",
        "What each organisation holds of its files",
        (("series", "series_id"),),
        emptied="series_id = NULL",
    ),
    Belonging(
        "register_sighting",
        "Where its files were met",
        (("series", "series_id"),),
        # Of a report or a case, found by the list that brought them, and by their being of none: the table is the register's
        # second largest, and has no index by record.
        condition="{row}.id IN (SELECT x.id FROM register_submission l JOIN register_sighting x ON x.submission_id = l.id"
        " WHERE l.subject_kind = $2 AND l.subject_id = $1 AND x.subject_kind = $2 AND x.subject_id = $1"
        " UNION ALL SELECT x.id FROM register_sighting x"
        " WHERE x.submission_id IS NULL AND x.subject_kind = $2 AND x.subject_id = $1)",
        # Two meetings of one file in two records that have gone are still two: each keeps a number that names nothing.
        emptied=_without_series_or_subject("-t.id"),
    ),
    Belonging(
        "register_submission",
        "Lists that were given to the register",
        (("series", "series_id"),),
        condition=_OF_SUBJECT,
        emptied=_without_series_or_subject("NULL"),
    ),
    Belonging(
        "register_check",
        "Lists about which the register was asked",
        condition=_OF_SUBJECT,
        emptied="subject_kind = '', subject_id = NULL, subject_reference = ''",
    ),
    _past("register_serieschangeevent", "register_series"),
    # The report
    _of("reports_identityopening", "Openings of the reporter's identity", report="submission_id"),
    _of("reports_reporteridentity", "Who reported", report="submission_id"),
    _of("reports_reportermessage", "What the reporter wrote later", report="report_id"),
    _of("reports_answer", "Answers to the reporter", report="report_id"),
    _of("reports_arrival", "When it came", report="report_id"),
    _of("reports_filemention", "Files that were named", report="report_id"),
    _of("reports_personmention", "People who were named", report="report_id"),
    _of("reports_identifier", "Identifiers", report="report_id"),
    _of("reports_urgentcall", "Calls to people on duty", report="report_id"),
    _of("reports_bundlemember", "Places in bundles", report="report_id"),
    _of("reports_caselink", "Which reports are joined to which case", report="report_id", case="case_id"),
    _of("reports_submission", "The report as it came", report="report_id"),
    Belonging(
        "reports_importrow",
        "The row of the file that brought it",
        (("report", "report_id"),),
        emptied="report_id = NULL, payload = NULL, cells = NULL",
    ),
    _past("reports_reportchangeevent", "reports_report"),
    # What is about records of every kind
    _through("clocks_pause", "Pauses of promises", "clocks_clock", "clock_id"),
    _through("clocks_told", "Who was told of promises", "clocks_clock", "clock_id"),
    _about("clocks_clock", "Promises"),
    _through("decisions_review", "Reviews of decisions", "decisions_decision", "decision_id"),
    _about("decisions_decision", "Decisions"),
    _through("tasks_told", "Who was told of tasks", "tasks_task", "task_id"),
    _past("tasks_taskchangeevent", "tasks_task"),
    _about("tasks_task", "Tasks"),
    _about("comments_comment", "Comments"),
    _about("comments_letter", "Letters"),
    _about("exchange_elsewhere", "What came from another installation"),
    _of("exchange_import", "How it was brought in", case="case_id"),
    _about("following_follow", "Who follows it"),
    _about("following_hit", "Searches that found it"),
    Belonging(
        "deconfliction_place",
        "Where something was met that two services have in common",
        condition=f"$2 = 'series' AND {{row}}.alert_id IN ({_ALERTS_OF_SERIES})",
    ),
    _past("deconfliction_alerttochangeevent", "deconfliction_alertto"),
    Belonging(
        "deconfliction_alertto",
        "Alerts",
        condition=f"({_OF_SUBJECT}) OR ($2 = 'series' AND ({{row}}.series_id = $1 OR {{row}}.other_series_id = $1"
        f" OR {{row}}.alert_id IN ({_ALERTS_OF_SERIES})))",
    ),
    Belonging(
        "deconfliction_alert",
        "What two services have in common",
        condition="$2 = 'series' AND ({row}.series_id = $1 OR {row}.other_series_id = $1)",
    ),
    _about("ownership_assignment", "Who handled it"),
    _about("ownership_participation", "Who took part"),
    _about("ownership_span", "Who answered for it"),
    _about("ownership_handover", "Hand-overs"),
    _about("accounts_grant", "Access that was given"),
    Belonging(
        "accounts_accessrequest",
        "Requests for access",
        condition="{row}.asked_reference = $3 OR {row}.id IN (SELECT p.request_id FROM accounts_accessrequesttarget AS p"
        " WHERE p.subject_kind = $2 AND p.subject_id = $1)",
    ),
    _about("accounts_accessrequesttarget", "Where requests for access went"),
    _about("finding_document", "Words by which it is found"),
    Belonging("notices_notice", "Notices", condition="{row}.subject_kind = $2 AND {row}.subject_reference = $3"),
    _about("retention_hold", "Holds that were lifted"),
    # The records themselves
    _of("cases_case", "The case", case="id"),
    _of("children_child", "The child's record", child="id"),
    _of("register_series", "The series", series="id"),
    _of("reports_report", "The report", report="id"),
)

STAYS: dict[str, str] = {
    "audit_entry": "the trail proves who did what; it holds codes and references, nothing personal, and is one chain",
    "register_checkpart": "what the register once answered: numbers, and that of a series which has gone names nothing",
    "register_checksaid": "what the register once answered beside: numbers, and that of a series which has gone names nothing",
    "register_otherhash": "hashes of other kinds that were given with a file, which outlasts every record",
    "register_nearverdict": "what an organisation said of two files, which outlast every record",
    "register_entryvote": "what another organisation said of an entry of the register, which stays without its series",
    "retention_disposal": "the tombstone: codes, times and who proposed and approved; its words are emptied",
    "retention_removed": "counts and digests of what was removed",
    "retention_stayed": "which records were joined to it and are still kept, so that their own time runs from the right moment",
}

# Work that is not done: a record with any of it cannot be proposed. $1 is its number, $2 its kind.
_KIND_OF_TABLE = "subject_kind = $2 AND subject_id = $1"
OPEN_WORK: tuple[tuple[str, str, str, str], ...] = (
    # code, kind (empty: every kind), table, question
    ("at_risk", "child", "children_child", "SELECT 1 FROM children_child WHERE id = $1 AND safety = 'at_risk'"),
    (
        "identification",
        "child",
        "children_child",
        "SELECT 1 FROM children_child WHERE id = $1 AND identity = 'not_identified'",
    ),
    (
        "series",
        "series",
        "register_series",
        "SELECT 1 FROM register_series WHERE id = $1 AND standing = 'not_identified'",
    ),
    (
        "offer",
        "",
        "ownership_handover",
        f"SELECT 1 FROM ownership_handover WHERE {_KIND_OF_TABLE} AND state = 'offered'",
    ),
    (
        "decision",
        "",
        "decisions_decision",
        f"SELECT 1 FROM decisions_decision WHERE {_KIND_OF_TABLE} AND state = 'proposed'",
    ),
    (
        "correction",
        "case",
        "cases_proposal",
        "SELECT 1 FROM cases_proposal WHERE case_id = $1 AND state = 'open'",
    ),
    ("task", "", "tasks_task", f"SELECT 1 FROM tasks_task WHERE {_KIND_OF_TABLE} AND state = 'open'"),
    (
        "assessment",
        "child",
        "children_assessment",
        "SELECT 1 FROM children_assessment WHERE child_id = $1 AND state = 'open'",
    ),
    ("plan", "case", "plans_plan", "SELECT 1 FROM plans_plan WHERE case_id = $1 AND state IN ('draft', 'ready')"),
    (
        "clock",
        "",
        "clocks_clock",
        f"SELECT 1 FROM clocks_clock WHERE {_KIND_OF_TABLE} AND met_at IS NULL AND ended_at IS NULL",
    ),
)
WORDS_OF_OPEN_WORK = {
    "": "",
    "open": "it is not closed, or a case that has it is open",
    "at_risk": "the child is at risk now",
    "identification": "the child is not yet identified, and the work to identify was not stopped by a decision",
    "children": "the record of a child whom it concerns is kept",
    "series": "a child whom it concerns is not yet identified, and the work to identify was not stopped by a decision",
    "offer": "it is on its way to another organisation",
    "decision": "a decision about it waits for a second person",
    "correction": "a proposed correction waits for an answer",
    "task": "a task is open",
    "assessment": "an assessment of needs is open",
    "plan": "a plan is not carried out or called off",
    "clock": "a promise about it is running",
}
WORDS_OF_TABLE = {one.table: one.words for one in BELONGINGS}
_BY_TABLE = {one.table: one for one in BELONGINGS}


def texts() -> Iterator[str]:
    """Every English text of these lists that is shown, for the catalogues."""
    yield from WORDS_OF_TABLE.values()
    yield from filter(None, WORDS_OF_OPEN_WORK.values())


def condition_of(one: Belonging, kind: str, row: str = "t") -> str:
    """Which rows of a table belong to a record of this kind, as SQL; empty where none can."""
    own = dict(one.columns).get(kind)
    if own is not None:
        return f"{row}.{own} = $1"
    if one.condition:
        return one.condition.format(row=row)
    if one.through is not None:
        parent, column = one.through
        inner = f"{row}p"
        if parent in TABLE_OF_RECORD.values():
            return f"{row}.{column} = $1" if TABLE_OF_RECORD[kind] == parent else ""
        found = condition_of(_BY_TABLE[parent], kind, inner)
        return f"{row}.{column} IN (SELECT {inner}.id FROM {parent} AS {inner} WHERE {found})" if found else ""
    return ""


def listed() -> Iterator[tuple[int, str, str, str, str]]:
    """Position, kind, table, condition and what is emptied: one row for each table and kind that can have some."""
    for position, one in enumerate(BELONGINGS, start=1):
        for kind in SUBJECT_KINDS:
            condition = condition_of(one, kind)
            if condition:
                yield position, kind, one.table, condition, one.emptied


def as_sql() -> str:
    """The two functions by which the database knows this list."""
    rows = ",\n".join(
        f"  ({position}, {_text(kind)}, {_text(table)}, {_text(condition)}, {_text(emptied)})"
        for position, kind, table, condition, emptied in listed()
    )
    questions = ",\n".join(
        f"  ({number}, {', '.join(_text(part) for part in question)})"
        for number, question in enumerate(OPEN_WORK, start=1)
    )
    return f"""-- Made from belongings.py: python -c "from tutela.retention.belongings import write; write()". A test holds the two together.
SET LOCAL check_function_bodies = off;

-- Which rows of which table go with a record. In a condition $1 is its number, $2 its kind, $3 its reference.
CREATE OR REPLACE FUNCTION retention_belongings() RETURNS TABLE (place int, record_kind text, table_name text, condition text, emptied text)
LANGUAGE sql IMMUTABLE AS $$ VALUES
{rows}
$$;

-- What is work that is not done.
CREATE OR REPLACE FUNCTION retention_open_questions() RETURNS TABLE (place int, code text, record_kind text, table_name text, asked text)
LANGUAGE sql IMMUTABLE AS $$ VALUES
{questions}
$$;
"""


def write() -> None:
    """Write the file that the database is made from."""
    SQL_FILE.write_text(as_sql(), encoding="utf-8")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
