"""One question of the record: everything that was answered, what is proposed, and what becomes of a proposal."""

from typing import Any

from django import forms
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tutela.accounts.models import READS_RECORDS, User
from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.reading import record_reading
from tutela.cases.models import Case, Person, Proposal
from tutela.cases.questionnaire import questionnaire
from tutela.cases.record import Group, Line, SectionRead, in_words
from tutela.cases.section_form import DecideProposal, ProposalForm
from tutela.cases.services.answer import Asked, answers_to, present_answer
from tutela.cases.services.propose import accept_proposal, decline_proposal, propose_correction, withdraw_proposal
from tutela.cases.views.verbs import CaseVerb
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.marking import gettext_noop
from tutela.ownership.access import find

_LONGEST_NUMBER, _MOST = 18, 200
NO_QUESTION = gettext_noop("The record has no such question.")


def asked_in(case: Case, code: str, request: HttpRequest) -> tuple[Asked, str]:
    """Which question is meant, and of whom in the case. Raises NotFound, in the same words for absent and for hidden."""
    if code not in questionnaire().by_code:
        raise NotFound(gettext(NO_QUESTION), mend=gettext("Open it from the record."))
    person, child = request.GET.get("person", ""), request.GET.get("child", "")
    if child:
        found = find(child, kind="child")
        return Asked(code, child=found.pk), found.label
    if person:
        is_number = person.isascii() and person.isdecimal() and len(person) < _LONGEST_NUMBER
        somebody = Person.objects.filter(case=case, pk=person).first() if is_number else None
        if somebody is None:
            raise NotFound(
                gettext("There is no such person in the case that you may see."),
                mend=gettext("Open it from the record."),
            )
        return Asked(code, person=somebody.pk), somebody.label
    return Asked(code), gettext("The case")


@reads_records
def question(request: HttpRequest, reference: str, question: str) -> HttpResponse:
    """Everything that was ever answered to one question of a case, of a suspect or of a child, and what is proposed."""
    case: Case = find(reference, kind="case")
    key, whose = asked_in(case, question, request)
    record_reading(case, actor=actor_in(request), now=clock.now(), what=f"record, {question}")
    name = User.objects.filter(pk=OuterRef("by_id")).values("name")[:1]
    rows = answers_to(case, key).annotate(writer=Subquery(name))
    asked = questionnaire().question(question)
    return render(
        request,
        "pages/case_question.html",
        {
            "case": case,
            "question": asked,
            "whose": whose,
            "query": request.GET.urlencode(),
            "said": [(one, in_words(asked, one)) for one in rows[:_MOST]],
            "proposals": proposals_in_words(_proposals(case).filter(question=question), request),
        },
    )


@reads_records
def proposals(request: HttpRequest, reference: str) -> HttpResponse:
    """Every correction that was proposed of a case, those that wait first."""
    case: Case = find(reference, kind="case")
    record_reading(case, actor=actor_in(request), now=clock.now(), what="proposals")
    listed = proposals_in_words(_proposals(case), request)
    return render(request, "pages/case_proposals.html", {"case": case, "proposals": listed})


def proposals_in_words(rows: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Proposals with what they say, and what the reader may do about them."""
    actor = actor_in(request)
    return [
        {
            "proposal": one,
            "question": questionnaire().question(one.question),
            "words": in_words(questionnaire().question(one.question), one),
            "may_decide": one.case.owner_id == actor.organisation_id and actor.writes_records and one.state == "open",
            "is_mine": one.by_id == actor.user_id and one.state == "open",
        }
        for one in rows[:_MOST]
    ]


def _proposals(case: Case) -> Any:
    name = User.objects.filter(pk=OuterRef("by_id")).values("name")[:1]
    rows = Proposal.objects.filter(case=case).select_related("organisation", "case", "person", "child")
    return rows.annotate(writer=Subquery(name)).order_by(F("decided_at").desc(nulls_first=True), "-at")


class ProposePage(CaseVerb):
    """Propose a correction: for whoever reads the case and may not change it, and for whoever would rather ask."""

    title = "Propose a correction in {record}"
    button = "Propose it"
    done = "Your correction was proposed in {record}. You hear what becomes of it."
    hint = "Nothing changes until whoever answers for the case accepts it."
    roles = READS_RECORDS

    def make_form(self, record: Case, request: HttpRequest, data: Any = None) -> forms.Form:
        """The one question, filled with what is answered at present."""
        self.key, whose = asked_in(record, self.kwargs["question"], request)
        asked = questionnaire().question(self.key.question)
        present = present_answer(record, self.key)
        line = Line(asked, self.key, present, in_words(asked, present))
        section = next(one for one in questionnaire().sections if asked in one.questions)
        return ProposalForm(data, read=SectionRead(section, 0, [Group(whose, [line])], []))

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Propose it."""
        assert isinstance(form, ProposalForm)  # noqa: S101 - what make_form makes
        data = form.cleaned_data
        return propose_correction(
            record,
            self.key,
            form.given()[self.key],
            source=data["source"],
            why=data["why"],
            nature=data["nature"],
            actor=actor_in(request),
            now=clock.now(),
        )

    def after(self, record: Case, result: Any) -> str:
        """To what was proposed in the case."""
        return f"{record.get_absolute_url()}/proposals"


class _OfProposal(CaseVerb):
    """A verb on one proposal."""

    template_name = "pages/case_proposal_verb.html"

    def more_context(self, record: Case, request: HttpRequest) -> dict[str, Any]:
        """What is proposed."""
        one = self.part(_proposals(record))
        asked = questionnaire().question(one.question)
        present = present_answer(record, Asked(one.question, one.person_id, one.child_id))
        return {"one": one, "question": asked, "words": in_words(asked, one), "now_says": in_words(asked, present)}

    def after(self, record: Case, result: Any) -> str:
        """To what was proposed in the case."""
        return f"{record.get_absolute_url()}/proposals"


class DecideProposalPage(_OfProposal):
    """Accept or decline what somebody proposes."""

    title = "Decide on a correction of {record}"
    button = "Decide"
    done = "The correction of {record} was decided. Whoever proposed it hears it."
    form_class = DecideProposal

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Accept or decline it."""
        one: Proposal = self.part(Proposal.objects.filter(case=record).select_related("case"))
        words, actor, now = form.cleaned_data["words"], actor_in(request), clock.now()
        if form.cleaned_data["accepts"] == "yes":
            return accept_proposal(one, words=words, actor=actor, now=now)
        return decline_proposal(one, words=words, actor=actor, now=now)


class WithdrawProposalPage(_OfProposal):
    """Take one's own proposal back."""

    title = "Withdraw your correction of {record}"
    button = "Withdraw it"
    done = "Your correction of {record} was withdrawn."
    roles = READS_RECORDS
    is_warning = True

    def act(self, record: Case, form: forms.Form, request: HttpRequest) -> Any:
        """Withdraw it."""
        one: Proposal = self.part(Proposal.objects.filter(case=record).select_related("case"))
        return withdraw_proposal(one, actor=actor_in(request), now=clock.now())
