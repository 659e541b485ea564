"""Series: files that belong together, and the children they concern. An unidentified child has an owner here as well."""

from django.db import models
from django.db.models import Q

from tutela.audit.history import tracked
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.ownership.models import DERIVED, OwnedRecord
from tutela.register.models.audience import Audience, Otherwise


@tracked(exclude=DERIVED)
class Series(OwnedRecord):
    """Files of one origin. Its owner answers for finding out which children it concerns [¶ 11.1.2, 12.3.27]."""

    subject_kind = "series"

    class Standing(TextChoices):
        """How far the children of a series are known; kept by the database from the children's own records."""

        NOT_IDENTIFIED = "not_identified", "Child not identified"
        IDENTIFIED = "identified", "Child identified"
        SAFEGUARDED = "safeguarded", "Child identified and safeguarded"
        STOPPED = "stopped", "Work to identify stopped by decision"

    # What it is called: administrative words only, and no child's name.
    label = models.CharField(max_length=60)
    standing = models.CharField(max_length=16, choices=Standing, default=Standing.NOT_IDENTIFIED, editable=False)
    standing_since = models.DateTimeField(null=True, editable=False)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.COUNTRY)
    otherwise = models.CharField(max_length=4, choices=Otherwise, default=Otherwise.ASK)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "series"
        indexes = [
            models.Index(fields=["owner", "standing", "next_due_at", "id"], name="series_of_owner"),
            models.Index(fields=["owner", "-created_at", "-id"], name="series_of_owner_by_entry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__in=["not_identified", "identified", "safeguarded", "stopped"]),
                name="series_standing_is_known",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["own", "country", "all"]), name="series_audience_is_known"
            ),
            models.CheckConstraint(condition=Q(otherwise__in=["new", "ask"]), name="series_otherwise_is_known"),
            models.CheckConstraint(condition=~Q(label=""), name="series_has_a_label"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of the series."""
        from django.urls import reverse

        return reverse("series", args=[self.reference])


class ChildInSeries(models.Model):
    """A series concerns a child. A wrong link is ended, with the reason; nothing is lost."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="children")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)
    basis = models.CharField("how this is known", max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_id = models.BigIntegerField(null=True, blank=True)
    removed_words = models.CharField("why it was wrong", max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["child"], name="series_of_child")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "child"], condition=Q(removed_at__isnull=True), name="child_once_in_series"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_words="")
                | (Q(removed_at__isnull=False) & ~Q(removed_words="")),
                name="child_leaves_a_series_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.child_id}"
