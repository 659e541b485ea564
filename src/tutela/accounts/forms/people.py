"""Forms of joining, moving, leaving, of the rota and of tokens."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela.accounts.models import Role, User
from tutela.accounts.queries import PeopleFilter
from tutela.accounts.services.duty import MOST_WEEKS
from tutela.accounts.zone import zone_choices
from tutela.core.form_fields import Day, Hour, offer
from tutela.core.languages import STAFF
from tutela.core.widgets import Radios, Text
from tutela.organisations.models import Unit

STATES = [
    ("", _("Works here now")),
    ("unused", _("Not signed in for 90 days")),
    ("former", _("Has left or changed role")),
]
_ROLE_HINTS = {
    Role.INTAKE_OFFICER: _("Takes reports in, sorts and routes them."),
    Role.INVESTIGATOR: _("Works on reports, cases and children."),
    Role.EXAMINER: _("Examines what was seized."),
    Role.ANALYST: _("Looks for links, and makes figures."),
    Role.MANAGER: _("Assigns, approves, grants access and reviews."),
    Role.WELFARE_OFFICER: _("Looks after staff; reads no record."),
    Role.RESEARCHER: _("Sees figures only; reads no record."),
    Role.AUDITOR: _("Reads records and the audit trail; changes nothing."),
    Role.ADMINISTRATOR: _("Keeps accounts and the organisation's entry; reads no record."),
    Role.PARTNER: _("Sees what the organisation sent, and what it is owed."),
}


def unit_choices(units: list[Unit]) -> list[tuple[str, str]]:
    """The units of an organisation, and none."""
    return [("", gettext("No unit")), *((str(one.pk), one.name) for one in units)]


class FilterPeople(forms.Form):
    """What an administrator looks for; it lives in the address."""

    words = forms.CharField(label=_("Name or address"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("Which accounts"), required=False, choices=STATES)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [("", gettext("Any")), *unit_choices(units)[1:]])

    def wanted(self) -> PeopleFilter:
        """As the query takes it; a value that is none of the choices narrows nothing."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return PeopleFilter(
            words=given.get("words", ""),
            role=given.get("role", ""),
            unit_id=int(given["unit"]) if given.get("unit") else None,
            state=given.get("state", ""),
        )


class Join(forms.Form):
    """Somebody new, or somebody who comes back."""

    fieldsets = ((_("Who"), ("name", "email", "telephone", "time_zone")), (_("What they do here"), ("role", "unit")))
    name = forms.CharField(label=_("Name"), max_length=120, widget=Text(width=30))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Their own address at your organisation. The link to set a password goes there and nowhere else."),
        widget=Text(width=30, attrs={"autocomplete": "off"}),
    )
    telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=Text(width=20))
    time_zone = forms.ChoiceField(label=_("Time zone of their pages"), choices=zone_choices)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=Radios(hints=_ROLE_HINTS))
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(one.pk): one for one in units}
        offer(self, "unit", unit_choices(units))

    def clean_unit(self) -> Unit | None:
        """The unit, or none."""
        return self.units.get(self.cleaned_data["unit"])


class Move(forms.Form):
    """Another role or unit."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=Radios(hints=_ROLE_HINTS))
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(one.pk): one for one in units}
        offer(self, "unit", unit_choices(units))

    def clean_unit(self) -> Unit | None:
        """The unit, or none."""
        return self.units.get(self.cleaned_data["unit"])


class PutOnDuty(forms.Form):
    """Who, from when to when, in which order, for how many weeks."""

    fieldsets = (
        (_("Who"), ("person", "level")),
        (pgettext_lazy("time", "From"), ("first_day", "from_hour")),
        (pgettext_lazy("time", "To"), ("last_day", "to_hour", "weeks")),
    )
    person = forms.ChoiceField(label=_("Person"))
    level = forms.TypedChoiceField(
        label=_("Called"),
        coerce=int,
        choices=[(1, _("First")), (2, _("Second")), (3, _("Third")), (4, _("Fourth"))],
        initial=1,
        widget=Radios(inline=True, small=True),
    )
    first_day = Day(label=_("Day it begins"))
    from_hour = Hour(label=_("Hour it begins"), initial="17:00")
    last_day = Day(label=_("Day it ends"))
    to_hour = Hour(label=_("Hour it ends"), initial="09:00")
    weeks = forms.IntegerField(
        label=_("For how many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=_("The same days and hours, week after week."),
        widget=Text(width=3, attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        offer(self, "person", [("", gettext("Choose one")), *((key, one.name) for key, one in self.people.items())])

    def clean_person(self) -> User:
        """Who is on duty."""
        return self.people[self.cleaned_data["person"]]

    def clean(self) -> dict[str, Any]:
        """Both moments, in the reader's zone."""
        given = super().clean() or self.cleaned_data
        for name, day, hour in (("starts_at", "first_day", "from_hour"), ("ends_at", "last_day", "to_hour")):
            if given.get(day) and given.get(hour) is not None:
                given[name] = timezone.make_aware(datetime.combine(given[day], given[hour]))
        if given.get("starts_at") and given.get("ends_at") and given["ends_at"] <= given["starts_at"]:
            self.add_error("last_day", gettext("A shift ends after it begins. Check both days and hours."))
        return given


class NewToken(forms.Form):
    """A name and an end."""

    name = forms.CharField(
        label=_("Which program will use it"), max_length=80, help_text=_("So that you know later which one to revoke.")
    )
    days = forms.TypedChoiceField(
        label=_("It works for"),
        coerce=lambda days: timedelta(days=int(days)),
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("a year"))],
        initial=90,
        widget=Radios(inline=True),
    )


class OwnDetails(forms.Form):
    """What somebody says of themselves."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As colleagues know you."), widget=Text(width=30)
    )
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        help_text=_("Shown to the people of your organisation, who may have to call you."),
        widget=Text(width=20, attrs={"autocomplete": "tel"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Every time on your pages is said in it.")
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(one.code, one.own_name) for one in STAFF],
        help_text=_("Your pages and the mails to you are in it. What people have written stays as they wrote it."),
    )
