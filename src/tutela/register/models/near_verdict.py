"""Two files look alike: a person says whether they are the same picture. Until somebody has, they are two files and nothing else."""

from django.db import models
from django.db.models import F, Q

from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.register.models.file import File


class NearVerdict(models.Model):
    """What one organisation's person says of two files whose perceptual hashes are near, in how many bits they differ, and on what grounds.

    Words of several organisations stand side by side. A later word of the same organisation follows the earlier, and overwrites nothing.
    The file with the lower number comes first, so that two are one pair; the database counts the bits.
    """

    class Verdict(TextChoices):
        SAME = "same", "The same picture"
        NOT_SAME = "not_same", "Not the same picture"

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    distance = models.PositiveSmallIntegerField("bits in which they differ", editable=False)
    words = models.CharField("grounds", max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_id = models.BigIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["file", "other", "-at", "-id"], name="verdict_on_two_files")]
        constraints = [
            models.CheckConstraint(condition=Q(file__lt=F("other")), name="near_files_are_two_in_order"),
            models.CheckConstraint(condition=Q(verdict__in=["same", "not_same"]), name="near_verdict_is_known"),
            models.CheckConstraint(condition=Q(distance__lte=31), name="near_files_are_near"),
            models.CheckConstraint(condition=~Q(words=""), name="a_near_verdict_has_grounds"),
        ]

    def __str__(self) -> str:
        return self.verdict
