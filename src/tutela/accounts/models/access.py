"""Access beyond one's own organisation: asked for, given for a time with a reason, or broken open and then reviewed."""

from django.db import models
from django.db.models import Q

from tutela.accounts.models.people import User
from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Grant(models.Model):
    """One person may see one record until a moment. It ends by itself: the policy compares the time, no job has to
    run.
    """

    class Basis(TextChoices):
        GRANTED = "granted", "Granted on request"
        OFFERED = "offered", "Given without a request"
        BREAK_GLASS = "break_glass", "Break-glass"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    basis = models.CharField(max_length=12, choices=Basis)
    may_write = models.BooleanField(default=False)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # Break-glass is reviewed by somebody else; null until then.
    answerable = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_found = models.CharField(max_length=20, blank=True)
    review_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "subject_kind", "ends_at"], name="grant_of_user"),
            models.Index(fields=["subject_kind", "subject_id"], name="grant_on_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="grant_subject_kind"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="grant_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("user")),
                name="nobody_reviews_their_own_break_glass",
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=models.F("user")) | Q(basis="break_glass"), name="nobody_grants_to_themselves"
            ),
        ]


class AccessRequest(models.Model):
    """*May I see this?* It reaches only those who may grant it, and tells the asker nothing about the record.

    What the asker sees is the same whether the record exists or not: *asked* until ``answer_by``, then *not granted*. A
    refusal is therefore kept with the target, where the asker cannot see it, and shows only when the time is over.
    """

    class State(TextChoices):
        ASKED = "asked", "Asked"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Not granted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    asked_reference = models.CharField(max_length=20)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_requests")
    asked_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="access_request_of_user")]


class AccessRequestTarget(models.Model):
    """Where a request went, if the record exists. The asker never sees this row, nor whether there is one."""

    request = models.OneToOneField(AccessRequest, on_delete=models.PROTECT, related_name="target")
    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "refused_at"], name="access_request_to_decide")]
