"""The people of an organisation, for its administrator: who works here, who has left, whose account nobody uses."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from tutela.accounts.forms.people import FilterPeople
from tutela.accounts.models import Membership, Role, User
from tutela.accounts.pages import actor_in, csv_response, for_roles, membership_in
from tutela.accounts.queries import UNUSED_AFTER, PeopleFilter
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.paging import Key, bounded_count, page
from tutela.organisations.models import Unit

_MOST_ROWS = 10_000
_BY_NAME = (Key("user__name"), Key("id"))
_ORDERS = {
    "name": _BY_NAME,
    "-name": (Key("user__name", descending=True), Key("id", descending=True)),
    "role": (Key("role"), *_BY_NAME),
    "-role": (Key("role", descending=True), *_BY_NAME),
    "signed_in": (Key("user__last_login"), Key("id")),
    "-signed_in": (Key("user__last_login", descending=True), Key("id")),
}


def units_of(organisation_id: int) -> list[Unit]:
    """The units of an organisation, by name."""
    return list(Unit.objects.filter(organisation_id=organisation_id).order_by("name"))


@for_roles(Role.ADMINISTRATOR)
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role here, a row a role."""
    organisation, now = membership_in(request).organisation, clock.now()
    form = FilterPeople(request.GET, units=units_of(organisation.pk))
    wanted = form.wanted()
    held = wanted.on(Membership.objects.filter(organisation=organisation).select_related("user", "unit"), now=now)
    order = _ORDERS.get(request.GET.get("sort", ""), _BY_NAME)
    if request.GET.get("format") == "csv":
        return _csv(held, order, wanted, now)
    listed = page(held, order, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/people.html",
        {
            "rows": listed,
            "count": bounded_count(held),
            "filter": form,
            "wanted": wanted,
            "unused_days": UNUSED_AFTER.days,
            "long_ago": now - UNUSED_AFTER,
            "default_sort": "name",
            "organisation": organisation,
            "now": now,
        },
    )


def colleague_or_404(request: HttpRequest, pk: int) -> User:
    """Somebody who holds or held a role in the reader's organisation."""
    here = actor_in(request).organisation_pk
    found = User.objects.filter(pk=pk, memberships__organisation_id=here).distinct().first()
    if found is None:
        raise Http404
    return found


@for_roles(Role.ADMINISTRATOR)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles here, now and before, and what may be done with it."""
    now, user = clock.now(), colleague_or_404(request, pk)
    held = list(
        Membership.objects.filter(user=user, organisation=membership_in(request).organisation)
        .select_related("unit", "organisation")
        .order_by("-starts_at", "-pk")
    )
    present = [one for one in held if one.ends_at is None or one.ends_at > now]
    return render(
        request,
        "pages/person.html",
        {
            "person": user,
            "present": present,
            "former": [one for one in held if one not in present],
            "is_self": user.pk == actor_in(request).user_id,
            "is_unused": (user.last_login or user.created_at) < now - UNUSED_AFTER,
            "unused_days": UNUSED_AFTER.days,
            "now": now,
        },
    )


def _csv(held: QuerySet[Membership], order: tuple[Key, ...], wanted: PeopleFilter, now: datetime) -> HttpResponse:
    response = csv_response(f"people-{now:%Y-%m-%d}")
    caveats = [
        f"Roles held in your organisation, a row a role, at {now:%Y-%m-%d %H:%M} UTC.",
        f"Filters: {wanted.words or 'no words'}, role {wanted.role or 'any'}, {wanted.state or 'works here now'}.",
        f"At most {_MOST_ROWS:,} rows. A last sign-in is the last one with a browser; programs sign in with tokens.",
    ]
    header = ["name", "e-mail", "telephone", "role", "unit", "since", "until", "last sign-in", "account"]
    with translation.override("en-gb"):  # programs read it: the same words whoever takes it
        write_rows(
            response,
            caveats,
            header,
            (
                [
                    one.user.name,
                    one.user.email,
                    one.user.telephone,
                    one.get_role_display(),
                    one.unit.name if one.unit else "",
                    f"{one.starts_at:%Y-%m-%d}",
                    f"{one.ends_at:%Y-%m-%d}" if one.ends_at else "",
                    f"{one.user.last_login:%Y-%m-%d %H:%M}" if one.user.last_login else "never",
                    "open" if one.user.is_active else "closed",
                ]
                for one in held.order_by(*(key.ordering() for key in order))[:_MOST_ROWS]
            ),
        )
    return response
