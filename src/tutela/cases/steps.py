"""What must be done next in a case, children first, each with by when and by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from tutela.cases.models import Case
from tutela.cases.queries import Around
from tutela.children.models import Child
from tutela.children.queries import Step

BEING_ASKED = "being_asked"
_ASKED_OF_CHILD = "They may need protection as well. It is asked in every case."
_ASKED_OF_SUSPECT = "Own children, a partner's, or at work or a club: they may be at risk. It is asked in every case."


def steps_of(case: Case, around: Around, children: Sequence[Child], *, is_owner: bool) -> list[Step]:
    """A child at risk first; then what waits for an answer, what is not known of a child, and a case that nobody handles."""
    steps = [
        *(_step(child) for child in children if child.safety == Child.Safety.AT_RISK),
        *_offer(case, around),
        *_answers(case, around.next_answer_due, is_owner),
        *_proposals(case, around, is_owner),
        *(step for child in children if child.safety != Child.Safety.AT_RISK for step in _of_child(child)),
    ]
    if case.state == Case.State.OPEN:
        steps += _around(case, around, children, is_owner)
        steps += _handler(case, is_owner)
    return steps


def _offer(case: Case, around: Around) -> list[Step]:
    if around.offer is None:
        return []
    due = around.offer["due"]
    return [
        Step(
            f"{around.offer['receiver']} has to accept or decline the case",
            f"Until then, {case.owner} answers for it. Its children and reports go with it.",
            str(around.offer["receiver"]),
            parse_datetime(due) if isinstance(due, str) else due,
        )
    ]


def _proposals(case: Case, around: Around, is_owner: bool) -> list[Step]:
    if not (around.proposals and is_owner):
        return []
    return [
        Step(
            "Decide on what others propose to correct",
            "Whoever proposed it hears what you decide.",
            case.owner.name,
            url_name="case_proposals",
            arguments=(case.reference,),
            words="Look at the corrections",
        )
    ]


def _of_child(child: Child) -> list[Step]:
    if child.stop_is_proposed:  # type: ignore[attr-defined]
        return [_child(child, f"{child.label}: a second person has to agree, or not, that the work to identify stops")]
    if child.identity == Child.Identity.NOT_IDENTIFIED:
        return [_child(child, f"{child.label}: find out who the child is")]
    if child.safety == Child.Safety.NOT_KNOWN:
        return [_child(child, f"{child.label}: find out whether the child is safe")]
    if child.safeguarded_at is None:
        return [
            _child(child, f"{child.label}: say what protects the child", "Identified and safe, not yet safeguarded.")
        ]
    return []


def _handler(case: Case, is_owner: bool) -> list[Step]:
    if case.handler_id is not None:
        return []
    action: dict[str, Any] = (
        {"url_name": "case_take", "arguments": (case.reference,), "words": "Take it yourself"} if is_owner else {}
    )
    return [Step("Somebody has to handle the case", "Nobody does yet.", case.owner.name, **action)]


def _around(case: Case, around: Around, children: Sequence[Child], is_owner: bool) -> list[Step]:
    """Other children are asked about in every case: those around each suspect, and each child's brothers and sisters."""
    said = [one for one in around.asked_around if one["values"] != [BEING_ASKED]]
    of_people, of_children = {one["person"] for one in said}, {one["child"] for one in said}

    def step(what: str, why: str, section: str) -> Step:
        action: dict[str, Any] = (
            {"url_name": "case_section", "arguments": (case.reference, section), "words": "Say what was found"}
            if is_owner
            else {}
        )
        return Step(what, why, case.owner.name, **action)

    return [
        *(
            step(
                f"{one.label}: ask about brothers, sisters and other children of the household",
                _ASKED_OF_CHILD,
                "children",
            )
            for one in children
            if one.pk not in of_children
        ),
        *(
            step(f"{one['label']}: ask about other children around", _ASKED_OF_SUSPECT, "suspects")
            for one in around.suspects
            if one["pk"] not in of_people
        ),
    ]


def _step(child: Child) -> Step:
    return _child(child, f"{child.label}: make sure that the child is safe", "The child is said to be at risk now.")


def _child(child: Child, what: str, why: str = "") -> Step:
    return Step(what, why, child.owner.name, child.next_due_at, "child", (child.reference,), "Open the child's record")


def _answers(case: Case, due: datetime | None, is_owner: bool) -> list[Step]:
    if due is None:
        return []
    return [
        Step(
            "Answer whoever reported",
            "An answer is owed on a report of this case.",
            case.owner.name if is_owner else "",
            due,
            "case_tab",
            (case.reference, "reports"),
            "See the reports",
        )
    ]
