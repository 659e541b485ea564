"""What one organisation holds of one file: that it is of a case, of which series, or that it is known to be harmless."""

from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.organisations.models import COUNTRY, Organisation
from tutela.register.models.audience import Audience, Otherwise
from tutela.register.models.file import File
from tutela.register.models.series import Series
from tutela.register.models.source import Source
from tutela.register.models.submission import Submission


class Entry(models.Model):
    """An entry of the register. Its table is the largest: a column has an index of its own only where a question needs one.

    What several organisations say of one file stands side by side and is never averaged.

    ``audience`` and ``otherwise`` are its owner's choice: those of the series where it is in one. ``country`` is the
    organisation's. An entry is switched off, with the reason, and never removed.
    """

    class Kind(TextChoices):
        CASE = "case", "Of a case"
        HARMLESS = "harmless", "Known to be harmless"
        TRIVIAL = "trivial", "Shared by so many that meeting it tells nothing"

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="entries", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    country = models.CharField(max_length=COUNTRY)
    kind = models.CharField(max_length=8, choices=Kind)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", db_index=False
    )
    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", db_index=False
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    audience = models.CharField(max_length=8, choices=Audience)
    otherwise = models.CharField(max_length=4, choices=Otherwise)
    is_on = models.BooleanField(default=True)
    switched_words = models.CharField("why it was switched on or off", max_length=200, blank=True)
    switched_at = models.DateTimeField(null=True, blank=True)
    switched_by_id = models.BigIntegerField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["series", "id"], condition=Q(series__isnull=False), name="entry_of_series"),
            models.Index(fields=["source", "id"], condition=Q(source__isnull=False), name="entry_of_source"),
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="entry_to_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "organisation", "kind", "source"], nulls_distinct=False, name="entry_said_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=["case", "harmless", "trivial"]), name="entry_kind_is_known"),
            models.CheckConstraint(condition=Q(series__isnull=True) | Q(kind="case"), name="a_series_is_of_a_case"),
            models.CheckConstraint(condition=Q(audience__in=["own", "country", "all"]), name="entry_audience_is_known"),
            models.CheckConstraint(condition=Q(otherwise__in=["new", "ask"]), name="entry_otherwise_is_known"),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"


class EntryVote(models.Model):
    """Another organisation confirms an entry or disputes it, with its grounds. A later word of the same organisation follows the earlier."""

    class Verdict(TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        DISPUTED = "disputed", "Disputed"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="votes", db_index=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    words = models.CharField("grounds", max_length=200)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["entry", "-at", "-id"], name="vote_on_entry")]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["confirmed", "disputed"]), name="verdict_is_known"),
            models.CheckConstraint(condition=~Q(words=""), name="a_verdict_has_grounds"),
        ]

    def __str__(self) -> str:
        return self.verdict
