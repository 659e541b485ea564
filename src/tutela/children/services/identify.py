"""A child is identified; or it turns out that the identification was wrong, and nothing is lost."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child
from tutela.children.services.enter import write_document
from tutela.children.services.safeguard import SAFEGUARDED, no_longer_safeguarded
from tutela.clocks import services as clocks
from tutela.clocks.models import Clock
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.new_facts import hold_against_everything
from tutela.decisions.models import Decision
from tutela.decisions.services import start_review
from tutela.ownership.access import locked

_IDENTIFIERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def identify(
    child: Child, *, name: str, how: str, safety: str, version: int | None = None, actor: Actor, now: datetime
) -> Child:
    """Say who the child is, how that was found, and whether the child is safe now.

    Raises BadInput without a name or the way it was found; RuleBroken when the child is another organisation's, or identified.
    """
    fresh = _own(child, actor, version=version)
    if (known := identified_already(fresh)) is not None:
        raise known
    if not name.strip():
        raise BadInput(
            gettext("Who is the child?"),
            where=where(field="name"),
            mend=gettext("Enter the name; where no name may be kept, a label."),
        )
    if not how.strip():
        raise BadInput(
            gettext("How was the child identified?"),
            where=where(field="how"),
            mend=gettext("A few administrative words are enough."),
        )
    name_the_verb("child.identify")
    fresh.identity, fresh.identified_at, fresh.identified_by_id = Child.Identity.IDENTIFIED, now, actor.user_id
    fresh.name, fresh.identified_how, fresh.safety = name, how, safety
    fresh.version += 1
    fresh.save(
        update_fields=["identity", "identified_at", "identified_by_id", "name", "identified_how", "safety", "version"]
    )
    write_document(fresh, now=now)
    # What was decided, or waits to be, about stopping the work has lost its object.
    clocks.end(fresh, Clock.Kind.REVIEW, reason="identified", now=now)
    Decision.objects.filter(subject_kind="child", subject_id=fresh.id, state=Decision.State.PROPOSED).update(
        state=Decision.State.OVERTAKEN
    )
    # That no assessment of needs is made is looked at again all the same.
    stands = (
        Decision.objects.filter(
            subject_kind="child",
            subject_id=fresh.id,
            kind=Decision.Kind.NO_ASSESSMENT,
            state=Decision.State.TAKEN,
            next_review_on__isnull=False,
        )
        .order_by("next_review_on")
        .first()
    )
    if stands is not None and stands.next_review_on is not None:
        start_review(fresh, stands.next_review_on, owner=fresh.owner, now=now)
    record("child.identify", actor=actor, now=now, subject=fresh, safety=safety)
    hold_against_everything()
    return fresh


@transaction.atomic
def withdraw_identification(
    child: Child, *, reason: str, version: int | None = None, actor: Actor, now: datetime
) -> Child:
    """The identification was wrong: the child is not yet identified again; the history keeps what was believed.

    Raises RuleBroken when the child is not identified or not the actor's; BadInput without a reason.
    """
    fresh = _own(child, actor, version=version)
    if (unknown := nothing_to_withdraw(fresh)) is not None:
        raise unknown
    if not reason.strip():
        raise BadInput(
            gettext("Say why it was wrong."), where=where(field="words"), mend=gettext("A few words are enough.")
        )
    name_the_verb("child.withdraw_identification")
    fresh.identity, fresh.identified_at, fresh.identified_by_id = Child.Identity.NOT_IDENTIFIED, None, None
    fresh.name, fresh.identified_how, fresh.safety = "", "", Child.Safety.NOT_KNOWN
    no_longer_safeguarded(fresh)
    fresh.version += 1
    fresh.save(
        update_fields=[
            "identity",
            "identified_at",
            "identified_by_id",
            "name",
            "identified_how",
            "safety",
            *SAFEGUARDED,
            "version",
        ]
    )
    write_document(fresh, now=now)
    record("child.withdraw_identification", actor=actor, now=now, subject=fresh, reason=reason)
    hold_against_everything()
    return fresh


@transaction.atomic
def say_safety(child: Child, *, safety: str, version: int | None = None, actor: Actor, now: datetime) -> Child:
    """Whether the child is safe now, at risk, or that is not known. Who is no longer safe is no longer safeguarded."""
    fresh = _own(child, actor, *_IDENTIFIERS, Role.INTAKE_OFFICER, version=version)
    name_the_verb("child.say_safety")
    before = fresh.safety
    fresh.safety = safety
    ended = safety != Child.Safety.SAFE and no_longer_safeguarded(fresh)
    fresh.version += 1
    fresh.save(update_fields=["safety", *(SAFEGUARDED if ended else ()), "version"])
    record(
        "child.say_safety",
        actor=actor,
        now=now,
        subject=fresh,
        before=before,
        after=safety,
        no_longer_safeguarded=ended,
    )
    if ended:
        hold_against_everything()
    return fresh


def identified_already(child: Child) -> RuleBroken | None:
    """Why it cannot be said who the child is: that is said."""
    if child.identity != Child.Identity.IDENTIFIED:
        return None
    return RuleBroken(
        gettext("%(record)s is identified already.") % {"record": child.reference},
        mend=gettext("If that is wrong, withdraw the identification first."),
    )


def nothing_to_withdraw(child: Child) -> RuleBroken | None:
    """Why no identification can be withdrawn: there is none."""
    if child.identity == Child.Identity.IDENTIFIED:
        return None
    return RuleBroken(
        gettext("%(record)s is not identified.") % {"record": child.reference},
        mend=gettext("Nothing has to be withdrawn."),
    )


def another_answers(child: Child, actor: Actor) -> RuleBroken | None:
    """Why the actor's organisation says nothing of who the child is: another one answers for them."""
    if child.owner_id == actor.organisation_id:
        return None
    return RuleBroken(
        gettext("%(owner)s answers for %(record)s.") % {"owner": child.owner, "record": child.reference},
        mend=gettext("Ask them, or claim the child if nobody has."),
    )


def _own(child: Child, actor: Actor, *roles: str, version: int | None) -> Child:
    actor.must_hold(*(roles or _IDENTIFIERS))
    fresh = locked(child, version=version)
    if (others := another_answers(fresh, actor)) is not None:
        raise others
    return fresh
