"""Decisions: who, when, on what grounds (coded and in words), who is the second person, and when it is looked at again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Decision(models.Model):
    """One decision about one record. A decision not to investigate takes effect only when a second person agrees."""

    class Kind(TextChoices):
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

    class State(TextChoices):
        PROPOSED = "proposed", "Waiting for a second person"
        TAKEN = "taken", "Taken"
        REFUSED = "refused", "Second person disagreed"
        OVERTAKEN = "overtaken", "Overtaken by another decision or owner"

    class Danger(TextChoices):
        """Whether the response in the other country could endanger the person concerned [¶ 12.1.4]."""

        NO = "no", "No"
        YES = "yes", "Yes"
        NOT_YET_KNOWN = "not_yet_known", "Not yet known"

    NEEDS_SECOND_PERSON = (Kind.NO_INVESTIGATION, Kind.STOP_IDENTIFICATION, Kind.SEND_ABROAD)
    # Of these somebody else is asked to look again: each leaves something undone, takes it out of sight, or lets something out of
    # hand, and nothing that follows would show that it was wrong. To investigate and to reopen begin work, which is looked at itself.
    ASKED_FOR_REVIEW = (
        Kind.NO_INVESTIGATION,
        Kind.INFORMATION_ONLY,
        Kind.CLOSE,
        Kind.RESTRICT,
        Kind.STOP_IDENTIFICATION,
        Kind.NO_ASSESSMENT,
        Kind.SEND_ABROAD,
        Kind.NO_WELFARE_STEP,
    )

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
    # When it was last reviewed, and on which day it is next looked at: the database derives both, from ``review_on`` and the reviews.
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_review_on = models.DateField(null=True, blank=True, editable=False)
    # Of a decision to send abroad: where to, and whether what is done there could endanger the person.
    country = models.CharField(max_length=2, blank=True)
    danger_abroad = models.CharField(max_length=14, choices=Danger, blank=True)
    danger_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "made_at"], name="decision_of_subject"),
            models.Index(fields=["organisation", "next_review_on", "id"], name="decision_to_review"),
            models.Index(fields=["organisation", "made_at", "id"], name="decision_of_organisation"),
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
            models.CheckConstraint(
                condition=~Q(kind="send_abroad")
                | (~Q(country="") & ~Q(danger_abroad="") & (~Q(danger_abroad="yes") | ~Q(danger_words=""))),
                name="sent_abroad_says_where_and_of_danger",
            ),
            models.CheckConstraint(
                condition=~Q(kind="send_abroad", state="taken")
                | (Q(second_person__isnull=False) & ~Q(words="") & ~Q(grounds="")),
                name="sent_abroad_needs_grounds_words_second_person",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(state="proposed"),
                name="proposed_once",
            ),
        ]

    @property
    def asks_for_review(self) -> bool:
        """Taken, and of a kind that somebody else is asked to look at again."""
        return self.state == self.State.TAKEN and self.kind in self.ASKED_FOR_REVIEW


class Review(models.Model):
    """Somebody else looked at a taken decision again: what they found, and when it is looked at next. A further look is a further row."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found = models.CharField(max_length=20)
    words = models.CharField(max_length=300, blank=True)
    again_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["decision", "-at"], name="review_of_decision")]
        constraints = [models.CheckConstraint(condition=~Q(found=""), name="review_finds_something")]
