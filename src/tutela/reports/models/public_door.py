"""How often the public door was used of late, so that abuse is slowed without keeping anybody's address."""

from django.db import models


class DoorCount(models.Model):
    """One kind of use by one keyed digest (of an address with its day, of a browser, of a reference), until ``ends_at``.

    Only ``reports_door_wait`` in the database reads and writes it, and it removes what has ended.
    """

    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="door_count_ended")]
        constraints = [models.UniqueConstraint(fields=["kind", "who"], name="door_counts_once")]
