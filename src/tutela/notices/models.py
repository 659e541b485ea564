"""What somebody has to hear: one line to one person, naming the record by its reference and the reason."""

from django.conf import settings
from django.db import models

from tutela.core.choices import TextChoices
from tutela.core.identity import new_uuid
from tutela.notices.sentences import said


class Notice(models.Model):
    """A line on somebody's page and in their daily digest. It never holds what the record holds."""

    class Kind(TextChoices):
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
        ALERT = "alert", "The same in two services"
        IDENTIFIED = "identified", "What became of what you met"

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

    @property
    def said(self) -> str:
        """Its words, which are kept in English, in the language of the page."""
        return said(self.words)


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


class Channel(TextChoices):
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
    Notice.Kind.ALERT,
    Notice.Kind.IDENTIFIED,
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


class Announcement(models.Model):
    """What everybody is told who opens a page: of the installation, never of a record."""

    class Kind(TextChoices):
        NEWS = "news", "Announcement"
        MAINTENANCE = "maintenance", "Planned maintenance"
        DISTURBANCE = "disturbance", "Disturbance"

    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=300)
    # By the code of a language; who reads in another one is told the ``words``.
    in_languages = models.JSONField(default=dict)
    shown_from = models.DateTimeField()
    # When what is announced begins and ends; without an end it is shown until it is withdrawn.
    begins_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["shown_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["news", "maintenance", "disturbance"]), name="announcement_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("shown_from")),
                name="announcement_ends_after_it_is_shown",
            ),
            models.CheckConstraint(
                condition=models.Q(begins_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("begins_at")),
                name="announced_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"

    def said_in(self, language: str) -> str:
        """Its words in a language (a code), or as they were written first."""
        return str(self.in_languages.get(language) or self.words)
