"""What must be done next in a case, children first, each with by when and by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from tutela.cases.models import Case
from tutela.cases.queries import Around
from tutela.children.models import Child
from tutela.children.queries import Step
from tutela.core.marking import gettext_noop

BEING_ASKED = "being_asked"
_ASKED_OF_CHILD = gettext_noop("They may need protection as well. It is asked in every case.")
_ASKED_OF_SUSPECT = gettext_noop(
    "Own children, a partner's, or at work or a club: they may be at risk. It is asked in every case."
)


def steps_of(case: Case, around: Around, children: Sequence[Child], *, is_owner: bool) -> list[Step]:
    """A child at risk first; then what waits for an answer, what is not known of a child, and a case that nobody handles."""
    steps = [
        *(_step(child) for child in children if child.safety == Child.Safety.AT_RISK),
        *_offer(case, around, is_owner),
        *_answers(case, around.next_answer_due, is_owner),
        *_proposals(case, around, is_owner),
        *(step for child in children if child.safety != Child.Safety.AT_RISK for step in _of_child(child)),
    ]
    if case.state == Case.State.OPEN:
        steps += _around(case, around, children, is_owner)
        steps += _handler(case, is_owner)
    return steps


def _offer(case: Case, around: Around, is_owner: bool) -> list[Step]:
    if around.offer is None:
        return []
    due = around.offer["due"]
    return [
        Step(
            gettext("%(receiver)s has to accept or decline the case") % {"receiver": around.offer["receiver"]},
            gettext("Until then, %(owner)s answers for it. Its children and reports go with it.")
            % {"owner": case.owner},
            str(around.offer["receiver"]),
            parse_datetime(due) if isinstance(due, str) else due,
            "hand_over_withdraw" if is_owner else "",
            (around.offer["pk"],) if is_owner else (),
            gettext("Take the offer back") if is_owner else "",
        )
    ]


def _proposals(case: Case, around: Around, is_owner: bool) -> list[Step]:
    if not (around.proposals and is_owner):
        return []
    return [
        Step(
            gettext("Decide on what others propose to correct"),
            gettext("Whoever proposed it hears what you decide."),
            case.owner.name,
            url_name="case_proposals",
            arguments=(case.reference,),
            words=gettext("Look at the corrections"),
        )
    ]


def _of_child(child: Child) -> list[Step]:
    if child.stop_is_proposed:  # type: ignore[attr-defined]
        what = gettext("%(child)s: a second person has to agree, or not, that the work to identify stops")
        return [_child(child, what)]
    if child.identity == Child.Identity.NOT_IDENTIFIED:
        return [_child(child, gettext("%(child)s: find out who the child is"))]
    if child.safety == Child.Safety.NOT_KNOWN:
        return [_child(child, gettext("%(child)s: find out whether the child is safe"))]
    if child.safeguarded_at is None:
        what, why = (
            gettext("%(child)s: say what protects the child"),
            gettext("Identified and safe, not yet safeguarded."),
        )
        return [_child(child, what, why)]
    return []


def _handler(case: Case, is_owner: bool) -> list[Step]:
    if case.handler_id is not None:
        return []
    action: dict[str, Any] = (
        {"url_name": "case_take", "arguments": (case.reference,), "words": gettext("Take it yourself")}
        if is_owner
        else {}
    )
    return [Step(gettext("Somebody has to handle the case"), gettext("Nobody does yet."), case.owner.name, **action)]


def _around(case: Case, around: Around, children: Sequence[Child], is_owner: bool) -> list[Step]:
    """Other children are asked about in every case: those around each suspect, and each child's brothers and sisters."""
    said = [one for one in around.asked_around if one["values"] != [BEING_ASKED]]
    of_people, of_children = {one["person"] for one in said}, {one["child"] for one in said}

    def step(what: str, why: str, section: str) -> Step:
        action: dict[str, Any] = (
            {"url_name": "case_section", "arguments": (case.reference, section), "words": gettext("Say what was found")}
            if is_owner
            else {}
        )
        return Step(what, why, case.owner.name, **action)

    return [
        *(
            step(
                gettext("%(child)s: ask about brothers, sisters and other children of the household")
                % {"child": one.label},
                gettext(_ASKED_OF_CHILD),
                "children",
            )
            for one in children
            if one.pk not in of_children
        ),
        *(
            step(
                gettext("%(person)s: ask about other children around") % {"person": one["label"]},
                gettext(_ASKED_OF_SUSPECT),
                "suspects",
            )
            for one in around.suspects
            if one["pk"] not in of_people
        ),
    ]


def _step(child: Child) -> Step:
    what = gettext("%(child)s: make sure that the child is safe")
    return _child(child, what, gettext("The child is said to be at risk now."))


def _child(child: Child, what: str, why: str = "") -> Step:
    return Step(
        what % {"child": child.label},
        why,
        child.owner.name,
        child.next_due_at,
        "child",
        (child.reference,),
        gettext("Open the child's record"),
    )


def _answers(case: Case, due: datetime | None, is_owner: bool) -> list[Step]:
    if due is None:
        return []
    return [
        Step(
            gettext("Answer whoever reported"),
            gettext("An answer is owed on a report of this case."),
            case.owner.name if is_owner else "",
            due,
            "case_tab",
            (case.reference, "reports"),
            gettext("See the reports"),
        )
    ]
