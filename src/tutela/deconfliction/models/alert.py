"""What two services have in common is one alert; each organisation that may know of it is told, in a row of its own."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from tutela.audit.history import tracked
from tutela.core.subjects import SUBJECT_KINDS
from tutela.deconfliction.models.codes import Kind, MaySay, Reason, State
from tutela.organisations.models import Organisation
from tutela.register.models import Series


class Alert(models.Model):
    """One thing of which organisations are told, and its ``key``: whatever has the same key is the same thing, and told once.

    It stands above what each may know, so that nobody reads it but the worker.
    """

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=24, choices=Kind)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["other_series"], condition=Q(other_series__isnull=False), name="alert_of_other")
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"


class Place(models.Model):
    """Where the thing was met: the digest of a list, an exhibit or a record. A second list from the same exhibit is no news."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="places", db_index=False)
    place = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "alert"], name="place_of_alert_once")]

    def __str__(self) -> str:
        return f"Place {self.pk}"


@tracked(exclude=("count", "last_at", "file_number", "other_file_number"))
class AlertTo(models.Model):
    """What one organisation is told: the reason, whom to telephone, what may be said, and which of its own records it concerns.

    ``subject`` is a record of the organisation itself, ``exhibit`` its own words. ``series`` and ``other_series`` are series of which
    it may know; whether it still may is asked each time anew, so that what is narrowed is narrowed here too. ``take_by`` is
    there as long as nobody has taken it.
    """

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="told", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="whom to telephone",
    )  # fmt: skip
    kind = models.CharField(max_length=24, choices=Kind)
    reason = models.CharField(max_length=20, choices=Reason)
    may_say = models.CharField(max_length=16, choices=MaySay)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    subject_kind = models.CharField(max_length=10, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_reference = models.CharField(max_length=20, blank=True)
    exhibit = models.CharField(max_length=60, blank=True)
    # The row of its own record that holds the value which both have.
    identifier_id = models.BigIntegerField(null=True, blank=True)
    distance = models.PositiveSmallIntegerField("bits in which the nearest two differ", null=True, blank=True)
    # The two files, by the register's numbers: whether the reader may know of each is asked anew.
    file_number = models.BigIntegerField(null=True, blank=True)
    other_file_number = models.BigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField("how often it was met", default=1)
    told_at = models.DateTimeField()
    last_at = models.DateTimeField("met last")
    take_by = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    # How it stood when the child was identified: where that is withdrawn, it stands so again.
    before_solved = models.CharField(max_length=12, blank=True)
    action = models.CharField(max_length=40, blank=True)
    grounds = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            # Its list, in its order: what somebody has to take, the soonest first; then what was met last.
            models.Index(fields=["organisation", "take_by", "-last_at", "-id"], name="alert_list"),
            models.Index(fields=["take_by"], condition=Q(take_by__isnull=False), name="alert_not_taken"),
            models.Index(fields=["subject_kind", "subject_id"], name="alert_about_subject"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["alert", "organisation"], name="told_of_a_thing_once"),
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_id__isnull=True, subject_reference="")
                | (Q(subject_kind__in=SUBJECT_KINDS, subject_id__isnull=False) & ~Q(subject_reference="")),
                name="alert_subject_is_whole",
            ),
            models.CheckConstraint(condition=~Q(other=F("organisation")), name="nobody_telephones_themselves"),
            # How it stands follows from what is said of it.
            models.CheckConstraint(
                condition=Q(state="new", take_by__isnull=False, action="", grounds="")
                | Q(state__in=["acknowledged", "solved", "overtaken"], take_by__isnull=True, action="", grounds="")
                | (Q(state="acted_on", take_by__isnull=True, grounds="") & ~Q(action=""))
                | (Q(state="dismissed", take_by__isnull=True, action="") & ~Q(grounds="") & ~Q(words="")),
                name="alert_state_follows",
            ),
            models.CheckConstraint(
                condition=Q(before_solved="") | Q(before_solved__in=["new", "acknowledged"], state="solved"),
                name="solved_stood_otherwise_before",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the alert."""
        return reverse("alert", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in {State.NEW, State.ACKNOWLEDGED}


class Lookout(models.Model):
    """How far the audit trail was looked through for records that share a value; one row, the worker's."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    # Values that so many records share that they tell nothing.
    too_common = models.BigIntegerField(default=0)
