"""What must be done next for a child, in the order in which it matters."""

from typing import Any

from django.utils.dateparse import parse_datetime

from tutela.children.models import Child
from tutela.children.queries import Step
from tutela.ownership.models import Basis


def steps_of(child: Any, *, is_owner: bool) -> list[Step]:
    """Safety first, then who answers, then identity. Only the owner is asked to act; everybody sees what waits."""
    steps: list[Step] = []
    offer, waiting_decision = child.open_offer, child.waiting_decision
    owner = child.owner.name
    if child.safety == Child.Safety.AT_RISK:
        steps.append(
            Step("Make sure that the child is safe", "The child is said to be at risk now.", owner, None)
            if not is_owner
            else Step(
                "Make sure that the child is safe, and say so",
                "The child is said to be at risk now.",
                owner,
                None,
                "child_safety",
                (child.reference,),
                "Say whether the child is safe",
            )
        )
    if offer is not None:
        steps.append(
            Step(
                f"{offer['receiver']} has to accept or decline the child's record",
                f"Until then, {owner} answers for the child.",
                offer["receiver"],
                parse_datetime(offer["due"]),
            )
        )
    if waiting_decision is not None:
        steps.append(
            Step(
                "A second person has to agree, or not, that the work to identify stops",
                "It takes effect only when another person agrees.",
                owner,
                None,
                *(
                    ("child_second", (child.reference, waiting_decision), "Agree or disagree")
                    if is_owner
                    else ("", (), "")
                ),
            )
        )
    elif child.identity == Child.Identity.NOT_IDENTIFIED:
        why = "Nobody has found out yet who the child is."
        if child.owner_basis in (Basis.DEFAULT, Basis.LAPSED):
            why = f"Nobody has claimed the work yet; {owner} answers for the child by default."
        steps.append(
            Step(
                "Find out who the child is",
                why,
                owner,
                None,
                *(("child_identify", (child.reference,), "Identify the child") if is_owner else ("", (), "")),
            )
        )
    elif child.identity == Child.Identity.STOPPED:
        steps.append(
            Step(
                "Look again at the decision to stop the work to identify",
                "It stands until somebody else has looked at it again.",
                owner,
                child.next_due_at,
            )
        )
    if child.safety == Child.Safety.NOT_KNOWN:
        steps.append(
            Step(
                "Find out whether the child is safe",
                "Nobody has said so yet.",
                owner,
                None,
                *(("child_safety", (child.reference,), "Say whether the child is safe") if is_owner else ("", (), "")),
            )
        )
    return steps
