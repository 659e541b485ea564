"""The page of one decision, and what is done about it there: the second person's word, a review, a proposal to send abroad."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import Role
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.accounts.queries import colleagues
from tutela.audit.reading import record_reading
from tutela.core import clock
from tutela.core.verb_pages import VerbPage
from tutela.decisions.addresses import review_url, second_url
from tutela.decisions.forms import ReviewForm, SecondForm, SendAbroadForm
from tutela.decisions.models import Decision
from tutela.decisions.queries import Decided, find_decision
from tutela.decisions.services.decide import DECIDERS, decide, second_decision
from tutela.decisions.services.review import REVIEWERS, review_decision
from tutela.organisations.countries import country_name
from tutela.ownership.access import find


@reads_records
@require_safe
def show(request: HttpRequest, decision: int) -> HttpResponse:
    """A decision as the reader may see it; reading is written down as the reading of its record."""
    actor, now = actor_in(request), clock.now()
    decided, subject = find_decision(decision)
    record_reading(subject, actor=actor, now=now, what=f"decision {decision}")
    made = decided.decision
    may_act = subject.owner_id == actor.organisation_id and made.made_by_id != actor.user_id
    may_act = may_act and actor.role in REVIEWERS
    return render(
        request,
        "pages/decision.html",
        {
            "one": decided,
            "record": subject,
            "country": country_name(made.country) if made.country else "",
            "second_url": second_url(made) if may_act and made.state == Decision.State.PROPOSED else "",
            "review_url": review_url(made, subject) if may_act and made.state == Decision.State.TAKEN else "",
            "is_own": made.made_by_id == actor.user_id,
            "is_overdue": made.asks_for_review and made.next_review_on is not None and made.next_review_on < now.date(),
        },
    )


@method_decorator(reads_records, name="dispatch")
class _OfDecision(VerbPage):
    """A verb on the decision that the address names."""

    template_name = "pages/decision_verb.html"
    roles: ClassVar[Iterable[Role]] = REVIEWERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever only reads is told so before anything is looked up."""
        return for_roles(*self.roles)(super().dispatch)(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The decision by its number, with what was decided."""
        self.decided, self.subject = find_decision(where["decision"])
        return About(
            gettext("{decision}: {record}").format(
                decision=self.decided.decision.get_kind_display().lower(), record=self.subject.reference
            ),
            reverse("decision", args=[where["decision"]]),
            of=self.decided,
        )

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """The decision, and who may act where the reader may not."""
        decided: Decided = record.of
        made = decided.decision
        own = made.made_by_id == actor_in(request).user_id
        may = colleagues(self.subject.owner_id, list(self.roles), now=clock.now()).exclude(pk=made.made_by_id)
        return {
            "one": decided,
            "subject": self.subject,
            "country": country_name(made.country) if made.country else "",
            "is_own": own,
            "others": ", ".join(one.name for one in may) if own else "",
        }


class SecondPage(_OfDecision):
    """The second person's word on a proposal."""

    title = "Second person: {record}"
    button = "Record my word"
    done = "Your word was recorded ({record})."
    form_class = SecondForm
    roles = DECIDERS

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Agree or disagree."""
        return second_decision(
            record.of.decision,
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            actor=actor_in(request),
            now=clock.now(),
        )


class ReviewPage(_OfDecision):
    """Somebody else looks at a taken decision again."""

    title = "Review ({record})"
    button = "Record the review"
    done = "The review was recorded ({record})."
    hint = "Say whether the decision stands. Nothing that was said before is written over; whoever decided is told."
    form_class = ReviewForm

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return review_decision(record.of.decision, **form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator(reads_records, name="dispatch")
class SendAbroadPage(VerbPage):
    """Propose that a notice about a record goes to another country."""

    kind: ClassVar[str]
    title = "Propose to send a notice abroad: {record}"
    button = "Propose"
    done = "Proposed. A second person has to agree before it is decided."
    hint = "A notice abroad is never automatic: it takes grounds, words, whether it could endanger the person, and somebody who approves."
    form_class = SendAbroadForm
    is_warning = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever only reads is told so before anything is looked up."""
        return for_roles(*DECIDERS)(super().dispatch)(request, *args, **kwargs)

    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record, as this reader may see it."""
        return find(where["reference"], kind=self.kind)

    def act(self, record: Any, form: Any, request: HttpRequest) -> Any:
        """Propose it."""
        given = form.cleaned_data
        return decide(
            record,
            kind=Decision.Kind.SEND_ABROAD,
            grounds=given["grounds"],
            words=given["words"],
            review_on=given["review_on"],
            abroad=form.abroad(),
            actor=actor_in(request),
            now=clock.now(),
        )

    def after(self, record: Any, result: Decision) -> str:
        """To the proposal."""
        return reverse("decision", args=[result.pk])


class SendCaseAbroadPage(SendAbroadPage):
    """Of a case."""

    kind = "case"


class SendReportAbroadPage(SendAbroadPage):
    """Of a report."""

    kind = "report"
