"""An administrator keeps their own organisation's entry: how to reach it, when it works, what it answers for and promises.

The database holds the other half of the rule: nobody else changes it, and nobody changes another organisation's.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership, Role
from tutela.accounts.zone import zone_named
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.core.versions import must_be_as_shown
from tutela.organisations.models import ClosedDay, OpeningHours, Organisation, Place, Remit, Unit

Entry = TypeVar("Entry", ClosedDay, Remit, Unit)

CONTACT = (
    "contact_name",
    "contact_email",
    "contact_telephone",
    "deputy_name",
    "deputy_email",
    "deputy_telephone",
)
# Each with its least and its most: a promise of nothing and one for years are both mistypings.
PROMISES: Mapping[str, tuple[int, int]] = {
    "receipt_working_days": (0, 30),
    "progress_days": (1, 180),
    "outcome_working_days": (0, 60),
    "acceptance_working_hours": (1, 200),
    "urgent_acceptance_minutes": (5, 1_440),
    "escalation_minutes": (1, 240),
    "assessment_working_days": (1, 60),
}
Span = tuple[int, time, time]
MOST_SPANS_A_DAY = 4


def contact_of(values: Mapping[str, str]) -> dict[str, str]:
    """The single point of contact and its deputy, as they are kept. Raises BadInput when the point of contact cannot be
    reached at all, or is its own deputy.
    """
    given = {name: str(values.get(name, "")).strip() for name in CONTACT}
    if not given["contact_name"] or not (given["contact_email"] or given["contact_telephone"]):
        raise BadInput(
            gettext("A single point of contact needs a name, and a telephone number or an address."),
            where=where(field="contact_name"),
            mend=gettext("Name the desk or the person, and say how they are reached."),
        )
    same = [
        name
        for name in ("email", "telephone")
        if given[f"contact_{name}"] and given[f"contact_{name}"] == given[f"deputy_{name}"]
    ]
    if same and given["contact_name"] == given["deputy_name"]:
        raise BadInput(
            gettext("The deputy is the point of contact itself."),
            where=where(field="deputy_name"),
            mend=gettext("Name somebody who answers when the point of contact does not."),
        )
    return given


def must_be_hours(spans: Sequence[Span]) -> None:
    """Refuse hours in which no promise could be kept: no span at all, two that overlap, or too many on one day.

    Raises BadInput.
    """
    if not spans:
        raise BadInput(
            gettext("An organisation that is never open can keep no promise."),
            where=where(field="monday"),
            mend=gettext("Enter the hours of at least one day."),
        )
    for weekday in range(7):
        of_day = sorted((opens, closes) for day, opens, closes in spans if day == weekday)
        if len(of_day) > MOST_SPANS_A_DAY:
            raise BadInput(
                gettext("A day has at most {most} spans.").format(most=MOST_SPANS_A_DAY),
                mend=gettext("Join some of them."),
            )
        for (opens, closes), (opens_next, _) in pairwise(of_day):
            # What runs over midnight ends the day: nothing of that day comes after it.
            if closes <= opens or opens_next < closes:
                raise BadInput(
                    gettext("Two spans of one day overlap."), mend=gettext("Let one end before the next begins.")
                )


@transaction.atomic
def change_contact(
    values: Mapping[str, str], *, version: int | None = None, actor: Actor, now: datetime
) -> Organisation:
    """Who is telephoned, and who when nobody answers. Raises as :func:`contact_of` does."""
    given = contact_of(values)
    return _change("organisation.contact", given, version=version, actor=actor, now=now)


@transaction.atomic
def change_promises(
    values: Mapping[str, int], *, version: int | None = None, actor: Actor, now: datetime
) -> Organisation:
    """What the organisation promises those who report to it. It counts for clocks that start from now on.

    Raises BadInput that names the promise which is out of bounds.
    """
    given = {name: int(values[name]) for name in PROMISES}
    for name, value in given.items():
        least, most = PROMISES[name]
        if not least <= value <= most:
            raise BadInput(
                gettext("This promise lies between {least} and {most}.").format(least=least, most=most),
                where=where(field=name),
                mend=gettext("Enter another number."),
            )
    return _change("organisation.promises", given, version=version, actor=actor, now=now)


@transaction.atomic
def change_calendar(
    *,
    time_zone: str,
    holiday_country: str,
    holiday_subdivision: str,
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Organisation:
    """In which zone the organisation works, and whose public holidays it keeps."""
    if zone_named(time_zone) is None:
        raise BadInput(
            gettext("There is no such time zone."),
            where=where(field="time_zone"),
            mend=gettext("Choose one of the list."),
        )
    given = {
        "time_zone": time_zone,
        "holiday_country": holiday_country.strip().upper(),
        "holiday_subdivision": holiday_subdivision.strip().upper(),
    }
    return _change("organisation.calendar", given, version=version, actor=actor, now=now)


@transaction.atomic
def set_opening_hours(
    spans: list[Span], *, version: int | None = None, actor: Actor, now: datetime
) -> list[OpeningHours]:
    """The spans in which the organisation works, replacing those it had. Raises as :func:`must_be_hours` does."""
    actor.must_hold(Role.ADMINISTRATOR)
    must_be_hours(spans)
    name_the_verb("organisation.hours")
    organisation = _own_entry(actor, version)
    present = OpeningHours.objects.filter(organisation_id=actor.organisation_pk)
    before = [_span(one.weekday, one.opens, one.closes) for one in present]
    present.delete()
    made = OpeningHours.objects.bulk_create(
        [
            OpeningHours(organisation_id=actor.organisation_pk, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in sorted(spans)
        ]
    )
    _changed(organisation)
    record("organisation.hours", actor=actor, now=now, before=before, after=[_span(*one) for one in sorted(spans)])
    return made


@transaction.atomic
def add_closed_day(day: date, *, name: str, actor: Actor, now: datetime) -> ClosedDay:
    """A day on which the organisation does not work although no public holiday says so."""
    actor.must_hold(Role.ADMINISTRATOR)
    if day < now.date():
        raise RuleBroken(
            gettext("A closed day lies ahead."),
            where=where(field="date"),
            mend=gettext("Promises of the past are not changed."),
        )
    if not name.strip():
        raise BadInput(
            gettext("A closed day needs a name."), where=where(field="name"), mend=gettext("Say why it is closed.")
        )
    if ClosedDay.objects.filter(organisation_id=actor.organisation_pk, date=day).exists():
        raise RuleBroken(
            gettext("That day is closed already."), where=where(field="date"), mend=gettext("Nothing has to be done.")
        )
    made = ClosedDay.objects.create(organisation_id=actor.organisation_pk, date=day, name=name.strip()[:80])
    record("organisation.closed_day", actor=actor, now=now, date=day.isoformat(), name=made.name)
    return made


@transaction.atomic
def remove_closed_day(pk: int, *, actor: Actor, now: datetime) -> None:
    """The organisation works on that day after all."""
    actor.must_hold(Role.ADMINISTRATOR)
    day = _own(ClosedDay, pk, actor)
    record("organisation.open_day", actor=actor, now=now, date=day.date.isoformat(), name=day.name)
    day.delete()


@transaction.atomic
def add_unit(*, name: str, kind: str, actor: Actor, now: datetime) -> Unit:
    """A unit of the organisation. Raises RuleBroken for a name that another one has."""
    actor.must_hold(Role.ADMINISTRATOR)
    called = _unit_name(name, kind, actor, but=None)
    made = Unit.objects.create(organisation_id=actor.organisation_pk, name=called, kind=kind)
    record("organisation.unit_add", actor=actor, now=now, unit=made.pk, name=called, kind=kind)
    return made


@transaction.atomic
def change_unit(pk: int, *, name: str, kind: str, version: int | None = None, actor: Actor, now: datetime) -> Unit:
    """Another name or kind of a unit; what was assigned to it stays with it."""
    actor.must_hold(Role.ADMINISTRATOR)
    organisation = _own_entry(actor, version)
    unit = _own(Unit, pk, actor)
    called = _unit_name(name, kind, actor, but=unit.pk)
    before = {"name": unit.name, "kind": unit.kind}
    unit.name, unit.kind = called, kind
    unit.save(update_fields=["name", "kind"])
    _changed(organisation)
    record(
        "organisation.unit_change",
        actor=actor,
        now=now,
        unit=unit.pk,
        before=before,
        after={"name": called, "kind": kind},
    )
    return unit


@transaction.atomic
def remove_unit(pk: int, *, actor: Actor, now: datetime) -> None:
    """A unit that never had anybody goes. Raises RuleBroken for one in which somebody works or has worked."""
    actor.must_hold(Role.ADMINISTRATOR)
    unit = _own(Unit, pk, actor)
    if Membership.objects.filter(unit=unit).exists():
        raise RuleBroken(
            gettext("People work or have worked in this unit."),
            mend=gettext("Give it another name, and let nobody be added to it."),
        )
    record("organisation.unit_remove", actor=actor, now=now, unit=unit.pk, name=unit.name)
    unit.delete()


@transaction.atomic
def add_remit(place: Place, *, category: str, actor: Actor, now: datetime) -> Remit:
    """The organisation answers for a category (empty: for every one) in a place and all within it.

    Raises BadInput for an unknown category, RuleBroken for what is said already.
    """
    actor.must_hold(Role.ADMINISTRATOR)
    if category and category not in {one.code for one in typology.categories()}:
        raise BadInput(
            gettext("There is no such category."),
            where=where(field="category"),
            mend=gettext("Choose one of the list."),
        )
    if Remit.objects.filter(organisation_id=actor.organisation_pk, category=category, place=place).exists():
        raise RuleBroken(
            gettext("That is said already."), where=where(field="place"), mend=gettext("Nothing has to be done.")
        )
    made = Remit.objects.create(organisation_id=actor.organisation_pk, category=category, place=place)
    record("organisation.remit_add", actor=actor, now=now, place=place.code, category=category or "every")
    return made


@transaction.atomic
def remove_remit(pk: int, *, actor: Actor, now: datetime) -> None:
    """The organisation answers for that no more; what it owns already stays its own."""
    actor.must_hold(Role.ADMINISTRATOR)
    remit = _own(Remit, pk, actor)
    record(
        "organisation.remit_remove", actor=actor, now=now, place=remit.place.code, category=remit.category or "every"
    )
    remit.delete()


def _change(
    verb: str, given: Mapping[str, Any], *, version: int | None = None, actor: Actor, now: datetime
) -> Organisation:
    """Save what differs, with before and after in the trail: an organisation's entry is no personal record."""
    actor.must_hold(Role.ADMINISTRATOR)
    name_the_verb(verb)
    organisation = _own_entry(actor, version)
    before = {name: getattr(organisation, name) for name in given if getattr(organisation, name) != given[name]}
    if not before:
        raise RuleBroken(gettext("Nothing was changed."), mend=gettext("Change something first, or go back."))
    for name in before:
        setattr(organisation, name, given[name])
    organisation.save(update_fields=sorted(before))
    _changed(organisation)
    record(verb, actor=actor, now=now, before=before, after={name: given[name] for name in before})
    return organisation


def _own_entry(actor: Actor, version: int | None) -> Organisation:
    """The organisation's entry, locked. Raises StaleRecord where it is another one than was shown."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_pk)
    must_be_as_shown(organisation, version)
    return organisation


def _changed(organisation: Organisation) -> None:
    organisation.version += 1
    organisation.save(update_fields=["version"])


def _unit_name(name: str, kind: str, actor: Actor, *, but: int | None) -> str:
    called = name.strip()
    if not called:
        raise BadInput(
            gettext("A unit needs a name."),
            where=where(field="name"),
            mend=gettext("Enter the name that colleagues know."),
        )
    if kind not in Unit.Kind.values:
        raise BadInput(
            gettext("There is no such kind of unit."),
            where=where(field="kind"),
            mend=gettext("Choose one of the list."),
        )
    named = Unit.objects.filter(organisation_id=actor.organisation_pk, name__iexact=called)
    if named.exclude(pk=but or 0).exists():
        raise RuleBroken(
            gettext("Another unit has this name."), where=where(field="name"), mend=gettext("Choose another name.")
        )
    return called


def _own(model: type[Entry], pk: int, actor: Actor) -> Entry:
    found = model._default_manager.filter(pk=pk, organisation_id=actor.organisation_pk).first()
    if found is None:
        raise NotFound(gettext("There is no such entry of your organisation."), mend=gettext("Look at the page again."))
    return found


def _span(weekday: int, opens: time, closes: time) -> str:
    return f"{weekday} {opens:%H:%M}-{closes:%H:%M}"
