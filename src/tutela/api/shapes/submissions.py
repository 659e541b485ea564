"""What a reporter reads: what it sent, what became of it, what it is owed and what it was told."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import Party, Promise, Sent, Words500, party, promise
from tutela.reports.models import Answer, ReporterMessage, Submission
from tutela.reports.queries.partner import Sent as SentReport


class AnswerRead(Schema):
    """An answer as it was sent."""

    reference: str = Field(description="The report that it answers.")
    kind: str = Field(description="receipt, progress or outcome.")
    subject: str = Field(description="Its subject line.")
    text: str = Field(description="Its words.")
    channel: str = Field(description="By which door it went out: api, partner_page, csv, email or page.")
    sent_at: datetime = Field(description="When it was sent.")
    read_at: datetime | None = Field(description="When somebody of your organisation first read it.")


class SubmissionRead(Schema):
    """One report that your organisation sent."""

    reference: str = Field(description="Its reference here.")
    external_source: str = Field(description="Whose number the external reference is; may be empty.")
    external_reference: str = Field(description="Your own number; may be empty.")
    received_at: datetime = Field(description="When it was received.")
    door: str = Field(description="By which door it came: api, staff, csv, cybertipline or public.")
    standing: str = Field(description="Where it stands, in words.")
    answerable: Party | None = Field(description="Who answers for it now; null when nothing more is owed.")
    owed: list[Promise] = Field(description="The answers that you are still owed.")
    answers: int = Field(description="How many answers there are.")


class MessageRead(Schema):
    """Words that your organisation added later."""

    at: datetime = Field(description="When.")
    words: str = Field(description="The words.")


class SubmissionInFull(SubmissionRead):
    """One report that your organisation sent, with every answer to it and what you added."""

    summary: str = Field(description="The summary that was sent.")
    all_answers: list[AnswerRead] = Field(description="Every answer, the newest first.")
    messages: list[MessageRead] = Field(description="What was added later, the oldest first.")


class MessageSent(Sent):
    """Something more that you know about a report that you sent."""

    words: Words500 = Field(min_length=1, description="Short; no files, and no description of abuse.")


def submission(sent: SentReport, now: datetime) -> SubmissionRead:
    """What its sender sees of a report."""
    return SubmissionRead(**_of(sent, now))


def submission_in_full(sent: SentReport, messages: list[ReporterMessage], now: datetime) -> SubmissionInFull:
    """The same, with the answers themselves."""
    reference = sent.submission.reference
    return SubmissionInFull(
        **_of(sent, now),
        summary=sent.submission.summary,
        all_answers=[answer(one, reference) for one in sent.answers],
        messages=[MessageRead(at=one.at, words=one.words) for one in messages],
    )


def answer(one: Answer, reference: str) -> AnswerRead:
    """An answer as its reporter reads it."""
    return AnswerRead(
        reference=reference,
        kind=one.kind,
        subject=one.subject_line,
        text=one.text,
        channel=one.channel,
        sent_at=one.sent_at,
        read_at=one.read_at,
    )


def _of(sent: SentReport, now: datetime) -> dict[str, Any]:
    it: Submission = sent.submission
    return {
        "reference": it.reference,
        "external_source": it.external_source,
        "external_reference": it.external_reference,
        "received_at": it.received_at,
        "door": it.door,
        "standing": sent.standing,
        "answerable": party(sent.answerable) if sent.answerable else None,
        "owed": [promise(clock, now) for clock, _ in sent.owed],
        "answers": len(sent.answers),
    }
