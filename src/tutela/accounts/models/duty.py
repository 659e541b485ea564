"""The rota: who is called, in which order, when a child may be being harmed now, at any hour."""

from django.db import models
from django.db.models import Q

from tutela.accounts.models.people import User
from tutela.organisations.models import Organisation


class DutyShift(models.Model):
    """Somebody is on duty for an organisation. Level 1 is called first; each level waits the organisation's minutes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duty_shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_shifts")
    level = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "level"]
        indexes = [models.Index(fields=["organisation", "ends_at", "starts_at"], name="duty_at_a_time")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(level__gte=1), name="duty_level_from_one"),
        ]
