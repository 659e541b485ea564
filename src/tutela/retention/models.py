"""How long records are kept, what holds them, and how their disposal is proposed, approved, stopped and carried out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class KeepingRule(models.Model):
    """What an organisation set in place of the installation's default, from when, by whom and why. A later one adds.

    Without a number of months it says that the default counts again.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "category", "-id"], name="keeping_rule_that_counts")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="keeping_rule_says_why"),
            models.CheckConstraint(condition=Q(months__isnull=True) | Q(months__gte=1), name="keeping_rule_is_a_time"),
        ]


class Hold(models.Model):
    """Nothing of a record is disposed of while it is held: on what grounds, by whom, and who lifted it."""

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    grounds = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="hold_on_subject"),
            models.Index(fields=["since"], condition=Q(lifted_at__isnull=True), name="hold_that_stands"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="hold_subject_kind"),
            models.CheckConstraint(condition=~Q(grounds="") & ~Q(words=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_words="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_words="")),
                name="hold_lifted_by_somebody_in_words",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "grounds"],
                condition=Q(lifted_at__isnull=True),
                name="held_once_on_a_ground",
            ),
        ]


class Disposal(models.Model):
    """A proposal to dispose of one record, what became of it, and, when it was carried out, what is left: the tombstone.

    It names the record, codes, times and people, and nothing of what the record held; words are emptied as it is carried out.
    """

    class State(TextChoices):
        PROPOSED = "proposed", "Waiting for a second person"
        APPROVED = "approved", "Approved; waiting time runs"
        REFUSED = "refused", "Not approved"
        STOPPED = "stopped", "Stopped"
        OVERTAKEN = "overtaken", "Overtaken by another owner"
        CARRIED_OUT = "carried_out", "Disposed of"

    OPEN = (State.PROPOSED, State.APPROVED)

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    # The rule that counted, from which moment, and until when the record had to be kept.
    category = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    runs_from = models.DateTimeField()
    kept_until = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.CharField(max_length=300, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    # By the database's own clock, whatever a statement says: the waiting time cannot be dated back.
    approval_written_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_words = models.CharField(max_length=300, blank=True)
    stopped_by_hold = models.BooleanField(default=False)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField("SHA-256 over what was removed", max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "-proposed_at", "-id"], name="disposal_of_organisation"),
            models.Index(fields=["subject_kind", "subject_id"], name="disposal_of_subject"),
            models.Index(fields=["not_before"], condition=Q(state="approved"), name="disposal_to_carry_out"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="disposal_subject_kind"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                name="disposal_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "carried_out"])
                | Q(decided_by__isnull=False, decided_at__isnull=False, not_before__gt=models.F("decided_at")),
                name="disposal_waits_after_approval",
            ),
            models.CheckConstraint(
                condition=Q(kept_until__lte=models.F("proposed_at")), name="disposal_after_the_time_to_be_kept"
            ),
            models.CheckConstraint(
                condition=~Q(state="carried_out") | (Q(carried_out_at__isnull=False, words="") & ~Q(digest="")),
                name="disposal_leaves_a_digest_and_no_words",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_open_disposal",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_reference


class Removed(models.Model):
    """How many rows of a table went with a disposal, or were emptied, and the digest over them: a restored backup is checked by it."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="removed")
    position = models.PositiveSmallIntegerField()
    table = models.CharField(max_length=63)
    is_emptied = models.BooleanField(default=False)
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "removed"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["disposal", "position"], name="removed_once_a_table")]


class Stayed(models.Model):
    """A record that was joined to one disposed of, and is still kept: by it, its own time goes on running from the right moment."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="stayed")
    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)

    class Meta:
        verbose_name_plural = "stayed"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="stayed_subject")]
