"""The pages about who else sees a series: shared, worked jointly, restricted to named persons, and that ended again."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.models import READS_RECORDS
from tutela.accounts.pages import actor_in
from tutela.accounts.queries import colleagues
from tutela.children.forms import Reason
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.form_fields import choose_among, rows_to_choose
from tutela.ownership.models import Participation
from tutela.register.forms.series import NamePerson, ShareSeries
from tutela.register.models import Series
from tutela.register.services.series_checks import DECIDERS
from tutela.register.services.series_restrict import restrict_series
from tutela.register.services.series_share import end_series_share, name_person_on_series, share_series
from tutela.register.views.series_verbs import SeriesVerb


class SharePage(SeriesVerb):
    """Let another organisation see the series."""

    title = "Share {record} with another organisation"
    button = "Share"
    done = "{record} was shared."
    hint = (
        "Until you end that. A child of the series is seen by whoever may see that child's own record, and not by this."
    )
    roles = DECIDERS

    def make_form(self, record: Series, request: HttpRequest, data: Any = None) -> forms.Form:
        """Every organisation but the owner."""
        form = ShareSeries(data)
        choose_among(form, "organisation", rows_to_choose(form, "organisation").exclude(pk=record.owner_id))
        return form

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Share it."""
        return share_series(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class EndSharePage(SeriesVerb):
    """Call back what was shared."""

    title = "End the sharing of {record}"
    button = "End the sharing"
    done = "They no longer see {record}."
    hint = "From now on they no longer see the series. What they read stays in the audit trail."
    roles = DECIDERS
    is_warning = True

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        parts = Participation.objects.filter(subject_kind="series", subject_id=record.pk)
        part = parts.filter(pk=self.kwargs["part"]).first()
        if part is None:
            raise NotFound(gettext("There is no such part that you may see."), mend=gettext("Open it from the series."))
        return end_series_share(record, part, actor=actor_in(request), now=clock.now())


class NamePersonPage(SeriesVerb):
    """Let a colleague see a restricted series."""

    title = "Name a person on {record}"
    button = "Name the person"
    done = "The person sees {record} now."
    hint = "A colleague who then sees this restricted series."
    roles = DECIDERS

    def make_form(self, record: Series, request: HttpRequest, data: Any = None) -> forms.Form:
        """The people of the organisation who read records."""
        form = NamePerson(data)
        people = colleagues(actor_in(request).organisation_pk, list(READS_RECORDS), now=clock.now())
        choose_among(form, "person", people)
        return form

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Name them."""
        return name_person_on_series(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class RestrictPage(SeriesVerb):
    """Only named persons see the record from now on."""

    title = "Restrict {record} to named persons"
    button = "Restrict"
    overwrites = True
    done = "{record} is restricted: its handler, named persons, managers and auditors see it."
    hint = "The record alone. How far the knowledge of its files goes is said under “Who may know of its files”."
    form_class = Reason
    roles = DECIDERS
    is_warning = True
    restricted = True

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Restrict it, or open it."""
        return restrict_series(
            record,
            restricted=self.restricted,
            **form.cleaned_data,
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class OpenAgainPage(RestrictPage):
    """The organisation sees the record again."""

    title = "Open {record} to your organisation"
    button = "Open it"
    done = "{record} is open to everybody in your organisation who reads records."
    hint = ""
    is_warning = False
    restricted = False
