"""What somebody has to hear: one line to one person, naming the record by its reference and the reason."""

from django.conf import settings
from django.db import models

from tutela.core.identity import new_uuid


class Notice(models.Model):
    """A line on somebody's page and in their daily digest. It never holds what the record holds."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", "Assigned to you"
        OFFERED = "offered", "Offered to your organisation"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Not accepted in time"
        URGENT = "urgent", "Specific concern for a child"
        DUE_SOON = "due_soon", "Due soon"
        OVERDUE = "overdue", "Overdue"
        SECOND_PERSON = "second_person", "A second person is asked for"
        ACCESS_ASKED = "access_asked", "Access asked for"
        ACCESS_DECIDED = "access_decided", "Your request for access"
        BREAK_GLASS = "break_glass", "Break-glass to review"
        REPORTER_WROTE = "reporter_wrote", "The reporter has written"
        RELEASED = "released", "Back to unassigned work"
        PEOPLE = "people", "A role was given or ended"
        CAME_AGAIN = "came_again", "The same report came again"
        AGREEMENT = "agreement", "Sending directly"
        PAUSE_OVER = "pause_over", "A pause is over"
        TASK = "task", "A task for you"
        COMMENT = "comment", "Somebody wrote about a record"
        FOLLOWED = "followed", "Something that you follow changed"
        FOUND = "found", "A search that you follow finds something new"
        PROPOSAL = "proposal", "A correction is proposed"
        MEETING = "meeting", "A meeting"
        DISPOSAL = "disposal", "A disposal to approve"

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    subject_kind = models.CharField(max_length=10, blank=True)
    subject_reference = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    in_digest_at = models.DateTimeField(null=True, blank=True)
    # It went out in a mail of its own or with a few others; a digest does not say it again.
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "seen_at", "-created_at"], name="notice_of_user")]


class DigestChoice(models.Model):
    """Whether somebody wants the daily digest by e-mail, and for which day it went out last. Without a row: yes, and none yet.

    It also holds when somebody was last mailed at once: the next such mail waits its quarter of an hour.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="digest_choice"
    )
    by_email = models.BooleanField(default=True)
    sent_for = models.DateField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)


class Channel(models.TextChoices):
    """Where somebody hears of a kind of notice, beside the page of notices, which shows everything."""

    PAGE = "page", "On the page only"
    DIGEST = "digest", "Also in the daily digest"
    MAIL = "mail", "Also by e-mail at once"


# What may go out at once: what somebody is waited for with, and not what is only good to know.
MAILED_AT_ONCE = (
    Notice.Kind.URGENT,
    Notice.Kind.OVERDUE,
    Notice.Kind.ASSIGNED,
    Notice.Kind.TASK,
    Notice.Kind.SECOND_PERSON,
    Notice.Kind.OFFERED,
)


class ChannelChoice(models.Model):
    """By which channel somebody wants one kind of notice. Without a row: in the daily digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="channel_choices")
    kind = models.CharField(max_length=20, choices=Notice.Kind)
    channel = models.CharField(max_length=6, choices=Channel)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="channel_chosen_once"),
            models.CheckConstraint(
                condition=~models.Q(channel="mail") | models.Q(kind__in=[str(kind) for kind in MAILED_AT_ONCE]),
                name="mailed_at_once_where_allowed",
            ),
        ]
