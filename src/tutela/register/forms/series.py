"""Forms of the pages about series."""

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.core.fields import WordsField
from tutela.core.widgets import LongText, Radios, Text
from tutela.register.models import Audience, Otherwise, Series
from tutela.register.services.series_checks import LABEL_LIMIT, WORDS_LIMIT

MOST_HASHES = 200
_HEX = re.compile(r"[0-9a-fA-F]+")
_LENGTHS = (32, 40, 64)


class SeriesFilter(forms.Form):
    """The filters of the list of series; they live in the address."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("", _("Our organisation's")),
            ("mine", _("Those I handle")),
            ("shared", _("Shared with us or with me")),
            ("unclaimed", _("By default: nobody has claimed it")),
        ],
    )
    standing = forms.ChoiceField(
        label=_("Its children"), required=False, choices=[("", _("Any")), *Series.Standing.choices]
    )
    audience = forms.ChoiceField(
        label=_("Who may know of it"), required=False, choices=[("", _("Any")), *Audience.choices]
    )
    words = forms.CharField(label=_("What it is called"), required=False, max_length=120, widget=Text(width=20))


class AudienceFields(forms.Form):
    """Who may know of a series, and what everybody else hears."""

    audience = forms.ChoiceField(
        label=_("Who may know of its files"),
        choices=Audience.choices,
        initial=Audience.COUNTRY,
        widget=Radios(
            hints={
                "own": _(
                    "Beside whoever works on the series. Others who meet a file of it may spend time on it again."
                ),
                "country": _("They hear that it is known, how far its children are, and whom to ask."),
                "all": _("The same, in every country."),
            }
        ),
    )
    otherwise = forms.ChoiceField(
        label=_("What everybody else hears"),
        choices=Otherwise.choices,
        initial=Otherwise.ASK,
        widget=Radios(
            hints={
                "ask": _("They hear whom to telephone, and nothing more."),
                "new": _("Nobody else learns that anybody knows the file. Only where that itself is a danger."),
            }
        ),
    )


class OpenSeries(AudienceFields):
    """A new series."""

    label = WordsField(
        label=_("What the series is called"),
        max_length=LABEL_LIMIT,
        widget=Text(width=30),
        help_text=_("Administrative words only, and no child's name. For example: Blue tent."),
    )
    field_order = ("label", "audience", "otherwise")


class RenameSeries(forms.Form):
    """What a series is called from now on."""

    label = WordsField(
        label=_("What the series is called"),
        max_length=LABEL_LIMIT,
        widget=Text(width=30),
        help_text=_("Administrative words only, and no child's name. For example: Blue tent."),
    )


class LinkChild(forms.Form):
    """Which child a series concerns, and how that is known."""

    reference = forms.CharField(
        label=_("The child's reference"),
        max_length=30,
        widget=Text(width=20),
        help_text=_("For example K-2026-004K7Q. A child whose record you may not see is linked by whoever sees it."),
    )
    basis = WordsField(
        label=_("How this is known"),
        max_length=WORDS_LIMIT,
        widget=LongText(rows=2),
        help_text=_("Administrative words only: who found it out, and from what."),
    )


class Why(forms.Form):
    """A reason, in a few words."""

    reason = WordsField(label=_("Why"), max_length=WORDS_LIMIT, widget=LongText(rows=2))


class PutFiles(Why):
    """Which files become those of a series, by their hashes."""

    hashes = forms.CharField(
        label=_("Hashes of the files"),
        widget=LongText(rows=6),
        max_length=20_000,
        help_text=_(
            "MD5, SHA-1 or SHA-256, one on a line. Only files that the register has, and that you may know of."
        ),
    )
    field_order = ("hashes", "reason")

    def clean_hashes(self) -> list[bytes]:
        """The digests. What is none is named by its line."""
        found: list[bytes] = []
        for number, line in enumerate(self.cleaned_data["hashes"].splitlines(), start=1):
            text = line.strip()
            if text and (len(text) not in _LENGTHS or not _HEX.fullmatch(text)):
                raise forms.ValidationError(
                    gettext("Line %(number)s is no MD5, SHA-1 or SHA-256.") % {"number": number}, code="invalid"
                )
            if text:
                found.append(bytes.fromhex(text))
        if len(found) > MOST_HASHES:
            raise forms.ValidationError(
                gettext("At most %(number)s files at once; send a list for more.") % {"number": MOST_HASHES},
                code="invalid",
            )
        return found
