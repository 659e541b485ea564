"""Mail an answer to whoever left an address: as it is kept, once, and never to somebody who stayed unknown."""

import smtplib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.core.errors import Unavailable
from tutela.reports.models import Answer, ReporterIdentity, Submission

# A job that failed for good is tried again by the hour for so long; afterwards its report says that it was not mailed.
_GIVEN_UP_AFTER = timedelta(days=14)
_QUIET_FOR = timedelta(minutes=30)


def mail(answer_id: int, *, actor: Actor, now: datetime) -> bool:
    """Send one answer by e-mail; returns whether it went out now. A second time does nothing.

    Nothing is sent when the reporter is unknown, sealed or without an address by now: the answer is marked as not mailed.
    Raises Unavailable when the mail server does not take it, after that was marked, so that the job is tried again.
    """
    failed = False
    with transaction.atomic():
        answer = Answer.objects.select_for_update(of=("self",), no_key=True).select_related("report").get(pk=answer_id)
        if answer.mailed_at is not None or answer.channel != Answer.Channel.EMAIL:
            return False
        address = _address_of(answer)
        if address is None:
            _mark(answer, failed_at=answer.mail_failed_at or now)
            record("report.not_mailed", actor=actor, now=now, subject=answer.report, reason="no_open_address")
            return False
        try:
            _message(answer, address).send()
        # What the server says quotes the address: it goes no further than here.
        except (OSError, smtplib.SMTPException):
            failed = True
            _mark(answer, failed_at=answer.mail_failed_at or now)
            record("report.mail_failed", actor=actor, now=now, subject=answer.report, kind=answer.kind)
        else:
            _mark(answer, mailed_at=now)
            record("report.mail", actor=actor, now=now, subject=answer.report, kind=answer.kind)
    if failed:
        raise Unavailable(
            "The mail server did not take an answer.", mend="Look at `tutela doctor`: it asks the server."
        )
    return True


def not_mailed(*, now: datetime, most: int = 500) -> list[int]:
    """Answers by e-mail that should have gone out some time ago and did not, the oldest first."""
    rows = Answer.objects.filter(
        channel=Answer.Channel.EMAIL,
        mailed_at=None,
        sent_at__gt=now - _GIVEN_UP_AFTER,
        sent_at__lt=now - _QUIET_FOR,
    )
    return list(rows.order_by("sent_at").values_list("pk", flat=True)[:most])


def _address_of(answer: Answer) -> str | None:
    submission = Submission.objects.get(pk=answer.report_id)
    identity = ReporterIdentity.objects.filter(pk=answer.report_id).first()
    if (
        identity is None
        or identity.is_sealed
        or not identity.email
        or submission.reporter_kind == Submission.ReporterKind.UNKNOWN
    ):
        return None
    return str(identity.email)


def _message(answer: Answer, address: str) -> EmailMessage:
    """The answer word for word. Its header names the reference and the address, and nobody."""
    host = urlsplit(settings.TUTELA_ADDRESS).hostname or "localhost"
    return EmailMessage(
        subject=answer.subject_line,
        body=answer.text,
        to=[address],
        headers={
            # The same each time: a mail that went out twice because a worker was killed is known as one.
            "Message-ID": f"<{answer.report.reference}.{answer.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": answer.language,
        },
    )


def _mark(answer: Answer, *, mailed_at: datetime | None = None, failed_at: datetime | None = None) -> None:
    answer.mailed_at, answer.mail_failed_at = mailed_at, failed_at
    answer.save(update_fields=["mailed_at", "mail_failed_at"])
