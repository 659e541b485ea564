"""What the reporter sent and is owed: the side of a report that its sender may see."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.reports.models.report import Door, Report


class Submission(models.Model):
    """The report as it came: who told us, when, through which door, in which words. It is never changed."""

    class ReporterKind(TextChoices):
        ORGANISATION = "organisation", "An organisation"
        PERSON = "person", "A person who gave a contact"
        UNKNOWN = "unknown", "Somebody who wished to stay unknown"

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="submission")
    reference = models.CharField(max_length=20, unique=True)
    door = models.CharField(max_length=12, choices=Door)
    received_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True, blank=True)
    reporter_kind = models.CharField(max_length=14, choices=ReporterKind)
    reporter = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # In which the reporter was spoken to; answers go out in it.
    language = models.CharField(max_length=10, default="en", db_default="en")
    reporter_name = models.CharField("organisation as it named itself", max_length=300, blank=True)
    wants_answer = models.BooleanField(default=True)
    summary = models.CharField(max_length=500)
    external_source = models.CharField(max_length=300, blank=True)
    external_reference = models.CharField(max_length=300, blank=True)
    digest = models.CharField("SHA-256 of the report as received", max_length=64, blank=True)
    file_digest = models.CharField("SHA-256 of the file that carried it", max_length=64, blank=True)
    source_name = models.CharField(max_length=300, blank=True)
    source_place = models.CharField(max_length=300, blank=True)
    code_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    received_by_id = models.BigIntegerField(null=True)
    # What the source holds that Tutela does not store, and where: [{"path": …, "why": …}].
    withheld = models.JSONField(default=list, blank=True)
    unknown_elements = ArrayField(models.CharField(max_length=2083), default=list, blank=True)
    not_understood = models.JSONField(default=list, blank=True)
    # Short administrative facts and other bodies' numbers that have no column of their own.
    facts = models.JSONField(default=list, blank=True)
    other_references = models.JSONField(default=list, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["reporter", "-received_at"], name="submission_of_reporter"),
            # Not unique: two bodies may send the same, and neither learns of the other.
            models.Index(
                Lower("external_source"),
                "external_reference",
                condition=~Q(external_reference=""),
                name="submission_of_number",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reporter_kind="unknown") | Q(reporter__isnull=True),
                name="unknown_reporter_is_no_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ReporterIdentity(models.Model):
    """Name and contact of a person who reported. Sealed if they asked for it: opening it needs a reason and a second person."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, primary_key=True, related_name="identity")
    name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    telephone = models.CharField(max_length=300, blank=True)
    on_behalf_of = models.CharField(max_length=300, blank=True)
    is_sealed = models.BooleanField(default=False)
    given_at = models.DateTimeField()


class IdentityOpening(models.Model):
    """Somebody asks to open a sealed identity; another person agrees, and it closes again by itself, or refuses, with words."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="openings")
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    agreed_by_id = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    refused_by_id = models.BigIntegerField(null=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by_id__isnull=True) | ~Q(agreed_by_id=models.F("asked_by_id")),
                name="opening_agreed_by_another",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="opening_has_a_reason"),
            models.CheckConstraint(
                condition=Q(refused_by_id__isnull=True)
                | (Q(agreed_by_id__isnull=True, ends_at__isnull=True) & ~Q(refused_by_id=models.F("asked_by_id"))),
                name="opening_refused_by_another",
            ),
            models.CheckConstraint(
                condition=Q(refused_by_id__isnull=True, refused_at__isnull=True, refusal="")
                | (Q(refused_by_id__isnull=False, refused_at__isnull=False) & ~Q(refusal="")),
                name="opening_refused_in_words",
            ),
        ]


class Arrival(models.Model):
    """Every time the report came, the first included: the same external report is recognised when it comes again."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="arrivals")
    at = models.DateTimeField()
    door = models.CharField(max_length=12, choices=Door)
    digest = models.CharField(max_length=64, blank=True)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    idempotency_key = models.CharField(max_length=120, null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["report", "at"], name="arrival_of_report"),
            models.Index(fields=["digest"], condition=~Q(digest=""), name="arrival_digest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="key_of_sender_once",
            ),
        ]
