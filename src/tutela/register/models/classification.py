"""What a file was classified as: per scheme of a jurisdiction, by a named organisation, kept side by side and never averaged."""

from django.db import models
from django.db.models import Q

from tutela.organisations.models import COUNTRY, Organisation
from tutela.register.models.file import File


class Scheme(models.Model):
    """A scheme by which a jurisdiction classifies. It is data, with its author."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    jurisdiction = models.CharField(max_length=COUNTRY, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField("where it is laid down", max_length=200)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="scheme_has_a_source")]

    def __str__(self) -> str:
        return self.name


class SchemeCode(models.Model):
    """One class of a scheme, in administrative words."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=120)

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="code_once_in_scheme")]

    def __str__(self) -> str:
        return f"{self.code}: {self.label}"


class SchemeMapping(models.Model):
    """What a class of one scheme would be in another, as its author says. Advice with a name, and no classification."""

    from_code = models.ForeignKey(SchemeCode, on_delete=models.PROTECT, related_name="mapped_to")
    to_code = models.ForeignKey(SchemeCode, on_delete=models.PROTECT, related_name="mapped_from")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()
    said_by_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_code", "to_code", "organisation"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_mapping_is_said_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_code_id} -> {self.to_code_id}"


class Classification(models.Model):
    """One organisation classified one file by one scheme. A later one of the same organisation follows the earlier; nothing is overwritten."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="classifications")
    code = models.ForeignKey(SchemeCode, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "organisation", "code"], condition=Q(withdrawn_at__isnull=True), name="classified_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_words="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_words="")),
                name="a_classification_is_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Classification {self.pk}"
