"""Many records given to one handler at once: what was chosen, what became of each, and what each had before, so that it can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tutela.accounts.models import Membership
from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class BulkAssignment(models.Model):
    """One choice of records by one person, assigned in one transaction: all of those that can be, or none."""

    class State(TextChoices):
        PREPARED = "prepared", "Waiting for your word"
        RUNNING = "running", "Being assigned"
        DONE = "done", "Assigned"
        UNDONE = "undone", "Undone"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["membership", "-made_at"], name="bulk_of_membership")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SUBJECT_KINDS), name="bulk_kind"),
            models.CheckConstraint(
                condition=Q(state="prepared") | Q(handler__isnull=False), name="bulk_assigned_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "running"], done_at__isnull=True)
                | Q(state__in=["done", "undone"], done_at__isnull=False),
                name="bulk_done_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"bulk assignment {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("bulk", args=[self.pk])


class BulkItem(models.Model):
    """One of the records that were chosen."""

    class State(TextChoices):
        WAITING = "waiting", "Waiting"
        ASSIGNED = "assigned", "Assigned"
        LEFT = "left", "Left as it was"
        UNDONE = "undone", "As before again"

    bulk = models.ForeignKey(BulkAssignment, on_delete=models.PROTECT, related_name="items")
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    before_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bulk", "subject_id"], name="bulk_item_once")]


class BulkProgress(models.Model):
    """How far a running assignment is: written beside its transaction, since what happens in that is seen by nobody yet."""

    bulk = models.OneToOneField(BulkAssignment, on_delete=models.PROTECT, primary_key=True, related_name="progress")
    done = models.PositiveIntegerField(default=0)
