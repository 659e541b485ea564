"""The working record of a report: what its owner makes of it. What the reporter sent is the submission, beside it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from tutela.audit.history import tracked
from tutela.cases.models import Case
from tutela.core.choices import TextChoices
from tutela.organisations.models import Place
from tutela.ownership.models import DERIVED, OwnedRecord
from tutela.typology.codes import CATEGORY_CODES


class Door(TextChoices):
    """By which door a report came in; its answers go out by the same one."""

    STAFF = "staff", "Staff form"
    PUBLIC = "public", "Public page"
    CSV = "csv", "CSV file"
    API = "api", "API"
    CYBERTIPLINE = "cybertipline", "CyberTipline XML"


@tracked(exclude=DERIVED)
class Report(OwnedRecord):
    """Somebody told us something. *Reported*, not *recorded* [Appendix A]."""

    subject_kind = "report"

    class State(TextChoices):
        RECEIVED = "received", "Nobody has looked at it yet"
        WORKING = "working", "Being worked on"
        DECIDED = "decided", "Decided; outcome owed"
        CLOSED = "closed", "Closed"

    class Concern(TextChoices):
        YES = "yes", "Specific concern that a child is being harmed now"
        NO = "no", "No specific concern stated"
        NOT_KNOWN = "not_known", "Not yet known"

    class Disposition(TextChoices):
        NONE = "", "Not decided"
        CASE = "case", "A case was opened"
        NO_INVESTIGATION = "no_investigation", "Decided not to investigate"
        INFORMATION_ONLY = "information_only", "Kept as information"

    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    disposition = models.CharField(max_length=20, choices=Disposition, blank=True, default="")
    door = models.CharField(max_length=12, choices=Door)
    received_at = models.DateTimeField()
    occurred = models.CharField(max_length=32, blank=True, help_text="as much of the date as is known")
    summary = models.CharField(max_length=500)
    specific_concern = models.CharField(max_length=10, choices=Concern, default=Concern.NOT_KNOWN)
    concern_grounds = models.CharField(max_length=500, blank=True)
    concern_stated_by = models.CharField(max_length=300, blank=True)
    # A specific concern about which nobody has yet accepted to act: first in every list, and somebody is being called.
    is_urgent = models.BooleanField(default=False)
    urgent_accepted_at = models.DateTimeField(null=True, blank=True)
    categories = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    category_basis = models.CharField(max_length=2000, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_words = models.CharField(max_length=300, blank=True)
    external_source = models.CharField(max_length=300, blank=True)
    external_reference = models.CharField(max_length=300, blank=True)
    times_received = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The work list, in its one honest order: specific current concern, then what is nearest to breaking a promise.
            models.Index(
                models.F("owner"),
                models.F("is_urgent").desc(),
                models.F("next_due_at").asc(nulls_last=True),
                models.F("id"),
                condition=~Q(state="closed"),
                name="report_work_list",
            ),
            models.Index(fields=["owner", "-received_at"], name="report_of_owner"),
            models.Index(fields=["handler", "next_due_at"], condition=~Q(state="closed"), name="report_of_handler"),
        ]
        constraints = [
            models.UniqueConstraint(
                # “ncmec” of one door is “NCMEC” of another.
                Lower("external_source"),
                "external_reference",
                condition=~Q(external_reference=""),
                name="external_report_once",
            ),
            models.CheckConstraint(
                condition=Q(categories__contained_by=CATEGORY_CODES), name="report_categories_are_of_the_typology"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="report_closed_has_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "working"]) | ~Q(disposition=""),
                name="decided_says_what_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(is_urgent=False) | Q(specific_concern="yes"), name="urgent_is_a_specific_concern"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of the report."""
        return reverse("report", args=[self.reference])


class CaseLink(models.Model):
    """A report led to, or belongs to, a case. Joining is by a person, and can be taken apart again."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="case_links")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="report_links")
    joined_at = models.DateTimeField()
    joined_by_id = models.BigIntegerField(null=True)
    parted_at = models.DateTimeField(null=True, blank=True)
    parted_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "case"], condition=Q(parted_at__isnull=True), name="linked_once"),
        ]
