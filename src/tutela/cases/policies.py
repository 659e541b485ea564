"""Who sees a case and what belongs to it."""

from tutela.core.row_security import TableRule, history_rule
from tutela.ownership.policies import owned_record


def _part_of_case(
    table: str, words: str, *, columns: list[str] | None = None, also: str = "", reads_also: str = ""
) -> TableRule:
    writes = f"tutela_writes('case', {table}.case_id)"
    return TableRule(
        table=table,
        words=words,
        select=f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id){reads_also}",
        insert=f"{writes}{also}",
        update=writes if columns else None,
        columns=columns or (),
    )


def _said_of_one(table: str, words: str, *, columns: list[str]) -> TableRule:
    """What is said of the case, or of one person or child in it: of a child, for whoever sees the child's record as well."""
    return _part_of_case(
        table,
        words,
        columns=columns,
        reads_also=f" AND ({table}.child_id IS NULL OR tutela_sees('child', {table}.child_id))",
        also=(
            f" AND cases_is_of_case({table}.case_id, {table}.person_id, {table}.child_id)"
            f" AND ({table}.child_id IS NULL OR tutela_sees('child', {table}.child_id))"
        ),
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
        columns=["capacity", "name", "label", "birth_date", "country", "removed_at"],
    ),
    _part_of_case("cases_entry", "Whoever sees the case. An entry is corrected by another one."),
    _said_of_one(
        "cases_answer",
        "Whoever sees the case; of a child, who sees the child's record too. A later answer replaces it, and it stays.",
        columns=["replaced_at"],
    ),
    _said_of_one(
        "cases_identifier",
        "Whoever sees the case; of a child, who sees the child's record too.",
        columns=["removed_at"],
    ),
    _said_of_one(
        "cases_place",
        "Whoever sees the case; of a child, who sees the child's record too.",
        columns=["removed_at"],
    ),
    TableRule(
        table="cases_proposal",
        words=(
            "Whoever sees the case; of a child, who sees the child's record too. Whoever reads it proposes, in their own name;"
            " the owner's staff accept or decline, and whoever proposed withdraws: once."
        ),
        select=(
            "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_proposal.case_id)"
            " AND (cases_proposal.child_id IS NULL OR tutela_sees('child', cases_proposal.child_id))"
        ),
        insert=(
            "by_id = (SELECT tutela_user()) AND organisation_id = (SELECT tutela_reads_for()) AND state = 'open'"
            " AND decided_by_id IS NULL AND answer_id IS NULL AND tutela_sees('case', case_id)"
            " AND cases_is_of_case(case_id, person_id, child_id)"
        ),
        # Who decides and who withdraws is held by the trigger proposal_guard, which sees the row before and after.
        update="tutela_writes('case', case_id) OR by_id = (SELECT tutela_user())",
        columns=["state", "decided_by_id", "decided_at", "decision_words", "answer_id"],
    ),
    TableRule(
        table="cases_editing",
        words="Whoever sees the case sees who has a section of it open; each says so of themselves.",
        select="EXISTS (SELECT 1 FROM cases_case c WHERE c.id = cases_editing.case_id)",
        insert="user_id = (SELECT tutela_user()) AND tutela_writes('case', case_id)",
        update="user_id = (SELECT tutela_user())",
        columns=["at"],
        delete="user_id = (SELECT tutela_user())",
    ),
    TableRule(
        table="cases_standing",
        words="Whoever sees the person. A later standing adds.",
        select="EXISTS (SELECT 1 FROM cases_person p WHERE p.id = person_id)",
        insert="EXISTS (SELECT 1 FROM cases_person p WHERE p.id = person_id AND tutela_writes('case', p.case_id))",
    ),
    history_rule("cases_casechangeevent", "cases_case", "The past of a case is seen by who sees its present."),
    history_rule("cases_casecategorychangeevent", "cases_casecategory", "As the category's present."),
    history_rule("cases_personchangeevent", "cases_person", "As the person's present."),
    history_rule("cases_identifierchangeevent", "cases_identifier", "As the identifier's present."),
    history_rule("cases_placechangeevent", "cases_place", "As the place's present."),
]
