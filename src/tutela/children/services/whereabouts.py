"""Say where a child may be: countries and services considered, ruled out, confirmed. A later statement adds [¶ 11.1.2]."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.children.models import Child, Whereabouts
from tutela.children.services.checks import graded, own
from tutela.core.errors import BadInput, where
from tutela.core.marking import gettext_noop
from tutela.organisations.countries import country_choices
from tutela.organisations.models import Organisation

# Kept as the source in English; the pages of the child say it in the reader's language.
WHEN_ENTERED = gettext_noop("Said when the child's record began")


@transaction.atomic
def say_whereabouts(
    child: Child,
    *,
    state: str,
    source: str,
    country: str = "",
    organisation: Organisation | None = None,
    place: str = "",
    grading: str = "",
    words: str = "",
    actor: Actor,
    now: datetime,
) -> Whereabouts:
    """Say of one place that the child may be there, is not, or is; the newest statement about it is the present one.

    Raises BadInput without a country or an organisation, for a country or grading that there is not, or without a source;
    RuleBroken when the child is another organisation's.
    """
    fresh = own(child, actor)
    if state not in Whereabouts.State.values:
        raise BadInput(
            gettext("This is not one of the choices."),
            where=where(field="state"),
            mend=gettext("Choose one of the list."),
        )
    if not country and organisation is None:
        raise BadInput(
            gettext("Where may the child be?"),
            where=where(field="country"),
            mend=gettext("Choose a country, an organisation, or both."),
        )
    if country and country not in dict(country_choices()):
        raise BadInput(
            gettext("There is no such country."), where=where(field="country"), mend=gettext("Choose one of the list.")
        )
    source, grading = graded(source, grading)
    name_the_verb("child.say_whereabouts")
    made = Whereabouts.objects.create(
        child=fresh,
        country=country,
        organisation=organisation,
        place=place.strip(),
        state=state,
        source=source,
        grading=grading,
        words=words.strip(),
        said_by_id=actor.user_id,
        said_at=now,
    )
    _keep_countries(fresh)
    record(
        "child.say_whereabouts",
        actor=actor,
        now=now,
        subject=fresh,
        country=country,
        service=organisation.code if organisation else "",
        state=state,
    )
    return made


def begin_whereabouts(child: Child, countries: Iterable[str], *, actor: Actor, now: datetime) -> None:
    """The countries that are considered from the first moment; called by the verb that enters the child."""
    Whereabouts.objects.bulk_create(
        Whereabouts(
            child=child,
            country=country,
            state=Whereabouts.State.CONSIDERED,
            source=WHEN_ENTERED,
            said_by_id=actor.user_id,
            said_at=now,
        )
        for country in countries
    )


def summary_of(newest_first: Iterable[Whereabouts]) -> list[str]:
    """The countries that stand: something in them is considered or confirmed, and the country was not ruled out since."""
    seen: set[tuple[str, int | None, str]] = set()
    ruled_out: set[str] = set()
    standing: list[str] = []
    for one in newest_first:
        key = (one.country, one.organisation_id, one.place.casefold())
        if key in seen or not one.country:
            continue
        seen.add(key)
        if one.state != Whereabouts.State.RULED_OUT:
            if one.country not in standing and one.country not in ruled_out:
                standing.append(one.country)
        elif one.organisation_id is None and not one.place:
            ruled_out.add(one.country)
    return sorted(standing)


def _keep_countries(child: Child) -> None:
    countries = summary_of(Whereabouts.objects.filter(child=child).order_by("-said_at", "-pk"))
    if sorted(child.countries) != countries:
        child.countries = countries
        child.version += 1
        child.save(update_fields=["countries", "version"])
