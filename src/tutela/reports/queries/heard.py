"""What an organisation sent since a moment, and every answer that it was given: asked by its programs."""

from datetime import datetime

from tutela.core.paging import Key, Page, page
from tutela.reports.models import Answer, Submission
from tutela.reports.queries.partner import ORDER, Sent, with_answers

_OLDEST_FIRST = (Key("sent_at"), Key("id"))


def sent_since(
    organisation_id: int | None,
    *,
    since: datetime | None,
    external_reference: str = "",
    now: datetime,
    cursor: str = "",
    size: int = 50,
) -> Page[Sent]:
    """The reports that an organisation sent, newest first; three statements a page."""
    rows = Submission.objects.filter(reporter_id=organisation_id)
    if since is not None:
        rows = rows.filter(received_at__gte=since)
    if external_reference:
        rows = rows.filter(external_reference=external_reference)
    found = page(rows, ORDER, cursor=cursor, size=size)
    return found.with_items(with_answers(found.items, now=now))


def answers_to(
    organisation_id: int | None, *, since: datetime | None, cursor: str = "", size: int = 50
) -> Page[tuple[Answer, str]]:
    """The answers to what an organisation sent, oldest first, each with the reference of its report; two statements."""
    sent = Submission.objects.filter(reporter_id=organisation_id)
    rows = Answer.objects.filter(report_id__in=sent.values("pk"))
    if since is not None:
        rows = rows.filter(sent_at__gte=since)
    found = page(rows, _OLDEST_FIRST, cursor=cursor, size=size)
    reference = dict(sent.filter(pk__in=[one.report_id for one in found.items]).values_list("pk", "reference"))
    return found.with_items([(one, reference[one.report_id]) for one in found.items])
