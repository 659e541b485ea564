"""Who reads the audit trail."""

from tutela.core.row_security import OpenTable, TableRule

RULES = [
    TableRule(
        table="audit_entry",
        words=(
            "Your own entries; those of your organisation, for its auditors; and, in a record, who read and changed it,"
            " for the staff of the organisation that owns it."
        ),
        select=(
            "user_id = (SELECT tutela_user())"
            " OR (organisation_id = (SELECT tutela_organisation()) AND (SELECT tutela_role()) = 'auditor')"
            " OR (subject_id IS NOT NULL AND (SELECT tutela_reads_for()) IS NOT NULL"
            "     AND tutela_sees_audit_of(subject_kind, subject_id))"
        ),
        # A web process writes only in the name of whoever it acts for, or as the public door.
        insert=(
            "position IS NULL AND user_id IS NOT DISTINCT FROM (SELECT tutela_user()) AND (user_id IS NULL OR organisation_id IS NULL"
            " OR organisation_id IN (SELECT m.organisation_id FROM accounts_membership m WHERE m.user_id = (SELECT tutela_user())))"
        ),
        jobs="SELECT, INSERT",
    ),
]
OPEN_TABLES = [
    OpenTable(table="audit_chainhead", why="One position and one hash; written by the sealing trigger alone.", app=""),
]
