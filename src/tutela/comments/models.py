"""What colleagues say about a record, for whom they say it, and the letters that belong to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.core.fields import PartialDateField
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Comment(models.Model):
    """Short words about one record, with the audience that they say themselves. Only its withdrawal is ever written later.

    An answer belongs to a comment that is no answer itself; a correction is a further comment that names the one it mends.
    Neither is read by more people than the comment to which it belongs.
    """

    class Audience(TextChoices):
        ORGANISATION = "organisation", "Our organisation"
        EVERYBODY = "everybody", "Everybody who sees this record"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience)
    words = models.CharField(max_length=1000)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-made_at"], name="comment_of_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="comment_subject_kind"),
            models.CheckConstraint(condition=~Q(words=""), name="comment_has_words"),
        ]


class Letter(models.Model):
    """One letter, call or message in or out, in administrative words: what it was about, and never the thing itself.

    A correction is a further letter that names the one it mends; only that it was answered is ever written later.
    """

    class Direction(TextChoices):
        RECEIVED = "in", "In"
        SENT = "out", "Out"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    direction = models.CharField(max_length=3, choices=Direction)
    # With whom: an organisation that the directory knows, or words.
    correspondent = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    correspondent_words = models.CharField(max_length=200, blank=True)
    means = models.CharField(max_length=30)
    on = PartialDateField()
    at_hour = models.TimeField(null=True, blank=True)
    about = models.CharField(max_length=120)
    gist = models.CharField(max_length=600, blank=True)
    their_reference = models.CharField(max_length=60, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "-made_at"], name="letter_of_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="letter_subject_kind"),
            models.CheckConstraint(
                condition=Q(correspondent__isnull=True) ^ Q(correspondent_words=""), name="letter_with_one"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer_by__isnull=False),
                name="letter_answered_by_somebody",
            ),
        ]
