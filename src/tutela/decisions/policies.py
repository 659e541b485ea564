"""Whoever sees a record sees what was decided about it; its owner's staff decide."""

from tutela.core.row_security import TableRule

RULES = [
    TableRule(
        table="decisions_decision",
        words="Whoever sees the record; made and seconded by the staff of its owner.",
        select="tutela_sees(subject_kind, subject_id)",
        insert=(
            "made_by_id = (SELECT tutela_user()) AND second_person_id IS NULL"
            " AND tutela_writes(subject_kind, subject_id)"
        ),
        # Who seconds is held by the trigger decision_guard, which sees the row before and after.
        update="tutela_writes(subject_kind, subject_id)",
        columns=[
            "state",
            "second_person_id",
            "second_at",
            "second_words",
        ],
    ),
    TableRule(
        table="decisions_review",
        words="Whoever sees the decision; written, and never changed, by another of its record's owner's staff than who decided.",
        select="EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = decision_id)",
        insert=(
            "by_id = (SELECT tutela_user()) AND EXISTS (SELECT 1 FROM decisions_decision d WHERE d.id = decision_id"
            " AND d.state = 'taken' AND d.made_by_id <> (SELECT tutela_user()) AND tutela_writes(d.subject_kind, d.subject_id))"
        ),
    ),
]
