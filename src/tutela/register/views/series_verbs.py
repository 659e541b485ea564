"""A page for each verb on a series."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts.models import Role
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.children.verb_pages import (
    AssignVerb,
    ClaimVerb,
    MarkVerb,
    RecordVerb,
    SendVerb,
    TakeVerb,
    TransferVerb,
)
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.verb_pages import VerbPage
from tutela.ownership.access import find
from tutela.ownership.queries import preview_lines
from tutela.register.forms.series import AudienceFields, LinkChild, OpenSeries, PutFiles, RenameSeries, Why
from tutela.register.models import ChildInSeries, Entry, Series
from tutela.register.queries.series import entries_to_put
from tutela.register.services.series_audience import set_audience
from tutela.register.services.series_checks import DECIDERS, WRITERS
from tutela.register.services.series_children import link_child, unlink_child
from tutela.register.services.series_entries import put_in_series, take_out_of_series
from tutela.register.services.series_hand_on import preview_of, send_series
from tutela.register.services.series_open import open_series, rename_series


@method_decorator([for_roles(*WRITERS), reads_records], name="dispatch")
class OpenPage(VerbPage):
    """A new series."""

    title = "Open a series"
    button = "Open the series"
    done = "The series was opened, and your organisation answers for it."
    hint = "Files of one origin. From this moment your organisation answers for finding out which children it concerns."
    form_class = OpenSeries

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """None yet: the list stands in its place."""
        return About(gettext("Series"), reverse("series_list"))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Open it."""
        return open_series(**form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: Any, result: Any) -> str:
        """To the new record."""
        return str(result.get_absolute_url())


class SeriesVerb(RecordVerb):
    """A verb on one series, for those who write in it."""

    kind = "series"
    roles: ClassVar[Iterable[Role]] = WRITERS

    def stands_now(self, record: Series) -> list[tuple[str, str]]:
        """What somebody else may have changed."""
        return [
            (gettext("What the series is called"), record.label),
            (gettext("Who may know of its files"), record.get_audience_display()),
            (gettext("What everybody else hears"), record.get_otherwise_display()),
            (gettext("Handler"), record.handler.name if record.handler else gettext("nobody yet")),
        ]


class RenamePage(SeriesVerb):
    """Call it otherwise."""

    title = "What {record} is called"
    button = "Save"
    overwrites = True
    done = "Saved what {record} is called."
    hint = "The history keeps what it was called before."

    def make_form(self, record: Series, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what it is called now."""
        return RenameSeries(data, initial={"label": record.label})

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Rename it."""
        return rename_series(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class AudiencePage(SeriesVerb):
    """How far the knowledge of it goes."""

    title = "Who may know of {record}"
    button = "Save"
    overwrites = True
    done = "Saved who may know of {record} and of its files."
    hint = "It holds at once for every file of the series, whichever organisation gave it to the register."
    roles = DECIDERS

    def make_form(self, record: Series, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what holds now."""
        return AudienceFields(data, initial={"audience": record.audience, "otherwise": record.otherwise})

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return set_audience(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class LinkChildPage(SeriesVerb):
    """It concerns a child."""

    title = "Which child {record} concerns"
    button = "Link the child"
    overwrites = True
    done = "The child was linked to {record}."
    hint = "Whoever answers for the child goes on doing so. How far the children are known then follows by itself."
    form_class = LinkChild

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Link the child, as the reader may see them."""
        try:
            child = find(form.cleaned_data["reference"], kind="child")
        except NotFound as error:
            raise BadInput(error.what, where=where(field="reference"), mend=error.mend) from None
        return link_child(
            record,
            child,
            basis=form.cleaned_data["basis"],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class UnlinkChildPage(SeriesVerb):
    """It does not concern that child after all."""

    title = "Take a child out of {record}"
    button = "Take the child out"
    overwrites = True
    done = "The child is no longer in {record}."
    hint = "The child keeps their record and who answers for them. The link stays on record with your reason."
    form_class = Why
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> Series:
        """The series, if the link is its own."""
        series: Series = super().get_record(request, **found)
        link = ChildInSeries.objects.filter(pk=found["link"], series=series).first()
        if link is None:
            raise NotFound(
                gettext("There is no such child in the series that you may see."),
                mend=gettext("Open it from the series."),
            )
        self.link = link
        return series

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """End the link."""
        return unlink_child(
            self.link, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class _OfFiles(SeriesVerb):
    """A verb after which one is back at the files."""

    def after(self, record: Series, result: Any) -> str:
        """Back to the tab."""
        return reverse("series_tab", args=[record.reference, "files"])


class PutFilesPage(_OfFiles):
    """Files that the register has become those of the series."""

    title = "Put files in {record}"
    button = "Put them in"
    done = "The files are of {record} now."
    hint = "For files that are in the register already. A list of new files is given with the series it is of."
    form_class = PutFiles

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Put in what the reader may know of and is of no series yet."""
        entries = entries_to_put(form.cleaned_data["hashes"], actor_in(request).organisation_pk)
        if not entries:
            raise BadInput(
                gettext("None of these files is one of a case, without a series, that you may know of."),
                where=where(field="hashes"),
                mend=gettext("Give them to the register first, or take them out of their series."),
            )
        return put_in_series(
            record, entries, reason=form.cleaned_data["reason"], actor=actor_in(request), now=clock.now()
        )


class TakeOutFilePage(_OfFiles):
    """A file is not of the series after all."""

    title = "Take a file out of {record}"
    button = "Take it out"
    done = "The file is no longer of {record}."
    hint = "What the organisation holds of the file stays in the register, and goes as far as it did."
    form_class = Why
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> Series:
        """The series, if the entry is of it."""
        series: Series = super().get_record(request, **found)
        entry = Entry.objects.filter(pk=found["entry"], series=series).first()
        if entry is None:
            raise NotFound(
                gettext("There is no such file in the series that you may see."),
                mend=gettext("Open it from the series."),
            )
        self.entry = entry
        return series

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Take it out."""
        return take_out_of_series(record, [self.entry], **form.cleaned_data, actor=actor_in(request), now=clock.now())


class AssignPage(AssignVerb):
    """Who handles the series."""

    kind = "series"


class TakePage(TakeVerb):
    """Handle the series oneself."""

    kind = "series"


class MarkPage(MarkVerb):
    """How far what the record holds may go."""

    kind = "series"


class ClaimPage(ClaimVerb):
    """Claim the work on the series."""

    kind = "series"
    title = "Claim {record}"
    hint = "Your organisation then answers for the series, and for finding out which children it concerns."


class TransferPage(TransferVerb):
    """Transfer the series."""

    kind = "series"

    def after(self, record: Series, result: Any) -> str:
        """To the list: the record may be out of sight now."""
        return reverse("series_list")


class SendPage(SendVerb):
    """Offer the series."""

    kind = "series"
    template_name = "pages/series_send.html"
    hint = (
        "The receiver sees how far its children are known and how many files there are; no label until it accepts."
        " The records of its children stay with whoever answers for them: send or share these as well."
    )

    def act(self, record: Series, form: forms.Form, request: HttpRequest) -> Any:
        """Offer it."""
        return send_series(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def more_context(self, record: Series, request: HttpRequest) -> dict[str, Any]:
        """What the receiver sees, line by line."""
        return {"preview": preview_lines(preview_of(record))}
