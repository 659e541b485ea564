"""Who met a file, when, on which exhibit or in which report, and how; hard copy included, which has a reference and no hash."""

from django.db import models
from django.db.models import Q

from tutela.organisations.models import Organisation
from tutela.register.models.file import File
from tutela.register.models.series import Series
from tutela.register.models.submission import How, Submission


class Sighting(models.Model):
    """An organisation met a file, or a hard copy, in one place: told again, it is the same sighting [¶ 12.4.1]."""

    file = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="sightings", db_index=False
    )
    hard_copy = models.CharField("reference of the hard copy", max_length=60, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="hard_copies", db_index=False,
        help_text="of a hard copy, where it is known",
    )  # fmt: skip
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.CharField(max_length=10, choices=How)
    exhibit = models.CharField(max_length=60, blank=True)
    subject_kind = models.CharField(max_length=10, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_reference = models.CharField(max_length=20, blank=True)
    met_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="sightings", db_index=False
    )

    class Meta:
        ordering = ["-met_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-met_at", "-id"], name="sighting_of_organisation"),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="hard_copy_of_series"),
            models.Index(fields=["submission"], name="sighting_of_submission"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "organisation", "exhibit", "subject_kind", "subject_id", "hard_copy"],
                nulls_distinct=False,
                name="met_once_in_one_place",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False, hard_copy="") | (Q(file__isnull=True) & ~Q(hard_copy="")),
                name="a_sighting_is_of_a_file_or_a_hard_copy",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | ~Q(hard_copy=""), name="a_files_series_is_its_entrys"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["found", "reported", "exchanged"]), name="sighting_how_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Sighting {self.pk}"
