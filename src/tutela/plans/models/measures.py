"""Special measures for a child as a witness [¶ 13.3.1–13.3.2]; or that none is needed, by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from tutela.audit.history import tracked
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.core.fields import PartialDateField


@tracked()
class SpecialMeasure(models.Model):
    """One measure for one child in one case: asked for, and granted or refused."""

    class Decided(TextChoices):
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="special_measures")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="special_measures")
    measure = models.CharField(max_length=40)
    measure_words = models.CharField("other, with words", max_length=120, blank=True)
    asked_on = PartialDateField("asked for on", null=True, blank=True)
    asked_by = models.CharField(max_length=120)
    asked_of = models.CharField("court or prosecutor", max_length=120, blank=True)
    decided = models.CharField(max_length=14, choices=Decided, default=Decided.NOT_YET_KNOWN)
    decided_on = PartialDateField(null=True, blank=True)
    decided_words = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["child", "case"], name="special_measure_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided__in=["not_yet_known", "granted", "refused", "withdrawn"]),
                name="special_measure_decided",
            ),
        ]

    def __str__(self) -> str:
        return gettext("measure {number} of {case}").format(number=self.pk, case=self.case)


class MeasureNotNeeded(models.Model):
    """A named person decided that a child needs no special measure in a case, and said why; a measure that is asked for ends it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "child"], condition=Q(ended_at__isnull=True), name="measure_not_needed_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="measure_not_needed_with_words"),
        ]
