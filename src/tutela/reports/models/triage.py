"""Calling somebody when a child may be being harmed now, and what is new since somebody looked."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.organisations.models import Organisation
from tutela.reports.models.report import Report


class UrgentCall(models.Model):
    """Somebody on duty was called about a specific concern; ``escalates_at`` is when the next level is called."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="urgent_calls")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    called = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField()
    escalates_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["report"], name="call_about_report"),
            models.Index(
                fields=["escalates_at"],
                condition=Q(accepted_at__isnull=True, escalated_at__isnull=True),
                name="call_to_escalate",
            ),
        ]


class LastLooked(models.Model):
    """When somebody last looked at a list: what came since is marked as new."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    list_name = models.CharField(max_length=40)
    at = models.DateTimeField()
    before = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list_name"], name="looked_once_a_list")]
