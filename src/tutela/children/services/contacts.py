"""Who is in contact with a child: added with a source, ended with the reason, never removed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child, Contact
from tutela.children.services.checks import coded, graded, own, said
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.partial_date import PartialDate
from tutela.organisations.models import Organisation


@transaction.atomic
def add_contact(
    child: Child,
    *,
    capacity: str,
    source: str,
    organisation: Organisation | None = None,
    body: str = "",
    name: str = "",
    since: PartialDate | None = None,
    grading: str = "",
    actor: Actor,
    now: datetime,
) -> Contact:
    """Somebody is in contact with the child, in a capacity.

    Raises BadInput for an unknown capacity, without a name and an organisation, or without a source; RuleBroken when the child is
    another organisation's.
    """
    fresh = own(child, actor)
    coded("contact_capacity", capacity, field="capacity")
    if not name.strip() and not body.strip() and organisation is None:
        raise BadInput(
            gettext("Who is in contact?"), where=where(field="name"), mend=gettext("Give a name, or an organisation.")
        )
    source, grading = graded(source, grading)
    name_the_verb("child.add_contact")
    made = Contact.objects.create(
        child=fresh,
        capacity=capacity,
        organisation=organisation,
        body=body.strip(),
        name=name.strip(),
        since=str(since or ""),
        source=source,
        grading=grading,
        added_by_id=actor.user_id,
        added_at=now,
    )
    record("child.add_contact", actor=actor, now=now, subject=fresh, capacity=capacity)
    return made


@transaction.atomic
def end_contact(
    child: Child,
    contact: Contact,
    *,
    words: str,
    until: PartialDate | None = None,
    actor: Actor,
    now: datetime,
) -> Contact:
    """They are no longer in contact with the child: since when, as far as it is known, and why.

    Raises RuleBroken when it is ended or the child is another organisation's; BadInput without the reason, or for an end
    before the beginning.
    """
    fresh = own(child, actor)
    present = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk, child=fresh)
    if present.ended_at is not None:
        raise RuleBroken(gettext("That is ended already."), mend=gettext("Nothing has to be done."))
    words = said(words, field="words", what=gettext("Why did it end?"))
    if until is not None and present.since and until.latest < present.since.earliest:
        raise BadInput(
            gettext("It ended before it began."), where=where(field="until"), mend=gettext("Check the date.")
        )
    name_the_verb("child.end_contact")
    present.until = str(until or "")
    present.ended_at, present.ended_by_id, present.end_words = now, actor.user_id, words
    present.save(update_fields=["until", "ended_at", "ended_by_id", "end_words"])
    record("child.end_contact", actor=actor, now=now, subject=fresh, capacity=present.capacity)
    return present
