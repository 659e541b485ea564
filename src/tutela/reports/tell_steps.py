"""The questions of the public page, one a page, and how their answers become a report.

Words are for a child of ten: short, without blame, and never asking what was done. Only two questions must be answered.
"""

import hashlib
from typing import Any, ClassVar

from django import forms
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.core import languages
from tutela.core.errors import TutelaError
from tutela.core.widgets import LongText, Radios, Text
from tutela.reports.door_session import Visit
from tutela.reports.forms import kind_of
from tutela.reports.incoming import IncomingReport, clean_words

_MOST_LINES = 20


def _plain(value: str) -> str:
    try:
        return clean_words(value)
    except TutelaError:
        raise forms.ValidationError(_("Please write words only. Pictures and files cannot be sent here.")) from None


class Words(forms.CharField):
    """Words as they may be kept."""

    def clean(self, value: Any) -> str:
        """Without what no text needs; without anything that is a file written out as text."""
        return _plain(super().clean(value))


class Step(forms.Form):
    """One question. ``title`` is its heading, ``shown`` says its answer on the last page."""

    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""

    def shown(self) -> str:
        """The answer in words."""
        return ""


_DANGER = [("yes", _("Yes")), ("no", _("No")), ("not_sure", _("I am not sure"))]


class Danger(Step):
    """Is anybody to be called before anything else?"""

    title = _("Is a child being hurt, or in danger, right now?")
    danger = forms.ChoiceField(
        label=_("Is a child being hurt, or in danger, right now?"),
        choices=_DANGER,
        widget=Radios(),
        error_messages={"required": _("Choose one. If you do not know, choose “I am not sure”.")},
    )

    def shown(self) -> str:
        """The answer in words."""
        return str(dict(_DANGER)[self.cleaned_data["danger"]])


class Call(Step):
    """Somebody said yes: telephone first; then why."""

    title = _("Please telephone the police now")
    why = Words(
        label=_("What makes you think a child is in danger now?"),
        max_length=300,
        widget=LongText(rows=4),
        help_text=_("A few words are enough. We tell somebody at once, but the police on the telephone are faster."),
        error_messages={"required": _("Write a few words. They help us to act fast.")},
    )

    def shown(self) -> str:
        """The answer in words."""
        return str(self.cleaned_data["why"])


_ABOUT = [
    ("me", _("Me")),
    ("child_i_know", _("A child I know")),
    ("child_i_do_not_know", _("A child I do not know")),
    ("somebody", _("Somebody who may harm children")),
    ("not_sure", _("I am not sure")),
]


class About(Step):
    """Whom it is about."""

    title = _("Who is this about?")
    about = forms.ChoiceField(
        label=_("Who is this about?"),
        choices=_ABOUT,
        widget=Radios(hints={"me": _("It is not your fault, and you are not in trouble with us.")}),
        error_messages={"required": _("Choose one. If you do not know, choose “I am not sure”.")},
    )

    def shown(self) -> str:
        """The answer in words."""
        return str(dict(_ABOUT)[self.cleaned_data["about"]])


class What(Step):
    """What somebody wants to tell."""

    title = _("What do you want to tell us?")
    words = Words(
        label=_("What do you want to tell us?"),
        max_length=500,
        widget=LongText(rows=7),
        help_text=_("Use your own words. A few are enough. You do not have to say exactly what was done."),
        error_messages={"required": _("Write a few words, so that we know what to look at.")},
    )

    def shown(self) -> str:
        """The answer in words."""
        return str(self.cleaned_data["words"])


_WHERE = [
    ("online", _("Online")),
    ("in_person", _("In a place")),
    ("both", _("Both")),
    ("not_sure", _("I am not sure")),
]


class Where(Step):
    """Where it happened."""

    title = _("Where did it happen?")
    where = forms.ChoiceField(
        label=_("Where did it happen?"),
        choices=_WHERE,
        required=False,
        widget=Radios(hints={"online": _("In a game, an app, a chat or on a website.")}),
    )
    place = Words(
        label=_("Which town, place, app or website?"),
        max_length=200,
        required=False,
        widget=Text(),
        help_text=_("Leave it empty if you do not know."),
    )

    def shown(self) -> str:
        """The answer in words."""
        parts = (dict(_WHERE).get(self.cleaned_data.get("where", ""), ""), self.cleaned_data.get("place", ""))
        return ": ".join(str(part) for part in parts if part)


_WHEN = [
    ("now", _("It is still going on")),
    ("today", _("Today")),
    ("week", _("In the last seven days")),
    ("longer", _("Longer ago")),
    ("not_sure", _("I am not sure")),
]


class When(Step):
    """When it happened, as roughly as somebody knows."""

    title = _("When did it happen?")
    when = forms.ChoiceField(label=_("When did it happen?"), choices=_WHEN, required=False, widget=Radios())

    def shown(self) -> str:
        """The answer in words."""
        return str(dict(_WHEN).get(self.cleaned_data.get("when", ""), ""))


class Names(Step):
    """Accounts, addresses and numbers."""

    title = _("Do you know any account, number or web address?")
    names = Words(
        label=_("Do you know any account, number or web address?"),
        max_length=1_500,
        required=False,
        widget=LongText(rows=5),
        help_text=_(
            "One on each line. For example a user name and its app, a telephone number, an e-mail address."
            " Leave it empty if you know none. Please do not go looking for more."
        ),
    )

    def clean_names(self) -> str:
        """One a line, not too many, none too long."""
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(lines) > _MOST_LINES:
            raise forms.ValidationError(
                gettext("Write at most %(most)s lines. You can add more later.") % {"most": _MOST_LINES}
            )
        return "\n".join(lines)

    def shown(self) -> str:
        """The answer in words."""
        return str(self.cleaned_data.get("names", ""))


class You(Step):
    """Whether somebody wishes to be known."""

    title = _("Do you want to tell us who you are?")
    lead = _("You do not have to. We look at what you tell us in the same way.")
    known = forms.ChoiceField(
        label=_("Do you want to tell us who you are?"),
        choices=[("no", _("No, I want to stay unknown")), ("yes", _("Yes"))],
        widget=Radios(
            hints={"no": _("You get a code, and come back here to read our answers. You can still tell us later.")}
        ),
        error_messages={"required": _("Choose one. “No” is fine.")},
    )
    name = Words(label=_("Your name"), max_length=120, required=False, widget=Text(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("If you give one, our answers are also sent there. Only give one that nobody else reads."),
        error_messages={"invalid": _("That is not an e-mail address. Check it, or leave it empty.")},
    )
    telephone = Words(
        label=_("Your telephone number"),
        max_length=40,
        required=False,
        widget=Text(attrs={"autocomplete": "off", "inputmode": "tel"}, width=20),
    )

    def clean(self) -> dict[str, Any]:
        """Somebody unknown leaves nothing; somebody known leaves something."""
        cleaned = super().clean() or {}
        given = any(cleaned.get(one) for one in ("name", "email", "telephone"))
        if cleaned.get("known") == "yes" and not given and not self.errors:
            self.add_error("name", gettext("Fill in one of the three, or choose to stay unknown."))
        if cleaned.get("known") == "no":
            # Typed and then thought better of: it goes.
            cleaned |= {"name": "", "email": "", "telephone": ""}
        return cleaned

    def shown(self) -> str:
        """The answer in words."""
        if self.cleaned_data["known"] == "no":
            return gettext("I want to stay unknown")
        return "\n".join(self.cleaned_data[one] for one in ("name", "email", "telephone") if self.cleaned_data[one])


STEPS: dict[str, type[Step]] = {
    "danger": Danger,
    "call": Call,
    "about": About,
    "what": What,
    "where": Where,
    "when": When,
    "names": Names,
    "you": You,
}


def path_of(visit: Visit) -> list[str]:
    """The steps of this visit in their order: the telephone comes in between only where it is needed."""
    in_danger = visit.answers.get("danger", {}).get("danger") == "yes"
    return [step for step in STEPS if step != "call" or in_danger]


def first_open(visit: Visit) -> str:
    """The first step that nobody has been at; nothing when all are done."""
    return next((step for step in path_of(visit) if step not in visit.answers), "")


def read(visit: Visit, step: str) -> Step:
    """The form of a step with what was answered, cleaned."""
    form = STEPS[step](visit.answer(step))
    form.full_clean()
    return form


def report_of(visit: Visit) -> IncomingReport:
    """The report that these answers make. Raises BadInput for what the questions could not see."""
    said = {step: read(visit, step).cleaned_data for step in path_of(visit)}
    in_danger = said["danger"]["danger"]
    you = said["you"]
    facts = [("About", said["about"]["about"]), ("Where", said["where"]["where"]), ("When", said["when"]["when"])]
    with translation.override(languages.spoken(languages.ENGLISH.code)):
        # What staff work with is in their language; the reporter's own words stay as they are.
        labels = {code: str(words) for code, words in (*_ABOUT, *_WHERE, *_WHEN)}
    return IncomingReport.from_fields(
        door="public",
        language=languages.present().code,
        # The same draft sent twice, by two clicks or a second press of the button, is recognised as one.
        digest=hashlib.sha256(f"public|{visit.draft}".encode()).hexdigest(),
        summary=said["what"]["words"],
        specific_concern={"yes": True, "no": False, "not_sure": None}[in_danger],
        concern_grounds=said["call"]["why"] if in_danger == "yes" else "",
        concern_stated_by="Whoever reported on the public page" if in_danger == "yes" else "",
        place_words=said["where"]["place"],
        identifiers=[{"kind": kind_of(line), "raw": line} for line in said["names"]["names"].splitlines()],
        facts=[{"name": name, "value": labels[value], "path": "public page"} for name, value in facts if value],
        reporter={
            "kind": "person" if you["known"] == "yes" else "unknown",
            "name": you["name"],
            "email": you["email"],
            "telephone": you["telephone"],
            "wants_answer": True,
            "stays_unknown": you["known"] == "no",
        },
    )
