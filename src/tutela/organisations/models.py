"""Who takes part: organisations, their units, what each answers for, when it is open, and what it promises."""

from django.db import models
from django.db.models import Q

from tutela.core.choices import TextChoices
from tutela.typology.codes import CATEGORY_CODES

COUNTRY = 2  # ISO 3166-1 alpha-2


class Place(models.Model):
    """A place in the hierarchy of places (world, country, area …). ``ancestors`` holds every place above it and itself."""

    class Kind(TextChoices):
        WORLD = "world", "World"
        COUNTRY = "country", "Country"
        REGION = "region", "Region"
        AREA = "area", "Police area"
        DISTRICT = "district", "District"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    country = models.CharField(max_length=COUNTRY, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A body that can own, send, receive or be answered (domain.md, section 4).

    Its promises to reporters are its own: the defaults are one working day for a receipt, 28 days between two
    progress answers and five working days from the decision to the outcome.
    """

    class Kind(TextChoices):
        POLICE = "police", "Police service"
        NATIONAL_CENTRE = "national_centre", "National centre"
        INTERNATIONAL_BODY = "international_body", "International body"
        CUSTOMS = "customs", "Customs"
        HOTLINE = "hotline", "Hotline"
        CHILDRENS_SERVICES = "childrens_services", "Children's services"
        PROSECUTOR = "prosecutor", "Prosecutor"
        INDUSTRY = "industry", "Industry"
        FOREIGN_AGENCY = "foreign_agency", "Foreign agency"
        NGO = "ngo", "Non-governmental body"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=Kind)
    country = models.CharField(max_length=COUNTRY)
    area = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="organisations")
    is_coordinating_centre = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    holiday_country = models.CharField(max_length=COUNTRY)
    holiday_subdivision = models.CharField(max_length=10, blank=True)

    contact_name = models.CharField("single point of contact", max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    deputy_name = models.CharField("deputy of the single point of contact", max_length=120, blank=True)
    deputy_email = models.EmailField(blank=True)
    deputy_telephone = models.CharField(max_length=40, blank=True)

    receipt_working_days = models.PositiveSmallIntegerField(default=1)
    progress_days = models.PositiveSmallIntegerField(default=28)
    outcome_working_days = models.PositiveSmallIntegerField(default=5)
    acceptance_working_hours = models.PositiveSmallIntegerField(default=16)
    urgent_acceptance_minutes = models.PositiveSmallIntegerField(default=60)
    escalation_minutes = models.PositiveSmallIntegerField(default=15)
    # Within which a child's assessment of needs is made, from the day on which the child's record begins [¶ 13.6].
    assessment_working_days = models.PositiveSmallIntegerField(default=10, db_default=10)

    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    # Every change of the entry adds one; a form sends back the number it was shown, and a stale save is refused.
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["country"],
                condition=Q(is_coordinating_centre=True),
                name="one_coordinating_centre_a_country",
            ),
            models.CheckConstraint(condition=Q(progress_days__gte=1), name="progress_is_owed_at_least_daily"),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One span of a weekday (0 is Monday) in which an organisation works, in its own time zone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField(help_text="00:00 means midnight at the end of the day")

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "weekday", "opens"], name="opens_once_at_a_time"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_one_of_seven"),
        ]


class ClosedDay(models.Model):
    """A day on which an organisation is closed although no public holiday says so."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    date = models.DateField()
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "date"], name="closed_once_a_day")]


class Unit(models.Model):
    """A unit of an organisation: child protection, computer examination, CID … [¶ 12.3.1]."""

    class Kind(TextChoices):
        CHILD_PROTECTION = "child_protection", "Child protection unit"
        COMPUTER_EXAMINATION = "computer_examination", "Computer examination unit"
        CID = "cid", "Criminal investigation department"
        VICE = "vice", "Vice unit"
        PAEDOPHILE = "paedophile", "Paedophile unit"
        INTAKE = "intake", "Intake desk"
        OTHER = "other", "Other"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, choices=Kind)

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_named_once_in_organisation")]

    def __str__(self) -> str:
        return self.name


class Remit(models.Model):
    """What an organisation answers for: a category (blank: every category) in a place and all places within it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="remits")
    category = models.CharField(max_length=3, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="remits")

    class Meta:
        ordering = ["organisation", "category"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "category", "place"], name="remit_said_once"),
            models.CheckConstraint(
                condition=Q(category="") | Q(category__in=CATEGORY_CODES), name="remit_category_is_of_the_typology"
            ),
        ]


class DirectAgreement(models.Model):
    """Two organisations agree to send to each other without the national centre between them.

    ``one`` proposes, ``other`` agrees; it counts once both have, from its first to its last day, until either ends it.
    """

    one = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    words = models.CharField("what was agreed, and where it is kept", max_length=200)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by_id = models.BigIntegerField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by_id = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)
    end_words = models.CharField("why it ended", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(one=models.F("other")), name="agreement_has_two_sides"),
        ]
