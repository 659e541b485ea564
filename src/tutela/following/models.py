"""What somebody follows, which search stands for them, which filters they keep, and how far the trail was looked through."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Change(TextChoices):
    """What kind of thing changed in a record: all that a follower is ever told."""

    STATE = "state", "how it stands"
    OWNER = "owner", "who answers for it"
    SAFETY = "safety", "the child's safety"
    DECISION = "decision", "a decision"
    ANSWER = "answer", "an answer"
    COMMENT = "comment", "a comment"


class Follow(models.Model):
    """Somebody wants to hear when a record changes. Whether they still see it is asked each time anew."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    since = models.DateTimeField()
    # The last change that its follower was told of.
    last_change = models.CharField(max_length=10, choices=Change, blank=True)
    last_change_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="follow_of_subject")]
        constraints = [
            models.UniqueConstraint(fields=["user", "subject_kind", "subject_id"], name="followed_once"),
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="follow_subject_kind"),
        ]


class Search(models.Model):
    """A search that stands for somebody: asked again now and then, as that person, for records that are new to it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    of_children = models.BooleanField(default=True)
    # A search from before there were series goes on looking for what it was kept for.
    of_series = models.BooleanField(default=False, db_default=False)
    of_cases = models.BooleanField(default=True)
    of_reports = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    last_found_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["looked_at"], name="search_looked_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(of_children=True) | Q(of_series=True) | Q(of_cases=True) | Q(of_reports=True),
                name="search_of_something",
            )
        ]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that it looks for, the child first."""
        asked = {
            "child": self.of_children,
            "series": self.of_series,
            "case": self.of_cases,
            "report": self.of_reports,
        }
        return tuple(kind for kind, is_asked in asked.items() if is_asked)


class Hit(models.Model):
    """A record that a search has found already: nobody is told of it twice."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="hits")
    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "subject_kind", "subject_id"], name="found_once"),
        ]


class SavedFilter(models.Model):
    """The filter of a list, kept under a name by one person, or by one person for their organisation."""

    class List(TextChoices):
        WORK_LIST = "work_list", "Work list"
        CASES = "cases", "Cases"
        CHILDREN = "children", "Children"
        SERIES = "series_list", "Series"
        TASKS = "tasks", "Tasks"
        DECISIONS = "decisions", "Decisions"
        ANSWERS_OWED = "answers_owed", "Answers owed"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    list = models.CharField(max_length=20, choices=List)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "list"], name="filter_of_organisation")]
        constraints = [models.UniqueConstraint(fields=["user", "list", "name"], name="filter_named_once")]


class Lookout(models.Model):
    """How far the audit trail was looked through for those who follow: one row, the worker's."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
