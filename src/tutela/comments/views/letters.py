"""Keep a letter, correct one by a further one, say that it was answered."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import actor_in
from tutela.comments.forms import KeepLetter
from tutela.comments.models import Letter
from tutela.comments.queries import letter_of
from tutela.comments.services.letters import NewLetter, keep_letter, mark_answered
from tutela.comments.views.pages import OnRecord, there
from tutela.core import clock
from tutela.core.form_fields import choose_among
from tutela.organisations.models import Organisation

_FIELDS = ("direction", "means", "on", "at_hour", "correspondent", "correspondent_words", "their_reference", "about",
           "gist", "answer_by")  # fmt: skip


class KeepPage(OnRecord):
    """A letter in or out."""

    title, button = "Keep a letter in {record}", "Keep the letter"
    done = "The letter was kept."
    hint = "What came or went, in short administrative words. Everybody who sees this record reads it."
    form_class = KeepLetter
    roles = WRITES_RECORDS

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> forms.Form:
        """With the organisations of the directory to choose from."""
        form = KeepLetter(data, initial=self.known())
        choose_among(form, "correspondent", Organisation.objects.filter(is_active=True).order_by("name"))
        return form

    def known(self) -> dict[str, Any]:
        """Nothing yet."""
        return {}

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Letter:
        """Keep it."""
        return self.save(record, form, request)

    def save(self, record: Any, form: forms.Form, request: HttpRequest, corrects: Letter | None = None) -> Letter:
        """Call the verb with what it mends."""
        given = form.cleaned_data
        new = NewLetter(**{name: given[name] for name in _FIELDS})
        return keep_letter(record, new, corrects=corrects, actor=actor_in(request), now=clock.now())


class CorrectPage(KeepPage):
    """A further letter that mends one."""

    title, button = "Correct a letter in {record}", "Save the correction"
    done = "The correction was saved. What it corrects stays, and says so."

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, with the letter that the address names."""
        record = super().get_record(request, **where)
        self.letter: Any = there(letter_of(record, int(where["letter"])))
        return record

    def known(self) -> dict[str, Any]:
        """What was said before."""
        return {name: getattr(self.letter, name) for name in _FIELDS}

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Letter:
        """Keep it in the place of the other."""
        return self.save(record, form, request, corrects=self.letter)


class AnsweredPage(OnRecord):
    """Say that what was expected has come or gone."""

    title, button = "A letter in {record} is answered", "Mark as answered"
    done = "The letter is marked as answered."
    roles = WRITES_RECORDS

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, with the letter that the address names."""
        record = super().get_record(request, **where)
        self.letter: Any = there(letter_of(record, int(where["letter"])))
        return record

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Letter:
        """Mark it."""
        return mark_answered(self.letter, record, actor=actor_in(request), now=clock.now())
