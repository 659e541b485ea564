"""Pages of the verbs around a child: where the child may be, who is in contact, what protects the child, the work to identify."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in
from tutela.children.forms.needs import GiveTask
from tutela.children.forms.surroundings import AddContact, EndContact, SaySafeguarded, SayWhereabouts
from tutela.children.models import Child, Contact
from tutela.children.services.contacts import add_contact, end_contact
from tutela.children.services.safeguard import say_safeguarded
from tutela.children.services.trace import give_identification_task
from tutela.children.services.whereabouts import say_whereabouts
from tutela.children.verb_pages import DECIDERS
from tutela.children.views.verbs import ChildVerb
from tutela.core import clock
from tutela.core.errors import NotFound


class TabVerb(ChildVerb):
    """A verb after which one is back at the tab where one began."""

    roles: ClassVar[Iterable[Role]] = DECIDERS
    tab = "overview"

    def after(self, record: Child, result: Any) -> str:
        """Back to the tab."""
        return reverse("child_tab", args=[record.reference, self.tab])


class SayWhereaboutsPage(TabVerb):
    """Where the child may be, is, or is not."""

    title = "Where may {record} be?"
    button = "Save"
    done = "Saved what is known of where {record} may be."
    hint = "One place at a time. What was said before stays; what you say now is what stands at present."
    form_class = SayWhereabouts
    tab = "whereabouts"

    def make_form(self, record: Child, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with the place that a link names."""
        given = {name: request.GET.get(name, "") for name in ("country", "organisation", "place")}
        return SayWhereabouts(data, initial={name: value for name, value in given.items() if value})

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return say_whereabouts(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class AddContactPage(TabVerb):
    """Somebody is in contact with the child."""

    title = "Who is in contact with {record}"
    button = "Add"
    done = "Saved who is in contact with {record}."
    form_class = AddContact
    tab = "contacts"

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        return add_contact(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class EndContactPage(TabVerb):
    """They are no longer in contact with the child."""

    title = "A contact of {record} has ended"
    button = "End the contact"
    done = "Saved that the contact of {record} has ended."
    hint = "The record keeps who was in contact, and until when."
    form_class = EndContact
    tab = "contacts"

    def get_record(self, request: HttpRequest, **where: Any) -> Child:
        """The child, if the contact is theirs."""
        child: Child = super().get_record(request, **where)
        found = Contact.objects.filter(pk=where["contact"], child=child).select_related("organisation").first()
        if found is None:
            raise NotFound(
                gettext("There is no such contact that you may see."), mend=gettext("Open it from the child's record.")
            )
        self.contact = found
        return child

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        return end_contact(record, self.contact, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class SafeguardedPage(ChildVerb):
    """What protects the child."""

    title = "What protects {record}"
    button = "Save"
    overwrites = True
    done = "{record} is identified and safeguarded."
    hint = "For a child who is identified and safe. When the child is no longer safe, this ends by itself."
    form_class = SaySafeguarded
    roles = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return say_safeguarded(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class IdentificationTaskPage(TabVerb):
    """A task of the work to identify the child."""

    title = "A task to find out who {record} is"
    button = "Give the task"
    done = "The task for {record} was given."
    hint = "One thing to try at a time. Whoever does it says what was tried, what it showed, and who else was asked."
    form_class = GiveTask
    tab = "identification"

    def act(self, record: Child, form: Any, request: HttpRequest) -> Any:
        """Give it."""
        return give_identification_task(
            record,
            what=form.cleaned_data["what"],
            organisation=form.cleaned_data["organisation"],
            due_at=form.due_at,
            actor=actor_in(request),
            now=clock.now(),
        )
