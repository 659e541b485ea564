"""What is known of where a child may be: each statement with who said it, when, from what source. A later one adds."""

from django.db import models
from django.db.models import Q

from tutela.children.models.child import Child
from tutela.core.choices import TextChoices
from tutela.organisations.models import COUNTRY, Organisation


class Whereabouts(models.Model):
    """One statement about one place: a country, an organisation or service, or a place within either.

    Statements about the same place follow one another; the newest is the present one [¶ 11.1.2].
    """

    class State(TextChoices):
        CONSIDERED = "considered", "Considered"
        RULED_OUT = "ruled_out", "Ruled out"
        CONFIRMED = "confirmed", "Confirmed"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="whereabouts")
    country = models.CharField(max_length=COUNTRY, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField("place, in a few words", max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State)
    source = models.CharField(max_length=120)
    grading = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=200, blank=True)
    said_by_id = models.BigIntegerField(null=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "whereabouts"
        ordering = ["-said_at", "-id"]
        indexes = [models.Index(fields=["child", "-said_at", "-id"], name="whereabouts_of_child")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(country="") | Q(organisation__isnull=False), name="whereabouts_are_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["considered", "ruled_out", "confirmed"]), name="whereabouts_state_is_known"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="whereabouts_have_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.country or self.organisation_id} {self.state}"
