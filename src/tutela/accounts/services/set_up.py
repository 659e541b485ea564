"""Enter an organisation that is not there yet, with its place, remit and first administrator: done by whoever runs the
installation, as the tables' owner, since nobody who may could sign in yet.

From then on its administrator keeps the entry (``services/organisation.py``) and makes the accounts
(``services/people.py``). Asked the same again, nothing is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from tutela import typology
from tutela.accounts.actor import SYSTEM
from tutela.accounts.invitations import link_for
from tutela.accounts.jobs import send_invitation
from tutela.accounts.models import Membership, Role, User
from tutela.accounts.services.organisation import Span, contact_of, must_be_hours
from tutela.accounts.services.people import checked_person
from tutela.accounts.services.set_up_place import country_place, must_be_code, must_be_country, place_of
from tutela.accounts.zone import zone_named
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.organisations.countries import country_name
from tutela.organisations.holidays_calendar import has_subdivision
from tutela.organisations.models import OpeningHours, Organisation, Remit

OFFICE_HOURS: tuple[Span, ...] = tuple((weekday, time(9), time(17)) for weekday in range(5))
# What an organisation is beyond change: with another of these it is another organisation.
_LASTING = ("kind", "country", "is_coordinating_centre")


@dataclass(frozen=True)
class Body:
    """An organisation to be entered. ``remits`` pairs the code of a place with a category, empty for every category."""

    code: str
    name: str
    kind: str
    country: str
    time_zone: str
    contact: Mapping[str, str]
    short_name: str = ""
    holiday_country: str = ""
    holiday_subdivision: str = ""
    area: str = ""
    hours: Sequence[Span] = OFFICE_HOURS
    remits: Sequence[tuple[str, str]] = ()
    is_coordinating_centre: bool = False


@dataclass(frozen=True)
class FirstAdministrator:
    """Who makes the other accounts of an organisation. With ``prints_link`` no mail is sent: whoever asks hands it over."""

    email: str
    name: str
    prints_link: bool = False


@dataclass(frozen=True)
class SetUp:
    """What is there now, and whether it was made just now; ``link`` sets the administrator's password, once."""

    organisation: Organisation
    is_new: bool
    administrator: User | None = None
    is_invited: bool = False
    link: str = field(default="", repr=False)


@transaction.atomic
def set_up(body: Body, administrator: FirstAdministrator | None, *, now: datetime) -> SetUp:
    """Enter an organisation, the place of its country, its remit, its hours and its first administrator; all or nothing.

    A coordinating centre answers for everything in its country. Raises BadInput for what will not do, NotFound for a
    place, RuleBroken for a second centre of a country and for a code, name or address that is another's.
    """
    with connection.cursor() as cursor:
        # Two at the same time would both find that there is no centre; the second would end in a constraint's words.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.set_up'))")
    entry = _checked(body)
    address = ""
    if administrator is not None:
        address = checked_person(administrator.email, administrator.name, Role.ADMINISTRATOR)
    elif body.is_coordinating_centre:
        raise BadInput(
            "A coordinating centre needs a first administrator.",
            where=where(field="administrator"),
            mend="Give the address of whoever will make the other accounts.",
        )
    present = Organisation.objects.filter(code=entry.code).first()
    if present is None:
        _must_be_free(entry)
    else:
        _must_be_the_same(present, entry)
    person = _administrator_of(present, address)
    name_the_verb("organisation.set_up")
    organisation = present or _enter(entry, body, now=now)
    is_joining = administrator is not None and person is None
    if administrator is not None and person is None:
        person = _join(administrator.name, address, organisation, now=now)
    if present is None or is_joining:
        record(
            "organisation.set_up",
            actor=SYSTEM,
            now=now,
            organisation=organisation.code,
            centre=organisation.is_coordinating_centre,
            is_new=present is None,
            user=person.pk if person else None,
        )
    made = SetUp(organisation, present is None, person)
    # Who has no password yet may have lost the mail; who has one is told nothing and given nothing.
    if administrator is None or person is None or person.has_usable_password():
        return made
    return _invite(made, person, administrator, now=now)


def _invite(made: SetUp, person: User, administrator: FirstAdministrator, *, now: datetime) -> SetUp:
    record(
        "people.invite", actor=SYSTEM, now=now, user=person.pk, way="printed" if administrator.prints_link else "mail"
    )
    if administrator.prints_link:
        return SetUp(made.organisation, made.is_new, person, is_invited=True, link=link_for(person))
    send_invitation.defer(user_id=person.pk)
    return SetUp(made.organisation, made.is_new, person, is_invited=True)


def _checked(body: Body) -> Organisation:
    """The entry, not yet written. Raises BadInput that names the field."""
    must_be_code(body.code)
    name = body.name.strip()
    if not name:
        raise BadInput("An organisation needs a name.", where=where(field="name"), mend="Enter its full name.")
    if body.kind not in Organisation.Kind.values:
        raise BadInput(
            "There is no such kind of organisation.",
            where=where(field="kind"),
            mend=f"Choose one of: {', '.join(Organisation.Kind.values)}.",
        )
    must_be_country(body.country, field="country")
    if zone_named(body.time_zone) is None:
        raise BadInput(
            "There is no such time zone.", where=where(field="time_zone"), mend="Give one such as Europe/London."
        )
    holidays_of = body.holiday_country or body.country
    must_be_country(holidays_of, field="holidays")
    if body.holiday_subdivision and not has_subdivision(holidays_of, body.holiday_subdivision):
        raise BadInput(
            "This country has no public holidays of that part.",
            where=where(field="holidays"),
            mend="Leave the part out, or give one such as GB-ENG.",
        )
    must_be_hours(body.hours)
    known = {one.code for one in typology.categories()}
    if any(category and category not in known for _, category in body.remits):
        raise BadInput("There is no such category.", where=where(field="remit"), mend="`docs/guide` lists their codes.")
    return Organisation(
        code=body.code,
        name=name,
        short_name=body.short_name.strip() or name[:40],
        kind=body.kind,
        country=body.country,
        is_coordinating_centre=body.is_coordinating_centre,
        time_zone=body.time_zone,
        holiday_country=holidays_of,
        holiday_subdivision=body.holiday_subdivision,
        **contact_of(body.contact),
    )


def _must_be_free(entry: Organisation) -> None:
    if Organisation.objects.filter(name__iexact=entry.name).exists():
        raise RuleBroken(
            "Another organisation has this name.",
            where=where(field="name"),
            mend="Give the code under which it was set up, or another name.",
        )
    if not entry.is_coordinating_centre:
        return
    centre = Organisation.objects.filter(is_coordinating_centre=True, country=entry.country).first()
    if centre is not None:
        raise RuleBroken(
            f"{centre.name} is the coordinating centre of {country_name(entry.country)} already: a country has one.",
            where=where(field="country"),
            mend="Enter this one with `tutela set-up organisation`.",
        )


def _must_be_the_same(present: Organisation, entry: Organisation) -> None:
    """What its administrator may change since is left as it is; what it is for good must be the same."""
    differing = [name for name in _LASTING if getattr(present, name) != getattr(entry, name)]
    if differing:
        raise RuleBroken(
            f"{present.name} has this code, and is another organisation.",
            where=where(field="code" if "country" in differing else differing[0]),
            mend="Choose a code that is not in use.",
        )


def _administrator_of(organisation: Organisation | None, address: str) -> User | None:
    """The person of an address who administers the organisation already; None where they are to join it.

    Raises RuleBroken when the address is in use elsewhere, or somebody else administers the organisation.
    """
    if not address:
        return None
    person = User.objects.filter(email=address).first()
    present = Membership.objects.filter(organisation=organisation, role=Role.ADMINISTRATOR, ends_at=None)
    if organisation is not None and person is not None and present.filter(user=person).exists():
        return person
    if person is not None:
        raise RuleBroken(
            "This address is in use.",
            where=where(field="administrator"),
            mend="Give the address that the person has at this organisation.",
        )
    if organisation is not None and present.exists():
        raise RuleBroken(
            f"{organisation.name} has an administrator already.",
            where=where(field="administrator"),
            mend="That person makes the other accounts: `tutela people join`, or the page of the organisation's people.",
        )
    return None


def _enter(entry: Organisation, body: Body, *, now: datetime) -> Organisation:
    country = country_place(entry.country, now=now)
    if body.area:
        entry.area = place_of(body.area, field="area")
    remits = [(country, "")] if entry.is_coordinating_centre else []
    remits += [(place_of(code, field="remit"), category) for code, category in body.remits]
    entry.save(force_insert=True)
    OpeningHours.objects.bulk_create(
        [
            OpeningHours(organisation=entry, weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in sorted(body.hours)
        ]
    )
    Remit.objects.bulk_create(
        [Remit(organisation=entry, place=place, category=category) for place, category in dict.fromkeys(remits)]
    )
    return entry


def _join(name: str, address: str, organisation: Organisation, *, now: datetime) -> User:
    person = User.objects.create_user(address, name=name.strip(), time_zone=organisation.time_zone)
    EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    Membership.objects.create(user=person, organisation=organisation, role=Role.ADMINISTRATOR, starts_at=now)
    return person
