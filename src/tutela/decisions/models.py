"""Decisions: who, when, on what grounds (coded and in words), who is the second person, and when it is looked at again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Decision(models.Model):
    """One decision about one record. A decision not to investigate takes effect only when a second person agrees."""

    class Kind(models.TextChoices):
        INVESTIGATE = "investigate", "Investigate"
        NO_INVESTIGATION = "no_investigation", "Do not investigate"
        INFORMATION_ONLY = "information_only", "Keep as information"
        CLOSE = "close", "Close"
        REOPEN = "reopen", "Reopen"
        RESTRICT = "restrict", "Restrict to named persons"
        STOP_IDENTIFICATION = "stop_identification", "Stop the work to identify"
        NO_ASSESSMENT = "no_assessment", "No assessment of needs"
        SEND_ABROAD = "send_abroad", "Send abroad"
        NO_WELFARE_STEP = "no_welfare_step", "Leave out a welfare step"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second person"
        TAKEN = "taken", "Taken"
        REFUSED = "refused", "Second person disagreed"
        OVERTAKEN = "overtaken", "Overtaken by another decision or owner"

    NEEDS_SECOND_PERSON = (Kind.NO_INVESTIGATION, Kind.STOP_IDENTIFICATION)

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    grounds = models.CharField(max_length=40)
    words = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    second_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    second_words = models.CharField(max_length=300, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "made_at"], name="decision_of_subject"),
            models.Index(fields=["organisation", "state", "review_on"], name="decision_to_review"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="decision_subject_kind"),
            models.CheckConstraint(
                condition=Q(second_person__isnull=True) | ~Q(second_person=models.F("made_by")),
                name="second_person_is_another",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["no_investigation", "stop_identification"], state="taken")
                | (Q(second_person__isnull=False) & Q(review_on__isnull=False) & ~Q(words="") & ~Q(grounds="")),
                name="not_to_act_needs_grounds_words_second_person_review",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(state="proposed"),
                name="proposed_once",
            ),
        ]
