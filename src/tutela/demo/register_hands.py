"""How the demo's people use the register: they give lists, ask about lists, open series, and answer what they are told."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from tutela.accounts.actor import SYSTEM, Actor
from tutela.accounts.models import Role
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.children.models import Child
from tutela.core import clock
from tutela.deconfliction.models import OPEN, AlertTo
from tutela.deconfliction.services.answer import acknowledge, act_on, dismiss
from tutela.deconfliction.services.look_alike import look_alike
from tutela.deconfliction.services.take import take_facts
from tutela.demo import words
from tutela.demo.child_lives import assess_needs
from tutela.demo.connections import connected_as
from tutela.demo.hash_lists import InventedFile, as_table
from tutela.demo.situations import Today
from tutela.ownership.access import find
from tutela.ownership.services import assign
from tutela.register.models import Check, Series, Source
from tutela.register.services.ask import Came, ask, give
from tutela.register.services.check import Asked
from tutela.register.services.series_children import link_child
from tutela.register.services.series_open import open_series
from tutela.register.services.submit import Given
from tutela.reports.services.open_case import open_case_from

_ACTIONS = (
    ("telephoned", ""),
    ("telephoned", "Each goes on with its own exhibit."),
    ("joint_work", "Agreed on the telephone; one of us leads."),
)
_GROUNDS = (
    ("known_already", "Both desks have been in touch since the spring."),
    ("nobody_works_on_it", "The exhibit was returned."),
    ("not_the_same", "Two lists with one number."),
)


class Hands:
    """What somebody does in the register, at a moment before now."""

    def __init__(self, today: Today, chance: random.Random) -> None:
        self.today, self.chance = today, chance

    def actor(self, body: str, role: str = Role.EXAMINER) -> Actor:
        """A fixed person; where a body has no examiner, an investigator does it."""
        there = self.today.town.actors[body]
        return (there[role] or there[Role.INVESTIGATOR])[0]

    def do(self, actor: Actor, at: datetime, verb: Callable[..., Any]) -> Any:
        """One verb, called with ``actor`` and ``now``."""
        return self.today.do(actor, at, verb)

    # Lists --------------------------------------------------------------------------------------------------------------

    def gives(
        self,
        body: str,
        at: datetime,
        files: Sequence[InventedFile],
        *,
        what: str = "case",
        about: str = "",
        **said: Any,
    ) -> None:
        """A list enters the register, as that body's examiner gives it."""
        came = Came(as_table(files), "list.csv")
        self.do(self.actor(body), at, lambda **who: give(came, _given(what, about, said), **who))

    def meets(self, body: str, at: datetime, files: Sequence[InventedFile], *, exhibit: str, about: str = "") -> Check:
        """A list of everything on an exhibit is asked about, and what is known is sent at once."""
        return self.checks(body, at, files, exhibit=exhibit, about=about, sent=True)

    def checks(
        self,
        body: str,
        at: datetime,
        files: Sequence[InventedFile],
        *,
        exhibit: str,
        about: str = "",
        sent: bool = False,
        role: str = Role.EXAMINER,
    ) -> Check:
        """A list is asked about."""
        came = Came(as_table(files), "list.csv")

        def asks(**who: Any) -> Check:
            given = _given("seen", about, {"exhibit": exhibit}) if sent else None
            asked = Asked(Check.Asked.PAGE, exhibit=exhibit, subject=find(about) if about else None)
            made: Check = ask(came, asked, given, **who).record
            return made

        found: Check = self.do(self.actor(body, role), at, asks)
        return found

    def brings_in(self, source: Source, body: str, at: datetime, files: Sequence[InventedFile]) -> None:
        """A list of files that a source knows to be harmless."""
        self.gives(body, at, files, what="harmless", source=source, how="exchanged")

    # Series -------------------------------------------------------------------------------------------------------------

    def opens(self, body: str, at: datetime, label: str, *, role: str = Role.EXAMINER, **more: Any) -> Series:
        """A series that the body answers for."""
        made: Series = self.do(self.actor(body, role), at, lambda **who: open_series(label=label, **more, **who))
        return made

    def links(self, series: Series, child: Child, body: str, at: datetime, *, basis: str) -> None:
        """The series concerns a child of a case of the body's."""
        who_does = self.actor(body, Role.INVESTIGATOR)
        self.do(
            who_does, at, lambda **who: link_child(find(series.reference), find(child.reference), basis=basis, **who)
        )

    def opens_case(self, body: str, at: datetime, *, children: int = 1) -> tuple[str, list[Child]]:
        """A case of the body's, opened from a report; its children are not identified yet."""
        reference = self.today.receive(body, at - timedelta(days=2), categories=["IBI"])
        new = NewCase(
            summary="Known files on a seized computer; whom they concern is being found out.",
            categories=[NewCategory("IBI", "possession")],
            people=[NewPerson("suspect", "Suspect 1", name=words.person(self.chance), source="The report")],
            children=[NewChild(f"Child {number + 1}", countries=("GB",)) for number in range(children)],
        )
        investigator = self.actor(body, Role.INVESTIGATOR)
        case = self.today.do(investigator, at, open_case_from, reference, new)
        rows = Child.objects.filter(cases_of_child__case__reference=case.reference).order_by("pk")
        found: list[Child] = self.do(investigator, at, lambda **who: list(rows))
        return case.reference, found

    def looks_after(self, body: str, at: datetime, children: Sequence[Child], series: Series) -> None:
        """What the children need is found out, and somebody handles them and the series."""
        handler, manager = self.actor(body, Role.INVESTIGATOR), self.actor(body, Role.MANAGER)
        for child in children:
            self.do(handler, at, lambda child=child, **who: assess_needs(find(child.reference), self.chance, **who))
        for one in (*children, series):
            self.today.do(manager, at, assign, one.reference, handler=self.today.town.users[handler.user_id or 0])

    # Alerts -------------------------------------------------------------------------------------------------------------

    def hold(self, at: datetime) -> None:
        """The worker holds what is new against everything else."""
        with connected_as("jobs"), clock.frozen(at):
            take_facts(actor=SYSTEM, at=lambda: at)
            look_alike(actor=SYSTEM, at=lambda: at)

    def answer_all(self, at: datetime) -> None:
        """Everybody who was told says what came of it: most act on it, some dismiss it."""
        with connected_as("jobs"):
            waiting = list(AlertTo.objects.filter(state__in=OPEN).select_related("organisation").order_by("pk"))
        for number, alert in enumerate(waiting):
            actor = self.actor(alert.organisation.code, Role.INVESTIGATOR)
            later = at + timedelta(minutes=7 * number)
            self.do(actor, later, lambda alert=alert, **who: acknowledge(alert, **who))
            if self.chance.random() < 0.7:
                action, said = self.chance.choice(_ACTIONS)
                self.do(actor, later + timedelta(hours=3), lambda alert=alert, action=action, said=said, **who: act_on(
                    alert, action=action, words=said, **who))  # fmt: skip
            else:
                grounds, said = self.chance.choice(_GROUNDS)
                self.do(actor, later + timedelta(hours=2), lambda alert=alert, grounds=grounds, said=said, **who: dismiss(
                    alert, grounds=grounds, words=said, **who))  # fmt: skip


def _given(what: str, about: str, said: dict[str, Any]) -> Given:
    """What a list is said to be; its report or case is found as its sender sees it."""
    return Given(what, subject=find(about) if about else None, **said)
