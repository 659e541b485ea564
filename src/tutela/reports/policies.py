"""Who sees a report, what its reporter sees of it, and what is kept from everybody until it is opened."""

from tutela.core.row_security import TableRule, history_rule
from tutela.ownership.policies import owned_record


def _sees(table: str) -> str:
    return f"EXISTS (SELECT 1 FROM reports_report r WHERE r.id = {table}.report_id)"


def _part_of_report(table: str, words: str, *, columns: list[str] | None = None, also: str = "") -> TableRule:
    writes = f"tutela_writes('report', {table}.report_id)"
    return TableRule(
        table=table,
        words=words,
        select=_sees(table),
        insert=f"{writes}{also}",
        update=writes if columns else None,
        columns=columns or (),
    )


# What a reporter may see is what it sent and what it was told: as a partner organisation, or by reference and code.
_IS_REPORTER = "(reporter_id = (SELECT tutela_reports_for()) OR code_digest = (SELECT tutela_code()))"
_SEES_SUBMISSION = "EXISTS (SELECT 1 FROM reports_submission s WHERE s.report_id = {table}.report_id)"
_REPORTED = (
    "EXISTS (SELECT 1 FROM reports_submission s WHERE s.report_id = {table}.report_id"
    " AND (s.reporter_id = (SELECT tutela_reports_for()) OR s.report_id IN (SELECT reports_of_code())))"
)
_SEES_BATCH = "EXISTS (SELECT 1 FROM reports_importbatch b WHERE b.id = batch_id)"

RULES = [
    owned_record(
        "report",
        "reports_report",
        "The staff of the report's owner, who sent it on, and the granted; named persons if restricted.",
    ),
    history_rule(
        "reports_reportchangeevent", "reports_report", "The past of a report is seen by who sees its present."
    ),
    TableRule(
        table="reports_submission",
        words="Who sees the report; and whoever sent it, as an organisation or by the secret code.",
        select=f"{_IS_REPORTER} OR {_sees('reports_submission')}",
        insert="tutela_writes('report', report_id)",
        secret=["code_digest"],
    ),
    TableRule(
        table="reports_reporteridentity",
        words="Who sees the report, unless it is sealed; then whoever a second person let open it, for a while; and the reporter.",
        select=(
            "(NOT is_sealed AND EXISTS (SELECT 1 FROM reports_report r WHERE r.id = submission_id))"
            " OR submission_id IN (SELECT reports_of_code())"
            " OR (EXISTS (SELECT 1 FROM reports_report r WHERE r.id = submission_id) AND EXISTS (SELECT 1 FROM reports_identityopening o"
            "     WHERE o.submission_id = reports_reporteridentity.submission_id AND o.agreed_by_id IS NOT NULL"
            "       AND o.asked_by_id = (SELECT tutela_user()) AND o.ends_at > clock_timestamp()))"
            " OR tutela_receives('report', submission_id)"
        ),
        insert="tutela_writes('report', submission_id) OR submission_id IN (SELECT reports_of_code())",
    ),
    TableRule(
        table="reports_identityopening",
        words="Who sees the report: asking, agreeing and refusing are in everybody's sight.",
        select="EXISTS (SELECT 1 FROM reports_report r WHERE r.id = submission_id)",
        insert="asked_by_id = (SELECT tutela_user()) AND agreed_by_id IS NULL AND refused_by_id IS NULL AND tutela_writes('report', submission_id)",
        update="agreed_by_id IS NULL AND refused_by_id IS NULL AND asked_by_id <> (SELECT tutela_user()) AND tutela_writes('report', submission_id)",
        # It closes by itself within a day, whatever a statement writes; the verb opens it for hours.
        update_check=(
            "(agreed_by_id = (SELECT tutela_user()) AND ends_at <= clock_timestamp() + interval '24 hours')"
            " OR (agreed_by_id IS NULL AND refused_by_id = (SELECT tutela_user()))"
        ),
        columns=["agreed_by_id", "agreed_at", "ends_at", "refused_by_id", "refused_at", "refusal"],
    ),
    TableRule(
        table="reports_arrival",
        words="Who sees the report, and whoever sent it that time.",
        select=f"sender_id = (SELECT tutela_reports_for()) OR {_sees('reports_arrival')}",
        insert="tutela_writes('report', report_id)",
    ),
    _part_of_report("reports_identifier", "Who sees the report."),
    _part_of_report("reports_personmention", "Who sees the report."),
    _part_of_report("reports_filemention", "Who sees the report."),
    _part_of_report(
        "reports_caselink",
        "Who sees the report.",
        columns=["parted_at", "parted_by_id"],
        # What is part of a case goes where the case goes: nobody ties a report to a case that they do not see.
        also=" AND tutela_sees('case', case_id)",
    ),
    TableRule(
        table="reports_bundle",
        words="The staff of the organisation that made it.",
        select="owner_id = (SELECT tutela_reads_for())",
        insert="owner_id = (SELECT tutela_writes_for())",
        update="owner_id = (SELECT tutela_writes_for())",
        columns=["name", "why", "dissolved_at"],
    ),
    _part_of_report("reports_bundlemember", "Who sees the report.", columns=["parted_at", "parted_by_id"]),
    TableRule(
        table="reports_answer",
        words="Who sees the report, and its reporter: an answer is there only when it was sent.",
        select=_SEES_SUBMISSION.format(table="reports_answer"),
        insert="tutela_writes('report', report_id)",
        update=_REPORTED.format(table="reports_answer"),  # who read it is the reporter, and nobody for them
        columns=["read_at"],
    ),
    TableRule(
        table="reports_reportermessage",
        words="Who sees the report, and its reporter.",
        select=_SEES_SUBMISSION.format(table="reports_reportermessage"),
        insert=_REPORTED.format(table="reports_reportermessage"),  # nobody speaks in the reporter's place
    ),
    TableRule(
        table="reports_importbatch",
        words="The organisation that sent the file.",
        select="organisation_id = (SELECT tutela_reports_for())",
        # The worker goes on with a file in the role that is named in it.
        insert=(
            "organisation_id = (SELECT tutela_reports_for()) AND EXISTS (SELECT 1 FROM accounts_membership m"
            " WHERE m.id = membership_id AND m.user_id = (SELECT tutela_user()) AND m.organisation_id = reports_importbatch.organisation_id)"
        ),
        update="organisation_id = (SELECT tutela_reports_for())",
        columns=["state", "finished_at"],
    ),
    TableRule(
        table="reports_importrow",
        words="The organisation that sent the file.",
        select=_SEES_BATCH,
        insert=_SEES_BATCH,
        update=_SEES_BATCH,
        columns=["state", "payload", "faults", "report_id"],
    ),
    TableRule(
        table="reports_doorcount",
        words="Nobody: it holds digests and counts, and one function of the database counts in it.",
        select=None,
        jobs="SELECT, DELETE",
    ),
    _part_of_report("reports_urgentcall", "Who sees the report.", columns=["accepted_at", "escalated_at"]),
    TableRule(
        table="reports_lastlooked",
        words="Yourself.",
        select="user_id = (SELECT tutela_user())",
        insert="user_id = (SELECT tutela_user())",
        update="user_id = (SELECT tutela_user())",
        columns=["at", "before"],
    ),
]
