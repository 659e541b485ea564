"""Whose bulk work is seen by whom: it is the matter of whoever began it, and of their managers and auditors."""

from tutela.core.row_security import TableRule

_OF_BULK = "EXISTS (SELECT 1 FROM bulk_bulkassignment b WHERE b.id = bulk_id{more})"
_MINE = "EXISTS (SELECT 1 FROM accounts_membership m WHERE m.id = membership_id AND m.user_id = (SELECT tutela_user()))"

RULES = [
    TableRule(
        table="bulk_bulkassignment",
        words="Whoever began it, and the managers and auditors of their organisation.",
        select=(
            f"organisation_id = (SELECT tutela_reads_for()) AND ({_MINE} OR (SELECT tutela_role()) IN ('manager', 'auditor'))"
        ),
        insert=f"organisation_id = (SELECT tutela_writes_for()) AND {_MINE} AND state = 'prepared'",
        update=f"organisation_id = (SELECT tutela_writes_for()) AND {_MINE}",
        columns=["handler_id", "state", "done_at", "undone_at"],
    ),
    TableRule(
        table="bulk_bulkitem",
        words="Whoever sees the bulk work and the record itself.",
        select=(
            "EXISTS (SELECT 1 FROM bulk_bulkassignment b WHERE b.id = bulk_id AND tutela_sees(b.kind, bulk_bulkitem.subject_id))"
        ),
        insert=(
            "EXISTS (SELECT 1 FROM bulk_bulkassignment b WHERE b.id = bulk_id AND b.state = 'prepared'"
            " AND tutela_writes(b.kind, bulk_bulkitem.subject_id))"
        ),
        update=_OF_BULK.format(more=" AND tutela_writes(b.kind, bulk_bulkitem.subject_id)"),
        columns=["state", "why", "before_id"],
    ),
    TableRule(
        table="bulk_bulkprogress",
        words="Whoever sees the bulk work; the worker writes it.",
        select=_OF_BULK.format(more=""),
    ),
]
