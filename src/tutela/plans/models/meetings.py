"""Strategy meetings of several bodies on a case: who came, what was decided, and the actions that each body takes with it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from tutela.audit.history import tracked
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.plans.models.when import Planned, hour_needs_its_day


@tracked()
class Meeting(Planned):
    """One meeting; its minutes are short and administrative, and a correction adds."""

    class State(TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CALLED_OFF = "called_off", "Called off"

    class Means(TextChoices):
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"
        IN_PERSON = "in_person", "In one place"
        TELEPHONE = "telephone", "By telephone"
        VIDEO = "video", "By video"
        WRITING = "writing", "In writing"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    means = models.CharField("by which means", max_length=14, choices=Means, default=Means.NOT_YET_KNOWN)
    place = models.CharField("where", max_length=200, blank=True)
    chair = models.CharField(max_length=120, blank=True)
    matters = models.CharField(max_length=300)
    state_words = models.CharField("why it was called off", max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["case", "on", "id"], name="meeting_of_case")]
        constraints = [
            hour_needs_its_day("meeting_hour_needs_its_day"),
            models.CheckConstraint(condition=Q(state__in=["planned", "held", "called_off"]), name="meeting_state"),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(state_words=""), name="meeting_called_off_with_words"
            ),
        ]

    def __str__(self) -> str:
        return gettext("meeting {number} of {case}").format(number=self.pk, case=self.case)

    def get_absolute_url(self) -> str:
        """The page of the meeting."""
        return reverse("case_meeting", args=[self.case.reference, self.pk])

    def state_in_words(self) -> str:
        """How it stands. *Held* is a word of a meeting here, and not of what is kept from disposal."""
        return pgettext("meeting", "Held") if self.state == self.State.HELD else self.get_state_display()


@tracked()
class MeetingPerson(models.Model):
    """Who was invited, for whom, and whether they came."""

    class Came(TextChoices):
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"
        YES = "yes", "Came"
        NO = "no", "Did not come"
        APOLOGIES = "apologies", "Sent apologies"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="people")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation_words = models.CharField("other body", max_length=120, blank=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    came = models.CharField(max_length=14, choices=Came, default=Came.NOT_YET_KNOWN)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(organisation_words=""), name="meeting_person_is_of_a_body"
            ),
        ]


class MeetingChild(models.Model):
    """A child whom the meeting is about."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="children_about")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "child"], condition=Q(removed_at__isnull=True), name="child_once_in_meeting"
            ),
        ]


class MeetingDecision(models.Model):
    """What a meeting decided, by number; a later one can correct it and stands beside it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="meeting_decision_number_once")]


class MeetingAction(models.Model):
    """What a body took with it from a meeting; it is a task there, and its state is the task's."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by_whom = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField()
    task_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["due_at", "pk"]
