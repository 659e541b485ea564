"""Who asked the register about which list, and what the answer was: kept, so that it can be looked at and printed again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tutela.core.choices import TextChoices
from tutela.organisations.models import Organisation
from tutela.register.models.submission import Submission


class Check(models.Model):
    """One list that was asked about. Its files' names are not kept; a row is named by its place in the list.

    A list that comes over a line is answered part by part: ``done_rows`` counts the rows that are answered, ``key`` is the name
    that its sender gave it, by which it goes on after a break.

    What was found and not sent needs a reason, so that the register is complete or it is known why not [¶ 12.3.28].
    """

    class Asked(TextChoices):
        SERVER = "server", "On the server"
        PAGE = "page", "On a page"
        API = "api", "From another machine"
        PACK = "pack", "With a pack, on a machine without a connection"

    class NotSent(TextChoices):
        NOT_OURS = "not_ours", "The examination is another organisation's, which sends it"
        COURT = "court", "A court or prosecutor does not allow it yet"
        ONGOING = "ongoing", "The examination goes on; it is sent at its end"
        TEST = "test", "It was a trial"
        OTHER = "other", "Other, with words"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_from = models.CharField(max_length=6, choices=Asked)
    form = models.CharField("format of the list", max_length=20)
    list_digest = models.CharField("SHA-256 of the list", max_length=64)
    exhibit = models.CharField(max_length=60, blank=True)
    subject_kind = models.CharField(max_length=10, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_reference = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField()
    done_rows = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    safeguarded = models.BigIntegerField("rows of an identified and safeguarded child", default=0)
    identified = models.BigIntegerField("rows of an identified child not yet safeguarded", default=0)
    not_identified = models.BigIntegerField("rows of a child not identified", default=0)
    known = models.BigIntegerField("rows known otherwise", default=0)
    harmless = models.BigIntegerField("rows known to be harmless", default=0)
    ask = models.BigIntegerField("rows to ask somebody about", default=0)
    new = models.BigIntegerField("rows that are new", default=0)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    not_sent = models.CharField(max_length=10, choices=NotSent, blank=True)
    not_sent_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-asked_at", "-id"], name="check_of_organisation")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], condition=~Q(key=""), name="a_check_is_begun_once"),
            models.CheckConstraint(
                condition=Q(done_rows__gte=0, done_rows__lte=F("rows")), name="check_has_no_more_rows_than_its_list"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_rows=F("rows")), name="a_check_is_done_when_all_is_answered"
            ),
            models.CheckConstraint(
                condition=Q(submission__isnull=True) | Q(not_sent=""), name="what_was_sent_needs_no_reason"
            ),
            models.CheckConstraint(
                condition=~Q(not_sent="other") | ~Q(not_sent_words=""), name="another_reason_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"Check {self.pk}"


class CheckPart(models.Model):
    """Up to some thousand rows of a list of which the register could say something, as it was said then, column by column.

    A list can have millions of rows, and a row of a table for each would cost more than the look-up. ``places`` are where the
    rows stand in the list, ``files`` the register's numbers, ``answers`` the numbers of ``tutela.register.answer.Answer``, ``series`` and
    ``organisations`` whose it was said to be (0 where nothing was said), ``distances`` in how many bits the file that this was said
    of differs, where it is only near (-1 where it is the file itself). ``more`` is the number of a ``CheckSaid``, 0 where there is no
    more to say; it is empty where that holds of all.
    """

    # The foreign key named "check" would hide Django's own method of that name.
    of_check = models.ForeignKey(
        Check, on_delete=models.PROTECT, related_name="parts", db_column="check_id", db_index=False
    )
    number = models.PositiveIntegerField()
    places = ArrayField(models.BigIntegerField())
    files = ArrayField(models.BigIntegerField())
    answers = ArrayField(models.SmallIntegerField())
    series = ArrayField(models.BigIntegerField())
    organisations = ArrayField(models.BigIntegerField())
    distances = ArrayField(models.SmallIntegerField())
    more = ArrayField(models.IntegerField(), default=list)

    class Meta:
        ordering = ["of_check", "number"]
        constraints = [models.UniqueConstraint(fields=["of_check", "number"], name="part_once_in_check")]

    def __str__(self) -> str:
        return f"Part {self.number} of check {self.of_check_id}"


class CheckSaid(models.Model):
    """What was said beside of some rows of a list: further series and organisations to ask, and that a person said of the file that it is the
    same picture as another. The same of thousands of rows, so that a list of millions has few of these.
    """

    of_check = models.ForeignKey(
        Check, on_delete=models.PROTECT, related_name="said", db_column="check_id", db_index=False
    )
    number = models.PositiveIntegerField()
    other_series = ArrayField(models.BigIntegerField(), default=list)
    also_ask = ArrayField(models.BigIntegerField(), default=list)
    same_by = models.BigIntegerField("organisation that said it is the same", null=True)
    same_at = models.DateTimeField(null=True)
    same_bits = models.PositiveSmallIntegerField("bits in which the two differ", null=True)

    class Meta:
        ordering = ["of_check", "number"]
        constraints = [models.UniqueConstraint(fields=["of_check", "number"], name="said_once_in_check")]

    def __str__(self) -> str:
        return f"Said {self.number} of check {self.of_check_id}"
