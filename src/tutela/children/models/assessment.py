"""What a child needs: an assessment for every child, its findings by area, and its outcome [¶ 8.4.3, 13.6]."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.audit.history import tracked
from tutela.children.models.child import Child
from tutela.core.choices import TextChoices
from tutela.decisions.models import Decision
from tutela.organisations.models import Organisation

# The areas that every assessment looks at: the typology's list ``need_area``. What else is found stands under *other*.
AREAS = (
    "health",
    "safety",
    "family",
    "education",
    "therapy",
    "as_a_witness",
    "after_contact_over_the_internet",
)


@tracked()
class Assessment(models.Model):
    """One assessment of one child's needs. Its clock is the child's; ``organisation`` makes it, the child's owner answers for it.

    It ends once: concluded, with an outcome, or decided against, by a decision with a name. A further one is a new row.
    """

    class State(TextChoices):
        OPEN = "open", "Open"
        CONCLUDED = "concluded", "Concluded"
        DECIDED_AGAINST = "decided_against", "Decided against"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="assessments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    why = models.CharField("why it is made again", max_length=300, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    outcome_words = models.CharField(max_length=300, blank=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["child", "-opened_at", "-id"], name="assessment_of_child")]
        constraints = [
            models.UniqueConstraint(fields=["child"], condition=Q(state="open"), name="one_open_assessment_a_child"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True, outcome="", decision__isnull=True)
                | (Q(state="concluded", ended_at__isnull=False, decision__isnull=True) & ~Q(outcome=""))
                | Q(state="decided_against", ended_at__isnull=False, outcome="", decision__isnull=False),
                name="assessment_ends_with_an_outcome_or_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment {self.pk}"


class Finding(models.Model):
    """What was found of one area of need. A later finding of the same area adds; the newest is the present one."""

    class Result(TextChoices):
        NEED = "need", "Need found"
        NO_NEED = "no_need", "No need found"
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    area = models.CharField(max_length=40)
    result = models.CharField(max_length=16, choices=Result)
    words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=120)
    grading = models.CharField(max_length=40, blank=True)
    done = models.CharField("what is done", max_length=200, blank=True)
    said_by_id = models.BigIntegerField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at", "-id"]
        indexes = [models.Index(fields=["assessment", "area", "-said_at", "-id"], name="finding_of_assessment")]
        constraints = [
            models.CheckConstraint(condition=Q(area__in=[*AREAS, "other"]), name="finding_area_is_of_the_typology"),
            models.CheckConstraint(
                condition=Q(result__in=["need", "no_need", "not_yet_known"]), name="finding_result_is_known"
            ),
            # A need, and what is not yet known, is said in words; and what is said comes from somewhere.
            models.CheckConstraint(condition=Q(result="no_need") | ~Q(words=""), name="finding_has_words"),
            models.CheckConstraint(condition=~Q(source=""), name="finding_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.result}"
