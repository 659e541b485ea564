"""The rota: weeks as tables, who is on duty now, the gaps, and the verbs that fill and empty it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from tutela.accounts import rota
from tutela.accounts.forms.people import PutOnDuty
from tutela.accounts.models import WRITES_RECORDS, DutyShift, Role
from tutela.accounts.pages import About, actor_in, for_roles, membership_in
from tutela.accounts.queries import colleagues, shifts_of
from tutela.accounts.services.duty import gaps, put_on_duty, take_off_duty
from tutela.core import clock
from tutela.core.verb_pages import VerbPage

KEEPERS = (Role.MANAGER, Role.INTAKE_OFFICER)
# How far ahead a gap is said at the top of the page.
_AHEAD = timedelta(days=28)
_MOST_GAPS = 8


@for_roles(*WRITES_RECORDS, Role.ADMINISTRATOR, Role.WELFARE_OFFICER)
def duty(request: HttpRequest) -> HttpResponse:
    """Four weeks of the rota from a Monday on; the present one unless another is asked for."""
    organisation, now = membership_in(request).organisation, clock.now()
    today = timezone.localdate(now)
    monday = rota.monday_of(_asked_day(request) or today)
    start, end = rota.bounds(monday)
    shifts = list(shifts_of(organisation.pk, start, end))
    ahead = list(shifts_of(organisation.pk, now, now + _AHEAD))
    open_spans = gaps([(one.starts_at, one.ends_at) for one in ahead], now, now + _AHEAD)
    return render(
        request,
        "pages/duty.html",
        {
            "organisation": organisation,
            "weeks": rota.weeks_of(shifts, monday, now=now),
            "on_duty_now": sorted(
                (one for one in ahead if one.starts_at <= now), key=lambda one: (one.level, one.starts_at)
            ),
            "gaps": open_spans[:_MOST_GAPS],
            "more_gaps": len(open_spans) - _MOST_GAPS,
            "ahead_ends": now + _AHEAD,
            "earlier": monday - timedelta(weeks=rota.WEEKS_SHOWN),
            "later": monday + timedelta(weeks=rota.WEEKS_SHOWN),
            "this_monday": rota.monday_of(today),
            "monday": monday,
            "today": today,
            "may_keep": actor_in(request).role in KEEPERS,
            "now": now,
        },
    )


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return None


@method_decorator(for_roles(*KEEPERS), name="dispatch")
class PutPage(VerbPage):
    """Put a colleague on the rota."""

    title, button = "Put somebody on duty", "Put them on duty"
    done = "They are on duty, and were told."
    form_class = PutOnDuty
    hint = "Whoever is first is called first; if they do not answer in time, the second is, and so on, at any hour."

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The rota."""
        return About("the rota", reverse("duty"))

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> PutOnDuty:
        """The form, with those who can act on a report; a day can come with the address."""
        now = clock.now()
        people = list(colleagues(membership_in(request).organisation_id, sorted(WRITES_RECORDS), now=now))
        day = _asked_day(request) or timezone.localdate(now)
        return PutOnDuty(data, people=people, initial={"first_day": day, "last_day": day + timedelta(days=1)})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> list[DutyShift]:
        """Put them on it."""
        given = form.cleaned_data
        return put_on_duty(
            given["person"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            level=given["level"],
            weeks=given["weeks"],
            actor=actor_in(request),
            now=clock.now(),
        )

    def after(self, record: About, result: list[DutyShift]) -> str:
        """The week in which it begins."""
        return f"{record.url}?from={timezone.localdate(result[0].starts_at)}"


@method_decorator(for_roles(*KEEPERS), name="dispatch")
class TakeOffPage(VerbPage):
    """Take a shift off the rota."""

    title, button = "Take {record} off duty", "Take them off"
    done = "{record} was taken off duty for that time, and was told."
    template_name = "pages/duty_off.html"
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The shift."""
        found = (
            DutyShift.objects.select_related("user")
            .filter(pk=where["pk"], organisation_id=actor_in(request).organisation_pk)
            .first()
        )
        if found is None:
            raise Http404
        return About(found.user.name, reverse("duty"), found)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Take it off."""
        take_off_duty(record.of, actor=actor_in(request), now=clock.now())
