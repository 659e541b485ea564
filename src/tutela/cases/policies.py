"""Who sees a case and what belongs to it."""

from tutela.core.row_security import TableRule, history_rule
from tutela.ownership.policies import owned_record


def _part_of_case(table: str, words: str, *, columns: list[str] | None = None, also: str = "") -> TableRule:
    writes = f"tutela_writes('case', {table}.case_id)"
    return TableRule(
        table=table,
        words=words,
        select=f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id)",
        insert=f"{writes}{also}",
        update=writes if columns else None,
        columns=columns or (),
    )


RULES = [
    owned_record(
        "case",
        "cases_case",
        "The staff of the case's owner, who takes part, and the granted; named persons if restricted.",
    ),
    _part_of_case("cases_casecategory", "Whoever sees the case.", columns=["type_words", "facets", "removed_at"]),
    _part_of_case(
        "cases_childincase",
        "Whoever sees the case.",
        columns=["removed_at"],
        # A child goes where its case goes: nobody puts one whom they do not see into a case of their own.
        also=" AND tutela_sees('child', child_id)",
    ),
    _part_of_case(
        "cases_person",
        "Whoever sees the case.",
        columns=["capacity", "name", "label", "birth_date", "country", "identifiers", "removed_at"],
    ),
    _part_of_case("cases_entry", "Whoever sees the case. An entry is corrected by another one."),
    TableRule(
        table="cases_standing",
        words="Whoever sees the person. A later standing adds.",
        select="EXISTS (SELECT 1 FROM cases_person p WHERE p.id = person_id)",
        insert="EXISTS (SELECT 1 FROM cases_person p WHERE p.id = person_id AND tutela_writes('case', p.case_id))",
    ),
    history_rule("cases_casechangeevent", "cases_case", "The past of a case is seen by who sees its present."),
    history_rule("cases_casecategorychangeevent", "cases_casecategory", "As the category's present."),
    history_rule("cases_personchangeevent", "cases_person", "As the person's present."),
]
