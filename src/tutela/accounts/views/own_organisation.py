"""An administrator keeps their own organisation's entry: a page a thing."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator

from tutela.accounts.forms.organisation import Calendar, Contact, Hours, NameUnit, NewClosedDay, NewRemit, Promises
from tutela.accounts.models import Role
from tutela.accounts.pages import About, actor_in, for_roles, membership_in
from tutela.accounts.services import organisation as verbs
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.organisations.models import ClosedDay, OpeningHours, Organisation, Remit, Unit
from tutela.organisations.queries import tree_of_places

_administrator = method_decorator(for_roles(Role.ADMINISTRATOR), name="dispatch")
_TAKES_EFFECT = "It counts for clocks that start from now on; those that run keep their time."


class _OwnEntry(VerbPage):
    """A change of the entry of the reader's own organisation."""

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The organisation; the part of it that is meant, where there is one."""
        organisation = membership_in(request).organisation
        return About(organisation.short_name, reverse("organisation", args=[organisation.code]), organisation)

    def version_of(self, record: About) -> int:
        """The version of the entry; a part of it has none of its own."""
        return int(getattr(record.of, "organisation", record.of).version)

    def stands_now(self, record: About) -> list[tuple[str, str]]:
        """What another administrator has just saved: each field of this form, as it is now."""
        form = self.make_form(record, self.request)
        return [
            (str(field.label), str(shown))
            for field in form.visible_fields()
            if (shown := dict(getattr(field.field, "choices", ())).get(field.value(), field.value())) not in (None, "")
        ]


class _OfPart(_OwnEntry):
    """A change of one part: a closed day, a unit, a line of the remit."""

    part: type[Any]

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The part, if it is this organisation's."""
        entry = super().get_record(request)
        found = self.part.objects.filter(pk=where["pk"], organisation=entry.of).select_related("organisation").first()
        if found is None:
            raise Http404
        return About(str(getattr(found, "name", "") or found.place), entry.url, found)


@_administrator
class ContactPage(_OwnEntry):
    """The single point of contact and its deputy."""

    title, button = "Point of contact of {record}", "Save"
    overwrites = True
    done = "The point of contact of {record} was changed."
    hint = "Everybody who works with you finds this in the directory."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> Contact:
        """Filled with what is so now."""
        return Contact(data, instance=_copy(record.of))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Organisation:
        """Save it."""
        return verbs.change_contact(
            form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


@_administrator
class PromisesPage(_OwnEntry):
    """How soon an answer is owed."""

    title, button = "What {record} promises", "Save"
    overwrites = True
    done = "The promises of {record} were changed."
    hint = _TAKES_EFFECT

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> Promises:
        """Filled with what is so now."""
        return Promises(data, instance=_copy(record.of))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Organisation:
        """Save them."""
        return verbs.change_promises(
            form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


@_administrator
class CalendarPage(_OwnEntry):
    """The zone, and whose holidays."""

    title, button = "Time zone and public holidays of {record}", "Save"
    overwrites = True
    done = "The calendar of {record} was changed."
    hint = _TAKES_EFFECT

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> Calendar:
        """Filled with what is so now."""
        return Calendar(data, initial={name: getattr(record.of, name) for name in Calendar.base_fields})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Organisation:
        """Save it."""
        return verbs.change_calendar(
            **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


@_administrator
class HoursPage(_OwnEntry):
    """The working week."""

    title, button = "When {record} works", "Save"
    overwrites = True
    done = "The hours of {record} were changed."
    hint = _TAKES_EFFECT

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> Hours:
        """Filled with what is so now."""
        return Hours(data, initial=Hours.written(list(OpeningHours.objects.filter(organisation=record.of))))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> list[OpeningHours]:
        """Save them."""
        return verbs.set_opening_hours(
            form.cleaned_data["spans"], version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


@_administrator
class AddClosedDayPage(_OwnEntry):
    """A day on which nobody works, beside public holidays."""

    title, button = "A day on which {record} is closed", "Add it"
    done = "The day was added."
    form_class = NewClosedDay
    hint = "Public holidays are known already."

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> ClosedDay:
        """Add it."""
        given = form.cleaned_data
        return verbs.add_closed_day(given["date"], name=given["name"], actor=actor_in(request), now=clock.now())


@_administrator
class RemoveClosedDayPage(_OfPart):
    """They work on that day after all."""

    title, button = "Work on this day after all: {record}", "Take it out"
    done = "{record} is a working day."
    part = ClosedDay

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Take it out."""
        verbs.remove_closed_day(record.of.pk, actor=actor_in(request), now=clock.now())


@_administrator
class AddUnitPage(_OwnEntry):
    """A new unit."""

    title, button = "A unit of {record}", "Add it"
    done = "The unit was added."
    form_class = NameUnit

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Unit:
        """Add it."""
        return verbs.add_unit(**form.cleaned_data, actor=actor_in(request), now=clock.now())


@_administrator
class ChangeUnitPage(_OfPart):
    """Another name or kind."""

    title, button = "The unit {record}", "Save"
    overwrites = True
    done = "The unit was changed."
    part = Unit

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> NameUnit:
        """Filled with what is so now."""
        return NameUnit(data, initial={"name": record.of.name, "kind": record.of.kind})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Unit:
        """Save it."""
        return verbs.change_unit(
            record.of.pk, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


@_administrator
class RemoveUnitPage(_OfPart):
    """A unit that nobody ever worked in goes."""

    title, button = "Remove the unit {record}", "Remove it"
    done = "The unit {record} was removed."
    part, is_warning = Unit, True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Remove it."""
        verbs.remove_unit(record.of.pk, actor=actor_in(request), now=clock.now())


@_administrator
class AddRemitPage(_OwnEntry):
    """Something more that the organisation answers for."""

    title, button = "What {record} answers for", "Add it"
    done = "It was added to the remit of {record}."
    hint = "Reports are suggested to whoever answers for their category and place; a person sends them."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> NewRemit:
        """With every place, in the tree."""
        return NewRemit(data, places=tree_of_places())

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Remit:
        """Add it."""
        given = form.cleaned_data
        return verbs.add_remit(given["place"], category=given["category"], actor=actor_in(request), now=clock.now())


@_administrator
class RemoveRemitPage(_OfPart):
    """Something that the organisation answers for no more."""

    title, button = "No longer answer for {record}", "Take it out of the remit"
    done = "It was taken out of the remit."
    hint = "What you own already stays yours. New reports are suggested to somebody else."
    part, is_warning = Remit, True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Take it out."""
        verbs.remove_remit(record.of.pk, actor=actor_in(request), now=clock.now())


def _copy(organisation: Organisation) -> Organisation:
    """A form writes what was typed into the object it is given; the page's own must keep what is so."""
    return Organisation.objects.get(pk=organisation.pk)
