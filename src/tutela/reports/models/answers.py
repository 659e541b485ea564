"""What went back to whoever reported, and what they wrote afterwards."""

from django.db import models

from tutela.core.choices import TextChoices
from tutela.reports.models.report import Report


class Answer(models.Model):
    """An answer as it was sent: it is kept word for word."""

    class Kind(TextChoices):
        RECEIPT = "receipt", "Receipt"
        PROGRESS = "progress", "Progress"
        OUTCOME = "outcome", "Outcome"

    class Channel(TextChoices):
        PAGE = "page", "On the page, by reference and code"
        EMAIL = "email", "By e-mail"
        API = "api", "By the API"
        CSV = "csv", "In the answers file"
        PARTNER_PAGE = "partner_page", "On the partner's page"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind)
    template = models.CharField(max_length=40)
    # Of the subject line and the text.
    language = models.CharField(max_length=10, default="en", db_default="en")
    subject_line = models.CharField(max_length=120)
    text = models.TextField()
    channel = models.CharField(max_length=14, choices=Channel)
    sent_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField(null=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_failed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["report", "-sent_at"], name="answer_to_report")]


class ReporterMessage(models.Model):
    """Words that the reporter added later, with reference and code, on the partner's page or by the API."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["report", "at"], name="message_on_report")]
