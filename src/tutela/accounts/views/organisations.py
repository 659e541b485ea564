"""The directory of organisations for everybody signed in, and an organisation's entry."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext

from tutela.accounts.forms.organisation import FilterOrganisations, weekdays_in_words
from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in, csv_response, for_roles
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.languages import in_figures
from tutela.core.paging import Key, bounded_count, page
from tutela.organisations.countries import country_name
from tutela.organisations.models import OpeningHours, Organisation, Unit
from tutela.organisations.queries import agreements_of, closed_days, directory, remit_of
from tutela.organisations.working_time import is_working
from tutela.organisations.working_week import week_from

_BY_NAME = (Key("name"), Key("id"))
_CLOSED_SHOWN = 14


@for_roles()
def organisations(request: HttpRequest) -> HttpResponse:
    """Who takes part, and who is telephoned there."""
    form = FilterOrganisations(request.GET)
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    found = directory(**{name: given.get(name, "") for name in ("words", "kind", "country")})
    if request.GET.get("format") == "csv":
        return _csv(found, clock.now())
    listed = page(found, _BY_NAME, cursor=request.GET.get("after", ""))
    rows = [(one, country_name(one.country)) for one in listed]
    return render(
        request,
        "pages/organisations.html",
        {"rows": listed.with_items(rows), "count": bounded_count(found), "filter": form},
    )


@for_roles()
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: how to reach it, when it works and what it promises."""
    found, context = _entry(request, code, "overview")
    now = clock.now()
    hours = list(OpeningHours.objects.filter(organisation=found))
    closed = closed_days(found, timezone.localdate(now) - timedelta(days=1))
    week = week_from(found, hours, {one.day: one.name for one in closed if one.pk})
    ahead = [one for one in closed if one.day >= timezone.localdate(now)]
    return render(
        request,
        "pages/organisation.html",
        context
        | {
            "holidays_of": country_name(found.holiday_country),
            "week": [
                (name, [one for one in hours if one.weekday == day]) for day, name in enumerate(weekdays_in_words())
            ],
            "has_hours": bool(hours),
            "works_now": is_working(now, week),
            "closed": ahead[:_CLOSED_SHOWN],
            "closed_later": len(ahead) - _CLOSED_SHOWN,
            "promised": _promised(found),
        },
    )


def _promised(organisation: Organisation) -> dict[str, str]:
    """What an organisation promises, a line each."""
    return {
        "receipt": _within_working_days(organisation.receipt_working_days),
        "progress": ngettext("every %(number)s day", "every %(number)s days", organisation.progress_days)
        % {"number": organisation.progress_days},
        "outcome": gettext("%(within)s of the decision")
        % {"within": _within_working_days(organisation.outcome_working_days)},
        "acceptance": gettext("within %(hours)s; %(minutes)s where there is a specific concern")
        % {
            "hours": ngettext(
                "%(number)s working hour", "%(number)s working hours", organisation.acceptance_working_hours
            )
            % {"number": organisation.acceptance_working_hours},
            "minutes": _minutes(organisation.urgent_acceptance_minutes),
        },
        "duty": gettext("the next person is called after %(minutes)s")
        % {"minutes": _minutes(organisation.escalation_minutes)},
        "needs": ngettext(
            "assessed within %(number)s working day",
            "assessed within %(number)s working days",
            organisation.assessment_working_days,
        )
        % {"number": organisation.assessment_working_days},
    }


def _within_working_days(number: int) -> str:
    if number == 0:
        return gettext("within no working days")
    words = ngettext("within %(number)s working day", "within %(number)s working days", number)
    return words % {"number": number}


def _minutes(number: int) -> str:
    return ngettext("%(number)s minute", "%(number)s minutes", number) % {"number": in_figures(number)}


@for_roles()
def organisation_remit(request: HttpRequest, code: str) -> HttpResponse:
    """What one organisation answers for, its units, and with whom it sends directly."""
    found, context = _entry(request, code, "remit")
    today = timezone.localdate(clock.now())
    return render(
        request,
        "pages/organisation_remit.html",
        context
        | {
            "units": list(Unit.objects.filter(organisation=found).order_by("name")),
            "branches": remit_of(found),
            "agreements": agreements_of(found, today),
            "today": today,
            "may_agree": actor_in(request).role == Role.MANAGER,
            "reader_organisation_id": actor_in(request).organisation_id,
        },
    )


def _entry(request: HttpRequest, code: str, tab: str) -> tuple[Organisation, dict[str, Any]]:
    found = get_object_or_404(Organisation, code=code)
    actor = actor_in(request)
    is_own = found.pk == actor.organisation_id
    return found, {
        "organisation": found,
        "country": country_name(found.country),
        "is_own": is_own,
        "may_change": is_own and actor.role == Role.ADMINISTRATOR,
        "tabs": [
            {"label": label, "href": reverse(name, args=[code]), "is_current": tab == key}
            for key, name, label in (
                ("overview", "organisation", gettext("Contact, hours and promises")),
                ("remit", "organisation_remit", gettext("Remit, units and agreements")),
            )
        ],
    }


def _csv(found: QuerySet[Organisation], now: datetime) -> HttpResponse:
    response = csv_response(f"organisations-{now:%Y-%m-%d}")
    caveats = [f"Organisations that take part, as the directory had them at {now:%Y-%m-%d %H:%M} UTC."]
    header = [
        "name",
        "short name",
        "kind",
        "country",
        "point of contact",
        "telephone",
        "e-mail",
        "deputy",
        "telephone",
        "e-mail",
    ]
    with translation.override("en-gb"):  # programs read it: the same words whoever takes it
        write_rows(
            response,
            caveats,
            header,
            (
                [
                    one.name,
                    one.short_name,
                    one.get_kind_display(),
                    one.country,
                    one.contact_name,
                    one.contact_telephone,
                    one.contact_email,
                    one.deputy_name,
                    one.deputy_telephone,
                    one.deputy_email,
                ]
                for one in found.order_by("name", "pk")
            ),
        )
    return response
