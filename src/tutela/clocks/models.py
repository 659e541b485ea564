"""A promise with a start, a due time and somebody answerable: answers, acceptances, reviews and assessments use the same one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Clock(models.Model):
    """One promise about one record. Its state is derived: see :func:`tutela.clocks.state.state_of`.

    ``answerable`` follows the owner of the record (a trigger keeps it so); ``owed_to`` is the organisation that waits.
    """

    class Kind(TextChoices):
        RECEIPT = "receipt", "Receipt owed"
        PROGRESS = "progress", "Progress owed"
        OUTCOME = "outcome", "Outcome owed"
        ACCEPTANCE = "acceptance", "Acceptance awaited"
        REVIEW = "review", "Review due"
        ASSESSMENT = "assessment", "Assessment of needs due"
        URGENT = "urgent", "Specific concern: acceptance at once"
        RETENTION = "retention", "End of its time to be kept"

    ANSWERS = (Kind.RECEIPT, Kind.PROGRESS, Kind.OUTCOME)

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=Kind)
    answerable = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owed_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="clock_of_subject"),
            models.Index(
                fields=["answerable", "due_at"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True),
                name="clock_running",
            ),
            models.Index(fields=["owed_to", "-started_at"], name="clock_owed_to"),
            models.Index(fields=["paused_until"], condition=Q(paused_until__isnull=False), name="clock_paused_until"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="clock_subject_kind"),
            models.CheckConstraint(condition=Q(due_at__gte=models.F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(ended_at__isnull=True), name="clock_met_or_ended"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, paused_until__isnull=True)
                | Q(paused_at__isnull=False, paused_until__gt=models.F("paused_at")),
                name="clock_paused_until_a_moment",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True),
                name="one_running_clock_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject_reference}"

    @property
    def is_running(self) -> bool:
        """Neither kept nor ended; a paused clock still runs in this sense."""
        return self.met_at is None and self.ended_at is None


class Pause(models.Model):
    """A clock stood still, with the reason and until when at most; what it had left is added again when it goes on."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40)
    words = models.CharField(max_length=200, blank=True)
    paused_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at__isnull=True), name="paused_once_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_a_reason"),
        ]


class Told(models.Model):
    """A level was told that a clock is due soon or overdue: once for each stage and due time, so that nobody is told twice.

    A clock that was paused has another due time, and warns again. ``people`` is who was told; empty where the level had
    nobody and the next one was told in its place.
    """

    class Stage(TextChoices):
        DUE_SOON = "due_soon", "Due soon"
        OVERDUE = "overdue", "Overdue"

    class Level(TextChoices):
        HANDLER = "handler", "The handler"
        UNIT = "unit", "The managers of the handler's unit"
        ORGANISATION = "organisation", "The managers of the organisation"
        CENTRE = "centre", "The coordinating centre"

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="told")
    stage = models.CharField(max_length=10, choices=Stage)
    level = models.CharField(max_length=12, choices=Level)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    people = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "due_at", "stage", "level"], name="told_once_a_level"),
        ]
