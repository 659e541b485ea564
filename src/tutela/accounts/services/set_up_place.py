"""Places in their hierarchy: the world, countries, and the areas within them. Entered by whoever runs the installation, as
the tables' owner: a place of which remits are said is every organisation's.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from tutela.accounts.actor import SYSTEM
from tutela.audit.services import record
from tutela.core.errors import BadInput, NotFound, RuleBroken, where
from tutela.organisations.countries import country_choices, country_name
from tutela.organisations.models import Place

_WITHIN_A_COUNTRY = (Place.Kind.REGION, Place.Kind.AREA, Place.Kind.DISTRICT)


@transaction.atomic
def set_up_place(*, code: str, name: str, kind: str, within: str, now: datetime) -> tuple[Place, bool]:
    """A region, area or district within a place that is there; the second value says whether it is new.

    Raises BadInput for a code, name or kind that will not do, NotFound for the place around it, RuleBroken when the code
    is another place's.
    """
    if kind not in _WITHIN_A_COUNTRY:
        raise BadInput(
            "There is no such kind of place within a country.",
            where=where(field="kind"),
            mend=f"Choose one of: {', '.join(_WITHIN_A_COUNTRY)}.",
        )
    if not name.strip():
        raise BadInput("A place needs a name.", where=where(field="name"), mend="Enter the name that people know.")
    must_be_code(code)
    around = place_of(within, field="in")
    if around.kind == Place.Kind.WORLD:
        raise BadInput(
            f"A {Place.Kind(kind).label.lower()} lies in a country.",
            where=where(field="in"),
            mend="Name the code of the country, or of a place within it.",
        )
    present = Place.objects.filter(code=code).first()
    if present is not None:
        if (present.name, present.kind, present.parent_id) != (name.strip(), kind, around.pk):
            raise RuleBroken(
                "Another place has this code.", where=where(field="code"), mend="Choose a code that is not in use."
            )
        return present, False
    made = Place.objects.create(code=code, name=name.strip(), kind=kind, country=around.country, parent=around)
    record("organisation.set_up_place", actor=SYSTEM, now=now, place=made.code, kind=kind, within=around.code)
    return made, True


def country_place(country: str, *, now: datetime) -> Place:
    """The place that is a country, made within the world where it is missing."""
    found = Place.objects.filter(kind=Place.Kind.COUNTRY, country=country).first()
    if found is not None:
        return found
    world = Place.objects.filter(kind=Place.Kind.WORLD).first()
    if world is None:
        world = Place.objects.create(code="world", name="World", kind=Place.Kind.WORLD, country="")
        record("organisation.set_up_place", actor=SYSTEM, now=now, place=world.code, kind=world.kind)
    made = Place.objects.create(
        code=country.lower(), name=country_name(country), kind=Place.Kind.COUNTRY, country=country, parent=world
    )
    record("organisation.set_up_place", actor=SYSTEM, now=now, place=made.code, kind=made.kind, within=world.code)
    return made


def place_of(code: str, *, field: str) -> Place:
    """The place of a code. Raises NotFound, naming the field in which it was asked for."""
    found = Place.objects.filter(code=code).first()
    if found is None:
        raise NotFound(
            "There is no such place.",
            where=where(field=field),
            mend="Enter it first: `tutela set-up place`. A country's place comes with its first organisation.",
        )
    return found


def must_be_code(code: str) -> None:
    """A code is short and of small letters, digits and hyphens: it stands in addresses. Raises BadInput."""
    try:
        validate_slug(code)
    except ValidationError:
        code = ""
    if not code or code != code.lower() or len(code) > 40:
        raise BadInput(
            "This is no code.",
            where=where(field="code"),
            mend="Use at most 40 small letters, digits and hyphens, such as gb-north.",
        )


def must_be_country(code: str, *, field: str) -> None:
    """Two capital letters of ISO 3166 that name a country. Raises BadInput."""
    if code not in dict(country_choices()):
        raise BadInput(
            "There is no such country.", where=where(field=field), mend="Give its two letters, such as GB or FR."
        )
