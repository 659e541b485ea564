"""A record is offered, seen in a limited preview, and accepted or declined; the sender may withdraw, and time may run out."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import WRITES_RECORDS, Role
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import NotFound, RuleBroken
from tutela.notices.services import tell, tell_organisation
from tutela.organisations.channels import coordinating_centre_for, way_to
from tutela.organisations.models import Organisation
from tutela.organisations.promises import acceptance_due
from tutela.ownership.access import find, locked, records
from tutela.ownership.models import Basis, HandOver, Participation
from tutela.ownership.services.change import Part, change_owner, parts_of, take_along

_SENDERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)
_RECEIVERS = (Role.INTAKE_OFFICER, Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


@transaction.atomic
def send(
    subject: Any,
    *,
    to: Organisation,
    reason: str,
    preview: dict[str, Any],
    is_urgent: bool,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> HandOver:
    """Offer ``subject`` to another organisation, which sees ``preview`` and nothing else until it accepts.

    Between countries it goes through the single point of contact, unless both sides agreed otherwise [¶ 11.2.3]: then the
    offer is made to that one, and names where it is meant to end. The owner stays the owner until somebody accepts.
    Raises RuleBroken when it is not the actor's, is on its way already, or has no reason;
    StaleRecord when it has changed since ``version`` was read.
    """
    actor.must_hold(*_SENDERS)
    if subject.owner_id != actor.organisation_id:
        raise RuleBroken(
            gettext("{record} is not your organisation's to send.").format(record=subject.reference),
            mend=gettext("Ask {owner}, which answers for it.").format(owner=subject.owner),
        )
    if to.pk == actor.organisation_id:
        raise RuleBroken(gettext("It is already yours."), mend=gettext("Choose another organisation."))
    if not reason.strip():
        raise RuleBroken(
            gettext("Say why it goes there."), mend=gettext("Take the suggestion's reason, or write your own.")
        )
    if open_offer(subject) is not None:
        raise RuleBroken(
            gettext("{record} is already on its way.").format(record=subject.reference),
            mend=gettext("Wait for the answer, or withdraw the offer first."),
        )
    # Of two that send at one time, the second one finds the first one's offer.
    if locked(subject, version=version).owner_id != actor.organisation_id or open_offer(subject) is not None:
        raise RuleBroken(
            gettext("{record} is already on its way.").format(record=subject.reference),
            mend=gettext("Look at where it went."),
        )
    name_the_verb(f"{subject.subject_kind}.send")
    sender = Organisation.objects.get(pk=actor.organisation_pk)
    by_way_of = way_to(sender, to)
    receiver = by_way_of or to
    offer = HandOver.objects.create(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        sender=sender,
        receiver=receiver,
        final_receiver=to if by_way_of else None,
        is_urgent=is_urgent,
        reason=reason,
        preview=preview,
        offered_at=now,
        offered_by_id=actor.user_id,
        due_at=acceptance_due(receiver, now, urgent=is_urgent),
    )
    record(f"{subject.subject_kind}.send", actor=actor, now=now, subject=subject, to=receiver.code, meant_for=to.code)
    tell_organisation(
        receiver,
        "offered",
        f"{sender.short_name} offers {subject.reference}: accept or decline it.",
        subject=subject,
        now=now,
    )
    return offer


@transaction.atomic
def accept(offer_id: int, *, actor: Actor, now: datetime) -> Any:
    """Become the owner of what was offered, and with a case of what belongs to it. Returns the record.

    Raises NotFound when there is no such offer to this organisation, RuleBroken when it is no longer open.
    """
    actor.must_hold(*_RECEIVERS)
    offer = _locked_offer(offer_id, receiver_id=actor.organisation_id)
    name_the_verb(f"{offer.subject_kind}.accept")
    subject = _Named(offer)
    parts = parts_of(subject)
    change_owner(subject, to=offer.receiver, basis=Basis.ACCEPTED, now=now, hand_over=offer)
    take_along(
        parts,
        verb="accept",
        to=offer.receiver,
        basis=Basis.ACCEPTED,
        case=subject,
        actor=actor,
        now=now,
        hand_over=offer,
    )
    offer.state, offer.decided_at, offer.decided_by_id = HandOver.State.ACCEPTED, now, actor.user_id
    offer.save(update_fields=["state", "decided_at", "decided_by_id"])
    record(f"{offer.subject_kind}.accept", actor=actor, now=now, subject=subject, sender=offer.sender.code)
    everything: list[_Named | Part] = [subject, *parts]
    for one in everything:
        _takes_part_as_sender(one, offer, actor=actor, now=now)
    _tell_sender(offer, "accepted", f"{offer.receiver.short_name} accepted {offer.subject_reference}.", now=now)
    return find(offer.subject_reference)


@transaction.atomic
def decline(offer_id: int, *, reason: str, words: str, actor: Actor, now: datetime) -> HandOver:
    """Refuse an offer with a coded reason. The preview is cleared: the refuser keeps nothing.

    Raises NotFound, RuleBroken when no longer open, BadInput for an unknown reason.
    """
    actor.must_hold(*_RECEIVERS)
    typology.term("hand_over_decline_reason", reason)
    if reason == typology.OTHER and not words.strip():
        raise RuleBroken(gettext("“Other” needs words."), mend=gettext("Say in a few words why you decline."))
    offer = _locked_offer(offer_id, receiver_id=actor.organisation_id)
    offer.state, offer.decided_at, offer.decided_by_id = HandOver.State.DECLINED, now, actor.user_id
    offer.decline_reason, offer.decision_words, offer.preview = reason, words, None
    offer.save(update_fields=["state", "decided_at", "decided_by_id", "decline_reason", "decision_words", "preview"])
    record(f"{offer.subject_kind}.decline", actor=actor, now=now, subject=_Named(offer), reason=reason)
    _tell_sender(offer, "declined", f"{offer.receiver.short_name} declined {offer.subject_reference}.", now=now)
    return offer


@transaction.atomic
def withdraw(offer_id: int, *, actor: Actor, now: datetime) -> HandOver:
    """Take an offer back before it is answered.

    Raises NotFound when it is not the actor's organisation's, RuleBroken when no longer open.
    """
    actor.must_hold(*_SENDERS)
    offer = _locked_offer(offer_id, sender_id=actor.organisation_id)
    offer.state, offer.decided_at, offer.decided_by_id, offer.preview = (
        HandOver.State.WITHDRAWN,
        now,
        actor.user_id,
        None,
    )
    offer.save(update_fields=["state", "decided_at", "decided_by_id", "preview"])
    record(f"{offer.subject_kind}.withdraw", actor=actor, now=now, subject=_Named(offer), receiver=offer.receiver.code)
    tell_organisation(
        offer.receiver,
        "withdrawn",
        f"{offer.sender.short_name} withdrew {offer.subject_reference}.",
        subject=_Named(offer),
        now=now,
    )
    return offer


@transaction.atomic
def lapse(offer_id: int, *, actor: Actor, now: datetime) -> HandOver | None:
    """What nobody accepted within its clock comes back to the coordinating centre, which owns it by default.

    That is the centre of the sender's country, or else the installation's own; a centre's own offer stays with it. Run by
    the worker for each overdue offer; does nothing when somebody has answered meanwhile.
    """
    offer = (
        HandOver.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sender", "receiver")
        .filter(pk=offer_id, state=HandOver.State.OFFERED, due_at__lte=now)
        .first()
    )
    if offer is None:
        return None
    offer.state, offer.decided_at, offer.preview = HandOver.State.LAPSED, now, None
    offer.save(update_fields=["state", "decided_at", "preview"])
    subject = _Named(offer)
    # Somebody else may answer for it by now, by a decision of the centre: then it stays there.
    subject.owner_id = records(offer.subject_kind).values_list("owner_id", flat=True).get(pk=offer.subject_id)
    centre = coordinating_centre_for(offer.sender.country)
    if centre is not None and subject.owner_id == offer.sender_id:
        if centre.pk != offer.sender_id:
            parts = parts_of(subject)
            change_owner(subject, to=centre, basis=Basis.LAPSED, now=now, hand_over=offer)
            take_along(
                parts, verb="lapse", to=centre, basis=Basis.LAPSED, case=subject, actor=actor, now=now, hand_over=offer
            )
        tell_organisation(
            centre,
            "lapsed",
            f"{offer.subject_reference} came back: nobody accepted it in time.",
            subject=subject,
            now=now,
        )
    record(f"{offer.subject_kind}.lapse", actor=actor, now=now, subject=subject, receiver=offer.receiver.code)
    _tell_sender(
        offer, "lapsed", f"{offer.receiver.short_name} did not accept {offer.subject_reference} in time.", now=now
    )
    return offer


def open_offer(subject: Any) -> HandOver | None:
    """The offer under which a record is on its way, if it is."""
    return HandOver.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.id, state=HandOver.State.OFFERED
    ).first()


class _Named:
    """A record known by its offer only: the receiver may not see the row itself before it accepts."""

    def __init__(self, offer: HandOver) -> None:
        self.subject_kind = offer.subject_kind
        self.id = offer.subject_id
        self.reference = offer.subject_reference
        self.owner_id = offer.sender_id
        self.handler_id: int | None = None
        self.owner_basis, self.owner_since = "", offer.offered_at


def _locked_offer(offer_id: int, **side: int | None) -> HandOver:
    offer = (
        HandOver.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sender", "receiver")
        .filter(pk=offer_id, **side)
        .first()
    )
    if offer is None:
        raise NotFound(
            gettext("There is no such offer to your organisation."), mend=gettext("It may have been withdrawn.")
        )
    if offer.state != HandOver.State.OFFERED:
        raise RuleBroken(
            gettext("This offer of {record} is no longer open: {state}.").format(
                record=offer.subject_reference, state=offer.get_state_display().lower()
            ),
            mend=gettext("Look at the record's history for what happened meanwhile."),
        )
    return offer


def _takes_part_as_sender(subject: _Named | Part, offer: HandOver, *, actor: Actor, now: datetime) -> None:
    """Whoever sent a record goes on seeing what becomes of it, until the new owner ends that."""
    there = Participation.objects.filter(
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        organisation_id=offer.sender_id,
        user=None,
        ended_at=None,
    )
    if not there.exists():
        Participation.objects.create(
            subject_kind=subject.subject_kind,
            subject_id=subject.id,
            organisation_id=offer.sender_id,
            basis=Participation.Basis.SENDER,
            since=now,
            added_by_id=actor.user_id,
        )


def _tell_sender(offer: HandOver, kind: str, words: str, *, now: datetime) -> None:
    """Whoever offered it hears; where they work there no more, the desk does, so that an answer reaches somebody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notices_recipients(%s, %s)", [offer.sender_id, list(WRITES_RECORDS)])
        at_work = {user_id for (user_id,) in cursor.fetchall()}
    offered_by = offer.offered_by_id
    if offered_by is not None and offered_by in at_work:
        tell([offered_by], kind, words, subject=_Named(offer), now=now)
    else:
        tell_organisation(offer.sender, kind, words, subject=_Named(offer), now=now)
