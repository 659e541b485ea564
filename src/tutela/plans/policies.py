"""Who sees a plan, a meeting and a special measure: whoever sees the case. The staff of its owner write."""

from tutela.core.row_security import TableRule, history_rule


def _of_case(
    table: str, words: str, *, also: str = "", columns: tuple[str, ...] = (), sees_also: str = ""
) -> TableRule:
    writes = f"tutela_writes('case', {table}.case_id){sees_also}"
    return TableRule(
        table=table,
        words=words,
        select=f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id){sees_also}",
        insert=f"{writes}{also}",
        update=writes if columns else None,
        columns=columns,
    )


def _of(
    parent: str, table: str, words: str, *, also: str = "", columns: tuple[str, ...] = (), while_it_is: str = ""
) -> TableRule:
    """A part of a plan or of a meeting: where that is seen, it is; who writes the case writes it, while its parent stands so."""
    stands = f" AND p.state IN ({while_it_is})" if while_it_is else ""
    writes = (
        f"EXISTS (SELECT 1 FROM plans_{parent} p WHERE p.id = {table}.{parent}_id"
        f" AND tutela_writes('case', p.case_id){stands})"
    )
    return TableRule(
        table=table,
        words=words,
        select=f"EXISTS (SELECT 1 FROM plans_{parent} p WHERE p.id = {table}.{parent}_id)",
        insert=f"{writes}{also}",
        update=writes if columns else None,
        columns=columns,
    )


def _child_of(parent: str, table: str) -> str:
    """The child is in the case, and the writer sees them: nobody puts somebody else's child into a plan."""
    return (
        f" AND tutela_sees('child', child_id) AND EXISTS (SELECT 1 FROM plans_{parent} p JOIN cases_childincase k"
        f" ON k.case_id = p.case_id WHERE p.id = {table}.{parent}_id AND k.child_id = {table}.child_id AND k.removed_at IS NULL)"
    )


# What a ready plan says is not changed under it: a verb puts the plan back to draft first.
_DRAFT, _OPEN, _NOT_CALLED_OFF = "'draft'", "'draft', 'ready'", "'planned', 'held'"
_OWN_NAME = " AND added_by_id = (SELECT tutela_user())"
_WITH_THE_PLAN, _WITH_THE_MEETING = "Whoever sees the plan.", "Whoever sees the meeting."
_OF_A_SUSPECT = (
    " AND EXISTS (SELECT 1 FROM plans_plan p JOIN cases_person s ON s.case_id = p.case_id"
    " WHERE p.id = plans_welfarestep.plan_id AND p.case_id = plans_welfarestep.case_id"
    " AND s.id = plans_welfarestep.person_id AND s.capacity = 'suspect' AND s.removed_at IS NULL)"
)
_IN_THE_CASE = (
    " AND EXISTS (SELECT 1 FROM cases_childincase k WHERE k.case_id = {0}.case_id AND k.child_id = {0}.child_id"
    " AND k.removed_at IS NULL)"
)
_SEES_THE_CHILD = " AND tutela_sees('child', {0}.child_id)"
_WHEN = ("on", "at", "time_zone")

RULES = [
    _of_case(
        "plans_plan",
        "Whoever sees the case.",
        also=" AND created_by_id = (SELECT tutela_user()) AND state = 'draft'",
        columns=(
            *_WHEN,
            "state",
            "state_words",
            "place",
            "lead_id",
            "interpreter",
            "language",
            "interpreter_by",
            "other_children",
            "other_children_number",
            "children_with",
            "outcome",
            "outcome_words",
            "carried_out_at",
            "version",
        ),
    ),
    _of("plan", "plans_planpart", _WITH_THE_PLAN, columns=("removed_at",), while_it_is=_DRAFT),
    _of(
        "plan",
        "plans_planchild",
        f"{_WITH_THE_PLAN} The child's record has its own rule.",
        also=_child_of("plan", "plans_planchild"),
        columns=("removed_at",),
        while_it_is=_DRAFT,
    ),
    _of("plan", "plans_seizure", _WITH_THE_PLAN, columns=("seized", "removed_at"), while_it_is=_OPEN),
    _of("plan", "plans_followingstep", _WITH_THE_PLAN, also=_OWN_NAME, columns=("task_id",)),
    _of_case(
        "plans_welfarestep",
        "Whoever sees the case.",
        also=_OF_A_SUSPECT,
        columns=(
            "risk_outcome",
            "assessed_by",
            "assessed_on",
            "assessment_words",
            "assessment_left_out_id",
            "information",
            "informed_by",
            "informed_on",
            "information_words",
            "information_left_out_id",
            "contact_by",
            "contact_due_at",
            "contact_task_id",
            "contact_done_at",
            "contact_words",
            "contact_left_out_id",
            "removed_at",
        ),
    ),
    _of_case(
        "plans_specialmeasure",
        "Whoever sees the case and the child's record.",
        sees_also=_SEES_THE_CHILD.format("plans_specialmeasure"),
        also=f"{_IN_THE_CASE.format('plans_specialmeasure')} AND recorded_by_id = (SELECT tutela_user())",
        columns=("asked_on", "asked_by", "asked_of", "decided", "decided_on", "decided_words", "version"),
    ),
    _of_case(
        "plans_measurenotneeded",
        "Whoever sees the case and the child's record.",
        sees_also=_SEES_THE_CHILD.format("plans_measurenotneeded"),
        also=f"{_IN_THE_CASE.format('plans_measurenotneeded')} AND decided_by_id = (SELECT tutela_user())",
        columns=("ended_at",),
    ),
    _of_case(
        "plans_meeting",
        "Whoever sees the case.",
        also=" AND created_by_id = (SELECT tutela_user()) AND state = 'planned'",
        columns=(*_WHEN, "state", "state_words", "means", "place", "chair", "matters", "version"),
    ),
    _of(
        "meeting",
        "plans_meetingperson",
        _WITH_THE_MEETING,
        columns=("came", "removed_at"),
        while_it_is=_NOT_CALLED_OFF,
    ),
    _of(
        "meeting",
        "plans_meetingchild",
        f"{_WITH_THE_MEETING} The child's record has its own rule.",
        also=_child_of("meeting", "plans_meetingchild"),
        columns=("removed_at",),
        while_it_is=_NOT_CALLED_OFF,
    ),
    _of(
        "meeting",
        "plans_meetingdecision",
        f"{_WITH_THE_MEETING} A decision is corrected by another one.",
        also=_OWN_NAME,
    ),
    _of("meeting", "plans_meetingaction", _WITH_THE_MEETING, also=_OWN_NAME, columns=("task_id",)),
    history_rule("plans_planchangeevent", "plans_plan", "The past of a plan is seen by who sees its present."),
    history_rule("plans_seizurechangeevent", "plans_seizure", "As the seizure's present."),
    history_rule("plans_welfarestepchangeevent", "plans_welfarestep", "As the welfare step's present."),
    history_rule("plans_specialmeasurechangeevent", "plans_specialmeasure", "As the special measure's present."),
    history_rule("plans_meetingchangeevent", "plans_meeting", "As the meeting's present."),
    history_rule("plans_meetingpersonchangeevent", "plans_meetingperson", "As the present of who was invited."),
]
