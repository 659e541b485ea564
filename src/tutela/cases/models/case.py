"""The case: the victims and offenders of one incident or episode, and what agencies then do about it [Appendix A]."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tutela.audit.history import tracked
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.ownership.models import DERIVED, OwnedRecord
from tutela.typology.codes import CATEGORY_CODES


@tracked(exclude=DERIVED)
class Case(OwnedRecord):
    """One case. *Reported* and *recorded* are kept apart: ``recorded_at`` is when the agency concluded that an offence took place."""

    subject_kind = "case"

    class State(TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    summary = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "state", "next_due_at", "id"], name="case_of_owner"),
            models.Index(fields=["owner", "-opened_at", "-id"], name="case_of_owner_by_opening"),
            models.Index(fields=["owner", "next_due_at", "id"], name="case_of_owner_by_due"),
            models.Index(fields=["handler", "state", "next_due_at"], name="case_of_handler"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="case_closed_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of the case."""
        return reverse("case", args=[self.reference])


@tracked()
class CaseCategory(models.Model):
    """A category of the typology that the case falls under, with its type and facets; a case has one or more [¶ 13.1.31]."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="categories")
    category = models.CharField(max_length=3)
    type = models.CharField(max_length=40)
    type_words = models.CharField("other, with words", max_length=120, blank=True)
    facets = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(category__in=CATEGORY_CODES), name="case_category_is_of_the_typology"),
            models.UniqueConstraint(
                fields=["case", "category", "type"],
                condition=Q(removed_at__isnull=True),
                name="case_category_said_once",
            ),
        ]


class ChildInCase(models.Model):
    """A child whom a case concerns. A child can be in several cases."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="children_in_case")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="cases_of_child")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "child"], condition=Q(removed_at__isnull=True), name="child_once_in_case"
            ),
        ]
