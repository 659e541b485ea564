"""What must be done next in a case, children first, each with by when and by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from tutela.cases.models import Case
from tutela.cases.queries import Around
from tutela.children.models import Child
from tutela.children.queries import Step


def steps_of(case: Case, around: Around, children: Sequence[Child], *, is_owner: bool) -> list[Step]:
    """A child at risk, what waits for an answer, children not yet identified, and a case that nobody handles."""
    steps = [_step(child) for child in children if child.safety == Child.Safety.AT_RISK]
    if around.offer is not None:
        due = around.offer["due"]
        steps.append(
            Step(
                f"{around.offer['receiver']} has to accept or decline the case",
                f"Until then, {case.owner} answers for it. Its children and reports go with it.",
                str(around.offer["receiver"]),
                parse_datetime(due) if isinstance(due, str) else due,
            )
        )
    if around.next_answer_due is not None:
        steps.append(_answers(case, around.next_answer_due, is_owner))
    for child in children:
        if child.safety == Child.Safety.AT_RISK:
            continue
        if child.stop_is_proposed:  # type: ignore[attr-defined]
            steps.append(
                _child(child, f"{child.label}: a second person has to agree, or not, that the work to identify stops")
            )
        elif child.identity == Child.Identity.NOT_IDENTIFIED:
            steps.append(_child(child, f"{child.label}: find out who the child is"))
        elif child.safety == Child.Safety.NOT_KNOWN:
            steps.append(_child(child, f"{child.label}: find out whether the child is safe"))
    if case.state == Case.State.OPEN and case.handler_id is None:
        action: dict[str, Any] = (
            {"url_name": "case_assign", "arguments": (case.reference,), "words": "Assign"} if is_owner else {}
        )
        steps.append(Step("Name somebody who handles the case", "Nobody does yet.", case.owner.name, **action))
    return steps


def _step(child: Child) -> Step:
    return _child(child, f"{child.label}: make sure that the child is safe", "The child is said to be at risk now.")


def _child(child: Child, what: str, why: str = "") -> Step:
    return Step(what, why, child.owner.name, child.next_due_at, "child", (child.reference,), "Open the child's record")


def _answers(case: Case, due: datetime, is_owner: bool) -> Step:
    return Step(
        "Answer whoever reported",
        "An answer is owed on a report of this case.",
        case.owner.name if is_owner else "",
        due,
        "case_tab",
        (case.reference, "reports"),
        "See the reports",
    )
