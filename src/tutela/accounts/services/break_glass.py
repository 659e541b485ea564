"""Break glass: see a record now, without asking, because a child may come to harm before anybody could answer.

It is heard at once by those who answer for the record, lasts for hours, allows reading only, and is reviewed by
somebody else.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Grant, Role
from tutela.accounts.records import is_seen, record_named
from tutela.accounts.services.grants import owns, record_of
from tutela.audit.services import name_the_verb, record
from tutela.core import references
from tutela.core.errors import NotAllowed, RuleBroken, where
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.models import Organisation
from tutela.organisations.working_time import add_working_days
from tutela.organisations.working_week import week_of

# The policy on the table holds to the same limit.
MOST_HOURS = 24
REVIEW_WITHIN_WORKING_DAYS = 2


class Finding(StrEnum):
    """What a reviewer found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


@transaction.atomic
def break_glass(reference: str, *, reason: str, hours: int, actor: Actor, now: datetime) -> Grant | None:
    """See a record for some hours; its owner's managers and the actor's own hear of it at once.

    Returns None where there is no such record: that, too, is written down and told to the actor's managers, so that
    nobody tries references one after another unseen. (It is no exception, since an exception would take the audit line
    with it.)

    Raises BadInput for a mistyped reference, NotAllowed for a role that reads no records, RuleBroken when the reason or
    the time will not do or the record is in sight already.
    """
    if not actor.reads_records or actor.user_id is None or actor.organisation_id is None:
        raise NotAllowed(
            gettext("Your role reads no records."), mend=gettext("Tell somebody who does, or whoever is on duty.")
        )
    if not reason.strip():
        raise RuleBroken(
            gettext("Breaking glass needs a reason."),
            where=where(field="reason"),
            mend=gettext("Say what harm you mean to prevent."),
        )
    if not 1 <= hours <= MOST_HOURS:
        raise RuleBroken(
            gettext("Glass is broken for 1 to {most} hours.").format(most=MOST_HOURS),
            where=where(field="hours"),
            mend=gettext("Ask for access, if you need it for longer."),
        )
    written = str(references.parse(reference))
    named = record_named(written)
    own = Organisation.objects.get(pk=actor.organisation_pk)
    if named is None:
        record("access.break_glass_missed", actor=actor, now=now, reference=written)
        tell_organisation(
            own,
            "break_glass",
            f"{actor.name} tried to break glass on {written}: there is no such record.",
            now=now,
            roles=(Role.MANAGER, Role.AUDITOR),
        )
        return None
    if is_seen(named):
        raise RuleBroken(
            gettext("You see {reference} already.").format(reference=named.reference),
            mend=gettext("Open it; there is no glass to break."),
        )
    name_the_verb("access.break_glass")
    given = Grant.objects.create(
        subject_kind=named.subject_kind,
        subject_id=named.id,
        subject_reference=named.reference,
        user_id=actor.user_id,
        basis=Grant.Basis.BREAK_GLASS,
        reason=reason.strip(),
        granted_by_id=actor.user_id,
        starts_at=now,
        ends_at=now + timedelta(hours=hours),
        answerable_id=named.owner_id,
    )
    record("access.break_glass", actor=actor, now=now, subject=named, hours=hours, grant=given.pk)
    words = f"{actor.name} of {own.short_name} broke glass on {named.reference}. Another person has to review it."
    owner = Organisation.objects.get(pk=named.owner_id)
    for organisation in {owner.pk: owner, own.pk: own}.values():
        tell_organisation(organisation, "break_glass", words, now=now, subject=named, roles=(Role.MANAGER,))
    return given


@transaction.atomic
def review_break_glass(given: Grant, *, finding: Finding, words: str, actor: Actor, now: datetime) -> Grant:
    """Say whether breaking glass was justified. Where it was not, the access ends, and the owner's auditors hear.

    Raises NotAllowed for anybody but a manager of the owner who did not break it, RuleBroken when it was reviewed or
    has no words.
    """
    actor.must_hold(Role.MANAGER)
    fresh = Grant.objects.select_for_update(no_key=True).get(pk=given.pk)
    if fresh.basis != Grant.Basis.BREAK_GLASS:
        raise RuleBroken(gettext("Only broken glass is reviewed."), mend=gettext("A grant is ended instead."))
    if fresh.user_id == actor.user_id:
        raise NotAllowed(
            gettext("Nobody reviews what they did themselves."),
            mend=gettext("Another manager of the owner reviews it."),
        )
    if not owns(fresh, actor):
        raise NotAllowed(
            gettext("Managers of the organisation that answers for the record review it."),
            mend=gettext("Ask one of them."),
        )
    if fresh.reviewed_at is not None:
        raise RuleBroken(gettext("This was reviewed already."), mend=gettext("Read what was found."))
    if not words.strip():
        raise RuleBroken(
            gettext("A review needs words."), where=where(field="words"), mend=gettext("Say what you found.")
        )
    name_the_verb("access.review")
    fresh.reviewed_by_id, fresh.reviewed_at = actor.user_id, now
    fresh.review_found, fresh.review_words = Finding(finding).value, words.strip()
    changed = ["reviewed_by_id", "reviewed_at", "review_found", "review_words"]
    if finding == Finding.NOT_JUSTIFIED and fresh.ended_at is None and fresh.ends_at > now:
        fresh.ended_at, fresh.ended_by_id = now, actor.user_id
        changed += ["ended_at", "ended_by_id"]
    fresh.save(update_fields=changed)
    named = record_of(fresh)
    record("access.review", actor=actor, now=now, subject=named, grant=fresh.pk, found=fresh.review_found)
    tell(
        [fresh.user_id],
        "break_glass",
        f"Your breaking of glass on {fresh.subject_reference} was reviewed.",
        now=now,
        subject=named,
    )
    if finding == Finding.NOT_JUSTIFIED:
        organisation = Organisation.objects.get(pk=actor.organisation_pk)
        tell_organisation(
            organisation,
            "break_glass",
            f"Breaking glass on {fresh.subject_reference} was found not justified.",
            now=now,
            subject=named,
            roles=(Role.AUDITOR,),
        )
    return fresh


def review_due(given: Grant) -> datetime:
    """By when somebody else has to have looked: two working days of the organisation that answers for the record."""
    return add_working_days(given.starts_at, REVIEW_WITHIN_WORKING_DAYS, week_of(given.answerable))
