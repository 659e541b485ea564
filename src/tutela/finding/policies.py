"""The search table holds everybody's words, so nobody reads it: one function searches it, under the policy of each record."""

from tutela.core.row_security import TableRule

RULES = [
    TableRule(
        table="finding_document",
        words="Nobody reads it; finding_write and finding_search are its only doors, and both apply the record's policy.",
        select=None,
        jobs="SELECT",
    ),
]
