"""An organisation's working week, as the pure functions of ``working_time`` want it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache

from tutela.organisations.holidays_calendar import holiday_name
from tutela.organisations.models import ClosedDay, OpeningHours, Organisation
from tutela.organisations.working_time import WorkingWeek

# An organisation that has said nothing works office hours; ``tutela doctor`` names it.
_OFFICE_HOURS = {weekday: [(time(9), time(17))] for weekday in range(5)}


def week_of(organisation: Organisation) -> WorkingWeek:
    """The organisation's opening hours with its public holidays and closed days (two statements, remembered on the object)."""
    remembered = getattr(organisation, "_working_week", None)
    if remembered is None:
        remembered = _read(organisation)
        organisation._working_week = remembered  # type: ignore[attr-defined]  # noqa: SLF001
    return remembered


def _read(organisation: Organisation) -> WorkingWeek:
    closed = dict(ClosedDay.objects.filter(organisation=organisation).values_list("date", "name"))
    return week_from(organisation, OpeningHours.objects.filter(organisation=organisation), closed)


def week_from(organisation: Organisation, spans: Iterable[OpeningHours], closed: Mapping[date, str]) -> WorkingWeek:
    """The working week of an organisation whose opening hours and closed days were read already."""
    hours: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for span in spans:
        hours[span.weekday].append((span.opens, span.closes))
    country, subdivision = organisation.holiday_country, organisation.holiday_subdivision

    @lru_cache(maxsize=4096)
    def holiday(day: date) -> str | None:
        return closed.get(day) or holiday_name(country, subdivision, day)

    return WorkingWeek(tz=organisation.time_zone, hours=dict(hours) or _OFFICE_HOURS, holidays=holiday)
