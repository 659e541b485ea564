"""The pages on which what people are known by, and the places of a case, are entered and taken away."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest

from tutela.accounts.pages import actor_in
from tutela.cases.forms import EnterIdentifier, EnterPlace, Whose
from tutela.cases.models import Case, Identifier, Place
from tutela.cases.queries import children_of, people_of
from tutela.cases.services.known_by import enter_identifier, enter_place, take_away_identifier, take_away_place
from tutela.cases.views.verbs import CaseVerb
from tutela.cases.words import place_in_words
from tutela.children.forms import Reason
from tutela.core import clock


class _Enter(CaseVerb):
    """Something that is said of the case, or of somebody in it."""

    form_class: ClassVar[type[Whose]] = Whose

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> forms.Form:
        """Of whom: the children first."""
        initial = {"whose": request.GET.get("whose", "")}
        return self.form_class(data, people=people_of(record), children=children_of(record), initial=initial)

    def after(self, record: Case, result: Any) -> str:
        """To the people of the case."""
        return f"{record.get_absolute_url()}/people"


class EnterIdentifierPage(_Enter):
    """What somebody is known by."""

    title = "Enter an identifier in {record}"
    button = "Enter it"
    done = "The identifier was entered in {record}."
    hint = "It is entered once, and found wherever the same comes up again."
    form_class = EnterIdentifier

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Enter it."""
        assert isinstance(form, EnterIdentifier)  # noqa: S101 - what form_class makes
        return enter_identifier(record, **form.said(), actor=actor_in(request), now=clock.now())


class EnterPlacePage(_Enter):
    """A place of the case."""

    title = "Enter a place in {record}"
    button = "Enter it"
    done = "The place was entered in {record}."
    hint = "A country and, in words, an area. Never an address: none is needed."
    form_class = EnterPlace

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Enter it."""
        assert isinstance(form, EnterPlace)  # noqa: S101 - what form_class makes
        return enter_place(record, **form.said(), actor=actor_in(request), now=clock.now())


class _TakeAway(CaseVerb):
    """It was wrong: the history keeps that it was said."""

    button = "Take it away"
    form_class = Reason
    is_warning = True
    template_name = "pages/case_take_away.html"

    def after(self, record: Case, result: Any) -> str:
        """To the people of the case."""
        return f"{record.get_absolute_url()}/people"


class TakeAwayIdentifierPage(_TakeAway):
    """It is not theirs after all."""

    title = "Take an identifier away from {record}"
    done = "The identifier was taken away from {record}. The history keeps that it was said."

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """Which one."""
        return {"what": self.part(Identifier.objects.filter(case=record)).raw}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Take it away."""
        one: Identifier = self.part(Identifier.objects.filter(case=record).select_related("case"))
        return take_away_identifier(one, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class TakeAwayPlacePage(_TakeAway):
    """It was another place."""

    title = "Take a place away from {record}"
    done = "The place was taken away from {record}. The history keeps that it was said."

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """Which one."""
        return {"what": place_in_words(self.part(Place.objects.filter(case=record)))}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Take it away."""
        one: Place = self.part(Place.objects.filter(case=record).select_related("case"))
        return take_away_place(one, **form.cleaned_data, actor=actor_in(request), now=clock.now())
