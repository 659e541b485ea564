"""Who sees and sets times to be kept, holds and disposals. The steps of a disposal are held by triggers (sql/2_guards.sql)."""

from tutela.core.row_security import TableRule

_OVERSEES = "organisation_id = (SELECT tutela_reads_for()) AND (SELECT tutela_role()) IN ('manager', 'auditor')"
_DECIDES = "retention_decides(organisation_id, proposed_by_id)"
_OF_DISPOSAL = "EXISTS (SELECT 1 FROM retention_disposal d WHERE d.id = disposal_id)"

RULES = [
    TableRule(
        table="retention_keepingrule",
        words="Everybody of the organisation reads its own. Its managers and administrators add in their own name; nothing is changed.",
        select="organisation_id = (SELECT tutela_organisation())",
        insert=(
            "organisation_id = (SELECT tutela_organisation()) AND set_by_id = (SELECT tutela_user())"
            " AND (SELECT tutela_role()) IN ('manager', 'administrator')"
        ),
        jobs="SELECT",
    ),
    TableRule(
        table="retention_hold",
        words=(
            "Whoever sees the record. Its owner's staff set one in their own name; that a manager lifts it, once and in their own"
            " name, is held by a trigger."
        ),
        select="tutela_sees(subject_kind, subject_id)",
        insert=(
            "set_by_id = (SELECT tutela_user()) AND lifted_at IS NULL AND lifted_by_id IS NULL AND lift_words = ''"
            " AND tutela_writes(subject_kind, subject_id)"
        ),
        update="lifted_at IS NULL AND (SELECT tutela_role()) = 'manager' AND tutela_writes(subject_kind, subject_id)",
        update_check="lifted_by_id = (SELECT tutela_user())",
        columns=["lifted_by_id", "lifted_at", "lift_words"],
        jobs="SELECT",
    ),
    TableRule(
        table="retention_disposal",
        words=(
            "Managers and auditors of the organisation, whoever sees the record, and, of one that waits for it, whoever decides"
            " in place of its managers. A manager proposes; the steps are held by a trigger."
        ),
        select=(
            f"({_OVERSEES}) OR tutela_sees(subject_kind, subject_id)"
            " OR ((state IN ('proposed', 'approved') OR (SELECT tutela_user()) IN (decided_by_id, stopped_by_id))"
            f" AND {_DECIDES})"
        ),
        insert=(
            "proposed_by_id = (SELECT tutela_user()) AND organisation_id = (SELECT tutela_writes_for())"
            " AND (SELECT tutela_role()) = 'manager' AND state = 'proposed' AND tutela_writes(subject_kind, subject_id)"
            " AND tutela_owner_of(subject_kind, subject_id) = organisation_id AND decided_by_id IS NULL AND stopped_by_id IS NULL"
            " AND approval_written_at IS NULL AND carried_out_at IS NULL AND NOT stopped_by_hold AND digest = ''"
        ),
        update=(
            "state IN ('proposed', 'approved') AND ((organisation_id = (SELECT tutela_writes_for())"
            f" AND (SELECT tutela_role()) = 'manager') OR {_DECIDES})"
        ),
        update_check="state IN ('approved', 'refused', 'stopped')",
        columns=[
            *("state", "decided_by_id", "decided_at", "decision_words", "not_before"),
            *("stopped_by_id", "stopped_at", "stop_words"),
        ],
        jobs="SELECT",
    ),
    TableRule(
        table="retention_removed",
        words="Whoever sees the disposal. Only the disposal itself writes it.",
        select=_OF_DISPOSAL,
        jobs="SELECT",
    ),
    TableRule(
        table="retention_stayed",
        words="Whoever sees the disposal. Only the disposal itself writes it.",
        select=_OF_DISPOSAL,
        jobs="SELECT",
    ),
]
