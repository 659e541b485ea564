"""A plan for an arrest, a search, a charge or a release: who, what is seized, which children are there, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext

from tutela.audit.history import tracked
from tutela.cases.models import Case
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.plans.models.when import Planned, hour_needs_its_day

# What may be seized of one kind: a number above it is a slip of the finger.
MOST_OF_A_KIND = 9_999


@tracked()
class Plan(Planned):
    """One plan. It is ready, and carried out, only with each suspect's welfare step done or left out with words
    [¶ 13.5.6–13.5.11], and with somebody who looks after the children there: the database holds both.
    """

    class Kind(TextChoices):
        ARREST = "arrest", "Arrest"
        SEARCH = "search", "Search"
        CHARGE = "charge", "Charge"
        RELEASE = "release", "Release"

    class State(TextChoices):
        DRAFT = "draft", "Draft"
        READY = "ready", "Ready"
        CARRIED_OUT = "carried_out", "Carried out"
        CALLED_OFF = "called_off", "Called off"

    class Interpreter(TextChoices):
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"
        NO = "no", "Not needed"
        YES = "yes", "Needed"

    class OtherChildren(TextChoices):
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"
        NONE = "none", "None"
        NUMBER = "number", "So many as are said"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    state_words = models.CharField("why it was called off", max_length=300, blank=True)
    place = models.CharField("where", max_length=200, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    interpreter = models.CharField(max_length=14, choices=Interpreter, default=Interpreter.NOT_YET_KNOWN)
    language = models.CharField(max_length=60, blank=True)
    interpreter_by = models.CharField("interpreter arranged by", max_length=120, blank=True)
    other_children = models.CharField(max_length=14, choices=OtherChildren, default=OtherChildren.NOT_YET_KNOWN)
    other_children_number = models.PositiveSmallIntegerField("other children there", null=True, blank=True)
    children_with = models.CharField("who looks after the children meanwhile", max_length=200, blank=True)
    outcome = models.CharField("what came of it", max_length=40, blank=True)
    outcome_words = models.CharField("what came of it, in words", max_length=300, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["case", "on", "id"], name="plan_of_case"),
            models.Index(fields=["on", "id"], name="plan_by_day"),
        ]
        constraints = [
            hour_needs_its_day("plan_hour_needs_its_day"),
            models.CheckConstraint(condition=Q(kind__in=["arrest", "search", "charge", "release"]), name="plan_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "ready", "carried_out", "called_off"]), name="plan_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(state_words=""), name="plan_called_off_with_words"
            ),
            models.CheckConstraint(
                condition=(Q(state="carried_out") & Q(carried_out_at__isnull=False) & ~Q(outcome=""))
                | (~Q(state="carried_out") & Q(carried_out_at__isnull=True, outcome="")),
                name="plan_carried_out_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(other_children="number", other_children_number__gt=0)
                | (Q(other_children__in=["none", "not_yet_known"]) & Q(other_children_number__isnull=True)),
                name="plan_other_children",
            ),
        ]

    def __str__(self) -> str:
        return gettext("plan {number} of {case}").format(number=self.pk, case=self.case)

    def get_absolute_url(self) -> str:
        """The page of the plan."""
        return reverse("case_plan", args=[self.case.reference, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to be carried out."""
        return self.state in (self.State.DRAFT, self.State.READY)


class PlanPart(models.Model):
    """Who takes part in a plan: an organisation, or words, and what they do there."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="parts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField("who", max_length=120, blank=True)
    part = models.CharField(max_length=40)
    part_words = models.CharField("other, with words", max_length=120, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(words=""), name="plan_part_is_somebodys"
            ),
        ]


class PlanChild(models.Model):
    """A child of the case who will be there."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="children_there")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "child"], condition=Q(removed_at__isnull=True), name="child_once_in_plan"
            ),
        ]


@tracked()
class Seizure(models.Model):
    """What is to be seized, by kind and number, and how many were: never what is on it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="seizures")
    kind = models.CharField(max_length=40)
    kind_words = models.CharField("other, with words", max_length=120, blank=True)
    planned = models.PositiveSmallIntegerField("to be seized", null=True, blank=True)
    seized = models.PositiveSmallIntegerField(null=True, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(planned__isnull=True) | Q(planned__lte=MOST_OF_A_KIND))
                & (Q(seized__isnull=True) | Q(seized__lte=MOST_OF_A_KIND)),
                name="seized_so_many_at_most",
            ),
        ]


class FollowingStep(models.Model):
    """A step that follows from a plan that was carried out; it is a task, and its state is the task's."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="following")
    what = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True, blank=True)
    task_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = [F("due_at").asc(nulls_last=True), "pk"]
