"""Forms by which a list of hashes comes in: to be checked, to be given to the register, to be gone on with."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.core.errors import TutelaError
from tutela.core.fields import WordsField
from tutela.core.form_fields import offer
from tutela.core.languages import in_figures
from tutela.core.subjects import Subject
from tutela.core.widgets import LongText, Radios, Text
from tutela.ownership.access import find
from tutela.register.models import Check, Scheme, Series
from tutela.register.models.submission import How
from tutela.register.queries.schemes import scheme_named, schemes_to_offer
from tutela.register.uploads import MOST_BYTES

MOST_PASTED = 2_000_000
_MEGABYTES = MOST_BYTES // (1024 * 1024)
_EXHIBIT = 60
_CASE, _SEEN = "case", "seen"


def words_of(error: TutelaError) -> str:
    """What happened, and how to mend it."""
    return " ".join(part for part in (error.what, error.mend) if part)


class _Pasted(forms.CharField):
    """Asked for, unless a file is chosen: so it is not marked as optional, and may be empty."""

    def validate(self, value: Any) -> None:
        """The form asks for one of the two."""


class _Chosen(forms.FileField):
    """Asked for, unless hashes are pasted."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or None: the form asks for one of the two."""
        return super().clean(data, initial) if data else None


class ListFields(forms.Form):
    """A list, pasted or as a file: one of the two."""

    use_required_attribute = False
    hashes = _Pasted(
        label=_("Paste hashes"),
        strip=False,
        widget=LongText(rows=8, attrs={"spellcheck": "false", "autocomplete": "off", "class": "tu-code"}),
        help_text=_("MD5, SHA-1 or SHA-256, all of one kind, one on a line; or lines of a list as a tool wrote them."),
    )
    list = _Chosen(
        label=_("Or choose a list"),
        help_text=format_lazy(
            _(
                "Up to {size} MB: hashdeep, md5deep, DFXML, CSV, Autopsy, X-Ways, JSON in the manner of Project VIC, or bare hashes."
                " No pictures, no videos, no archives."
            ),
            size=_MEGABYTES,
        ),
        error_messages={"empty": _("The list is empty.")},
    )
    # Why the upload was not taken, where it was not: known before the form is looked at.
    fault: TutelaError | None = None

    def clean(self) -> dict[str, Any]:
        """Exactly one list."""
        cleaned = super().clean() or {}
        pasted, file = cleaned.get("hashes", "").strip(), cleaned.get("list")
        if self.fault is not None:
            self.add_error("list", words_of(self.fault))
        elif pasted and file:
            self.add_error("list", gettext("Paste hashes or choose a list, and not both."))
        elif len(pasted) > MOST_PASTED:
            said = gettext("At most %(number)s characters can be pasted. Choose the list as a file.")
            self.add_error("hashes", said % {"number": in_figures(MOST_PASTED)})
        elif not pasted and not file and "list" not in self.errors:
            self.add_error("hashes", gettext("Paste hashes, or choose a list."))
        return cleaned

    @property
    def source_field(self) -> str:
        """Where the list came in, for what is wrong with it."""
        return "list" if self.cleaned_data.get("list") else "hashes"

    @property
    def pasted(self) -> bytes:
        """What was pasted, as the lines of a list: the same whatever the browser put at their ends."""
        return ("\n".join(self.cleaned_data["hashes"].strip().splitlines()) + "\n").encode()


class WhereMet(forms.Form):
    """Of which exhibit, report or case a list is."""

    exhibit = WordsField(
        label=_("Exhibit"),
        required=False,
        max_length=_EXHIBIT,
        widget=Text(width=20),
        help_text=_("As it stands on its label, for example NM/7."),
    )
    about = forms.CharField(
        label=_("Report or case"),
        required=False,
        max_length=30,
        widget=Text(width=20),
        help_text=_("Its reference, for example C-2026-004K7Q."),
    )

    def clean_about(self) -> Subject | None:
        """The record, as the reader may see it."""
        text = self.cleaned_data["about"].strip()
        if not text:
            return None
        try:
            found: Subject = find(text)
        except TutelaError as error:
            raise forms.ValidationError(words_of(error), code=error.code) from None
        if found.subject_kind not in {"report", "case"}:
            raise forms.ValidationError(gettext("Name a report or a case."), code="invalid")
        return found


def series_named(text: str) -> Series | None:
    """A series by its reference, as the reader may see it; None where nothing was written. Raises ValidationError."""
    if not text.strip():
        return None
    try:
        found: Series = find(text, kind="series")
    except TutelaError as error:
        raise forms.ValidationError(words_of(error), code=error.code) from None
    return found


class ClassifiedBy(forms.Form):
    """The scheme by which a list's categories classify its files."""

    scheme = forms.ChoiceField(
        label=_("The scheme of its categories"),
        required=False,
        help_text=_(
            "If the list has a column of categories: they become classes of its files, said by your organisation. A class that the"
            " scheme has not is refused, with its row."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "scheme", [("", gettext("Categories are not taken over")), *schemes_to_offer()])

    def clean_scheme(self) -> Scheme | None:
        """The scheme."""
        code = self.cleaned_data["scheme"]
        return scheme_named(code) if code and _CASE in {self.data.get("what"), self.data.get("then")} else None


class CheckList(ClassifiedBy, WhereMet, ListFields):
    """A list to be checked, and what is to be done when it is answered."""

    fieldsets = (
        (_("The list"), ("hashes", "list")),
        (_("What it is of"), ("exhibit", "about")),
        (_("When it is answered"), ("then", "scheme")),
    )
    then = forms.ChoiceField(
        label=_("What then?"),
        initial="look",
        choices=[
            ("look", _("Show me the answer; I say afterwards whether it is sent")),
            (_CASE, _("Send it to the register as files of a case")),
            (_SEEN, _("Send it as everything on an exhibit: only what is known is noted as met")),
        ],
        widget=Radios(
            hints={
                "look": _("The list is not kept: to send it afterwards, it is chosen once more."),
                _CASE: _("Those that are new are entered, and your organisation holds them."),
            },
            reveals={_CASE: "series"},
        ),
    )
    series = forms.CharField(
        label=_("The series that they belong to"),
        required=False,
        max_length=30,
        widget=Text(width=20),
        help_text=_("Its reference, if it is known. For example S-2026-004K7Q."),
    )

    def clean_series(self) -> Series | None:
        """The series, as the reader may see it."""
        return series_named(self.cleaned_data["series"]) if self.data.get("then") == _CASE else None


class SendFields(ClassifiedBy):
    """What the files of a list are said to be, and how they were met."""

    what = forms.ChoiceField(
        label=_("What are its files?"),
        choices=[(_CASE, _("Files of a case")), (_SEEN, _("Everything on an exhibit"))],
        widget=Radios(
            hints={
                _CASE: _("Those that are new are entered, and your organisation holds them."),
                _SEEN: _("Nothing is entered: only what the register knows is noted as met."),
            },
            reveals={_CASE: "series"},
        ),
    )
    series = forms.CharField(
        label=_("The series that they belong to"),
        required=False,
        max_length=30,
        widget=Text(width=20),
        help_text=_("Its reference, if it is known. For example S-2026-004K7Q."),
    )
    how = forms.ChoiceField(
        label=_("How were they met?"), choices=How.choices, initial=How.FOUND, widget=Radios(inline=True)
    )

    def clean_series(self) -> Series | None:
        """The series, as the reader may see it."""
        return series_named(self.cleaned_data["series"]) if self.data.get("what") == _CASE else None


class SendChecked(SendFields, ListFields):
    """The list of a check once more, and what its files are said to be."""

    fieldsets = ((_("The list once more"), ("hashes", "list")), (_("What is said of it"), ("what", "scheme", "how")))


class GiveList(SendFields, WhereMet, ListFields):
    """A list given to the register without a check before."""

    fieldsets = (
        (_("The list"), ("hashes", "list")),
        (_("What it is of"), ("exhibit", "about")),
        (_("What is said of it"), ("what", "scheme", "how")),
    )


class HarmlessList(ListFields):
    """A list of files that are known to be harmless, by its source."""


class SameList(ListFields):
    """The same list once more, to go on with it."""


class NotSent(forms.Form):
    """Why what a check was about is not sent to the register."""

    reason = forms.ChoiceField(
        label=_("Why is it not sent?"), choices=Check.NotSent.choices, widget=Radios(reveals={"other": "words"})
    )
    words = WordsField(
        label=_("In words"),
        required=False,
        max_length=200,
        widget=LongText(rows=2),
        help_text=_("Administrative words only."),
    )

    def clean(self) -> dict[str, Any]:
        """Words where they are all that is said."""
        cleaned = super().clean() or {}
        if cleaned.get("reason") == Check.NotSent.OTHER and not cleaned.get("words"):
            self.add_error("words", gettext("Say in words why."))
        return cleaned
