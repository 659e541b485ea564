"""Tasks: what somebody is to do about a record, which organisation and who there has it, by when, and what it showed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tutela.accounts.models import Role
from tutela.audit.history import tracked
from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


@tracked()
class Task(models.Model):
    """One task about one record. The row says how it stands now; its history keeps every outcome that it ever had.

    ``giver`` is the organisation that gave it and hears what became of it; ``organisation`` has it to do, and may be a body
    that does not see the record: then it sees the words of the task and the reference, and nothing else.
    """

    class State(TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DECLINED = "declined", "Given back"
        CANCELLED = "cancelled", "Cancelled"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)
    # The template that it was given from, and the row of another app from which it comes; empty where there is none.
    template = models.CharField(max_length=40, blank=True)
    # The role that it is meant for, while nobody has it by name.
    for_role = models.CharField(max_length=20, choices=Role, blank=True)
    origin_kind = models.CharField(max_length=20, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    # What was said with the last change: what was tried, why it was given back or cancelled, why it was opened again.
    words = models.CharField(max_length=500, blank=True)
    showed = models.CharField(max_length=500, blank=True)
    asked = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "given_at"], name="task_of_subject"),
            models.Index(
                fields=["organisation", "due_at", "id"], condition=Q(state="open"), name="task_open_of_organisation"
            ),
            models.Index(fields=["assignee", "due_at", "id"], condition=Q(state="open"), name="task_open_of_person"),
            models.Index(fields=["organisation", "-given_at", "-id"], name="task_of_organisation"),
            models.Index(fields=["giver", "-given_at", "-id"], name="task_given_by"),
            # What somebody has given and waits for, in the order in which their day shows it.
            models.Index(
                fields=["given_by", "due_at", "given_at"],
                condition=Q(state__in=["open", "declined"]),
                name="task_waited_for",
            ),
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="task_due"),
            models.Index(fields=["origin_kind", "origin_id"], condition=~Q(origin_kind=""), name="task_of_origin"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="task_subject_kind"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(kind=""), name="task_says_what"),
            models.CheckConstraint(
                condition=Q(origin_kind="", origin_id__isnull=True) | (~Q(origin_kind="") & Q(origin_id__isnull=False)),
                name="task_origin_is_whole",
            ),
            # How it stands follows from what is said of it: only what ended has a moment, what is done an outcome, what was
            # given back a reason, what was cancelled words.
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True, outcome="", reason="")
                | (Q(state="done", ended_at__isnull=False, reason="") & ~Q(outcome=""))
                | (Q(state="declined", ended_at__isnull=False, outcome="") & ~Q(reason=""))
                | (Q(state="cancelled", ended_at__isnull=False, outcome="", reason="") & ~Q(words="")),
                name="task_state_follows",
            ),
            models.CheckConstraint(
                condition=~Q(kind="identification", state="done") | (~Q(words="") & ~Q(asked="")),
                name="identification_says_what_was_tried",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("given_at")), name="task_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"Task {self.pk} about {self.subject_reference}"

    def get_absolute_url(self) -> str:
        """The page of the task."""
        return reverse("task", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to do it."""
        return self.state == self.State.OPEN


class Told(models.Model):
    """Somebody was told that a task is due soon or overdue: once for each stage and due time."""

    class Stage(TextChoices):
        DUE_SOON = "due_soon", "Due soon"
        OVERDUE = "overdue", "Overdue"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="told")
    stage = models.CharField(max_length=10, choices=Stage)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    people = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "due_at", "stage"], name="task_told_once_a_stage"),
        ]
