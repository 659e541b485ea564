"""Who sees a promise: whoever sees its record, whoever is owed it, and the coordinating centre, which watches all of them."""

from tutela.core.row_security import TableRule

_SEES = (
    "answerable_id = (SELECT tutela_reads_for())"
    " OR owed_to_id = (SELECT tutela_reports_for())"
    " OR answerable_id = (SELECT tutela_door())"
    " OR (SELECT tutela_coordinates())"
    " OR tutela_sees(subject_kind, subject_id)"
)

RULES = [
    TableRule(
        table="clocks_clock",
        words="The answerable organisation, the one that is owed the answer, the coordinating centre, and who sees the record.",
        select=_SEES,
        insert="answerable_id IN ((SELECT tutela_writes_for()), (SELECT tutela_door())) OR tutela_writes(subject_kind, subject_id)",
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
]
