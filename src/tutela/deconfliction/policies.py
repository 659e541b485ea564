"""Who sees an alert: the organisation that is told, its own row and nothing of the other's. What two have in common, nobody reads."""

from tutela.core.row_security import TableRule, history_rule

_OURS = "organisation_id = (SELECT tutela_reads_for()) AND deconfliction_may_know(subject_kind, subject_id, organisation_id)"

RULES = [
    TableRule(
        table="deconfliction_alert",
        words="Nobody: it stands above what each side may know. What an organisation is told has a row of its own.",
        select=None,
    ),
    TableRule(
        table="deconfliction_place",
        words="Nobody: where a thing was met, so that the worker tells nobody of it twice.",
        select=None,
        jobs="SELECT, INSERT",
    ),
    TableRule(
        table="deconfliction_alertto",
        words=(
            "The staff of the organisation that is told; where it concerns a record of its own that is restricted to named persons,"
            " those who see the record. They say what became of it; only the worker tells."
        ),
        select=_OURS,
        # Who says what after what is held by the trigger alert_guard, which sees the row before and after.
        update="organisation_id = (SELECT tutela_writes_for())",
        columns=["state", "before_solved", "action", "grounds", "words", "take_by", "changed_at", "by_id", "version"],
    ),
    history_rule("deconfliction_alerttochangeevent", "deconfliction_alertto", "As the present of the alert."),
    TableRule(
        table="deconfliction_lookout",
        words="The worker's alone.",
        select=None,
    ),
]
