"""Sets that an organisation gives, to whom, and each edition of them that went out, as it went out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tutela.hashsets.models.body import Body
from tutela.hashsets.models.codes import PassOn
from tutela.organisations.models import COUNTRY, Organisation
from tutela.register.models import Entry, Scheme, SchemeCode


class HashSet(models.Model):
    """Which of its own entries an organisation gives, and under what terms. It is not changed: another set is another definition.

    ``uid`` names the set to whoever receives it. ``sources`` are those whose entries are given as well, because their terms allow
    it. ``say_in`` is the scheme of the recipients: what a class would be in it goes along, with the author of the mapping.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    uid = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Entry.Kind)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code = models.ForeignKey(SchemeCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    with_mapped = models.BooleanField("what another class would be in this one as well", default=False)
    say_in = models.ForeignKey(Scheme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    jurisdictions = ArrayField(models.CharField(max_length=COUNTRY), default=list)
    sources = ArrayField(models.BigIntegerField(), default=list)
    with_restricted = models.BooleanField("what is for the own organisation alone as well", default=False)
    terms = models.CharField(max_length=200)
    pass_on = models.CharField(max_length=9, choices=PassOn, default=PassOn.NOBODY)
    pass_on_countries = ArrayField(models.CharField(max_length=COUNTRY), default=list)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="set_named_once_in_organisation"),
            models.CheckConstraint(condition=~Q(terms=""), name="set_has_terms"),
            models.CheckConstraint(condition=Q(kind__in=["case", "harmless", "trivial"]), name="set_kind_is_known"),
            models.CheckConstraint(
                condition=Q(pass_on__in=["nobody", "countries", "anybody"]), name="set_pass_on_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Recipient(models.Model):
    """A set goes to a body, from a day on, until somebody ends it."""

    hash_set = models.ForeignKey(HashSet, on_delete=models.PROTECT, related_name="recipients", db_index=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="receives")
    since = models.DateTimeField()
    by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hash_set", "body"]
        constraints = [
            models.UniqueConstraint(
                fields=["hash_set", "body"], condition=Q(ended_at__isnull=True), name="a_set_goes_to_a_body_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hash_set_id} to {self.body_id}"


class Edition(models.Model):
    """One edition of a set for one body. Without a ``number`` it is being made: nobody has it, and it goes on after a break.

    Its file is ``head``, the content of its parts in their order, and ``tail``: the same bytes whenever it is written again.
    """

    hash_set = models.ForeignKey(HashSet, on_delete=models.PROTECT, related_name="editions", db_index=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(null=True, blank=True)
    is_full = models.BooleanField()
    since = models.PositiveIntegerField("the edition that it follows", null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    at_file = models.BigIntegerField("how far it is", default=0)
    until_file = models.BigIntegerField("how far it goes")
    given = models.BigIntegerField("files given", default=0)
    changed = models.BigIntegerField("files said otherwise of", default=0)
    withdrawn = models.BigIntegerField("files withdrawn", default=0)
    left_restricted = models.BigIntegerField("left out: for the own organisation alone", default=0)
    left_disputed = models.BigIntegerField("left out: disputed", default=0)
    left_off = models.BigIntegerField("left out: switched off", default=0)
    left_terms = models.BigIntegerField("left out: may not be passed on", default=0)
    issued_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField("fingerprint of the key that signed it", max_length=29, blank=True)
    text_digest = models.CharField("SHA-256 of its lines", max_length=64, blank=True)
    size = models.BigIntegerField("bytes of its file", default=0)
    head = models.BinaryField(null=True)
    tail = models.BinaryField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["hash_set", "-asked_at", "-id"], name="edition_of_set")]
        constraints = [
            models.UniqueConstraint(fields=["hash_set", "number"], name="an_edition_has_its_number_alone"),
            models.UniqueConstraint(
                fields=["hash_set", "body"], condition=Q(number__isnull=True), name="one_edition_of_a_body_is_made"
            ),
            models.CheckConstraint(
                condition=Q(is_full=True, since__isnull=True) | Q(is_full=False, since__isnull=False),
                name="an_edition_is_full_or_follows_one",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, issued_at__isnull=True, head__isnull=True, tail__isnull=True)
                | Q(number__isnull=False, issued_at__isnull=False, head__isnull=False, tail__isnull=False),
                name="an_issued_edition_is_whole",
            ),
            models.CheckConstraint(condition=Q(at_file__lte=F("until_file")), name="an_edition_goes_to_its_end"),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number or self.pk}"


class EditionPart(models.Model):
    """Up to some thousand lines of an edition: the files in the order of their numbers, what it does with each, a print of what it
    says of each (the first eight bytes of the SHA-256 of its line), and the lines themselves as they stand in the file.

    The parts of an edition do not overlap, so that one row says whether a file is in it.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    first_file = models.BigIntegerField()
    last_file = models.BigIntegerField()
    files = ArrayField(models.BigIntegerField())
    acts = ArrayField(models.SmallIntegerField())
    prints = ArrayField(models.BigIntegerField())
    # What its lines name, so that the head of the file can explain it.
    origins = ArrayField(models.BigIntegerField())
    sources = ArrayField(models.BigIntegerField())
    codes = ArrayField(models.BigIntegerField())
    mappings = ArrayField(models.BigIntegerField())
    classes = ArrayField(models.BigIntegerField())
    parties = ArrayField(models.BigIntegerField())
    content = models.BinaryField()

    class Meta:
        ordering = ["edition", "number"]
        indexes = [models.Index(fields=["edition", "first_file", "last_file"], name="part_by_files")]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="part_once_in_edition")]

    def __str__(self) -> str:
        return f"Part {self.number} of edition {self.edition_id}"
