"""Who sees and changes an owned record, and what surrounds it."""

from tutela.core.row_security import TableRule

# Columns of an owned record that no form, verb or program writes: the database keeps them.
KEPT_BY_THE_DATABASE = ("id", "reference", "owner_id", "owner_basis", "owner_since", "readers", "next_due_at")


def owned_record(kind: str, table: str, words: str, *, extra_select: str = "") -> TableRule:
    """The rule of a record with an owner: read by its readers and the granted, changed by its owner's staff and granted writers."""
    extra = f" OR {extra_select}" if extra_select else ""
    writes = (
        "owner_id IN ((SELECT tutela_writes_for()), (SELECT tutela_door()))"
        f" OR id = ANY (ARRAY(SELECT tutela_granted_to_write('{kind}')))"
    )
    return TableRule(
        table=table,
        words=words,
        # As a CASE, and not an OR: the planner takes an overlap of arrays to be rare, sorts a whole list in place of reading
        # the first page of it along its index, and would be right only for the smallest organisation.
        select=(
            "CASE WHEN readers && (SELECT tutela_principals()) THEN true"
            f" ELSE id = ANY (ARRAY(SELECT tutela_granted('{kind}'))){extra} END"
        ),
        insert="owner_id IN ((SELECT tutela_writes_for()), (SELECT tutela_door()))",
        update=writes,
        except_columns=KEPT_BY_THE_DATABASE,
    )


_OF_SUBJECT = "tutela_sees(subject_kind, subject_id)"
_BY_WRITERS = "tutela_writes(subject_kind, subject_id)"
_BY_OWNERS = f"{_BY_WRITERS} AND tutela_owner_of(subject_kind, subject_id) IN ((SELECT tutela_writes_for()), (SELECT tutela_door()))"

RULES = [
    TableRule(
        table="ownership_span",
        words="Whoever sees the record sees who answered for it, and when. Only the database writes it.",
        select=_OF_SUBJECT,
    ),
    TableRule(
        table="ownership_participation",
        words="Whoever sees the record sees who takes part. Its owner's staff add and end, and nobody to whom it was lent.",
        select=_OF_SUBJECT,
        insert=_BY_OWNERS,
        update=_BY_OWNERS,
        columns=["ended_at", "ended_by_id"],
    ),
    TableRule(
        table="ownership_handover",
        words=(
            "Both sides see that it was offered and what became of it; anything but acceptance clears the preview."
            " Whoever sees the record sees that it is on its way."
        ),
        select=(
            f"sender_id = (SELECT tutela_reads_for()) OR receiver_id = (SELECT tutela_reads_for()) OR {_OF_SUBJECT}"
        ),
        insert=(
            f"sender_id = (SELECT tutela_writes_for()) AND {_BY_WRITERS} AND state = 'offered'"
            " AND sender_id = tutela_owner_of(subject_kind, subject_id)"
        ),
        update=(
            "(SELECT tutela_writes_for()) IN (sender_id, receiver_id)"
            " OR ((SELECT tutela_coordinates()) AND (SELECT tutela_role()) = 'manager')"
        ),
        update_check=(
            "(state IN ('accepted', 'declined') AND receiver_id = (SELECT tutela_writes_for()))"
            " OR (state = 'withdrawn' AND (sender_id = (SELECT tutela_writes_for())"
            "     OR ((SELECT tutela_coordinates()) AND (SELECT tutela_role()) = 'manager')))"
        ),
        columns=["state", "preview", "decided_at", "decided_by_id", "decline_reason", "decision_words"],
    ),
    TableRule(
        table="ownership_assignment",
        words="Whoever sees the record sees who handles it and who did.",
        select=_OF_SUBJECT,
        insert=_BY_WRITERS,
        update=_BY_WRITERS,
        columns=["to_at", "end_reason"],
    ),
]
