"""What becomes of a case: entries, standings, the children in it identified and safe or not yet, sharing, closing."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.cases.models import Case, Person
from tutela.cases.services.close import close_case, reopen_case
from tutela.cases.services.conclude import record_offence
from tutela.cases.services.open_case import NewCase, NewCategory, NewChild, NewPerson
from tutela.cases.services.record import say_standing, write_entry
from tutela.cases.services.share import share_case
from tutela.children.models import Child
from tutela.children.services.identify import identify, say_safety
from tutela.children.services.stop import propose_stop, second_stop
from tutela.demo import words
from tutela.demo.child_lives import assess_needs
from tutela.demo.people import Town
from tutela.demo.record_lives import answer_some, finish_some, give_some, meet, plan_an_arrest, talk

_STANDINGS = ("suspected", "charged", "convicted", "acquitted", "no_further_action", "referred")
_SUMMARIES = {
    "ICV": "A child who crossed a border; the receiving household is being looked into.",
    "ICA": "A traveller named by several sources; the countries of travel are being asked.",
    "IMI": "Items stopped on their way into the country; the addressee is known.",
    "IIG": "Contact with a child that began on the internet; a meeting was prevented.",
    "IIC": "An offer made in a closed group; who made it is being established.",
    "IBI": "An account with known files; its holder is being established.",
    "URC": "A file sent to a child; the sender's account is known.",
    "COM": "Communications that promote abuse; the authors are being established.",
}


def new_case(category: str, chance: random.Random) -> NewCase:
    """What is known when a case of a category is opened."""
    known = typology.category(category)
    types = [one.code for one in known.types if one.code != typology.OTHER]
    facets = tuple(chance.choice(facet.values).code for facet in known.facets if chance.random() < 0.7)
    children = [
        NewChild(
            label=f"Child {number + 1}",
            name=words.person(chance) if chance.random() < 0.3 else "",
            countries=(chance.choice(("GB", "GB", "FR", "NL")),),
            safety=chance.choices(("not_known", "at_risk", "safe"), weights=(6, 2, 2))[0],
        )
        for number in range(chance.choices((0, 1, 2, 3), weights=(15, 55, 22, 8))[0])
    ]
    people = [
        NewPerson(
            "suspect", "Suspect 1", name=words.person(chance), source="The report", identifiers=(words.email(chance),)
        )
    ]
    if chance.random() < 0.3:
        people.append(NewPerson("witness", "Witness 1", name=words.person(chance)))
    return NewCase(
        summary=_SUMMARIES[category],
        categories=[NewCategory(category, chance.choice(types or [typology.NOT_YET_KNOWN]), facets=facets)],
        people=people,
        children=children,
        restricted=chance.random() < 0.07,
    )


class CaseLife:
    """One case from its opening on, in the hands of whoever opened it."""

    def __init__(
        self, town: Town, owner: str, reference: str, handler: Actor, at: datetime, chance: random.Random
    ) -> None:
        self.town, self.owner, self.reference, self.handler = town, owner, reference, handler
        self.at, self.chance = at, chance

    def steps(self) -> Iterator[datetime]:
        """The whole life."""
        for _ in range(self.chance.randrange(1, 4)):
            yield self._later(2, 30)
            self._entry()
        yield self._later(2, 9)
        self._assess()
        yield self._later(1, 6)
        self._record()
        yield self._later(3, 40)
        self._children()
        if self.chance.random() < 0.15:
            yield self._later(1, 20)
            self._share()
        yield self._later(10, 90)
        self._standing()
        if self.chance.random() < 0.12:
            yield from self._stop_identification()
        if self.chance.random() < 0.6:
            yield self._later(20, 200)
            self._close()
            if self.chance.random() < 0.05:
                yield self._later(10, 50)
                with self._acting() as who:
                    reopen_case(self._case(), words="A further witness has come forward.", **who)

    def _entry(self) -> None:
        section, nature, said = self.chance.choice(words.ENTRIES)
        with self._acting() as who:
            write_entry(self._case(), words=said, nature=nature, section=section, source="The handler", **who)

    def _children(self) -> None:
        with self._acting() as who:
            for child in self._of_case():
                if child.identity == Child.Identity.NOT_IDENTIFIED and self.chance.random() < 0.5:
                    safety = self.chance.choice(("safe", "safe", "not_known"))
                    identify(child, name=words.person(self.chance), how="By the school's records", safety=safety, **who)
                elif child.safety == Child.Safety.AT_RISK and self.chance.random() < 0.7:
                    say_safety(child, safety="safe", **who)

    def _assess(self) -> None:
        """Most assessments are made in time; some wait, and are overdue by now."""
        with self._acting() as who:
            for child in self._of_case():
                if self.chance.random() < 0.8:
                    assess_needs(child, self.chance, **who)

    def _record(self) -> None:
        """The record is answered, tasks are given, colleagues write; in some cases a meeting is held or an arrest planned."""
        with self._acting() as who:
            case = self._case()
            answer_some(case, self.chance, **who)
            give_some(case, self.chance, **who)
            talk(case, self.chance, **who)
            if self.chance.random() < 0.3:
                known = self.town.organisations
                partner = known.get(f"{self.owner}-children", known["northmoor-children"])
                meet(case, [known[self.owner], partner], **who)
            if self.chance.random() < 0.3:
                plan_an_arrest(case, self.chance, **who)

    def _share(self) -> None:
        others = [
            one for code, one in sorted(self.town.organisations.items()) if code != self.owner and one.kind == "police"
        ]
        with self._acting() as who:
            share_case(
                self._case(), organisation=self.chance.choice(others), with_children=self.chance.random() < 0.5, **who
            )

    def _standing(self) -> None:
        standing = self.chance.choices(_STANDINGS, weights=(3, 4, 3, 1, 3, 1))[0]
        with self._acting() as who:
            case = self._case()
            suspect = Person.objects.filter(case=case, capacity="suspect").select_related("case").order_by("pk").first()
            if suspect is not None:
                said = "Insufficient evidence" if standing == "no_further_action" else ""
                say_standing(suspect, standing=standing, source="The prosecutor", words=said, **who)
            finish_some(case, self.chance, **who)
            if standing in ("charged", "convicted") and case.recorded_at is None:
                record_offence(case, words="Concluded on the statements and the examination.", **who)

    def _stop_identification(self) -> Iterator[datetime]:
        yield self._later(5, 60)
        with self._acting() as who:
            child = next(
                (
                    one
                    for one in self._of_case()
                    if one.identity == Child.Identity.NOT_IDENTIFIED and one.safety != Child.Safety.AT_RISK
                ),
                None,
            )
            if child is None:
                return
            decision = propose_stop(
                child,
                grounds=self.chance.choice(("every_country_asked", "nothing_to_trace")),
                words="Every service concerned was asked; none knows the child.",
                review_on=(self.at + timedelta(days=self.chance.randrange(60, 150))).date(),
                **who,
            )
        yield self._later(1, 6)
        manager = self.town.one(self.owner, Role.MANAGER, self.chance, but=self.handler.user_id)
        with self.town.acting(manager, self.at) as who:
            second_stop(decision.pk, agrees=self.chance.random() < 0.7, words="The registers were not asked.", **who)

    def _close(self) -> None:
        grounds = self.chance.choice(("finished", "court_outcome", "insufficient_evidence", "no_further_lines"))
        with self._acting() as who:
            close_case(self._case(), grounds=grounds, words="What could be done is done.", **who)

    def _of_case(self) -> list[Child]:
        rows = Child.objects.filter(
            cases_of_child__case__reference=self.reference, owner_id=self.handler.organisation_id
        )
        return list(rows.select_related("owner").order_by("pk"))

    def _case(self) -> Case:
        return Case.objects.select_related("owner").get(reference=self.reference)

    def _acting(self) -> Any:
        return self.town.acting(self.handler, self.at)

    def _later(self, low: int, high: int) -> datetime:
        self.at += timedelta(days=self.chance.randrange(low, high), minutes=self.chance.randrange(480))
        return self.at
