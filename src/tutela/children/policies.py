"""Who sees a child's record."""

from tutela.core.row_security import history_rule
from tutela.ownership.policies import owned_record

RULES = [
    owned_record(
        "child",
        "children_child",
        "The staff of the organisation that answers for the child, who takes part, and the granted.",
    ),
    history_rule(
        "children_childchangeevent", "children_child", "The past of a child's record is seen by who sees its present."
    ),
]
