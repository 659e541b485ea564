"""When something is planned: as much of the day as is known, and perhaps an hour in a zone."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from tutela.core.fields import CANONICAL_PARTIAL_DATE, PartialDateField
from tutela.core.partial_date import PartialDate


class Planned(models.Model):
    """Something on a day of which only a part may be known, with an hour only where the day is."""

    on = PartialDateField("day", null=True, blank=True)
    at = models.TimeField("hour", null=True, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True

    def when_in_words(self) -> str:
        """The day as far as it is known, and the hour with its zone; empty where nothing is known."""
        return when_in_words(self.on, self.at, self.time_zone)


def when_in_words(on: PartialDate | None, at: time | None, time_zone: str) -> str:
    """A planned day and hour as a reader says them."""
    if on is None:
        return ""
    if at is None or on.month is None or on.day is None:
        return on.in_words()
    moment = datetime.combine(on.earliest, at, ZoneInfo(time_zone or "UTC"))
    return f"{on.in_words()}, {at:%H:%M} {moment:%Z} ({time_zone or 'UTC'})"


def hour_needs_its_day(name: str) -> models.CheckConstraint:
    """An hour stands only where the whole day is known, and a day is written as it is kept."""
    whole = Q(at__isnull=True) | Q(on__regex=r"^\d{4}-\d{2}-\d{2}$", time_zone__gt="")
    return models.CheckConstraint(
        condition=(Q(on__isnull=True) & Q(at__isnull=True)) | (Q(on__regex=CANONICAL_PARTIAL_DATE) & whole), name=name
    )
