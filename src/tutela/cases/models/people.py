"""People in a case other than the child: what is said of them over time, and what they are known by."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5

from tutela.audit.history import tracked
from tutela.cases.models.case import Case
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.core.fields import CANONICAL_PARTIAL_DATE
from tutela.core.identifiers import LONGEST


@tracked()
class Person(models.Model):
    """A person in a case other than the child: suspect, parent or carer, witness. What is said of them has a standing."""

    class Capacity(TextChoices):
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


@tracked()
class Identifier(models.Model):
    """An address, number or name by which somebody of the case, or the case itself, is known: entered once, and referred to.

    ``value`` is its comparable form (:func:`tutela.core.identifiers.normalise`): what linkage compares.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="identifiers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="identifiers")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12)
    raw = models.CharField("as it was written", max_length=400)
    value = models.CharField(max_length=LONGEST)
    source = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [
            # A value can be longer than an index entry may be.
            models.Index("kind", MD5("value"), name="case_identifier_value"),
            models.Index(fields=["case"], name="identifier_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                "case",
                "person",
                "child",
                "kind",
                MD5("value"),
                condition=Q(removed_at__isnull=True),
                nulls_distinct=False,
                name="identifier_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(child__isnull=True), name="identifier_of_one_person"
            ),
        ]

    def __str__(self) -> str:
        return self.raw


@tracked()
class Place(models.Model):
    """A place of a case, by country and, in words, by area: never an address. Entered once, and referred to."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="places")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    kind_words = models.CharField("other, with words", max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    area = models.CharField(max_length=80, blank=True)
    since = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["case"], name="place_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(since="") | Q(since__regex=CANONICAL_PARTIAL_DATE), name="place_since_stays_partial"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(child__isnull=True), name="place_of_one_person"
            ),
            models.CheckConstraint(condition=~Q(country="") | ~Q(area=""), name="place_says_where"),
        ]

    def __str__(self) -> str:
        return self.area or self.country
