"""What came with a case from another installation and is nobody's doing here: told as theirs, and never changed."""

from django.db import models
from django.db.models import Q

from tutela.cases.models import Case
from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Import(models.Model):
    """A case that was brought in from a document: whose it was, by whom it was brought in, and how it is to be handled."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="brought_in")
    from_code = models.CharField(max_length=40)
    from_name = models.CharField(max_length=120)
    exported_at = models.DateTimeField()
    digest = models.CharField("SHA-256 of the document", max_length=64)
    tlp = models.CharField(max_length=20, blank=True)
    classification = models.CharField(max_length=60, blank=True)
    # Children of the case whose records the document did not hold.
    children_left_out = models.PositiveIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} from {self.from_code}"


class Elsewhere(models.Model):
    """A decision, an assessment decided against, or a time of answering, of another installation.

    Nobody here took or had it, so it is no row of the tables of this one: ``said`` is the part of the document as it came, in the
    shape that the published schema describes.
    """

    class Part(TextChoices):
        DECISION = "decision", "Decision"
        ASSESSMENT = "assessment", "Assessment that was decided against"
        OWNER = "owner", "Who answered for it"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    part = models.CharField(max_length=12, choices=Part)
    said = models.JSONField()
    by_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "said elsewhere"
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="elsewhere_of_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="elsewhere_subject_kind")
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.subject_kind} {self.subject_id}"
