"""Who sees a child's record, and what is kept about the child."""

from tutela.core.row_security import TableRule, history_rule
from tutela.ownership.policies import owned_record

_SEEN = "tutela_sees('child', child_id)"
_WRITTEN = "tutela_writes('child', child_id)"
_OF_ASSESSMENT = "EXISTS (SELECT 1 FROM children_assessment a WHERE a.id = assessment_id{also})"

RULES = [
    owned_record(
        "child",
        "children_child",
        "The staff of the organisation that answers for the child, who takes part, and the granted.",
    ),
    history_rule(
        "children_childchangeevent", "children_child", "The past of a child's record is seen by who sees its present."
    ),
    TableRule(
        table="children_whereabouts",
        words="Whoever sees the child's record. Its owner's staff add statements in their own name; a later one adds.",
        select=_SEEN,
        insert=f"said_by_id = (SELECT tutela_user()) AND {_WRITTEN}",
    ),
    TableRule(
        table="children_assessment",
        words=(
            "Whoever sees the child's record. Its owner's staff open one in their own name, and end it once: how, is held by"
            " the trigger assessment_guard, which sees the row before and after."
        ),
        select=_SEEN,
        insert=f"opened_by_id = (SELECT tutela_user()) AND state = 'open' AND {_WRITTEN}",
        update=_WRITTEN,
        columns=[
            "organisation_id",
            "assessor_id",
            "state",
            "outcome",
            "outcome_words",
            "decision_id",
            "ended_at",
            "ended_by_id",
        ],
    ),
    history_rule("children_assessmentchangeevent", "children_assessment", "As the assessment's present."),
    TableRule(
        table="children_finding",
        words="Whoever sees the assessment. Found in one's own name, by the owner's staff, while it is open; a later one adds.",
        select=_OF_ASSESSMENT.format(also=""),
        insert=(
            "said_by_id = (SELECT tutela_user()) AND "
            + _OF_ASSESSMENT.format(also=" AND a.state = 'open' AND tutela_writes('child', a.child_id)")
        ),
    ),
    TableRule(
        table="children_contact",
        words="Whoever sees the child's record. Its owner's staff add in their own name, and end it once.",
        select=_SEEN,
        insert=f"added_by_id = (SELECT tutela_user()) AND ended_at IS NULL AND {_WRITTEN}",
        update=_WRITTEN,
        columns=["until", "ended_at", "ended_by_id", "end_words"],
    ),
    history_rule("children_contactchangeevent", "children_contact", "As the contact's present."),
]
