"""The welfare step of one suspect in one plan: assessed, informed, contacted afterwards; or left out by a decision [¶ 13.5.6–13.5.11]."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tutela.audit.history import tracked
from tutela.cases.models import Case, Person
from tutela.core.choices import TextChoices
from tutela.core.fields import PartialDateField
from tutela.decisions.models import Decision
from tutela.plans.models.plan import Plan


class Part(TextChoices):
    """The three parts of a welfare step."""

    ASSESSMENT = "assessment", "Assessment of the risk of suicide"
    INFORMATION = "information", "Information given"
    CONTACT = "contact", "Contact afterwards"


def _left_out() -> "models.ForeignKey[Decision | None, Decision | None]":
    return models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")


@tracked()
class WelfareStep(models.Model):
    """What is done for the welfare of one suspect whom a plan concerns. Each part is done, or arranged, or left out with words.

    The outcome of the assessment is what a named person concluded: never a score.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="welfare")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    risk_outcome = models.CharField("outcome of the assessment", max_length=40, blank=True)
    assessed_by = models.CharField(max_length=120, blank=True)
    assessed_on = PartialDateField(null=True, blank=True)
    assessment_words = models.CharField(max_length=200, blank=True)
    assessment_left_out = _left_out()
    information = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    informed_by = models.CharField(max_length=120, blank=True)
    informed_on = PartialDateField(null=True, blank=True)
    information_words = models.CharField(max_length=200, blank=True)
    information_left_out = _left_out()
    contact_by = models.CharField(max_length=120, blank=True)
    contact_due_at = models.DateTimeField(null=True, blank=True)
    contact_task_id = models.BigIntegerField(null=True, blank=True)
    contact_done_at = models.DateTimeField(null=True, blank=True)
    contact_words = models.CharField(max_length=200, blank=True)
    contact_left_out = _left_out()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=Q(removed_at__isnull=True), name="suspect_once_in_plan"
            ),
            models.CheckConstraint(
                condition=Q(risk_outcome="") | (~Q(risk_outcome="not_yet_known") & ~Q(assessed_by="")),
                name="assessed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(information=[]) | ~Q(informed_by=""), name="informed_by_somebody"),
            models.CheckConstraint(
                condition=Q(contact_due_at__isnull=True) | ~Q(contact_by=""), name="contact_by_somebody"
            ),
        ]

    def is_done(self, part: str) -> bool:
        """Whether a part is done, or arranged."""
        return {
            Part.ASSESSMENT: bool(self.risk_outcome),
            Part.INFORMATION: bool(self.information),
            Part.CONTACT: self.contact_due_at is not None,
        }[Part(part)]

    def is_left_out(self, part: str) -> bool:
        """Whether a named person left a part out."""
        return getattr(self, f"{Part(part).value}_left_out_id") is not None

    @property
    def missing(self) -> list[Part]:
        """The parts that are neither done nor left out."""
        return [part for part in Part if not self.is_done(part) and not self.is_left_out(part)]
