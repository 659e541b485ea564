"""Forms of the pages about sets, bodies and what was wrong."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela.accounts.actor import Actor
from tutela.core.errors import TutelaError
from tutela.core.fields import WordsField
from tutela.core.form_fields import choose_among, offer
from tutela.core.widgets import Checkboxes, LongText, Radios, Text
from tutela.hashsets.models import Body, Ground, HashSet, PassOn
from tutela.hashsets.uploads import MOST_BYTES
from tutela.organisations.countries import country_choices
from tutela.register.forms.lists import words_of
from tutela.register.models import Audience, Entry, Scheme, SchemeCode, Source
from tutela.register.queries.schemes import codes_by_scheme


class SetFilter(forms.Form):
    """The filters of the sets that are given."""

    words = forms.CharField(label=_("Name or terms"), required=False, max_length=80, widget=Text(width=20))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), ("given", _("Given")), ("ended", _("Given no more"))]
    )


class ReceivedFilter(forms.Form):
    """The filters of the sets that came in."""

    words = forms.CharField(label=_("Name, body or terms"), required=False, max_length=80, widget=Text(width=20))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), ("coming", _("An edition is coming in")), ("off", _("Switched off"))],
    )


class BodyFilter(forms.Form):
    """The filters of the bodies."""

    words = forms.CharField(label=_("Name or contact"), required=False, max_length=80, widget=Text(width=20))
    state = forms.ChoiceField(
        label=_("Key"),
        required=False,
        choices=[("", _("Any")), ("trusted", _("Trusted")), ("not_trusted", _("No key is trusted"))],
    )


class DefineSet(forms.Form):
    """Which entries a set has, and under what terms it is given."""

    fieldsets = (
        (
            _("What is in it"),
            ("name", "kind", "scheme", "code", "with_mapped", "jurisdictions", "sources", "with_restricted"),
        ),
        (_("Under what terms it is given"), ("terms", "pass_on", "pass_on_countries", "say_in")),
    )
    name = WordsField(
        label=_("Name"),
        max_length=80,
        widget=Text(width=30),
        help_text=_("Whoever receives it reads this name: no name of a case, a person or an operation."),
    )
    kind = forms.ChoiceField(
        label=_("Which entries of your organisation"),
        choices=Entry.Kind.choices,
        initial=Entry.Kind.CASE,
        widget=Radios(),
    )
    scheme = forms.ModelChoiceField(
        label=_("Only what your organisation classified by this scheme"),
        queryset=Scheme.objects.none(),
        required=False,
        empty_label=_("Any, or not classified"),
    )
    code = forms.ModelChoiceField(
        label=_("Only of this class"), queryset=SchemeCode.objects.none(), required=False, empty_label=None
    )
    with_mapped = forms.BooleanField(
        label=_("With what another class would be in it, as somebody says"), required=False
    )
    jurisdictions = forms.MultipleChoiceField(
        label=_("Only of these jurisdictions"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("That of the source of an entry, or else the country of your organisation. None chosen: all."),
    )
    sources = forms.ModelMultipleChoiceField(
        label=_("With what came in by these sources"),
        queryset=Source.objects.none(),
        required=False,
        widget=Checkboxes(),
        help_text=_(
            "Only where their terms allow it to be given on. What a set that came in does not allow is left out in any case."
        ),
    )
    with_restricted = forms.BooleanField(
        label=_("With what only your own organisation may know of"),
        required=False,
        help_text=_("Left out unless you say so here. How many were left out is said with each edition."),
    )
    terms = WordsField(label=_("Terms"), max_length=200, widget=LongText(rows=2))
    pass_on = forms.ChoiceField(
        label=_("To whom it may be passed on"),
        choices=PassOn.choices,
        initial=PassOn.NOBODY,
        widget=Radios(reveals={PassOn.COUNTRIES: "pass_on_countries"}),
    )
    pass_on_countries = forms.MultipleChoiceField(
        label=_("To bodies of these countries"), required=False, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    say_in = forms.ModelChoiceField(
        label=_("Scheme of those who receive it"),
        queryset=Scheme.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("What a class would be in it goes along, with the name of whoever says so."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("jurisdictions", "pass_on_countries"):
            offer(self, name, country_choices())
        for name in ("scheme", "say_in"):
            choose_among(self, name, Scheme.objects.all())
        choose_among(self, "code", SchemeCode.objects.select_related("scheme"))
        offer(self, "code", [("", gettext("Any class")), *codes_by_scheme()])
        choose_among(self, "sources", Source.objects.filter(organisation_id=actor.organisation_pk))


class GiveTo(forms.Form):
    """To which body a set goes."""

    body = forms.ModelChoiceField(
        label=pgettext_lazy("outside", "Body"),
        queryset=Body.objects.none(),
        empty_label=_("Choose"),
        help_text=_("One that is not here is added on the page of bodies first."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "body", Body.objects.filter(organisation_id=actor.organisation_pk))


class IssueEdition(forms.Form):
    """For which body an edition is issued, and how much of the set it has."""

    body = forms.ModelChoiceField(
        label=pgettext_lazy("outside", "Body"), queryset=Body.objects.none(), empty_label=_("Choose")
    )
    is_full = forms.TypedChoiceField(
        label=_("How much of it"),
        coerce=lambda value: value == "full",
        choices=[
            ("new", _("What is new since the last edition that the body got")),
            ("full", _("All of it")),
        ],
        initial="new",
        widget=Radios(hints={"full": _("What the body has and this edition does not name, is withdrawn there.")}),
    )

    def __init__(self, *args: Any, hash_set: HashSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Body.objects.filter(receives__hash_set=hash_set, receives__ended_at=None)
        choose_among(self, "body", rows.distinct())
        # Where there is nobody else to choose, nobody has to.
        if len(alone := list(rows.distinct()[:2])) == 1:
            self.initial.setdefault("body", alone[0].pk)


class Contact(forms.Form):
    """Whom to telephone at a body."""

    contact_name = WordsField(label=_("Whom to ask for"), required=False, max_length=80, widget=Text(width=30))
    contact_telephone = WordsField(label=_("Telephone"), required=False, max_length=40, widget=Text(width=20))
    contact_email = forms.EmailField(label=_("E-mail"), required=False, max_length=120, widget=Text(width=30))


class AddBody(Contact):
    """A body outside."""

    name = WordsField(
        label=_("Name"),
        max_length=120,
        widget=Text(width=30),
        help_text=_("As it calls itself in its own editions: an edition of another name is refused."),
    )
    country = forms.ChoiceField(label=_("Country"))
    field_order = ("name", "country", "contact_name", "contact_telephone", "contact_email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "country", [("", gettext("Choose")), *country_choices()])


class TrustKey(forms.Form):
    """The key of a body, and its fingerprint as it was heard."""

    key = forms.CharField(
        label=_("Its key"),
        max_length=4096,
        widget=LongText(rows=5, attrs={"spellcheck": "false", "autocomplete": "off", "class": "tu-code"}),
        help_text=_(
            "As they sent it: the text of the file that “tutela register key --out” wrote there, or the key that stands on their page of a body."
        ),
    )
    fingerprint = forms.CharField(
        label=_("Its fingerprint, as it was read to you"),
        max_length=60,
        widget=Text(width=30, code=True),
        help_text=_(
            "Five groups of five. Have it read by telephone, by somebody whom you know; never copy it from what came with the key."
        ),
    )


class TakeFile(forms.Form):
    """The file of an edition."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("The file of the edition"),
        error_messages={"required": _("Choose the file of an edition.")},
        help_text=format_lazy(
            _(
                "Up to {size} MB, as the body sent it. A larger one is taken by the command line (tutela register set take)."
            ),
            size=MOST_BYTES // (1024 * 1024),
        ),
    )
    audience = forms.ChoiceField(
        label=_("Who here may know that a file is in it"),
        choices=[(Audience.OWN, _("Only your own organisation")), *Audience.choices[1:]],
        initial=Audience.OWN,
        widget=Radios(),
        help_text=_("Asked for the first edition of a set. Its terms may say more."),
    )
    # Why the upload was not taken, where it was not: known before the form is looked at.
    fault: TutelaError | None = None

    def clean(self) -> dict[str, Any]:
        """A file, or why there is none."""
        cleaned = super().clean() or {}
        if self.fault is not None:
            self.errors.pop("file", None)
            self.add_error("file", words_of(self.fault))
        return cleaned


class TraceFile(forms.Form):
    """One file, by a hash or its number."""

    file = forms.CharField(
        label=_("A hash, or the number of a file"),
        max_length=80,
        widget=Text(attrs={"class": "tu-code", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("MD5, SHA-1 or SHA-256. It does not appear in the address of any page."),
        error_messages={"required": gettext_lazy("Write a hash or a number.")},
    )


class SayWrong(forms.Form):
    """Why what the organisation holds of a file was wrong."""

    ground = forms.ChoiceField(label=_("What was wrong"), choices=Ground.choices, widget=Radios())
    words = WordsField(
        label=_("On what grounds"),
        max_length=200,
        widget=LongText(rows=2),
        help_text=_("Administrative words only. They stay here: bodies outside get the ground alone."),
    )


class SayTold(forms.Form):
    """Whom one spoke to."""

    words = WordsField(label=_("Whom you spoke to"), max_length=200, widget=Text(width=30))
