"""Make a copy of a case for somebody: how much it says, in which form, and who alone can open it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.models import WRITES_RECORDS, Role
from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import BadInput
from tutela.core.fields import WordsField
from tutela.core.widgets import LongText, Radios, Text
from tutela.exchange.copies import FULL, PSEUDONYMISED, REDACTED
from tutela.exchange.sealing import receivers_of
from tutela.exchange.services.take_out import make_copy
from tutela.exchange.views.documents import file_response
from tutela.ownership.access import find


class MakeCopy(forms.Form):
    """For whom, how much, and sealed for which keys."""

    kind = forms.ChoiceField(
        label=_("How much does it say?"),
        choices=[
            (REDACTED, _("Redacted")),
            (PSEUDONYMISED, _("Pseudonymised")),
            (FULL, _("Everything")),
        ],
        initial=REDACTED,
        widget=Radios(
            hints={
                REDACTED: _(
                    "Names, identifiers, references, areas and free words are left out; of dates of birth the year stays."
                ),
                PSEUDONYMISED: _(
                    "The same, with tokens that are equal where names, identifiers or references were equal."
                ),
                FULL: _("The whole record as you see it. It is sealed for its receivers."),
            }
        ),
    )
    form = forms.ChoiceField(
        label=_("In which form?"),
        choices=[("json", _("A JSON document")), ("pdf", _("A tagged PDF"))],
        initial="pdf",
        widget=Radios(inline=True),
    )
    receiver = WordsField(
        label=_("For which office"),
        max_length=120,
        widget=Text(width=30),
        help_text=_("An organisation or office, no person's name. It stands in the copy and in the audit trail."),
    )
    keys = forms.CharField(
        label=_("Public keys of the receivers"),
        required=False,
        max_length=4_000,
        widget=LongText(rows=3),
        help_text=_("Keys of age, one a line, beginning with age1. With a key, only its holder opens the file."),
    )

    def clean(self) -> dict[str, Any]:
        """Everything leaves the system sealed, or not at all by this way."""
        cleaned = super().clean() or {}
        try:
            cleaned["keys"] = receivers_of(cleaned.get("keys", ""))
        except BadInput as error:
            self.add_error("keys", f"{error.what} {error.mend}")
        if cleaned.get("kind") == FULL and not cleaned.get("keys") and "keys" not in self.errors:
            self.add_error(
                "keys", gettext("A copy that says everything is sealed: ask the receiver for their public key.")
            )
        return cleaned


@reads_records
@for_roles(*WRITES_RECORDS, Role.AUDITOR)
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The form, and the copy as a file."""
    case = find(reference, kind="case")
    form = MakeCopy(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = make_copy(
            reference,
            kind=data["kind"],
            form=data["form"],
            receiver=data["receiver"],
            keys=data["keys"],
            actor=actor_in(request),
            now=clock.now(),
        )
        return file_response(made.content, made.media_type, made.name)
    status = 422 if request.method == "POST" else 200
    return render(request, "pages/case_copy.html", {"case": case, "form": form}, status=status)
