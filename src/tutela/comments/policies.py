"""A comment is read by those for whom it was written, as long as they see the record; letters are the record's own."""

from tutela.core.row_security import TableRule

_OF_SUBJECT = "tutela_sees(subject_kind, subject_id)"

RULES = [
    TableRule(
        table="comments_comment",
        words=(
            "Whoever sees the record reads what was written for everybody, and the staff of the writer's organisation what was"
            " written for them. Whoever reads the record writes in their own name; the writer alone withdraws."
        ),
        select=(
            "(audience = 'everybody' OR organisation_id = (SELECT tutela_reads_for()))"
            " AND tutela_sees(subject_kind, subject_id)"
        ),
        insert=(
            "made_by_id = (SELECT tutela_user()) AND organisation_id = (SELECT tutela_reads_for()) AND withdrawn_at IS NULL"
            " AND tutela_sees(subject_kind, subject_id)"
        ),
        update="made_by_id = (SELECT tutela_user()) AND organisation_id = (SELECT tutela_reads_for())",
        columns=["withdrawn_at"],
        jobs="SELECT",
    ),
    TableRule(
        table="comments_letter",
        words="Whoever sees the record reads its letters; those who may change the record keep them, in their own name.",
        select=_OF_SUBJECT,
        insert=(
            "made_by_id = (SELECT tutela_user()) AND organisation_id = (SELECT tutela_writes_for()) AND answered_at IS NULL"
            " AND tutela_writes(subject_kind, subject_id)"
        ),
        update="tutela_writes(subject_kind, subject_id)",
        update_check="answered_by_id = (SELECT tutela_user()) AND tutela_writes(subject_kind, subject_id)",
        columns=["answered_at", "answered_by_id"],
        jobs="SELECT",
    ),
]
