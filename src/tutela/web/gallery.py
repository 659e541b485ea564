"""Every component of the house on one page, with neutral invented data: looked at, photographed, examined by axe-core.

Served at /design in the demo and in tests only.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.clocks.models import Clock
from tutela.core import clock
from tutela.core.widgets import Checkboxes, DateText, LongText, PartialDateText, Radios, Text
from tutela.web.charts import Bar, Interval, bar_chart, interval_chart


class EveryField(forms.Form):
    """One field of each kind."""

    fieldsets = (
        ("Who told us", ("who", "name", "received")),
        ("What they told us", ("summary", "categories", "place")),
    )
    who = forms.ChoiceField(
        label="Who is telling us?",
        choices=[
            ("organisation", "An organisation"),
            ("person", "A person"),
            ("unknown", "Somebody who wishes to stay unknown"),
        ],
        widget=Radios(
            hints={"unknown": "Nothing is ever e-mailed to them. They come back with their reference and code."},
            reveals={"organisation": "organisation"},
        ),
    )
    organisation = forms.CharField(label="Name of the organisation", required=False, widget=Text(width=30))
    name = forms.CharField(label="Name", help_text="As they gave it.", required=False)
    received = forms.DateField(
        label="When did they tell us?", help_text="For example 27/3/2026 or 27 March 2026.", widget=DateText()
    )
    summary = forms.CharField(
        label="Summary", max_length=500, help_text="A few administrative words.", widget=LongText()
    )
    categories = forms.MultipleChoiceField(
        label="Suspected categories",
        help_text="Choose all that apply.",
        choices=[("a", "First category"), ("b", "Second category"), ("c", "Not yet known")],
        widget=Checkboxes(hints={"c": "It can be added later."}),
        required=False,
    )
    place = forms.ChoiceField(label="Country", choices=[("", "Choose one"), ("GB", "United Kingdom"), ("NO", "Norway")])
    birth = forms.CharField(
        label="Date of birth", required=False, help_text="A year alone is enough.", widget=PartialDateText()
    )
    code = forms.CharField(label="Secret code", widget=Text(width=20, code=True))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    file = forms.FileField(label="A file of reports (XML or CSV)", required=False)
    agreed = forms.BooleanField(label="I have read what happens next")


class Filters(forms.Form):
    """A list's filters."""

    state: ClassVar[Any] = forms.MultipleChoiceField(
        label="State", choices=[("open", "Open"), ("closed", "Closed")], required=False, widget=Checkboxes(small=True)
    )
    category = forms.ChoiceField(label="Category", choices=[("", "Any"), ("a", "First category")], required=False)
    words = forms.CharField(label="Words", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; ``?frame=public`` shows the frame of the public pages."""
    if not settings.TUTELA_DEMO:
        raise Http404
    now = clock.now()

    def promise(hours: float, **more: Any) -> Clock:
        return Clock(started_at=now - timedelta(days=9), due_at=now + timedelta(hours=hours), **more)

    rows = [
        {
            "reference": "R-2026-004K7Q",
            "clock": promise(-3),
            "from": "Hotline North",
            "urgent": True,
            "new": True,
            "why": "A specific concern, stated by the hotline, that nobody has accepted yet.",
        },
        {
            "reference": "R-2026-01XW2M",
            "clock": promise(5),
            "from": "A member of the public",
            "urgent": False,
            "new": True,
            "why": "A receipt is owed in 5 hours, the nearest promise to break.",
        },
        {
            "reference": "R-2026-0PZ9HC",
            "clock": promise(90, paused_at=now - timedelta(days=2)),
            "from": "Industry partner",
            "urgent": False,
            "new": False,
            "why": "Waiting for an answer from the company; the clock is paused.",
        },
        {
            "reference": "R-2025-0Y6T1B",
            "clock": promise(300),
            "from": "Foreign agency",
            "urgent": False,
            "new": False,
            "why": "Progress is owed in 12 days.",
        },
    ]
    form = EveryField({"who": "organisation", "summary": ""} if "errors" in request.GET else None)
    template = "web/gallery_public.html" if request.GET.get("frame") == "public" else "web/gallery.html"
    return render(
        request,
        template,
        {
            "form": form,
            "filters": Filters(request.GET),
            "rows": rows,
            "default_sort": "due",
            "clocks": [
                promise(-50),
                promise(5),
                promise(200),
                promise(90, paused_at=now - timedelta(days=2)),
                promise(20, met_at=now - timedelta(hours=2)),
                promise(-40, met_at=now - timedelta(hours=2)),
                promise(4, ended_at=now),
            ],
            "now": now,
            "before": now - timedelta(days=3, hours=2),
            "soon": now + timedelta(hours=6),
            "tabs": [
                {"label": "The report", "href": "?", "is_current": True},
                {"label": "Children", "href": "?tab=children", "count": 2},
                {"label": "Answers", "href": "?tab=answers", "count": 1},
                {"label": "Who read this", "href": "?tab=audit"},
            ],
            "kinds": [
                "urgent",
                "overdue",
                "soon",
                "running",
                "waiting",
                "paused",
                "done",
                "ended",
                "default",
                "restricted",
                "new",
                "info",
            ],
            "bars": bar_chart(
                [
                    Bar("Receipt", 941, 1000),
                    Bar("Progress", 702, 806),
                    Bar("Outcome", 388, 611),
                    Bar("Acceptance", 97, 240, is_quiet=True),
                ],
                title="Answers kept in time",
            ),
            "counts": bar_chart(
                [Bar("First category", 1240), Bar("Second category", 730), Bar("Not yet known", 88)],
                title="Reports by category",
                unit="reports",
            ),
            "intervals": interval_chart(
                [
                    Interval("North", 0.61, 0.66, 0.71, "410"),
                    Interval("South", 0.48, 0.58, 0.68, "96"),
                    Interval("Centre", 0.70, 0.72, 0.74, "2,004"),
                ],
                title="Share answered in time",
                highest=1.0,
                percent=True,
            ),
            "crumbs": [{"label": "Work list", "href": "/"}, {"label": "Reports", "href": "/"}],
        },
    )
