"""Sets that came in: each edition that was taken, every item of it, where that came from, and what bodies outside classified it as."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tutela.hashsets.models.body import Body, BodyKey
from tutela.hashsets.models.codes import PassOn, Why
from tutela.organisations.models import COUNTRY, Organisation
from tutela.register.models import Entry, File, Source


class ReceivedSet(models.Model):
    """A set of a body outside, as one organisation takes it. Its entries stand in the register under ``source``.

    ``last_number`` is the edition that was taken last, whole; 0 before the first. The terms are those of that edition.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="gave")
    uid = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Entry.Kind)
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="received_set")
    terms = models.CharField(max_length=200)
    pass_on = models.CharField(max_length=9, choices=PassOn, default=PassOn.NOBODY)
    pass_on_countries = ArrayField(models.CharField(max_length=COUNTRY), default=list)
    last_number = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "uid"], name="a_set_is_received_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TakenEdition(models.Model):
    """One edition of a set that came in. Its lines enter part by part; none of its entries is in an answer before ``done_at``."""

    received = models.ForeignKey(ReceivedSet, on_delete=models.PROTECT, related_name="editions", db_index=False)
    number = models.PositiveIntegerField()
    is_full = models.BooleanField()
    since = models.PositiveIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField()
    key = models.ForeignKey(BodyKey, on_delete=models.PROTECT, related_name="+")
    file_digest = models.CharField("SHA-256 of its lines", max_length=64)
    terms = models.CharField(max_length=200)
    pass_on = models.CharField(max_length=9, choices=PassOn)
    pass_on_countries = ArrayField(models.CharField(max_length=COUNTRY), default=list)
    lines = models.BigIntegerField()
    done_lines = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    entered = models.BigIntegerField("files that are in answers since", default=0)
    withdrawn = models.BigIntegerField("entries that were switched off", default=0)

    class Meta:
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["received", "number"], name="an_edition_is_taken_once"),
            models.UniqueConstraint(
                fields=["received"], condition=Q(done_at__isnull=True), name="one_edition_of_a_set_comes_in"
            ),
            models.CheckConstraint(condition=Q(done_lines__lte=F("lines")), name="an_edition_has_its_lines"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_lines=F("lines")), name="an_edition_is_taken_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} taken"


class Party(models.Model):
    """A body outside that is named in what came in: as the origin of something, a hand that it went through, who classified it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=COUNTRY, blank=True)

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name", "country"], name="a_party_is_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    """Where items of a set came from: the hands that they went through, the first body first, and under what terms."""

    received = models.ForeignKey(ReceivedSet, on_delete=models.PROTECT, related_name="origins", db_index=False)
    token = models.CharField(max_length=12)
    hands = ArrayField(models.BigIntegerField())
    terms = models.CharField(max_length=200)
    pass_on = models.CharField(max_length=9, choices=PassOn)
    pass_on_countries = ArrayField(models.CharField(max_length=COUNTRY), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["received", "token"], name="an_origin_is_kept_once")]

    def __str__(self) -> str:
        return self.token


class GivenClass(models.Model):
    """A class of a scheme as a body outside names it. It is no class of a scheme here, and is never made one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=40)
    scheme_name = models.CharField(max_length=120)
    jurisdiction = models.CharField(max_length=COUNTRY, blank=True)
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "given classes"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "scheme", "scheme_name", "jurisdiction", "code", "label"],
                name="a_given_class_is_kept_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.label}"


class ReceivedItem(models.Model):
    """What one edition said of one file. The latest edition that says something of it is what holds; nothing is overwritten."""

    received = models.ForeignKey(ReceivedSet, on_delete=models.PROTECT, related_name="items", db_index=False)
    edition = models.ForeignKey(TakenEdition, on_delete=models.PROTECT, related_name="items", db_index=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_index=False)
    act = models.SmallIntegerField()
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField(max_length=12, choices=Why, blank=True)

    class Meta:
        indexes = [models.Index(fields=["file", "received", "-id"], name="item_of_file")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "file"], name="a_file_once_in_an_edition"),
            models.CheckConstraint(
                condition=Q(act__in=[1, 2], why="", origin__isnull=False)
                | (Q(act__in=[3, 4], origin__isnull=True) & ~Q(why="")),
                name="an_item_is_given_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"Item {self.pk}"


class ReceivedClass(models.Model):
    """A body outside classified an item: its word, beside those of others. ``mapped_from`` where somebody only says what its class would be."""

    item = models.ForeignKey(ReceivedItem, on_delete=models.PROTECT, related_name="classes", db_index=False)
    given = models.ForeignKey(GivenClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    mapped_from = models.ForeignKey(
        GivenClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name_plural = "received classes"
        indexes = [models.Index(fields=["item"], name="class_of_item")]

    def __str__(self) -> str:
        return f"Class {self.pk}"
