"""What people of a case are known by, and where it took place: entered once, referred to everywhere, and never lost."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.cases.models import Case, Identifier, Person, Place
from tutela.cases.search_words import write_document
from tutela.cases.services.writing import may_write
from tutela.children.models import Child
from tutela.core.errors import BadInput, RuleBroken, where
from tutela.core.identifiers import KINDS, normalise, recognised
from tutela.organisations.countries import country_choices


@transaction.atomic
def enter_identifier(
    case: Case,
    *,
    raw: str,
    kind: str = "",
    person: Person | None = None,
    child: Child | None = None,
    source: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Identifier:
    """Enter what somebody of the case, or the case itself, is known by; without a kind it is recognised where it is plain.

    Raises BadInput when it cannot be of that kind; RuleBroken when it stands there already, or the case is closed.
    """
    fresh = may_write(case, actor, version)
    value_of = recognised(raw) if not kind else (kind, normalise(kind, raw))
    if value_of[0] not in KINDS:
        raise BadInput(
            gettext("There is no such kind."), where=where(field="kind"), mend=gettext("Choose one of the kinds.")
        )
    there = Identifier.objects.filter(
        case=fresh, person=person, child=child, kind=value_of[0], value=value_of[1], removed_at=None
    )
    if there.exists():
        raise RuleBroken(
            gettext("That stands in the case already."),
            where=where(field="raw"),
            mend=gettext("Nothing has to be done."),
        )
    name_the_verb("case.enter_identifier")
    made = Identifier.objects.create(
        case=fresh,
        person=person,
        child=child,
        kind=value_of[0],
        raw=raw.strip(),
        value=value_of[1],
        source=source.strip(),
        added_at=now,
        added_by_id=actor.user_id,
        is_synthetic=fresh.is_synthetic,
    )
    write_document(fresh, now=now)
    record("case.enter_identifier", actor=actor, now=now, subject=fresh, kind=value_of[0])
    return made


@transaction.atomic
def take_away_identifier(
    identifier: Identifier, *, words: str, version: int | None = None, actor: Actor, now: datetime
) -> Identifier:
    """It was not theirs after all; the history keeps that it was said. Raises BadInput without words, RuleBroken when it is gone."""
    fresh = may_write(identifier.case, actor, version)
    _must_stand(identifier.removed_at, words)
    name_the_verb("case.take_away_identifier")
    identifier.removed_at = now
    identifier.save(update_fields=["removed_at"])
    write_document(fresh, now=now)
    record("case.take_away_identifier", actor=actor, now=now, subject=fresh, kind=identifier.kind, reason=words)
    return identifier


@transaction.atomic
def enter_place(
    case: Case,
    *,
    kind: str,
    kind_words: str = "",
    country: str = "",
    area: str = "",
    since: str = "",
    person: Person | None = None,
    child: Child | None = None,
    source: str = "",
    version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Place:
    """Enter a place by its country and, in words, its area: never an address.

    Raises BadInput for a kind that is none, *other* without words, or a place that says nowhere; RuleBroken when it is closed.
    """
    fresh = may_write(case, actor, version)
    typology.term("place_kind", kind)
    if kind == typology.OTHER and not kind_words.strip():
        raise BadInput(
            gettext("“Other” needs words."),
            where=where(field="kind_words"),
            mend=gettext("Say what kind of place it is."),
        )
    if country and country not in dict(country_choices()):
        raise BadInput(
            gettext("There is no such country."),
            where=where(field="country"),
            mend=gettext("Choose one that is offered."),
        )
    if not country and not area.strip():
        raise BadInput(
            gettext("Where is it?"), where=where(field="country"), mend=gettext("Choose the country, or name the area.")
        )
    name_the_verb("case.enter_place")
    made = Place.objects.create(
        case=fresh,
        person=person,
        child=child,
        kind=kind,
        kind_words=kind_words.strip() if kind == typology.OTHER else "",
        country=country,
        area=area.strip(),
        since=since,
        source=source.strip(),
        added_at=now,
        added_by_id=actor.user_id,
        is_synthetic=fresh.is_synthetic,
    )
    record("case.enter_place", actor=actor, now=now, subject=fresh, kind=kind)
    return made


@transaction.atomic
def take_away_place(place: Place, *, words: str, version: int | None = None, actor: Actor, now: datetime) -> Place:
    """It was another place; the history keeps that it was said. Raises BadInput without words, RuleBroken when it is gone."""
    fresh = may_write(place.case, actor, version)
    _must_stand(place.removed_at, words)
    name_the_verb("case.take_away_place")
    place.removed_at = now
    place.save(update_fields=["removed_at"])
    record("case.take_away_place", actor=actor, now=now, subject=fresh, kind=place.kind, reason=words)
    return place


def _must_stand(removed_at: datetime | None, words: str) -> None:
    if removed_at is not None:
        raise RuleBroken(gettext("That was taken away already."), mend=gettext("Nothing has to be done."))
    if not words.strip():
        raise BadInput(gettext("Say why."), where=where(field="words"), mend=gettext("A few words are enough."))
