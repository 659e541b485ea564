"""What a report names: identifiers, people and files (by their hashes). Nothing here is established."""

from django.db import models

from tutela.reports.models.report import Report


class Identifier(models.Model):
    """An e-mail address, telephone, account, device, address on the internet …, in its normal form, and whose it is said to be."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=16)
    value = models.CharField(max_length=400)
    display = models.CharField(max_length=400)
    role = models.CharField(max_length=20, blank=True)
    event = models.CharField(max_length=40, blank=True)
    event_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    is_trivial = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["report"], name="identifier_of_report"),
            models.Index(fields=["kind", "value"], name="identifier_value"),
        ]


class PersonMention(models.Model):
    """Somebody whom the report names, as the report names them."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="people")
    capacity = models.CharField(max_length=12)
    name = models.CharField(max_length=200, blank=True)
    birth_date = models.CharField(max_length=10, blank=True)
    age = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    place_words = models.CharField(max_length=200, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["report"], name="person_of_report")]


class FileMention(models.Model):
    """A file that the report speaks of: its hashes, size and what the provider said of it. The file itself is never here."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    md5 = models.CharField(max_length=32, blank=True)
    sha1 = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True, blank=True)
    industry_classification = models.CharField(max_length=4, blank=True)
    viewed_by_provider = models.BooleanField(null=True)
    publicly_available = models.BooleanField(null=True)

    class Meta:
        indexes = [models.Index(fields=["report"], name="file_of_report"), models.Index(fields=["sha256"], name="file_by_sha256")]
