"""Decide what has no other effect than that it is decided: proposed by one person with grounds, taken when a second one agrees."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.decisions.models import Decision
from tutela.decisions.services.promise import must_lie_ahead, start_review
from tutela.decisions.services.review import locked_decision
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.countries import country_choices
from tutela.ownership.access import locked
from tutela.ownership.services.hand_over import open_offer

DECIDERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
# The kinds that this verb takes, with their list of grounds and the kinds of record that they are about.
GROUNDS: dict[str, str] = {Decision.Kind.SEND_ABROAD: "send_abroad_grounds"}
ABOUT: dict[str, tuple[str, ...]] = {Decision.Kind.SEND_ABROAD: ("report", "case")}


@dataclass(frozen=True)
class Abroad:
    """Where a notice goes, and whether the response there could endanger the person concerned: yes, no, not yet known."""

    country: str
    danger: str
    danger_words: str = ""


@transaction.atomic
def decide(
    subject: Any,
    *,
    kind: str,
    grounds: str,
    words: str,
    review_on: date | None,
    abroad: Abroad | None = None,
    actor: Actor,
    now: datetime,
) -> Decision:
    """Propose a decision that has no other effect; it is taken when another person agrees.

    To send abroad is such a decision: never automatic, with a reason and somebody who approves [¶ 12.1.4]. ``abroad`` says to which
    country, and whether what is done there could endanger the person. Raises NotAllowed; RuleBroken for a kind that another verb
    takes, another organisation's record, one on its way to another, or where the same is proposed already; BadInput for unknown
    grounds, missing words, no country, danger without words, a day that does not lie ahead.
    """
    actor.must_hold(*DECIDERS)
    if kind not in GROUNDS or subject.subject_kind not in ABOUT[kind]:
        raise RuleBroken(
            gettext("This is decided elsewhere."),
            mend=gettext("Open the record: what can be decided about it stands there."),
        )
    fresh = locked(subject)
    _own(fresh, actor)
    typology.term(GROUNDS[kind], grounds)
    if not words.strip():
        raise BadInput(
            gettext("Say in a few words why."),
            where=where(field="words"),
            mend=gettext("The second person reads this."),
        )
    if review_on is not None:
        must_lie_ahead(review_on, owner=fresh.owner, now=now, field="review_on")
    _must_say_where(abroad)
    if open_offer(fresh) is not None:
        raise RuleBroken(
            gettext("{record} is on its way to another organisation.").format(record=fresh.reference),
            mend=gettext("Withdraw the offer first."),
        )
    of_subject = Decision.objects.filter(subject_kind=fresh.subject_kind, subject_id=fresh.id, kind=kind)
    if of_subject.filter(state=Decision.State.PROPOSED).exists():
        raise RuleBroken(
            gettext("This is proposed already and waits for a second person."),
            mend=gettext("Ask a colleague to look at it."),
        )
    name_the_verb("decision.propose")
    decision = Decision.objects.create(
        subject_kind=fresh.subject_kind,
        subject_id=fresh.id,
        subject_reference=fresh.reference,
        organisation_id=fresh.owner_id,
        kind=kind,
        state=Decision.State.PROPOSED,
        grounds=grounds,
        words=words.strip(),
        made_by_id=actor.user_pk,
        made_at=now,
        review_on=review_on,
        country=abroad.country if abroad else "",
        danger_abroad=abroad.danger if abroad else "",
        danger_words=abroad.danger_words.strip() if abroad else "",
    )
    record(
        "decision.propose",
        actor=actor,
        now=now,
        subject=fresh,
        decision=decision.pk,
        kind=kind,
        grounds=grounds,
        country=decision.country,
        danger_abroad=decision.danger_abroad,
    )
    words_to_managers = f"{fresh.reference}: a second person is asked to decide."
    tell_organisation(fresh.owner, "second_person", words_to_managers, subject=fresh, now=now, roles=("manager",))
    return decision


@transaction.atomic
def second_decision(decision: Decision, *, agrees: bool, words: str, actor: Actor, now: datetime) -> Decision:
    """The second person agrees, and the decision is taken; or does not, and it is not.

    Raises NotFound, NotAllowed; RuleBroken for who proposed it, for one that no longer waits or that another verb seconds, and for
    another organisation's record; BadInput for disagreeing without words.
    """
    actor.must_hold(*DECIDERS)
    fresh, subject = locked_decision(decision.pk)
    if fresh.kind not in GROUNDS:
        raise RuleBroken(
            gettext("This is seconded from its record."), mend=gettext("Open the record, and its decisions.")
        )
    if fresh.state != Decision.State.PROPOSED:
        raise RuleBroken(
            gettext("This decision no longer waits for a second person."),
            mend=gettext("Look at the record's decisions."),
        )
    if fresh.made_by_id == actor.user_id:
        raise RuleBroken(
            gettext("The second person must be another than the one who proposed."),
            mend=gettext("A colleague or a manager of your organisation agrees or disagrees."),
        )
    _own(subject, actor)
    if not agrees and not words.strip():
        raise BadInput(
            gettext("Say why you disagree."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("decision.second")
    fresh.state = Decision.State.TAKEN if agrees else Decision.State.REFUSED
    fresh.second_person_id, fresh.second_at, fresh.second_words = actor.user_id, now, words.strip()
    fresh.save(update_fields=["state", "second_person", "second_at", "second_words"])
    if agrees and fresh.review_on is not None:
        start_review(subject, fresh.review_on, owner=subject.owner, now=now)
    record("decision.second", actor=actor, now=now, subject=subject, agrees=agrees, decision=fresh.pk, kind=fresh.kind)
    words_to_maker = f"{subject.reference}: your proposal was {'agreed' if agrees else 'not agreed'}."
    tell([fresh.made_by_id], "second_person", words_to_maker, subject=subject, now=now)
    return fresh


def _own(subject: Any, actor: Actor) -> None:
    if subject.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{owner} answers for {record}.").format(owner=subject.owner, record=subject.reference),
            mend=gettext("Its owner decides."),
        )


def _must_say_where(abroad: Abroad | None) -> None:
    if abroad is None or abroad.country not in dict(country_choices()):
        raise BadInput(
            gettext("To which country?"), where=where(field="country"), mend=gettext("Choose the country that is told.")
        )
    if abroad.danger not in Decision.Danger.values:
        raise BadInput(
            gettext("Could the response there endanger the person?"),
            where=where(field="danger_abroad"),
            mend=gettext("Choose yes, no or not yet known."),
        )
    if abroad.danger == Decision.Danger.YES and not abroad.danger_words.strip():
        raise BadInput(
            gettext("Say what the danger is, and why it is sent all the same."),
            where=where(field="danger_words"),
            mend=gettext("The second person decides on these words."),
        )
