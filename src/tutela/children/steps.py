"""What must be done next for a child, in the order in which it matters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext

from tutela.children.models import Child
from tutela.children.queries import Area, Assessed, Step
from tutela.children.stored_words import in_words
from tutela.ownership.models import Basis
from tutela.tasks.models import Task

_MOST_TASKS = 5


@dataclass(frozen=True)
class Known:
    """What the page has already asked about a child, and from which the next steps follow."""

    assessment: Assessed | None = None
    areas: Sequence[Area] = field(default_factory=list)
    in_contact: Sequence[Any] = field(default_factory=list)
    places: Sequence[Any] = field(default_factory=list)
    tasks: Sequence[Task] = field(default_factory=list)


def steps_of(child: Any, known: Known, *, is_owner: bool) -> list[Step]:
    """Safety first, then who answers, then identity, protection and needs. Only the owner is asked to act; all see what waits."""
    asked = _Asked(child, is_owner=is_owner)
    asked.about_danger()
    asked.about_who_answers()
    asked.about_identity(known)
    asked.about_protection()
    asked.about_needs(known)
    asked.about_contact(known)
    asked.about_tasks(known)
    return asked.steps


class _Asked:
    """The steps as they come together."""

    def __init__(self, child: Any, *, is_owner: bool) -> None:
        self.child, self.is_owner = child, is_owner
        self.owner = child.owner.name
        self.steps: list[Step] = []

    def add(
        self,
        what: str,
        why: str = "",
        *,
        to: str = "",
        words: str = "",
        more: tuple[Any, ...] = (),
        due: Any = None,
        who: str = "",
    ) -> None:
        """One step; where it is done is said only to whoever may do it."""
        may = bool(to) and self.is_owner
        self.steps.append(
            Step(
                what,
                why,
                who or self.owner,
                due,
                to if may else "",
                (self.child.reference, *more) if may else (),
                words if may else "",
            )
        )

    def about_danger(self) -> None:
        """A child at risk comes before everything."""
        if self.child.safety == Child.Safety.AT_RISK:
            self.add(
                gettext("Make sure that the child is safe, and say so")
                if self.is_owner
                else gettext("Make sure that the child is safe"),
                gettext("The child is said to be at risk now."),
                to="child_safety",
                words=gettext("Say whether the child is safe"),
            )

    def about_who_answers(self) -> None:
        """An offer that waits, and a record that nobody handles."""
        offer = self.child.open_offer
        if offer is not None:
            may = self.is_owner
            self.steps.append(
                Step(
                    gettext("%(receiver)s has to accept or decline the child's record")
                    % {"receiver": offer["receiver"]},
                    gettext("Until then, %(owner)s answers for the child.") % {"owner": self.owner},
                    offer["receiver"],
                    parse_datetime(offer["due"]),
                    "hand_over_withdraw" if may else "",
                    (offer["id"],) if may else (),
                    gettext("Take the offer back") if may else "",
                )
            )
        if self.child.handler_id is None:
            self.add(
                gettext("Name somebody who handles the record"),
                gettext("Nobody does yet."),
                to="child_take",
                words=gettext("Take it yourself"),
            )

    def about_identity(self, known: Known) -> None:
        """Who the child is: worked as tasks, up to the answer or to a decision of two people to stop."""
        child = self.child
        if child.waiting_decision is not None:
            self.add(
                gettext("A second person has to agree, or not, that the work to identify stops"),
                gettext("It takes effect only when another person agrees."),
                to="child_second",
                more=(child.waiting_decision,),
                words=gettext("Agree or disagree"),
            )
        elif child.identity == Child.Identity.NOT_IDENTIFIED:
            self._about_tracing(known)
        elif child.identity == Child.Identity.STOPPED:
            self.add(
                gettext("Look again at the decision to stop the work to identify"),
                gettext("It stands until somebody else has looked at it again."),
                due=child.review_due,
            )
        if child.safety == Child.Safety.NOT_KNOWN:
            self.add(
                gettext("Find out whether the child is safe"),
                gettext("Nobody has said so yet."),
                to="child_safety",
                words=gettext("Say whether the child is safe"),
            )

    def _about_tracing(self, known: Known) -> None:
        tried = [one for one in known.tasks if one.kind == "identification"]
        running = [one for one in tried if one.is_open]
        if running:
            why = ngettext("One task is open.", "%(number)s tasks are open.", len(running)) % {"number": len(running)}
        else:
            why = gettext("Nobody is trying anything at present.") if tried else gettext("Nothing was tried yet.")
        if self.child.owner_basis in (Basis.DEFAULT, Basis.LAPSED):
            unclaimed = gettext("Nobody has claimed the work yet; %(owner)s answers for the child by default. %(why)s")
            why = unclaimed % {"owner": self.owner, "why": why}
        due = min((one.due_at for one in running if one.due_at is not None), default=None)
        if running:
            self.add(
                gettext("Find out who the child is"),
                why,
                to="child_identify",
                words=gettext("Identify the child"),
                due=due,
            )
        else:
            self.add(
                gettext("Find out who the child is"),
                why,
                to="child_identification_task",
                words=gettext("Give a task to find out"),
            )
        if not known.places:
            self.add(
                gettext("Say where the child may be"),
                gettext("No country and no service is considered yet."),
                to="child_say_whereabouts",
                words=gettext("Say where"),
            )

    def about_protection(self) -> None:
        """Identified and safe is not yet safeguarded."""
        child = self.child
        is_safe = child.identity == Child.Identity.IDENTIFIED and child.safety == Child.Safety.SAFE
        if is_safe and child.safeguarded_at is None:
            self.add(
                gettext("Say what protects the child"),
                gettext("The child is identified and safe. Nobody has said yet who protects the child, and how."),
                to="child_safeguarded",
                words=gettext("Say what protects the child"),
            )

    def about_needs(self, known: Known) -> None:
        """The assessment with its day; the needs about which nothing is done; a decision that none is made."""
        one = known.assessment
        if one is None:
            return
        if one.is_open:
            missing = sum(area.present is None for area in known.areas)
            made_by = one.organisation + (f", {one.assessor}" if one.assessor else "")
            self.add(
                gettext("Assess what the child needs"),
                gettext("Nothing was said yet of %(number)s of 7 areas.") % {"number": missing}
                if missing
                else gettext("Every area was looked at."),
                to="child_tab" if missing else "child_conclude_assessment",
                more=("needs",) if missing else (),
                words=gettext("Say what was found") if missing else gettext("Conclude the assessment"),
                due=one.due_at,
                who=made_by,
            )
        elif one.review_on is not None:
            self.add(
                gettext("Look again at the decision that no assessment is made"),
                gettext("Somebody else than who decided it looks at it."),
                to="child_tab",
                more=("decisions",),
                words=gettext("See the decision"),
                due=self.child.review_due,
            )
        undone = [area for area in known.areas if area.is_need and not area.is_seen_to]
        if undone:
            self.add(
                gettext("Say what is done about what the child needs"),
                gettext("%(areas)s: a need was found, and nothing is said to be done.")
                % {"areas": ", ".join(area.label for area in undone)},
                to="child_task_for_need",
                more=(undone[0].code,),
                words=gettext("Give a task"),
            )

    def about_contact(self, known: Known) -> None:
        """A child whom we know is in contact with somebody, or should be."""
        if self.child.identity == Child.Identity.IDENTIFIED and not known.in_contact:
            self.add(
                gettext("Say who is in contact with the child"),
                gettext("Nobody is named yet."),
                to="child_add_contact",
                words=gettext("Say who"),
            )

    def about_tasks(self, known: Known) -> None:
        """What somebody was given to do, the soonest first; the rest stands under the tasks."""
        running = [one for one in known.tasks if one.is_open]
        for one in running[:_MOST_TASKS]:
            self.steps.append(
                Step(
                    in_words(one.what),
                    "",
                    one.organisation.name,
                    one.due_at,
                    "task",
                    (one.pk,),
                    gettext("Open the task"),
                )
            )
        if len(running) > _MOST_TASKS:
            further = len(running) - _MOST_TASKS
            what = ngettext("%(number)s further task is open", "%(number)s further tasks are open", further)
            self.steps.append(Step(what % {"number": further}, "", gettext("See the tab Tasks")))
