"""Mail somebody at once what they chose to hear so: bundled, once, with references and kinds only; and the choice itself."""

import smtplib
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.accounts.reader_language import in_their_language
from tutela.audit.services import record
from tutela.core.errors import BadInput, Unavailable, where
from tutela.notices.channels import BETWEEN_MAILS, channels_of, to_mail
from tutela.notices.digest import subject_of, text_of
from tutela.notices.models import MAILED_AT_ONCE, Channel, ChannelChoice, DigestChoice, Notice


def mail_at_once(user_id: int, *, actor: Actor, now: datetime) -> int:
    """Write to somebody what they want at once; returns how many notices stood in it. At most one mail in a quarter of an hour.

    The mail goes out inside the transaction: a server that refuses it leaves everything as it was, for the next attempt.
    Raises Unavailable then.
    """
    failed = False
    with transaction.atomic():
        DigestChoice.objects.get_or_create(user_id=user_id)
        last = DigestChoice.objects.select_for_update(of=("self",), no_key=True).get(user_id=user_id)
        person = User.objects.get(pk=user_id)
        notices = list(to_mail(now=now).filter(user_id=user_id).order_by("created_at", "id"))
        if not person.is_active or not notices or (last.mailed_at and last.mailed_at > now - BETWEEN_MAILS):
            return 0
        with in_their_language(person):
            message = EmailMessage(
                subject=subject_of(len(notices)),
                body=text_of(notices, address=settings.TUTELA_ADDRESS.rstrip("/"), at_once=True),
                to=[person.email],
                headers={"Auto-Submitted": "auto-generated"},
            )
        last.mailed_at = now
        last.save(update_fields=["mailed_at"])
        Notice.objects.filter(pk__in=[one.pk for one in notices]).update(mailed_at=now)
        record("notices.mail", actor=actor, now=now, to=user_id, notices=len(notices))
        try:
            message.send()
        # What the server says quotes the address: it goes no further than here.
        except (OSError, smtplib.SMTPException):
            failed = True
            transaction.set_rollback(True)
    if failed:
        raise Unavailable(
            gettext("The mail server did not take a mail."),
            mend=gettext("Look at `tutela doctor`: it asks the server."),
        )
    return len(notices)


@transaction.atomic
def choose_channels(wanted: Mapping[str, str], *, actor: Actor, now: datetime) -> int:
    """By which channel the actor wants each kind of notice; returns how many choices changed.

    Raises BadInput for a kind that does not go out at once, or that there is not.
    """
    for kind, channel in wanted.items():
        if kind not in Notice.Kind.values or channel not in Channel.values:
            raise BadInput(
                gettext("There is no such choice."), where=where(field=kind), mend=gettext("Choose one of the list.")
            )
        if channel == Channel.MAIL and kind not in MAILED_AT_ONCE:
            raise BadInput(
                gettext("This kind does not go out at once."),
                where=where(field=kind),
                mend=gettext("Have it in the daily digest."),
            )
    present = channels_of(actor.user_pk)
    changed = {kind: channel for kind, channel in wanted.items() if present[kind] != channel}
    for kind, channel in changed.items():
        ChannelChoice.objects.update_or_create(
            user_id=actor.user_pk, kind=kind, defaults={"channel": channel}, create_defaults={"channel": channel}
        )
    if changed:
        record("notices.choose", actor=actor, now=now, choices=changed)
    return len(changed)
