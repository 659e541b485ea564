"""The daily digest: one mail a person and day, at the opening of their organisation's day; and switching it off."""

import smtplib
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.accounts.reader_language import in_their_language
from tutela.audit.services import record
from tutela.core.errors import Unavailable
from tutela.notices.digest import subject_of, text_of, waiting_of
from tutela.notices.models import DigestChoice, Notice


def send_digest(user_id: int, day: date, *, actor: Actor, now: datetime) -> int:
    """Write to somebody what they have not seen; returns how many notices stood in it. Once a day at most.

    The mail goes out inside the transaction: a server that refuses it leaves everything as it was, for the next attempt.
    Raises Unavailable then.
    """
    failed = False
    with transaction.atomic():
        DigestChoice.objects.get_or_create(user_id=user_id)
        choice = DigestChoice.objects.select_for_update(of=("self",), no_key=True).get(user_id=user_id)
        person = User.objects.get(pk=user_id)
        notices = waiting_of(user_id)
        if not choice.by_email or not person.is_active or not notices or (choice.sent_for and choice.sent_for >= day):
            return 0
        with in_their_language(person):
            message = EmailMessage(
                subject=subject_of(len(notices)),
                body=text_of(notices, address=settings.TUTELA_ADDRESS.rstrip("/")),
                to=[person.email],
                headers={"Auto-Submitted": "auto-generated"},
            )
        choice.sent_for = day
        choice.save(update_fields=["sent_for"])
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(in_digest_at=now)
        record("digest.send", actor=actor, now=now, to=user_id, notices=len(notices))
        try:
            message.send()
        # What the server says quotes the address: it goes no further than here.
        except (OSError, smtplib.SMTPException):
            failed = True
            transaction.set_rollback(True)
    if failed:
        raise Unavailable("The mail server did not take a digest.", mend="Look at `tutela doctor`: it asks the server.")
    return len(notices)


@transaction.atomic
def choose_digest(*, by_email: bool, actor: Actor, now: datetime) -> DigestChoice:
    """Have the daily digest by e-mail, or not; the page of notices shows everything all the same."""
    choice, _ = DigestChoice.objects.get_or_create(user_id=actor.user_pk)
    choice.by_email = by_email
    choice.save(update_fields=["by_email"])
    record("digest.choose", actor=actor, now=now, by_email=by_email)
    return choice
