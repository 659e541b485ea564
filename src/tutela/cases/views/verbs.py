"""A page for each verb that changes what a case says, or who answers for it."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tutela.accounts.models import Role
from tutela.cases.forms import CategoryFields, Close, EnterChild, EnterPerson, SayStanding, WriteEntry
from tutela.cases.models import Case, CaseCategory, Entry, Person
from tutela.cases.services.categories import add_category, remove_category
from tutela.cases.services.children import place_child, take_out_child
from tutela.cases.services.close import close_case, reopen_case, restrict
from tutela.cases.services.conclude import record_offence, withdraw_offence
from tutela.cases.services.hand_on import send_case
from tutela.cases.services.record import enter_child_in_case, enter_person, say_standing, write_entry
from tutela.cases.words import category_in_words
from tutela.children.forms import Reason
from tutela.children.verb_pages import DECIDERS, AssignVerb, ClaimVerb, RecordVerb, SendVerb, TransferVerb
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.widgets import Text
from tutela.ownership.access import find

CONCLUDERS = (Role.INVESTIGATOR, Role.MANAGER)


class CaseVerb(RecordVerb):
    """A verb on one case."""

    kind = "case"

    def part(self, rows: Any) -> Any:
        """The part of the case that the address names. Raises NotFound where it is none of this case's."""
        found = rows.filter(pk=self.kwargs["part"]).first()
        if found is None:
            raise NotFound("There is no such part of the case that you may see.", mend="Open it from the case.")
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
        return enter_child_in_case(record, form.new_child(), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class KnownChild(forms.Form):
    """Which child who has a record already."""

    reference = forms.CharField(
        label="Reference of the child's record", widget=Text(width=20, code=True), help_text="It begins with K."
    )


class PlaceChildPage(CaseVerb):
    """The case concerns a child who has a record."""

    title = "Put a known child in {record}"
    button = "Put the child in the case"
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
        return place_child(record, child, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class TakeOutChildPage(CaseVerb):
    """The case does not concern that child after all."""

    title = "Take a child out of {record}"
    button = "Take the child out"
    done = "The child was taken out of {record}. Their record stays, and whoever answers for them."
    form_class = Reason
    roles = DECIDERS
    is_warning = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Take the child out."""
        child = find(self.kwargs["child"], kind="child")
        return take_out_child(record, child, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class EnterPersonPage(CaseVerb):
    """Enter somebody else."""

    title = "Enter a person in {record}"
    button = "Enter the person"
    done = "The person was entered in {record}."
    form_class = EnterPerson

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Enter the person."""
        assert isinstance(form, EnterPerson)  # noqa: S101 - what form_class makes
        return enter_person(record, form.new_person(), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]

    def after(self, record: Case, result: Any) -> str:
        """To the people of the case."""
        return f"{record.get_absolute_url()}/people"


class SayStandingPage(CaseVerb):
    """What a source now says of a person."""

    title = "Say a standing in {record}"
    button = "Add the standing"
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
            actor=request.actor,  # type: ignore[attr-defined]
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
        return write_entry(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]

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
        return {"entry": self.part(Entry.objects.filter(case=record))}

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Add the correction."""
        corrected: Entry = self.part(Entry.objects.filter(case=record))
        return write_entry(
            record,
            **form.cleaned_data,
            corrects=corrected,
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
        )


class AddCategoryPage(CaseVerb):
    """A further category."""

    title = "Add a category to {record}"
    button = "Add the category"
    done = "The category was added to {record}."
    hint = "A case has one or more categories; each has its own type and facets."
    form_class = CategoryFields
    roles = DECIDERS

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        assert isinstance(form, CategoryFields)  # noqa: S101 - what form_class makes
        return add_category(record, form.new_category(), actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class RemoveCategoryPage(CaseVerb):
    """The case does not fall under it after all."""

    title = "Take a category away from {record}"
    button = "Take it away"
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
        return remove_category(category, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class ClosePage(CaseVerb):
    """Close the case."""

    title = "Close {record}"
    button = "Close the case"
    done = "{record} is closed. Somebody goes on answering for each child in it."
    hint = "Closing is a decision with its grounds. The children in the case keep whoever answers for them."
    form_class = Close
    roles = CONCLUDERS
    is_warning = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Close it."""
        return close_case(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class ReopenPage(CaseVerb):
    """Work a closed case again."""

    title = "Reopen {record}"
    button = "Reopen the case"
    done = "{record} is open again."
    hint = "Reopening is recorded with its reason."
    form_class = Reason
    roles = CONCLUDERS

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Reopen it."""
        return reopen_case(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class RestrictPage(CaseVerb):
    """Only named persons see the case."""

    title = "Restrict {record} to named persons"
    button = "Restrict the case"
    done = "{record} is restricted. Name the persons who are to see it."
    hint = "Only its handler, persons who are named, and your managers and auditors then see the case and its children."
    form_class = Reason
    roles = CONCLUDERS
    restricted = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Restrict it, or lift that."""
        return restrict(
            record,
            restricted=self.restricted,
            **form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=clock.now(),
        )


class OpenAgainPage(RestrictPage):
    """The whole organisation sees the case again."""

    title = "Open {record} to your organisation"
    button = "Open the case to all"
    done = "{record} is open to your organisation."
    hint = "Everybody in your organisation who reads records then sees the case and its children."
    restricted = False
    is_warning = True


class RecordOffencePage(CaseVerb):
    """The agency concludes that an offence took place."""

    title = "Record {record}"
    button = "Record"
    done = "{record} is recorded: your organisation concluded that an offence took place."
    form_class = Reason
    roles = CONCLUDERS
    hint = "Reported means that somebody told you; recorded means that you have concluded that an offence took place. Say on what that rests."

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return record_offence(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class WithdrawOffencePage(CaseVerb):
    """The conclusion was wrong."""

    title = "Withdraw the recording of {record}"
    button = "Withdraw it"
    done = "{record} is reported and not recorded again. The record keeps both."
    form_class = Reason
    roles = CONCLUDERS
    is_warning = True
    hint = "The case goes on as reported. The record keeps that it was recorded, and why that was wrong."

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Withdraw it."""
        return withdraw_offence(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]


class AssignPage(AssignVerb):
    """Who handles the case."""

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
        return send_case(record, **form.cleaned_data, actor=request.actor, now=clock.now())  # type: ignore[attr-defined]
