"""Many reports about one widely spread item: bundled by a person, decided once, answered one by one, and taken apart again."""

from django.db import models
from django.db.models import Q

from tutela.organisations.models import Organisation
from tutela.reports.models.report import Report


class Bundle(models.Model):
    """Reports of one owner that concern the same item."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    dissolved_at = models.DateTimeField(null=True, blank=True)


class BundleMember(models.Model):
    """A report's time in a bundle; ``why`` names the shared value that made somebody join it."""

    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="members")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="bundle_memberships")
    why = models.CharField(max_length=300, blank=True)
    joined_at = models.DateTimeField()
    joined_by_id = models.BigIntegerField(null=True)
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(parted_at__isnull=True), name="in_one_bundle_at_a_time"
            ),
        ]
