"""The form by which a file of reports comes in."""

from datetime import tzinfo
from zoneinfo import available_timezones

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.core.errors import BadInput
from tutela.core.widgets import Radios, Text
from tutela.reports.doors.moments import parse_zone
from tutela.reports.uploads import MAX_UPLOAD

_SIZE = MAX_UPLOAD // (1024 * 1024)


class SendFile(forms.Form):
    """A file, and in which zone its times without one are."""

    file = forms.FileField(
        label=_("The file"),
        help_text=format_lazy(
            _(
                "A CSV made from the template, or CyberTipline XML, up to {size} MB. No pictures, no videos, no archives."
            ),
            size=_SIZE,
        ),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Start from the template.")},
    )
    zones = forms.ChoiceField(
        label=_("Times in the file that say no zone"),
        choices=[("none", _("There are none, or they shall be rejected")), ("one", _("They are all of one zone"))],
        initial="none",
        widget=Radios(
            hints={"none": _("A time without its zone is two dozen different moments; it is never guessed.")},
            reveals={"one": "zone"},
        ),
    )
    zone = forms.CharField(
        label=_("Which zone"),
        required=False,
        max_length=60,
        widget=Text(width=30),
        help_text=_("For example Europe/London, or an offset such as +01:00."),
    )

    def clean(self) -> dict[str, object]:
        """A zone where there is one."""
        cleaned = super().clean() or {}
        cleaned["read_in"] = None
        if cleaned.get("zones") == "one":
            if not cleaned.get("zone"):
                self.add_error("zone", gettext("Say which zone the times are in."))
            else:
                try:
                    cleaned["read_in"] = parse_zone(cleaned["zone"])
                except BadInput as error:
                    self.add_error("zone", f"{error.what} {error.mend}")
        return cleaned

    @property
    def read_in(self) -> tzinfo | None:
        """The zone of times without one."""
        return self.cleaned_data["read_in"]  # type: ignore[no-any-return]


def common_zones() -> list[str]:
    """Zones by name, as a box can suggest them."""
    return sorted(one for one in available_timezones() if "/" in one and not one.startswith(("Etc/", "posix", "right")))
