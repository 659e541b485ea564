"""The form of one section of the record, made from its questions: it parses, and returns what the verb takes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.cases.forms import gradings
from tutela.cases.models import Answer, Nature
from tutela.cases.questionnaire import Kind
from tutela.cases.record import Group, Line, SectionRead
from tutela.cases.services.answer import LARGEST_NUMBER, LONGEST_WORDS, UNKNOWN, Asked, Given, field_name, said_in
from tutela.core.fields import PartialDateFormField, WordsField
from tutela.core.form_fields import offer
from tutela.core.widgets import Checkboxes, LongText, PartialDateText, Radios, Text
from tutela.organisations.countries import country_choices
from tutela.typology.words import OTHER

_WORDS, _UNKNOWN, _OVER = "__words", "__unknown", "__over"
_LARGEST_KEY = 18


class SectionForm(forms.Form):
    """What is asked, filled with what is known; each question remembers over which answer it was shown."""

    is_all_optional = True

    source = WordsField(
        label=_("From whom is what you enter or change"),
        max_length=120,
        required=False,
        widget=Text(width=30),
        help_text=_("Needed when something changes. Enter what comes from another source in a second go."),
    )
    nature = forms.ChoiceField(
        label=_("What it is"),
        choices=Nature.choices,
        initial=Nature.FACT,
        widget=Radios(
            hints={
                "fact": _("Somebody saw, heard or holds it."),
                "inference": _("It follows from facts."),
                "opinion": _("Somebody thinks so."),
            },
            small=True,
        ),
    )
    grading = forms.ChoiceField(label=_("How reliable the source is"), required=False)

    def __init__(self, data: Any = None, *, read: SectionRead) -> None:
        self.sent: Any = data.copy() if data is not None else None
        super().__init__(self.sent, use_required_attribute=False)
        offer(self, "grading", gradings())
        self.lines = [line for group in read.groups for line in group.lines]
        self.fieldsets: list[tuple[str, tuple[str, ...]]] = [
            (_legend(group, read), tuple(self._add(group.lines))) for group in read.groups if group.lines
        ]
        self.fieldsets.append((gettext("Where it comes from"), ("source", "nature", "grading")))

    def _add(self, lines: Sequence[Line]) -> Iterator[str]:
        for line in lines:
            name = field_name(line.key)
            for key, made in _FIELDS[line.question.kind](name, line).items():
                self.fields[key] = made
            self.fields[f"{name}{_OVER}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=line.answer.pk if line.answer else ""
            )
            yield name
            if f"{name}{_UNKNOWN}" in self.fields:
                yield f"{name}{_UNKNOWN}"

    def given(self) -> dict[Asked, Given]:
        """What the form says of every question of the section."""
        return {line.key: self._given(line) for line in self.lines}

    def over(self) -> dict[Asked, int | None]:
        """Over which answer each question was shown; a number that no page of ours sends is none of the case's."""
        found: dict[Asked, int | None] = {}
        for line in self.lines:
            sent = str(self.cleaned_data.get(f"{field_name(line.key)}{_OVER}") or "")
            is_number = sent.isascii() and sent.isdecimal() and len(sent) <= _LARGEST_KEY
            found[line.key] = int(sent) if is_number else None
        return found

    def show_over(self, answers: Mapping[Asked, Answer | None]) -> None:
        """Somebody else has answered: what was typed stays, and the next saving is over what they said."""
        for key, one in answers.items():
            self.sent[f"{field_name(key)}{_OVER}"] = str(one.pk) if one is not None else ""

    def _given(self, line: Line) -> Given:
        name, data = field_name(line.key), self.cleaned_data
        if data.get(f"{name}{_UNKNOWN}"):
            return UNKNOWN
        value = data.get(name)
        if line.question.kind in (Kind.CHOICE, Kind.CHOICES):
            values = tuple(value if isinstance(value, list) else [value] if value else [])
            words = data.get(f"{name}{_WORDS}", "") if OTHER in values else ""
            order = [code for code, _ in line.question.terms]
            return Given(tuple(sorted(values, key=order.index)), words)
        if line.question.kind == Kind.COUNTRIES:
            return Given(tuple(sorted(value or ())))
        if line.question.kind == Kind.NUMBER:
            return Given(number=value)
        if line.question.kind == Kind.DATE:
            return Given(date=str(value or ""))
        return Given(words=value or "")

    def clean(self) -> dict[str, Any]:
        """*Not yet known* stands alone, and *other* has words."""
        cleaned = super().clean() or {}
        for line in self.lines:
            name = field_name(line.key)
            if cleaned.get(f"{name}{_UNKNOWN}") and cleaned.get(name) not in (None, "", []):
                before = said_in(line.answer)
                # Whoever ticks it over an answer that the box still shows means it; whoever typed something does not.
                if self._typed(line) != before:
                    self.add_error(
                        name, gettext("Either something is known, or it is not yet known. Take one of the two away.")
                    )
            values = cleaned.get(name)
            has_other = OTHER in values if isinstance(values, list) else values == OTHER
            if line.question.terms and has_other and not cleaned.get(f"{name}{_WORDS}"):
                self.add_error(name, gettext("“Other” needs words: say what it is."))
        return cleaned

    def _typed(self, line: Line) -> Given:
        unknown = f"{field_name(line.key)}{_UNKNOWN}"
        kept = self.cleaned_data.pop(unknown)
        try:
            return self._given(line)
        finally:
            self.cleaned_data[unknown] = kept


class ProposalForm(SectionForm):
    """One question, answered as somebody proposes it, with the reason."""

    why = WordsField(label=_("Why"), max_length=300, widget=LongText(rows=2))

    def __init__(self, data: Any = None, *, read: SectionRead) -> None:
        super().__init__(data, read=read)
        del self.fields["grading"]
        self.fields["source"].label, self.fields["source"].help_text = gettext("From whom you have it"), ""
        self.fieldsets[-1] = (gettext("Where it comes from"), ("source", "nature", "why"))


class DecideProposal(forms.Form):
    """What the owner says to a proposal."""

    accepts = forms.ChoiceField(
        label=_("Does the record say so from now on?"),
        choices=[("yes", _("Yes, accept it")), ("no", _("No, decline it"))],
        widget=Radios(),
    )
    words = WordsField(
        label=_("In words"),
        max_length=300,
        required=False,
        widget=LongText(rows=2),
        help_text=_("Needed where you decline."),
    )


def _legend(group: Group, read: SectionRead) -> str:
    return group.title or read.section.shown_label


def _choice(name: str, line: Line) -> dict[str, forms.Field]:
    many = line.question.kind == Kind.CHOICES
    reveals = {OTHER: f"{name}{_WORDS}"}
    present = said_in(line.answer)
    made: forms.Field = (
        forms.MultipleChoiceField(
            choices=line.question.shown_terms,
            widget=Checkboxes(reveals=reveals, small=True),
            initial=list(present.values),
        )
        if many
        else forms.ChoiceField(
            choices=line.question.shown_terms,
            widget=Radios(reveals=reveals, small=True),
            initial="".join(present.values),
        )
    )
    return {
        name: _labelled(made, line),
        f"{name}{_WORDS}": WordsField(
            label=gettext("Which"),
            max_length=LONGEST_WORDS,
            required=False,
            initial=present.words,
            widget=Text(width=30),
        ),
    }


def _with_unknown(name: str, line: Line, made: forms.Field) -> dict[str, forms.Field]:
    """Beside a field to fill in: a box that says that it is not yet known."""
    box = forms.BooleanField(
        label=gettext("%(question)s: not yet known") % {"question": line.question.shown_label},
        required=False,
        initial=line.state == "not_known",
    )
    return {name: _labelled(made, line), f"{name}{_UNKNOWN}": box}


def _labelled(made: forms.Field, line: Line) -> forms.Field:
    made.label, made.help_text, made.required = line.question.shown_label, line.question.shown_hint, False
    return made


def _date(name: str, line: Line) -> dict[str, forms.Field]:
    field = PartialDateFormField(widget=PartialDateText(), initial=said_in(line.answer).date or None)
    return _with_unknown(name, line, field)


def _number(name: str, line: Line) -> dict[str, forms.Field]:
    field = forms.IntegerField(
        min_value=0, max_value=LARGEST_NUMBER, widget=Text(width=5), initial=said_in(line.answer).number
    )
    return _with_unknown(name, line, field)


def _countries(name: str, line: Line) -> dict[str, forms.Field]:
    present = [code for code in said_in(line.answer).values if len(code) == len("GB")]
    field = forms.MultipleChoiceField(
        choices=country_choices(), widget=forms.SelectMultiple(attrs={"size": 6}), initial=present
    )
    return _with_unknown(name, line, field)


def _words(name: str, line: Line) -> dict[str, forms.Field]:
    present = said_in(line.answer)
    field = WordsField(
        max_length=LONGEST_WORDS, widget=LongText(rows=2), initial="" if present.values else present.words
    )
    return _with_unknown(name, line, field)


_FIELDS = {
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choice,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.COUNTRIES: _countries,
    Kind.WORDS: _words,
}
