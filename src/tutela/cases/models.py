"""The case: the victims and offenders of one incident or episode, and what agencies then do about it [Appendix A]."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tutela.audit.history import tracked
from tutela.children.models import Child
from tutela.ownership.models import DERIVED, OwnedRecord
from tutela.typology.codes import CATEGORY_CODES


@tracked(exclude=DERIVED)
class Case(OwnedRecord):
    """One case. *Reported* and *recorded* are kept apart: ``recorded_at`` is when the agency concluded that an offence took place."""

    subject_kind = "case"

    class State(models.TextChoices):
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


@tracked()
class Person(models.Model):
    """A person in a case other than the child: suspect, parent or carer, witness. What is said of them has a standing."""

    class Capacity(models.TextChoices):
        SUSPECT = "suspect", "Suspect"
        CARER = "carer", "Parent or carer"
        WITNESS = "witness", "Witness"
        OTHER = "other", "Other"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="people")
    capacity = models.CharField(max_length=10, choices=Capacity)
    name = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=60)
    birth_date = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)
    identifiers = ArrayField(models.CharField(max_length=400), default=list, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["case", "capacity"], name="person_in_case")]

    def __str__(self) -> str:
        return self.name or self.label


class Standing(models.Model):
    """What a source says of a person at a time: alleged, suspected … convicted, acquitted [Table 14]. A later one adds."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="standings")
    standing = models.CharField(max_length=40)
    since = models.CharField(max_length=10, blank=True, help_text="as much of the date as is known")
    source = models.CharField(max_length=120)
    grading = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]


class Entry(models.Model):
    """One entry of the record: short, administrative, with what it is (fact, inference, opinion) and from whom [¶ 12.5.16]."""

    class Nature(models.TextChoices):
        FACT = "fact", "Fact"
        INFERENCE = "inference", "Inference"
        OPINION = "opinion", "Opinion"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    section = models.CharField(max_length=40)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.FACT)
    words = models.CharField(max_length=500)
    source = models.CharField(max_length=120, blank=True)
    written_by_id = models.BigIntegerField(null=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "-at"], name="entry_of_case")]
