"""A list that an organisation gives to the register: taken in parts, gone on with after a break, each row once."""

from django.db import models
from django.db.models import F, Q

from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.register.models.classification import Scheme
from tutela.register.models.series import Series
from tutela.register.models.source import Source


class How(TextChoices):
    """How an organisation met a file [¶ 12.3.27]."""

    FOUND = "found", "Found on an exhibit"
    REPORTED = "reported", "Reported to us"
    EXCHANGED = "exchanged", "Given by another body"


class What(TextChoices):
    """What the files of a list are said to be."""

    CASE = "case", "Files of a case: those that are new are entered"
    HARMLESS = "harmless", "Known to be harmless"
    SEEN = "seen", "Everything on an exhibit: only what is known is noted as met"


class Submission(models.Model):
    """One list. ``key`` names it within the organisation: the same list for the same exhibit goes on where it was, and is never
    taken twice. ``done_rows`` counts the rows that are in the register with their sightings.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    made_by_id = models.BigIntegerField()
    form = models.CharField("format of the list", max_length=20)
    list_digest = models.CharField("SHA-256 of the list", max_length=64)
    rows = models.BigIntegerField()
    done_rows = models.BigIntegerField(default=0)
    what = models.CharField("what its files are", max_length=8, choices=What)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="by which its categories classify",
    )  # fmt: skip
    how = models.CharField(max_length=10, choices=How)
    exhibit = models.CharField(max_length=60, blank=True)
    subject_kind = models.CharField(max_length=10, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_reference = models.CharField(max_length=20, blank=True)
    met_at = models.DateTimeField()
    new_files = models.BigIntegerField("files that the register had not", default=0)
    new_sightings = models.BigIntegerField(default=0)
    new_classes = models.BigIntegerField("files that it classified", default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-began_at", "-id"], name="submission_of_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="a_list_is_submitted_once"),
            models.CheckConstraint(
                condition=Q(done_rows__gte=0, done_rows__lte=F("rows")),
                name="submission_has_no_more_rows_than_its_list",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_rows=F("rows")), name="a_submission_is_done_when_all_is_in"
            ),
            models.CheckConstraint(condition=Q(what__in=["case", "harmless", "seen"]), name="submission_what_is_known"),
            models.CheckConstraint(
                condition=Q(series__isnull=True) | Q(what="case"), name="a_submission_to_a_series_is_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(scheme__isnull=True) | Q(what="case"), name="what_a_submission_classifies_is_of_a_case"
            ),
            models.CheckConstraint(
                condition=(Q(what="harmless") & Q(source__isnull=False))
                | (~Q(what="harmless") & Q(source__isnull=True)),
                name="what_is_harmless_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["found", "reported", "exchanged"]), name="submission_how_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Submission {self.pk}"
