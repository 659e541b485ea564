"""Open the identity of somebody who wished to stay unknown: asked with a reason; another person agrees, and
it is open for a few hours, or refuses, and says why.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.ownership.access import locked
from tutela.reports.models import IdentityOpening, Report

_OPENERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
# Long enough to telephone somebody; then it is sealed again by itself, since the policy compares the time.
OPEN_FOR = timedelta(hours=4)
# What nobody agreed to within a day is asked anew, with the reason that then holds.
ASKED_FOR = timedelta(hours=24)


@transaction.atomic
def ask_to_open(report: Report, *, reason: str, actor: Actor, now: datetime) -> IdentityOpening:
    """Ask to see who reported. Nothing opens yet: the managers of the organisation hear, and another person has to agree.

    Raises NotAllowed, BadInput without a reason, RuleBroken when the report is another organisation's or it is asked already.
    """
    actor.must_hold(*_OPENERS)
    fresh = locked(report)
    if fresh.owner_id != actor.organisation_id or actor.user_id is None:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    if not reason.strip():
        raise BadInput(
            gettext("Opening an identity needs a reason."),
            where=where(field="reason"),
            mend=gettext("Say what it is needed for."),
        )
    mine = IdentityOpening.objects.filter(submission_id=fresh.pk, asked_by_id=actor.user_id)
    if mine.filter(agreed_by_id=None, refused_by_id=None, asked_at__gt=now - ASKED_FOR).exists():
        raise RuleBroken(
            gettext("You have asked already, and nobody has agreed yet."),
            mend=gettext("Ask a colleague to look at it."),
        )
    if mine.filter(ends_at__gt=now).exists():
        raise RuleBroken(gettext("It is open for you at present."), mend=gettext("Look at the report."))
    name_the_verb("report.ask_identity")
    opening = IdentityOpening.objects.create(
        submission_id=fresh.pk, asked_by_id=actor.user_id, asked_at=now, reason=reason.strip()
    )
    record("report.ask_identity", actor=actor, now=now, subject=fresh, opening=opening.pk)
    tell_organisation(
        Organisation.objects.get(pk=fresh.owner_id),
        "second_person",
        f"{fresh.reference}: a second person is asked to agree that the reporter's identity is opened.",
        subject=fresh,
        now=now,
        roles=(Role.MANAGER,),
    )
    return opening


@transaction.atomic
def agree_to_open(report: Report, opening_id: int, *, actor: Actor, now: datetime) -> IdentityOpening:
    """Another person agrees: for some hours, whoever asked, and nobody else, sees who reported.

    Raises NotAllowed, NotFound, RuleBroken when it is the asker, or it no longer waits.
    """
    fresh, opening = _waiting(report, opening_id, actor=actor, now=now)
    name_the_verb("report.agree_identity")
    opening.agreed_by_id, opening.agreed_at, opening.ends_at = actor.user_id, now, now + OPEN_FOR
    opening.save(update_fields=["agreed_by_id", "agreed_at", "ends_at"])
    record("report.agree_identity", actor=actor, now=now, subject=fresh, opening=opening.pk)
    tell(
        [opening.asked_by_id],
        "second_person",
        f"{fresh.reference}: the reporter's identity is open for you for {OPEN_FOR // timedelta(hours=1)} hours.",
        subject=fresh,
        now=now,
    )
    return opening


@transaction.atomic
def refuse_to_open(report: Report, opening_id: int, *, words: str, actor: Actor, now: datetime) -> IdentityOpening:
    """Another person refuses: it stays sealed, and whoever asked hears why. They may ask again, with a better reason.

    Raises NotAllowed, NotFound, BadInput without words, RuleBroken when it is the asker, or it no longer waits.
    """
    fresh, opening = _waiting(report, opening_id, actor=actor, now=now)
    if not words.strip():
        raise BadInput(
            gettext("A refusal needs words."),
            where=where(field="words"),
            mend=gettext("Say why it should stay sealed."),
        )
    name_the_verb("report.refuse_identity")
    opening.refused_by_id, opening.refused_at, opening.refusal = actor.user_id, now, words.strip()
    opening.save(update_fields=["refused_by_id", "refused_at", "refusal"])
    record("report.refuse_identity", actor=actor, now=now, subject=fresh, opening=opening.pk)
    tell(
        [opening.asked_by_id],
        "second_person",
        f"{fresh.reference}: the reporter's identity stays sealed. The report says why the second person refused.",
        subject=fresh,
        now=now,
    )
    return opening


def _waiting(report: Report, opening_id: int, *, actor: Actor, now: datetime) -> tuple[Any, IdentityOpening]:
    """The report, locked, and the request about it that waits for a second person, who ``actor`` may be."""
    actor.must_hold(*_OPENERS)
    fresh = locked(report)
    if fresh.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not yours.").format(record=fresh.reference),
            mend=gettext("{owner} answers for it.").format(owner=fresh.owner),
        )
    opening = IdentityOpening.objects.filter(pk=opening_id, submission_id=report.pk).first()
    if opening is None:
        raise NotFound(gettext("There is no such request about this report."), mend=gettext("Open it from the report."))
    if opening.asked_by_id == actor.user_id:
        raise RuleBroken(
            gettext("The second person must be another than the one who asked."),
            mend=gettext(
                "Another intake officer, investigator, analyst or manager of your organisation agrees or refuses."
            ),
        )
    is_answered = opening.agreed_by_id is not None or opening.refused_by_id is not None
    if is_answered or opening.asked_at <= now - ASKED_FOR:
        raise RuleBroken(
            gettext("This request no longer waits for anybody."),
            mend=gettext("It can be asked again, with its reason."),
        )
    return fresh, opening
