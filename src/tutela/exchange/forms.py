"""The form by which a document of a case is chosen."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tutela.reports.uploads import MAX_UPLOAD

_SIZE = MAX_UPLOAD // (1024 * 1024)


class ChooseDocument(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("The document"),
        help_text=format_lazy(
            _("The JSON of one case, as Tutela exports it, up to {size} MB. No pictures, no videos, no archives."),
            size=_SIZE,
        ),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty. Export the case again.")},
    )
