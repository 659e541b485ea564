"""Who sees a promise: whoever sees its record, whoever is owed it, and the coordinating centre, which watches all of them."""

from tutela.core.row_security import TableRule

_SEES = (
    "answerable_id = (SELECT tutela_reads_for())"
    " OR owed_to_id = (SELECT tutela_reports_for())"
    " OR answerable_id = (SELECT tutela_door())"
    " OR (SELECT tutela_coordinates())"
    " OR tutela_sees(subject_kind, subject_id)"
    # Whoever reported without an account sees what they are owed, and no other promise about the record.
    " OR ((SELECT tutela_code()) IS NOT NULL AND subject_kind = 'report' AND kind IN ('receipt', 'progress', 'outcome')"
    "     AND subject_id IN (SELECT reports_of_code()))"
)

RULES = [
    TableRule(
        table="clocks_clock",
        words=(
            "The answerable organisation, the one that is owed the answer, the coordinating centre, who sees the record;"
            " and, of answers alone, who reported it, by the secret code."
        ),
        select=_SEES,
        # Whoever could start a promise about somebody else's record would keep its owner from making that promise.
        insert="tutela_writes(subject_kind, subject_id) AND answerable_id = tutela_owner_of(subject_kind, subject_id)",
        update="answerable_id IN ((SELECT tutela_writes_for()), (SELECT tutela_door())) OR tutela_writes(subject_kind, subject_id)",
        update_check="true",
        except_columns=["id", "subject_kind", "subject_id", "subject_reference", "kind", "answerable_id"],
    ),
    TableRule(
        table="clocks_pause",
        words="Whoever sees the clock.",
        select="EXISTS (SELECT 1 FROM clocks_clock c WHERE c.id = clock_id)",
        insert="EXISTS (SELECT 1 FROM clocks_clock c WHERE c.id = clock_id AND c.answerable_id = (SELECT tutela_writes_for()))",
        update="EXISTS (SELECT 1 FROM clocks_clock c WHERE c.id = clock_id AND c.answerable_id = (SELECT tutela_writes_for()))",
        columns=["ended_at"],
    ),
    TableRule(
        table="clocks_told",
        words="Nobody: the worker remembers in it whom it has told.",
        select=None,
        jobs="SELECT, INSERT",
    ),
]
