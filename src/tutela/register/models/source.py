"""Where entries came from that no examiner of ours found: a hash set of known-harmless files, a list of another body."""

from django.db import models
from django.db.models import Q

from tutela.audit.history import tracked
from tutela.organisations.models import Organisation
from tutela.register.models.audience import Audience


@tracked()
class Source(models.Model):
    """A set of hashes that an organisation brought in, under the terms under which it was given. All of it can be switched off."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    origin = models.CharField("who made it", max_length=120)
    terms = models.CharField("under what terms it was given", max_length=200)
    jurisdiction = models.CharField(max_length=2, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ALL)
    is_on = models.BooleanField(default=True)
    switched_words = models.CharField("why it was switched on or off", max_length=200, blank=True)
    review_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="source_named_once_in_organisation"),
            models.CheckConstraint(condition=~Q(origin=""), name="source_has_an_origin"),
            models.CheckConstraint(condition=~Q(terms=""), name="source_has_terms"),
        ]

    def __str__(self) -> str:
        return self.name
