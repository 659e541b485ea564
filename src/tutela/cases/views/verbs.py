"""A page for each verb that changes what a case says, or who answers for it."""

from typing import Any

from django import forms
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.pages import actor_in
from tutela.cases.forms import CategoryFields, EnterChild, EnterPerson, SayStanding, WriteEntry
from tutela.cases.models import Case, CaseCategory, ChildInCase, Entry, Person
from tutela.cases.services.categories import add_category, remove_category
from tutela.cases.services.children import place_child, take_out_child
from tutela.cases.services.hand_on import send_case
from tutela.cases.services.record import enter_child_in_case, enter_person, say_standing, write_entry
from tutela.cases.words import as_written, category_in_words
from tutela.children.forms import Reason
from tutela.children.verb_pages import (
    DECIDERS,
    AssignVerb,
    ClaimVerb,
    MarkVerb,
    RecordVerb,
    SendVerb,
    TakeVerb,
    TransferVerb,
)
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.widgets import Text
from tutela.ownership.access import find


class CaseVerb(RecordVerb):
    """A verb on one case."""

    kind = "case"

    def stands_now(self, record: Case) -> list[tuple[str, str]]:
        """What somebody else may have changed: how the case stands, its categories, its children, who sees it."""
        rows = CaseCategory.objects.filter(case=record, removed_at=None).order_by("category", "pk")
        present = [
            category_in_words(one) for one in rows.values("pk", "category", "type", "facets", words=F("type_words"))
        ]
        children = ChildInCase.objects.filter(case=record, removed_at=None).order_by("pk")
        return [
            (
                gettext("Children"),
                ", ".join(children.values_list("child__reference", flat=True)) or gettext("none entered"),
            ),
            (gettext("State"), record.get_state_display()),
            (
                gettext("Recorded"),
                gettext("an offence is recorded") if record.recorded_at else gettext("reported, not recorded"),
            ),
            (gettext("Categories"), "; ".join(f"{one.label}: {one.type}" for one in present)),
            (gettext("Handler"), record.handler.name if record.handler else gettext("nobody yet")),
            (
                gettext("Who may see it"),
                gettext("named persons only")
                if record.is_restricted
                else gettext("everybody in %(organisation)s") % {"organisation": record.owner.name},
            ),
        ]

    def part(self, rows: Any) -> Any:
        """The part of the case that the address names. Raises NotFound where it is none of this case's."""
        found = rows.filter(pk=self.kwargs["part"]).first()
        if found is None:
            raise NotFound(
                gettext("There is no such part of the case that you may see."), mend=gettext("Open it from the case.")
            )
        return found


class EnterChildPage(CaseVerb):
    """Enter a child, known or not yet identified."""

    title = "Enter a child in {record}"
    button = "Enter the child"
    done = "The child was entered in {record}, and your organisation answers for them."
    hint = "A child who is not yet identified is entered as well: from that moment somebody answers for them."
    form_class = EnterChild

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Enter the child."""
        assert isinstance(form, EnterChild)  # noqa: S101 - what form_class makes
        return enter_child_in_case(record, form.new_child(), actor=actor_in(request), now=clock.now())


class KnownChild(forms.Form):
    """Which child who has a record already."""

    reference = forms.CharField(
        label=_("Reference of the child's record"), widget=Text(width=20, code=True), help_text=_("It begins with K.")
    )


class PlaceChildPage(CaseVerb):
    """The case concerns a child who has a record."""

    title = "Put a known child in {record}"
    button = "Put the child in the case"
    overwrites = True
    done = "The child is in {record} now."
    hint = "For a child who has a record already. Whoever answers for the child goes on doing so."
    form_class = KnownChild
    roles = DECIDERS

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Put the child in the case."""
        try:
            child = find(form.cleaned_data["reference"], kind="child")
        except NotFound as error:
            raise BadInput(error.what, where=where(field="reference"), mend=error.mend) from None
        return place_child(record, child, version=self.shown_version, actor=actor_in(request), now=clock.now())


class TakeOutChildPage(CaseVerb):
    """The case does not concern that child after all."""

    title = "Take a child out of {record}"
    button = "Take the child out"
    overwrites = True
    done = "The child was taken out of {record}. Their record stays, and whoever answers for them."
    form_class = Reason
    roles = DECIDERS
    is_warning = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Take the child out."""
        child = find(self.kwargs["child"], kind="child")
        return take_out_child(
            record, child, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class EnterPersonPage(CaseVerb):
    """Enter somebody else."""

    title = "Enter a person in {record}"
    button = "Enter the person"
    done = "The person was entered in {record}."
    form_class = EnterPerson

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Enter the person."""
        assert isinstance(form, EnterPerson)  # noqa: S101 - what form_class makes
        return enter_person(record, form.new_person(), actor=actor_in(request), now=clock.now())

    def after(self, record: Case, result: Any) -> str:
        """To the people of the case."""
        return f"{record.get_absolute_url()}/people"


class SayStandingPage(CaseVerb):
    """What a source now says of a person."""

    title = "Say a standing in {record}"
    button = "Add the standing"
    overwrites = True
    done = "The standing was added in {record}. What was said before stays."
    hint = "A later standing adds to the earlier ones; it overwrites none."
    form_class = SayStanding
    template_name = "pages/case_standing.html"

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """Of whom."""
        return {"person": self.part(record.people.all())}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        data = form.cleaned_data
        person: Person = self.part(Person.objects.filter(case=record, removed_at=None))
        return say_standing(
            person,
            **(data | {"since": str(data["since"] or "")}),
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )

    def after(self, record: Case, result: Any) -> str:
        """To the people of the case."""
        return f"{record.get_absolute_url()}/people"


class WriteEntryPage(CaseVerb):
    """Add to the record."""

    title = "Add an entry to {record}"
    button = "Add the entry"
    done = "The entry was added to {record}."
    hint = "Say what it is, and from whom it comes: fact, inference and opinion are kept apart."
    form_class = WriteEntry

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        return write_entry(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: Case, result: Any) -> str:
        """To the record of the case."""
        return f"{record.get_absolute_url()}/record"


class CorrectEntryPage(WriteEntryPage):
    """Correct an entry by a further one."""

    title = "Correct an entry of {record}"
    button = "Add the correction"
    done = "The correction was added to {record}. The earlier entry stays, and says that it was corrected."
    hint = "The earlier entry stays as it is; yours is added and says what is right."
    template_name = "pages/case_correct.html"

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what the entry says now."""
        entry = self.part(Entry.objects.filter(case=record))
        names = ("words", "nature", "source", "section")
        return WriteEntry(data, initial={name: getattr(entry, name) for name in names})

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """The entry that is corrected."""
        entry: Entry = self.part(Entry.objects.filter(case=record))
        return {"entry": entry, "entry_words": as_written(entry.words)}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Add the correction."""
        corrected: Entry = self.part(Entry.objects.filter(case=record))
        return write_entry(
            record,
            **form.cleaned_data,
            corrects=corrected,
            actor=actor_in(request),
            now=clock.now(),
        )


class AddCategoryPage(CaseVerb):
    """A further category."""

    title = "Add a category to {record}"
    button = "Add the category"
    overwrites = True
    done = "The category was added to {record}."
    hint = "A case has one or more categories; each has its own type and facets."
    form_class = CategoryFields
    roles = DECIDERS

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        assert isinstance(form, CategoryFields)  # noqa: S101 - what form_class makes
        return add_category(
            record, form.new_category(), version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class RemoveCategoryPage(CaseVerb):
    """The case does not fall under it after all."""

    title = "Take a category away from {record}"
    button = "Take it away"
    overwrites = True
    done = "The category was taken away from {record}. The history keeps that it was said."
    roles = DECIDERS
    is_warning = True
    template_name = "pages/case_remove_category.html"

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """Which one."""
        one = self.part(CaseCategory.objects.filter(case=record))
        given = {name: getattr(one, name) for name in ("pk", "category", "type", "facets")}
        return {"category": category_in_words(given | {"words": one.type_words})}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Take it away."""
        category: CaseCategory = self.part(CaseCategory.objects.filter(case=record))
        return remove_category(category, version=self.shown_version, actor=actor_in(request), now=clock.now())


class AssignPage(AssignVerb):
    """Who handles the case."""

    kind = "case"


class TakePage(TakeVerb):
    """Handle the case oneself."""

    kind = "case"


class MarkPage(MarkVerb):
    """How far what the record holds may go."""

    kind = "case"


class ClaimPage(ClaimVerb):
    """Claim the case."""

    kind = "case"
    title = "Claim {record}"
    hint = "Your organisation then answers for the case, its children and its reports."


class TransferPage(TransferVerb):
    """Transfer the case."""

    kind = "case"
    hint = "For what nobody accepted. The new owner answers at once for the case, its children and its reports."


class SendPage(SendVerb):
    """Offer the case."""

    kind = "case"
    hint = "Its children and reports go with it. The receiver sees a limited preview, without names, until it accepts."

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Offer it."""
        return send_case(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())
