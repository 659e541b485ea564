"""What is said in the record of a case: short entries, and answers to its questions. Both are only ever added to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tutela.cases.models.case import Case
from tutela.cases.models.people import Person
from tutela.children.models import Child
from tutela.core.choices import TextChoices
from tutela.core.fields import CANONICAL_PARTIAL_DATE
from tutela.organisations.models import Organisation


class Nature(TextChoices):
    """Kept apart, so that nobody takes what somebody thinks for what somebody saw [¶ 12.5.16, 12.7.8]."""

    FACT = "fact", "Fact"
    INFERENCE = "inference", "Inference"
    OPINION = "opinion", "Opinion"


class Entry(models.Model):
    """One entry of the record: short, administrative, with what it is (fact, inference, opinion) and from whom [¶ 12.5.16]."""

    Nature = Nature

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


class Answer(models.Model):
    """An answer to one question of the record: of the case, of one suspect or of one child. A later one replaces it and it stays.

    Exactly one of the columns holds it: ``values`` (codes, countries, or *not yet known* alone), ``number``, ``date`` (as much of
    it as is known), or ``words``; beside ``values``, ``words`` say what *other* is.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    values = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    words = models.CharField(max_length=500, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    date = models.CharField(max_length=10, blank=True)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField(max_length=120)
    grading = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "question", "-at"], name="answer_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "question", "person", "child"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="one_present_answer",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(child__isnull=True), name="answer_of_one_person"
            ),
            models.CheckConstraint(
                condition=Q(values__len__gt=0, number__isnull=True, date="")
                | Q(values=[], number__isnull=False, date="", words="")
                | (Q(values=[], number__isnull=True, words="") & ~Q(date=""))
                | (Q(values=[], number__isnull=True, date="") & ~Q(words="")),
                name="answer_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(date="") | Q(date__regex=CANONICAL_PARTIAL_DATE), name="answer_date_stays_partial"
            ),
            models.CheckConstraint(
                condition=~Q(values__contains=["other"]) | ~Q(words=""), name="answer_other_has_words"
            ),
            models.CheckConstraint(
                condition=~Q(values__contains=["not_yet_known"]) | Q(values=["not_yet_known"], words=""),
                name="answer_not_known_stands_alone",
            ),
        ]


class Proposal(models.Model):
    """A correction that somebody proposes who may read the record and not change it; its owner accepts or declines it."""

    class State(TextChoices):
        OPEN = "open", "Waiting for the owner"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    question = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    values = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    words = models.CharField(max_length=500, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    date = models.CharField(max_length=10, blank=True)
    nature = models.CharField(max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by_id = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.CharField(max_length=300, blank=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["case", "state", "-at"], name="proposal_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="proposal_decided_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_words=""), name="proposal_declined_with_words"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(child__isnull=True), name="proposal_of_one_person"
            ),
        ]


class Editing(models.Model):
    """Somebody has a section of the record open to change it: shown to whoever opens it too, so that two talk before they type."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "section", "user"], name="editing_once_a_section")]
