"""Files of reports: what was in them, row by row, until each row is taken or named as rejected."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from tutela.accounts.models import Membership
from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.reports.models.report import Door, Report


class ImportBatch(models.Model):
    """A file as it came: its digest and counts. The file itself is not kept."""

    class State(TextChoices):
        TAKING = "taking", "Being taken in"
        DONE = "done", "Done"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=12, choices=Door)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    # In which zone its times without one were read: the same file read in another zone is another delivery.
    zone = models.CharField(max_length=60, blank=True)
    # Sent in by the page: what the request did not take, the worker takes.
    goes_on_by_itself = models.BooleanField(default=False)
    header = models.JSONField(default=list)
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.TAKING)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "import batches"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "digest", "door", "zone"], name="same_file_from_same_sender_once"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page that says what became of the file."""
        return reverse("import", args=[self.pk])


class ImportRow(models.Model):
    """One row of a file. ``payload`` holds what is still to be taken and is cleared when it has been; a rejected row keeps
    its cells and faults, so that it can be corrected and sent in again.
    """

    class State(TextChoices):
        WAITING = "waiting", "Waiting"
        TAKEN = "taken", "Taken in"
        AGAIN = "again", "Was here already"
        REJECTED = "rejected", "Rejected"

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    payload = models.JSONField(null=True)
    cells = models.JSONField(null=True)
    faults = models.JSONField(default=list)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["batch", "number"], condition=Q(state="waiting"), name="row_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="row_once_in_batch"),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(faults=[]), name="rejected_says_why"),
        ]
