"""What a report names: identifiers, people and files (by their hashes). Nothing here is established."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5

from tutela.reports.models.report import Report


class Identifier(models.Model):
    """An e-mail address, telephone, account, device, address on the internet …, in its normal form, and whose it is said to be."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=2083)
    display = models.CharField(max_length=2083)
    role = models.CharField(max_length=300, blank=True)
    event = models.CharField(max_length=300, blank=True)
    event_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    is_trivial = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["report"], name="identifier_of_report"),
            # An address can be longer than an index entry may be.
            models.Index("kind", MD5("value"), name="identifier_value"),
        ]


class PersonMention(models.Model):
    """Somebody whom the report names, as the report names them."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="people")
    capacity = models.CharField(max_length=12)
    role_words = models.CharField(max_length=300, blank=True)
    names = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    display_names = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    addresses = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["report"], name="person_of_report")]


class FileMention(models.Model):
    """A file that the report speaks of: its hashes, size and what the provider said of it. The file itself is never here."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    source_id = models.CharField(max_length=300, blank=True)
    original_name_digest = models.CharField(max_length=64, blank=True)
    md5 = models.CharField(max_length=32, blank=True)
    sha1 = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    other_hashes = models.JSONField(default=list, blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    industry_classification = models.CharField(max_length=4, blank=True)
    viewed_by_provider = models.BooleanField(null=True)
    publicly_available = models.BooleanField(null=True)
    metadata_viewed_by_provider = models.BooleanField(null=True)
    relevance = models.CharField(max_length=300, blank=True)
    uploaded_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["report"], name="file_of_report"),
            models.Index(fields=["sha256"], name="file_by_sha256"),
        ]
