"""The form by which a document of a case is chosen."""

from django import forms

from tutela.reports.uploads import MAX_UPLOAD

_SIZE = MAX_UPLOAD // (1024 * 1024)


class ChooseDocument(forms.Form):
    """The file."""

    file = forms.FileField(
        label="The document",
        help_text=f"The JSON of one case, as Tutela exports it, up to {_SIZE} MB. No pictures, no videos, no archives.",
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Export the case again."},
    )
