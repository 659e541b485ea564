"""Hashes of other kinds than the register looks files up by: kept as they were given, compared for equality and for nothing else."""

from django.db import models
from django.db.models import Q

from tutela.organisations.models import Organisation
from tutela.register.models.file import File
from tutela.register.models.submission import Submission
from tutela.register.said_of_rows import LONGEST_KIND, LONGEST_VALUE


class OtherHash(models.Model):
    """That an organisation gave a hash of some kind with a file. What ``kind`` means is whoever gave it to know.

    The kind is the heading under which it came, in small letters and without marks. Nothing is concluded from two files that share one.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="other_hashes", db_index=False)
    kind = models.CharField(max_length=LONGEST_KIND)
    value = models.CharField(max_length=LONGEST_VALUE)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "id"]
        verbose_name_plural = "other hashes"
        indexes = [models.Index(fields=["value", "kind"], name="other_hash_by_value")]
        constraints = [
            models.UniqueConstraint(fields=["file", "organisation", "kind", "value"], name="other_hash_given_once"),
            models.CheckConstraint(condition=~Q(kind="") & ~Q(value=""), name="other_hash_is_there"),
        ]

    def __str__(self) -> str:
        return self.kind
