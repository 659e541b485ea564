"""Children, known or not yet identified: each has exactly one answerable organisation from the first moment."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from tutela.audit.history import tracked
from tutela.core.choices import TextChoices
from tutela.ownership.models import DERIVED, OwnedRecord


@tracked(exclude=DERIVED)
class Child(OwnedRecord):
    """Any person under 18 whom a report or case concerns [domain.md, section 2]. A child is never described as responsible."""

    subject_kind = "child"

    class Identity(TextChoices):
        NOT_IDENTIFIED = "not_identified", "Not yet identified"
        IDENTIFIED = "identified", "Identified"
        STOPPED = "stopped", "Work to identify stopped by decision"

    class Safety(TextChoices):
        NOT_KNOWN = "not_known", "Not known"
        AT_RISK = "at_risk", "At risk now"
        SAFE = "safe", "Safe now"

    identity = models.CharField(max_length=16, choices=Identity, default=Identity.NOT_IDENTIFIED)
    identified_at = models.DateTimeField(null=True, blank=True)
    identified_by_id = models.BigIntegerField(null=True, blank=True)
    identified_how = models.CharField(max_length=200, blank=True)
    safety = models.CharField(max_length=10, choices=Safety, default=Safety.NOT_KNOWN)
    # Identified and safeguarded: somebody protects the child, by a step that is named. It ends when the child is no longer safe.
    safeguarded_at = models.DateTimeField(null=True, blank=True)
    safeguarded_by_id = models.BigIntegerField(null=True, blank=True)
    safeguarded_how = models.CharField(max_length=40, blank=True, default="", db_default="")
    safeguarded_words = models.CharField(max_length=200, blank=True, default="", db_default="")
    name = models.CharField(max_length=120, blank=True)
    # What the child is called in the record while no name is known, e.g. "Child 1": administrative words only.
    label = models.CharField(max_length=60)
    birth_date = models.CharField(
        max_length=10, blank=True, help_text="as much of it as is known: 2004, 2004-05, 2004-05-17"
    )
    sex = models.CharField(max_length=12, blank=True)
    # The countries considered or confirmed and not ruled out, for lists: what was said of them, by whom, is in Whereabouts.
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "children"
        indexes = [
            models.Index(fields=["owner", "identity", "next_due_at", "id"], name="child_of_owner"),
            models.Index(fields=["owner", "next_due_at", "id"], name="child_of_owner_by_due"),
            models.Index(fields=["owner", "-created_at", "-id"], name="child_of_owner_by_entry"),
            models.Index(
                fields=["next_due_at", "id"], condition=Q(identity="not_identified"), name="child_not_identified"
            ),
        ]
        constraints = [
            # An identified child has a name and a moment; one who is not identified has no moment at which that happened.
            models.CheckConstraint(
                condition=(Q(identity="identified") & Q(identified_at__isnull=False) & ~Q(name=""))
                | (~Q(identity="identified") & Q(identified_at__isnull=True)),
                name="identified_has_a_name_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(identity__in=["not_identified", "identified", "stopped"]), name="child_identity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(safety__in=["not_known", "at_risk", "safe"]), name="child_safety_is_known"
            ),
            models.CheckConstraint(
                condition=Q(safeguarded_at__isnull=True, safeguarded_how="", safeguarded_words="")
                | (Q(safeguarded_at__isnull=False, identity="identified", safety="safe") & ~Q(safeguarded_how="")),
                name="safeguarded_is_identified_and_safe",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of the child's record."""
        return reverse("child", args=[self.reference])
