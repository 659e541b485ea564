"""Who answers for a record, since when and on what basis; who offered it to whom; who takes part; who handles it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.core.subjects import SUBJECT_KINDS
from tutela.organisations.models import Organisation


class Basis(TextChoices):
    """Why an organisation answers for a record."""

    RECEIVED = "received", "It received the report"
    DEFAULT = "default", "Default owner: nobody else has accepted it"
    ACCEPTED = "accepted", "It accepted a hand-over"
    CLAIMED = "claimed", "It claimed the identification"
    TRANSFERRED = "transferred", "Transferred by decision of the coordinating centre"
    OPENED = "opened", "It opened the record"
    LAPSED = "lapsed", "Came back: the hand-over was not accepted in time"


class Handling(TextChoices):
    """How far what a record holds may go: the marks of the Traffic Light Protocol 2.0 (FIRST, 2022)."""

    RED = "RED", "TLP:RED"
    AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
    AMBER = "AMBER", "TLP:AMBER"
    GREEN = "GREEN", "TLP:GREEN"
    CLEAR = "CLEAR", "TLP:CLEAR"


# Columns that the database derives: their change is no change of the record.
DERIVED = ("readers", "next_due_at")


class OwnedRecord(models.Model):
    """What every record with an owner has. The owner can not be empty, and only ``ownership_change`` in the database
    writes it; ``readers`` is kept by a trigger and decides, with the grants, who sees the row.
    """

    id = models.BigIntegerField(primary_key=True)
    reference = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner_basis = models.CharField(max_length=12, choices=Basis)
    owner_since = models.DateTimeField()
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_restricted = models.BooleanField(default=False)
    readers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # The nearest moment at which a promise about this record breaks; kept by a trigger on the clocks.
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Every change adds one; a form sends back the number it was shown, and a stale save is refused.
    version = models.PositiveIntegerField(default=1)
    is_synthetic = models.BooleanField(default=False)
    # Nobody has said otherwise: it stays in the organisation.
    handling = models.CharField(
        "handling mark",
        max_length=12,
        choices=Handling,
        default=Handling.AMBER_STRICT,
        db_default=Handling.AMBER_STRICT,
    )

    class Meta:
        abstract = True


class Span(models.Model):
    """One organisation answered for one record from then until then. Written by the database alone."""

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=12, choices=Basis)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    changed_by_id = models.BigIntegerField(null=True)
    hand_over_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "from_at"], name="span_of_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(to_at__isnull=True), name="one_open_span_a_subject"
            ),
        ]


class Participation(models.Model):
    """An organisation, or one named person, takes part in a record without owning it, until it is ended."""

    class Basis(TextChoices):
        SENDER = "sender", "Sent it here"
        JOINT = "joint", "Works it jointly"
        CONCERNED = "concerned", "Answers for part of it"
        NAMED = "named", "Named person on a restricted record"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = models.CharField(max_length=10, choices=Basis)
    # A joint record: the working staff of that body write in it too. Its owner leads, and alone decides whose it is.
    may_write = models.BooleanField(default=False, db_default=False)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    added_by_id = models.BigIntegerField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="participation_in_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="participation_subject_kind"),
            models.CheckConstraint(
                condition=Q(may_write=False) | Q(basis="joint", user__isnull=True),
                name="a_body_writes_where_it_works_jointly",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "organisation", "user"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="takes_part_once",
            ),
        ]


class HandOver(models.Model):
    """A record offered to another organisation. The receiver sees ``preview`` and nothing else until it accepts.

    A refusal, a withdrawal and a lapse clear the preview: the receiver keeps nothing.
    """

    class State(TextChoices):
        OFFERED = "offered", "Waiting for acceptance"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn by the sender"
        LAPSED = "lapsed", "Not accepted in time"

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    sender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Where the sender addressed it, when it goes by way of a single point of contact.
    final_receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    is_urgent = models.BooleanField(default=False)
    reason = models.CharField("why it is sent there", max_length=300)
    preview = models.JSONField(null=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decline_reason = models.CharField(max_length=40, blank=True)
    decision_words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["receiver", "state", "due_at"], name="hand_over_received"),
            models.Index(fields=["sender", "state", "due_at"], name="hand_over_sent"),
            models.Index(fields=["subject_kind", "subject_id"], name="hand_over_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(sender=models.F("receiver")), name="hand_over_has_two_sides"),
            models.CheckConstraint(condition=Q(subject_kind__in=SUBJECT_KINDS), name="hand_over_subject_kind"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="declining_needs_a_coded_reason"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "accepted"]) | Q(preview__isnull=True), name="refusal_keeps_nothing"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="offered"), name="one_offer_at_a_time"
            ),
        ]


class Assignment(models.Model):
    """Who handles a record inside its owner's organisation, and who did before."""

    subject_kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by_id = models.BigIntegerField(null=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="assignment_of_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(to_at__isnull=True), name="one_handler_at_a_time"
            ),
        ]
