"""Two organisations agree to send to each other directly: one proposes, the other agrees, either ends it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.notices.models import Notice
from tutela.notices.services import tell_organisation
from tutela.organisations.models import DirectAgreement, Organisation

_MANAGERS = ("manager",)


@transaction.atomic
def propose_agreement(
    *, other: Organisation, words: str, since: date, until: date | None, actor: Actor, now: datetime
) -> DirectAgreement:
    """Propose to another organisation that the two send to each other directly. It counts when a manager there has agreed.

    Raises BadInput for one's own organisation, without words, or for a last day that is past or before the first;
    RuleBroken where the two have agreed, or it is proposed, already.
    """
    actor.must_hold(Role.MANAGER)
    if other.pk == actor.organisation_id or not other.is_active:
        raise BadInput(
            gettext("This is no other side."), where=where(field="other"), mend=gettext("Choose another organisation.")
        )
    if not words.strip():
        raise BadInput(
            gettext("Say what is agreed."),
            where=where(field="words"),
            mend=gettext("A few words, and where the letters are kept."),
        )
    if until is not None and until < max(since, now.date()):
        raise BadInput(
            gettext("The last day lies before the first, or is past."),
            where=where(field="until"),
            mend=gettext("Choose a later day, or leave it open."),
        )
    one = Organisation.objects.get(pk=actor.organisation_pk)
    between = Q(one=one, other=other) | Q(one=other, other=one)
    if DirectAgreement.objects.filter(between, ended_at=None).exclude(until__lt=now.date()).exists():
        raise RuleBroken(
            gettext("The two of you have an agreement, or one waits to be agreed."),
            mend=gettext("Look at the organisation's entry; end that one first."),
        )
    name_the_verb("agreement.propose")
    made = DirectAgreement.objects.create(
        one=one,
        other=other,
        since=since,
        until=until,
        words=words.strip(),
        proposed_at=now,
        proposed_by_id=actor.user_id,
    )
    record("agreement.propose", actor=actor, now=now, agreement=made.pk, other=other.code, since=since.isoformat())
    _tell(other, f"{one.short_name} proposes to send to each other directly.", now)
    return made


@transaction.atomic
def agree(pk: int, *, actor: Actor, now: datetime) -> DirectAgreement:
    """The other side agrees: from its first day the two send directly, past the national centre.

    Raises NotFound, RuleBroken for the side that proposed it, or when it counts or has ended already.
    """
    actor.must_hold(Role.MANAGER)
    found = _open_agreement(pk, actor)
    if found.agreed_at is not None:
        raise RuleBroken(gettext("Both sides have agreed already."), mend=gettext("Nothing has to be done."))
    if found.other_id != actor.organisation_id:
        raise RuleBroken(
            gettext("Your side proposed it."), mend=gettext("A manager of {other} agrees.").format(other=found.other)
        )
    if found.until is not None and found.until < now.date():
        raise RuleBroken(gettext("Its last day is past."), mend=gettext("Propose another one."))
    name_the_verb("agreement.agree")
    found.agreed_at, found.agreed_by_id = now, actor.user_id
    found.save(update_fields=["agreed_at", "agreed_by_id"])
    record("agreement.agree", actor=actor, now=now, agreement=found.pk, other=found.one.code)
    _tell(found.one, f"{found.other.short_name} agreed to send to each other directly.", now)
    return found


@transaction.atomic
def end_agreement(pk: int, *, words: str, actor: Actor, now: datetime) -> DirectAgreement:
    """Either side ends it, at once and with a reason; one that waits is withdrawn or refused in the same way.

    Raises NotFound, RuleBroken when it has ended already, BadInput without words.
    """
    actor.must_hold(Role.MANAGER)
    found = _open_agreement(pk, actor)
    if not words.strip():
        raise BadInput(
            gettext("Say why it ends."), where=where(field="words"), mend=gettext("The other side reads it.")
        )
    name_the_verb("agreement.end")
    found.ended_at, found.ended_by_id, found.end_words = now, actor.user_id, words.strip()
    found.save(update_fields=["ended_at", "ended_by_id", "end_words"])
    mine, theirs = (found.one, found.other) if found.one_id == actor.organisation_id else (found.other, found.one)
    record(
        "agreement.end", actor=actor, now=now, agreement=found.pk, other=theirs.code, was_agreed=bool(found.agreed_at)
    )
    _tell(theirs, f"{mine.short_name} ended the agreement to send to each other directly.", now)
    return found


def agreement_of(pk: int, actor: Actor) -> DirectAgreement:
    """An agreement of which the actor's organisation is a side. Raises NotFound."""
    rows: Any = DirectAgreement.objects.select_related("one", "other")
    found: DirectAgreement | None = rows.filter(
        Q(one_id=actor.organisation_id) | Q(other_id=actor.organisation_id), pk=pk
    ).first()
    if found is None:
        raise NotFound(
            gettext("There is no such agreement of your organisation."),
            mend=gettext("Open it from an organisation's entry."),
        )
    return found


def _open_agreement(pk: int, actor: Actor) -> DirectAgreement:
    """The agreement, locked. Raises RuleBroken when it has ended."""
    agreement_of(pk, actor)
    rows = DirectAgreement.objects.select_related("one", "other").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk, ended_at=None).first()
    if found is None:
        raise RuleBroken(gettext("It has ended already."), mend=gettext("Propose another one."))
    return found


def _tell(organisation: Organisation, words: str, now: datetime) -> None:
    tell_organisation(organisation, Notice.Kind.AGREEMENT, words, now=now, roles=_MANAGERS)
