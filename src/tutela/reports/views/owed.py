"""What is owed: answers due and overdue."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, csv_response, membership_in, reads_records
from tutela.clocks.models import Clock
from tutela.clocks.state import state_of
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.form_fields import offer
from tutela.core.languages import in_figures
from tutela.core.marking import gettext_noop
from tutela.organisations.models import Organisation
from tutela.reports.queries.owed import (
    OwedFilters,
    answers_owed,
    by_organisation,
    owed_clocks,
    owed_tally,
)

_EXPORT_LIMIT = 10_000
_CAPTIONS = {
    "mine": gettext_noop("Mine answers"),
    "unit": gettext_noop("My unit's answers"),
    "organisation": gettext_noop("My organisation's answers"),
    "everybody": gettext_noop("Everybody's answers"),
}


class OwedFilter(forms.Form):
    """The filters of the answers owed; they live in the address."""

    due = forms.ChoiceField(
        label=_("Promise"),
        required=False,
        choices=[("", _("Any")), ("overdue", _("Overdue")), ("soon", _("Due within a day"))],
    )
    kind = forms.ChoiceField(
        label=_("What is owed"),
        required=False,
        choices=[("", _("Any")), *(choice for choice in Clock.Kind.choices if choice[0] in Clock.ANSWERS)],
    )
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)

    def __init__(self, data: Any, *, coordinates: bool, whose: str) -> None:
        super().__init__(data)
        if not coordinates or whose != "everybody":
            del self.fields["organisation"]
            return
        named = Organisation.objects.filter(is_active=True).order_by("name").values_list("code", "name")
        offer(self, "organisation", [("", gettext("Any")), *named])

    def filters(self, whose: str) -> OwedFilters:
        """The filters as the query takes them; a value that is none of the choices narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        return OwedFilters(whose, **{name: chosen.get(name, "") for name in ("due", "kind", "organisation")})


@reads_records
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Answers owed: the handler's own, the unit's and organisation's, and for the centre those of everybody."""
    actor, now, membership = actor_in(request), clock.now(), membership_in(request)
    coordinates = membership.organisation.is_coordinating_centre
    views = _views(coordinates=coordinates, has_unit=membership.unit_id is not None)
    whose = request.GET.get("whose", "")
    whose = whose if whose in views else "organisation"
    form = OwedFilter(request.GET, coordinates=coordinates, whose=whose)
    filters = form.filters(whose)
    if request.GET.get("format") == "csv":
        return _csv(actor, filters, membership.unit_id, now)
    listed = answers_owed(actor, filters, unit_id=membership.unit_id, now=now, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/answers_owed.html",
        {
            "rows": listed,
            "tally": owed_tally(actor, filters, unit_id=membership.unit_id, now=now),
            "whose": whose,
            "caption": gettext(_CAPTIONS[whose]),
            "tabs": [
                {"label": label, "href": f"?whose={name}", "is_current": name == whose} for name, label in views.items()
            ],
            "filter": form,
            "is_narrowed": bool(filters.due or filters.kind or filters.organisation),
            "organisations": by_organisation(now=now) if whose == "everybody" else [],
            "now": now,
        },
    )


def _views(*, coordinates: bool, has_unit: bool) -> dict[str, str]:
    views = {
        "mine": gettext("Mine"),
        "unit": gettext("My unit's"),
        "organisation": gettext("My organisation's"),
        "everybody": gettext("Everybody's"),
    }
    if not has_unit:
        del views["unit"]
    if not coordinates:
        del views["everybody"]
    return views


def _csv(actor: Actor, filters: OwedFilters, unit_id: int | None, now: datetime) -> HttpResponse:
    response = csv_response(f"answers-owed-{now:%Y-%m-%d}")
    rows = owed_clocks(actor, filters, unit_id=unit_id, now=now).order_by("due_at", "id")[:_EXPORT_LIMIT]
    caveats = [
        gettext("Answers owed to whoever reported, at %(when)s UTC, as far as you may see them.")
        % {"when": f"{now:%Y-%m-%d %H:%M}"},
        gettext("A paused promise is owed, and is not counted as overdue."),
        gettext("The one nearest to breaking first. At most %(number)s rows.") % {"number": in_figures(_EXPORT_LIMIT)},
    ]
    header = ["report", "owed", "due", "state", "answerable", "owed to"]
    write_rows(
        response,
        caveats,
        header,
        (
            [
                one.subject_reference,
                one.get_kind_display(),
                one.due_at.isoformat(timespec="minutes"),
                str(state_of(one, now)),
                one.answerable.name,
                one.owed_to.name if one.owed_to else gettext("a person"),
            ]
            for one in rows
        ),
    )
    return response
