"""A new fact that is to be held against everything else: written in the transaction that made it, taken up by the worker."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.register.models.file import File
from tutela.register.models.series import Series


class Fact(models.Model):
    """What happened in the register that somebody elsewhere may have to hear of. ``taken_at`` says that it was looked at.

    ``files`` are those of a part of a list that became files of a case and have a perceptual hash: they are looked at together.
    ``other_file`` is the second of two that a person said to be the same picture.
    """

    class Kind(TextChoices):
        SIGHTING = "sighting", "A known file was met again"
        STANDING = "standing", "A series' children were identified, or no longer are"
        ENTRY = "entry", "A file became one of a case after others had met it"
        ALIKE = "alike", "Files with a perceptual hash became files of a case"
        SAME = "same", "A person said that two files are the same picture"

    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_file = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    files = ArrayField(models.BigIntegerField(), null=True, blank=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sighting_id = models.BigIntegerField(null=True, blank=True)
    standing = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(taken_at__isnull=True), name="fact_not_taken")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["sighting", "standing", "entry", "alike", "same"]), name="fact_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Fact {self.pk}"
