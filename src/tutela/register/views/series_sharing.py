"""The pages about who else sees a series: shared, worked jointly, restricted to named persons, and that ended again."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.pages import actor_in
from tutela.children.sharing_pages import EndShareVerb, NamePersonVerb, RestrictVerb, ShareVerb
from tutela.core import clock
from tutela.ownership.models import Participation
from tutela.register.models import Series
from tutela.register.services.series_checks import DECIDERS
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import end_series_share, name_person_on_series, share_series
from tutela.register.views.series_verbs import SeriesVerb


class SharePage(ShareVerb):
    """Let another organisation see the series."""

    kind = "series"
    hint = (
        "Until you end that. A child of the series is seen by whoever may see that child's own record, and not by this."
    )

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Share it."""
        return share_series(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class EndSharePage(EndShareVerb):
    """Call back what was shared."""

    kind = "series"
    hint = "From now on they no longer see the series. What they read stays in the audit trail."

    def end(self, record: Series, part: Participation, request: HttpRequest) -> Any:
        """End it."""
        return end_series_share(record, part, actor=actor_in(request), now=clock.now())


class NamePersonPage(NamePersonVerb):
    """Let a colleague see a restricted series."""

    kind = "series"
    hint = "A colleague who then sees this restricted series."

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Name them."""
        return name_person_on_series(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class RestrictPage(RestrictVerb, SeriesVerb):
    """Only named persons see the record from now on."""

    title = "Restrict {record} to named persons"
    button = "Restrict"
    done = "{record} is restricted: its handler, named persons, managers and auditors see it."
    hint = "The record alone. How far the knowledge of its files goes is said under “Who may know of its files”."
    roles = DECIDERS
    is_warning = True

    def restrict(self, record: Series, **said: Any) -> Any:
        """Restrict it, or open it."""
        return restrict_series(record, **said)


class OpenAgainPage(RestrictPage):
    """The organisation sees the record again."""

    title = "Open {record} to your organisation"
    button = "Open it"
    done = "{record} is open to everybody in your organisation who reads records."
    hint = ""
    is_warning = False
    restricted = False
