"""Whoever sees a record sees what was decided about it; its owner's staff decide."""

from tutela.core.row_security import TableRule

RULES = [
    TableRule(
        table="decisions_decision",
        words="Whoever sees the record; made, seconded and reviewed by the staff of its owner.",
        select="tutela_sees(subject_kind, subject_id)",
        insert=(
            "made_by_id = (SELECT tutela_user()) AND second_person_id IS NULL AND reviewed_by_id IS NULL"
            " AND tutela_writes(subject_kind, subject_id)"
        ),
        # Who seconds and reviews is held by the trigger decision_guard, which sees the row before and after.
        update="tutela_writes(subject_kind, subject_id)",
        columns=[
            "state",
            "second_person_id",
            "second_at",
            "second_words",
            "reviewed_by_id",
            "reviewed_at",
            "review_words",
        ],
    ),
]
