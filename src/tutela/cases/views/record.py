"""The record of a case: read on one page in eleven sections, changed section by section."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tutela.accounts.models import User
from tutela.accounts.pages import actor_in
from tutela.cases.models import Case, CaseCategory
from tutela.cases.queries import children_of, people_of
from tutela.cases.questionnaire import questionnaire
from tutela.cases.record import SectionRead, in_words, record_of
from tutela.cases.section_form import SectionForm
from tutela.cases.services.answer import AnsweredMeanwhile, answer_record
from tutela.cases.services.editing import leave_section, open_section, others_in
from tutela.cases.views.verbs import CaseVerb
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound
from tutela.ownership.access import find


def sections_of(case: Case) -> list[SectionRead]:
    """The record of a case with the children whom the reader may see."""
    categories = list(CaseCategory.objects.filter(case=case, removed_at=None).values_list("category", flat=True))
    return record_of(case, categories=categories, children=children_of(case), people=people_of(case))


class SectionPage(CaseVerb):
    """Answer the questions of one section."""

    title = "{record}"
    button = "Save the section"
    done = "The section was saved in {record}. What was said before stays in the history."
    template_name = "pages/case_section.html"

    def get_record(self, request: HttpRequest, **where: Any) -> Case:
        """The case; the section is one of the eleven."""
        case: Case = find(where["reference"], kind="case", related=("owner", "handler"))
        self.read = next((one for one in sections_of(case) if one.section.code == where["section"]), None)
        if self.read is None:
            raise NotFound(
                gettext("The record has no such section."), mend=gettext("Choose one of its eleven sections.")
            )
        return case

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Show the section, and say that somebody has it open."""
        shown = super().get(request, **where)
        case: Case = find(where["reference"], kind="case")
        if case.owner_id == actor_in(request).organisation_id:
            open_section(case, where["section"], actor=actor_in(request), now=clock.now())
        return shown

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> forms.Form:
        """The questions, filled with what is known."""
        assert self.read is not None  # noqa: S101 - get_record has found it
        return SectionForm(data, read=self.read)

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Save what has changed."""
        assert isinstance(form, SectionForm)  # noqa: S101 - what make_form makes
        try:
            saved = answer_record(
                record,
                form.given(),
                over=form.over(),
                source=form.cleaned_data["source"],
                nature=form.cleaned_data["nature"],
                grading=form.cleaned_data["grading"],
                actor=actor_in(request),
                now=clock.now(),
            )
        except AnsweredMeanwhile as error:
            self.meanwhile = error.answers
            form.show_over(error.answers)
            raise
        leave_section(record, self.kwargs["section"], actor=actor_in(request))
        if not saved and "go_on" not in request.POST:
            raise BadInput(
                gettext("Nothing has changed."), mend=gettext("Change what you came for, or go back without saving.")
            )
        return saved

    def stands_now(self, record: Case) -> list[tuple[str, str]]:
        """What somebody else has answered meanwhile."""
        answers = getattr(self, "meanwhile", {})
        names = dict(
            User.objects.filter(pk__in=[one.by_id for one in answers.values() if one]).values_list("pk", "name")
        )
        told = []
        for key, one in answers.items():
            question = questionnaire().question(key.question)
            if one is None:
                told.append((question.shown_label, ""))
                continue
            parts = {
                "answer": in_words(question, one),
                "who": names.get(one.by_id, gettext("somebody of another organisation")),
                "source": one.source,
            }
            told.append((question.shown_label, gettext("%(answer)s (%(who)s, according to %(source)s)") % parts))
        return told

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """The section, and the ones around it."""
        sections = questionnaire().sections
        assert self.read is not None  # noqa: S101 - get_record has found it
        return {
            "read": self.read,
            "before": sections[self.read.number - 2] if self.read.number > 1 else None,
            "next": sections[self.read.number] if self.read.number < len(sections) else None,
            "of": len(sections),
            "others": others_in(record, self.read.section.code, actor=actor_in(request), now=clock.now()),
        }

    def after(self, record: Case, result: Any) -> str:
        """To the section in the record, or on to the next one."""
        assert self.read is not None  # noqa: S101 - get_record has found it
        sections = questionnaire().sections
        if "go_on" in self.request.POST and self.read.number < len(sections):
            return f"{record.get_absolute_url()}/record/{sections[self.read.number].code}"
        return f"{record.get_absolute_url()}/record#{self.read.section.code}"
