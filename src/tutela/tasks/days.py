"""A task is due with the end of a day, where the organisation that has it is."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tutela.organisations.models import Organisation

_END_OF_DAY = time(23, 59)


def end_of(day: date | None, organisation: Organisation) -> datetime | None:
    """The moment at which a day is over there; none for no day."""
    return None if day is None else datetime.combine(day, _END_OF_DAY, ZoneInfo(organisation.time_zone))


def day_of(moment: datetime | None, organisation: Organisation) -> date | None:
    """The day there on which a moment lies; none for no moment."""
    return None if moment is None else moment.astimezone(ZoneInfo(organisation.time_zone)).date()
