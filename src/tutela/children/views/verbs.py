"""A page for each verb on a child's record."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext

from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in
from tutela.children.forms import Identify, ProposeStop, Reason, ReviewStop, Safety, SecondStop
from tutela.children.forms.sharing import Share
from tutela.children.models import Child
from tutela.children.services.hand_on import send_child
from tutela.children.services.identify import (
    another_answers,
    identified_already,
    identify,
    nothing_to_withdraw,
    say_safety,
    withdraw_identification,
)
from tutela.children.services.share import end_child_share, share_child
from tutela.children.services.stop import propose_stop, review_stop, second_stop
from tutela.children.sharing_pages import EndShareVerb, ShareVerb
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
from tutela.core.errors import NotFound, RuleBroken
from tutela.decisions.models import Decision
from tutela.decisions.queries import decisions_of
from tutela.ownership.models import Participation

_IDENTIFIERS = (Role.INVESTIGATOR, Role.ANALYST, Role.MANAGER)


class ChildVerb(RecordVerb):
    """A verb on one child's record."""

    kind = "child"

    def stands_now(self, record: Child) -> list[tuple[str, str]]:
        """What somebody else may have found out: who the child is, and whether they are safe."""
        return [
            (gettext("Identified"), record.get_identity_display()),
            (gettext("Name"), record.name or gettext("not yet known")),
            (gettext("How"), record.identified_how or gettext("not said")),
            (gettext("Is the child safe?"), record.get_safety_display()),
            (gettext("Handler"), record.handler.name if record.handler else gettext("nobody yet")),
        ]


class IdentifyPage(ChildVerb):
    """Say who the child is."""

    title = "Identify {record}"
    button = "Record who the child is"
    overwrites = True
    done = "{record} is identified."
    hint = "Say who the child is, how that was found, and whether the child is safe."
    form_class = Identify
    roles = _IDENTIFIERS

    def not_now(self, record: Child, request: HttpRequest) -> RuleBroken | None:
        """Where another organisation answers, or the child is identified."""
        return another_answers(record, actor_in(request)) or identified_already(record)

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        return identify(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class WithdrawPage(ChildVerb):
    """The identification was wrong."""

    title = "Withdraw the identification of {record}"
    button = "Withdraw the identification"
    overwrites = True
    done = "{record} is not yet identified again."
    hint = "The record keeps what was believed, and until when. The work to identify the child begins again."
    form_class = Reason
    roles = _IDENTIFIERS
    is_warning = True

    def not_now(self, record: Child, request: HttpRequest) -> RuleBroken | None:
        """Where another organisation answers, or nobody is identified."""
        return another_answers(record, actor_in(request)) or nothing_to_withdraw(record)

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Withdraw it."""
        return withdraw_identification(
            record,
            reason=form.cleaned_data["words"],
            version=self.shown_version,
            actor=actor_in(request),
            now=clock.now(),
        )


class SafetyPage(ChildVerb):
    """Whether the child is safe."""

    title = "Is {record} safe?"
    button = "Save"
    overwrites = True
    done = "Saved whether {record} is safe."
    roles = DECIDERS

    def make_form(self, record: Child, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what is known now."""
        return Safety(data, initial={"safety": record.safety})

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Save it."""
        return say_safety(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class ProposeStopPage(ChildVerb):
    """Propose to stop the work to identify."""

    title = "Propose to stop the work to identify {record}"
    button = "Propose"
    overwrites = True
    done = "Proposed. A second person has to agree before it takes effect."
    hint = "It takes coded grounds, words, a second person and a date on which it is looked at again. Somebody goes on answering for the child."
    form_class = ProposeStop
    roles = _IDENTIFIERS
    is_warning = True

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Propose it."""
        return propose_stop(
            record, **form.cleaned_data, version=self.shown_version, actor=actor_in(request), now=clock.now()
        )


class _OfDecision(ChildVerb):
    """A verb on a decision about the child, which the address names."""

    template_name = "pages/child_decision_verb.html"
    roles = _IDENTIFIERS

    def get_record(self, request: HttpRequest, **where: Any) -> Child:
        """The child, if the decision is about them."""
        child: Child = super().get_record(request, **where)
        if not Decision.objects.filter(pk=where["decision"], subject_kind="child", subject_id=child.pk).exists():
            raise NotFound(
                gettext("There is no such decision that you may see."), mend=gettext("Open it from the child's record.")
            )
        return child

    def more_context(self, record: Child, request: HttpRequest) -> dict[str, Any]:
        """The decision with its grounds."""
        return {"one": next(one for one in decisions_of(record) if one.decision.pk == self.kwargs["decision"])}


class SecondPage(_OfDecision):
    """The second person's word."""

    title = "Second person: stop the work to identify {record}?"
    button = "Record my word"
    done = "Your word on {record} was recorded."
    form_class = SecondStop

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Agree or disagree."""
        return second_stop(
            self.kwargs["decision"],
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            actor=actor_in(request),
            now=clock.now(),
        )


class ReviewPage(_OfDecision):
    """Look again at the decision to stop."""

    title = "Review the decision on {record}"
    button = "Record the review"
    done = "The review of {record} was recorded."
    form_class = ReviewStop

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        data = form.cleaned_data
        return review_stop(
            self.kwargs["decision"],
            words=data["words"],
            go_on=data["go_on"] == "yes",
            review_again_on=data["review_again_on"],
            actor=actor_in(request),
            now=clock.now(),
        )


class SharePage(ShareVerb):
    """Let another organisation see the record."""

    kind = "child"
    hint = "Its staff read the child's record until you end that. They may claim the child where nobody has."
    form_class = Share

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Share it."""
        return share_child(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class EndSharePage(EndShareVerb):
    """Call back what was shared."""

    kind = "child"
    hint = "From now on they no longer see the child's record. What they read stays in the audit trail."

    def end(self, record: Child, part: Participation, request: HttpRequest) -> Any:
        """End it."""
        return end_child_share(record, part, actor=actor_in(request), now=clock.now())


class AssignPage(AssignVerb):
    """Who handles the child's record."""

    kind = "child"


class TakePage(TakeVerb):
    """Handle the child's record oneself."""

    kind = "child"


class MarkPage(MarkVerb):
    """How far what the record holds may go."""

    kind = "child"


class ClaimPage(ClaimVerb):
    """Claim the work to identify the child."""

    kind = "child"
    title = "Claim {record}"
    hint = "Your organisation then answers for the child, and for finding out who the child is."


class TransferPage(TransferVerb):
    """Transfer the child's record."""

    kind = "child"


class SendPage(SendVerb):
    """Offer the child's record."""

    kind = "child"
    hint = "The receiver sees whether the child is identified and safe and which countries are considered; no name until it accepts."

    def act(self, record: Child, form: forms.Form, request: HttpRequest) -> Any:
        """Offer it."""
        return send_child(record, **form.cleaned_data, actor=actor_in(request), now=clock.now())
