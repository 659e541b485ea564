"""The filters of a timeline."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela.core.form_fields import Day, offer
from tutela.timeline.sources import GROUPS

WHO = [
    ("", _("Anybody")),
    ("me", _("Me")),
    ("ours", _("People of our organisation")),
    ("others", _("People of other organisations")),
]


class TimelineFilter(forms.Form):
    """What a timeline is narrowed to; it lives in the address."""

    group = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), *((name, _(label)) for name, label in GROUPS.items())],
    )
    who = forms.ChoiceField(
        label=_("By whom"),
        required=False,
        choices=WHO,
        help_text=_("A name in the timeline leads to what that person did."),
    )
    since = Day(label=pgettext_lazy("day", "From"), required=False)
    until = Day(label=_("Until"), required=False)
    about = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[("", _("The case, its children and its reports")), ("record", _("The case alone"))],
    )
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("Newest first")), ("oldest", _("Oldest first"))]
    )

    def __init__(self, data: Any, *, kind: str) -> None:
        super().__init__(data)
        if self.person is not None:
            self.name_person(gettext("one person"))
        if kind != "case":
            del self.fields["about"]

    @property
    def person(self) -> int | None:
        """The one person that the address asks for, by the number that a name in the timeline leads to."""
        given = str(self.data.get("who", ""))
        return int(given) if given.isascii() and given.isdecimal() and len(given) <= 18 else None

    def name_person(self, name: str) -> None:
        """What the filter calls that person: their name, once a line of theirs was found."""
        if "who" in self.fields and self.person is not None:
            plain = [one for one in WHO if one[0] != str(self.data["who"])]
            offer(self, "who", [*plain, (str(self.data["who"]), name)])
