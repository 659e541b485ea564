"""Who sees what came with a case from elsewhere. It is written as the case is brought in, and never changed."""

from tutela.core.row_security import TableRule

_BRINGS_IN = "by_id = (SELECT tutela_user()) AND (SELECT tutela_role()) IN ('manager', 'investigator')"
# Of a case that oneself brought in, or of a child in it.
_OF_WHAT_CAME = (
    "EXISTS (SELECT 1 FROM exchange_import i WHERE i.by_id = (SELECT tutela_user()) AND (CASE subject_kind"
    " WHEN 'case' THEN i.case_id = subject_id"
    " WHEN 'child' THEN EXISTS (SELECT 1 FROM cases_childincase k WHERE k.case_id = i.case_id AND k.child_id = subject_id)"
    " ELSE false END))"
)

RULES = [
    TableRule(
        table="exchange_import",
        words="Whoever sees the case. Written in one's own name, of a case that nobody opened here; never changed.",
        select="EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)",
        insert=(
            f"{_BRINGS_IN} AND organisation_id = (SELECT tutela_writes_for()) AND tutela_writes('case', case_id)"
            " AND EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id AND c.opened_by_id IS NULL)"
        ),
        jobs="SELECT",
    ),
    TableRule(
        table="exchange_elsewhere",
        words="Whoever sees the record. Written in one's own name, of what oneself brought in; never changed.",
        select="tutela_sees(subject_kind, subject_id)",
        insert=f"{_BRINGS_IN} AND tutela_writes(subject_kind, subject_id) AND {_OF_WHAT_CAME}",
        jobs="SELECT",
    ),
]
