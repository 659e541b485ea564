"""Who sees a task: whoever sees its record, and the organisation that has it to do, which then sees the task and no record."""

from tutela.core.row_security import TableRule, history_rule

_SEES = (
    "(organisation_id = (SELECT tutela_reports_for())"
    "  AND (assignee_id = (SELECT tutela_user()) OR tasks_is_open_to_body(id)))"
    " OR tutela_sees(subject_kind, subject_id)"
)

RULES = [
    TableRule(
        table="tasks_task",
        words=(
            "Whoever sees the record, and the staff and partners of the organisation that has it to do; of a record restricted"
            " to named persons, within its owner's organisation, the one who has the task alone. Given by who writes the record."
        ),
        select=_SEES,
        insert=(
            "given_by_id = (SELECT tutela_user()) AND changed_by_id = (SELECT tutela_user())"
            " AND giver_id = (SELECT tutela_writes_for()) AND state = 'open' AND version = 1"
            " AND words = '' AND showed = '' AND asked = ''"
            " AND (assignee_id IS NULL OR tasks_may_have(assignee_id, organisation_id))"
            " AND tutela_writes(subject_kind, subject_id)"
        ),
        # Who finishes, gives back, calls off and opens again is held by the trigger task_guard, which sees the row before and after.
        update=(
            "organisation_id = (SELECT tasks_works_for()) OR giver_id = (SELECT tutela_writes_for())"
            " OR tutela_writes(subject_kind, subject_id)"
        ),
        columns=[
            "organisation_id",
            "assignee_id",
            "due_at",
            "state",
            "outcome",
            "reason",
            "words",
            "showed",
            "asked",
            "changed_at",
            "changed_by_id",
            "ended_at",
            "version",
        ],
    ),
    history_rule("tasks_taskchangeevent", "tasks_task", "The past of a task is seen by who sees its present."),
    TableRule(
        table="tasks_told",
        words="Nobody: the worker remembers in it whom it has told.",
        select=None,
        jobs="SELECT, INSERT",
    ),
]
