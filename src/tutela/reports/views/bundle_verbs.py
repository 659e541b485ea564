"""A page for each verb on a bundle: decide once, answer all one by one, take one out, take it apart."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock, references
from tutela.core.errors import NotFound
from tutela.core.verb_pages import VerbPage
from tutela.reports.answer_templates import templates_for
from tutela.reports.models import Bundle, BundleMember
from tutela.reports.queries.bundles import bundle_page, find_bundle
from tutela.reports.queries.report import find_report
from tutela.reports.services.bundle import (
    answer_bundle,
    dissolve,
    join_bundle,
    keep_bundle_as_information,
    part_from_bundle,
    propose_bundle_no_investigation,
    second_bundle,
)
from tutela.reports.verb_forms import Join, ProposeNoInvestigation, Second, SendAnswer, Words


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class BundleVerb(VerbPage):
    """A verb on one bundle."""

    template_name = "pages/bundle_verb.html"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The bundle by its name."""
        bundle = find_bundle(where["number"], actor_in(request))
        self.page = bundle_page(bundle, now=clock.now())
        label = gettext("the bundle “{name}”").format(name=bundle.name)
        return About(label, f"/bundles/{bundle.pk}", of=bundle)

    @property
    def bundle(self) -> Bundle:
        """The bundle itself."""
        return self.page.bundle

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """The reports that it will be done to."""
        return {"members": self.members()}

    def members(self) -> list[Any]:
        """Those that the verb is about."""
        return self.page.undecided


class InformationPage(BundleVerb):
    """Decide once: keep every report as information."""

    title = "Keep all of {record} as information"
    button = "Keep all as information"
    done = "Decided for all. The outcome is owed to each of their reporters."
    form_class = Words

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Decide it."""
        return keep_bundle_as_information(
            self.bundle, words=form.cleaned_data["words"], actor=actor_in(request), now=clock.now()
        )


class ProposePage(BundleVerb):
    """Propose once not to investigate any of them."""

    title = "Propose not to investigate {record}"
    button = "Propose for all"
    done = "Proposed for all. A second person has to agree, once, before it takes effect."
    form_class = ProposeNoInvestigation

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Propose it."""
        return propose_bundle_no_investigation(
            self.bundle, **form.cleaned_data, actor=actor_in(request), now=clock.now()
        )


class SecondPage(BundleVerb):
    """The second person's word, once for all."""

    title = "Second person: not to investigate {record}?"
    button = "Record my word"
    done = "Your word was recorded for every report of the bundle."
    form_class = Second

    def members(self) -> list[Any]:
        """Those with a proposal."""
        proposed = {one.subject_id for one in self.page.waiting}
        return [one for one in self.page.members if one.report.pk in proposed]

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """What was proposed, and by whom."""
        return super().more_context(record, request) | {"waiting": self.page.waiting[:1]}

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Agree or disagree."""
        return second_bundle(
            self.bundle,
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            actor=actor_in(request),
            now=clock.now(),
        )


class AnswerPage(BundleVerb):
    """Answer each reporter, by their own door."""

    title = "Answer every reporter of {record}"
    button = "Send to each of them"
    done = "Each of them was answered, by the door their report came in."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """The outcome where all were decided alike; else progress."""
        outcomes = templates_for("outcome", self.page.disposition) if self.page.disposition else []
        return SendAnswer(outcomes or templates_for("progress"), data)

    def members(self) -> list[Any]:
        """Those who wait for an answer."""
        if self.page.disposition:
            return self.page.to_answer
        return [one for one in self.page.members if one.wants_answer and one.report.state != "closed"]

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """The words, before they are sent."""
        outcomes = templates_for("outcome", self.page.disposition) if self.page.disposition else []
        return super().more_context(record, request) | {"texts": outcomes or templates_for("progress")}

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Send them."""
        return answer_bundle(
            self.bundle, template=form.cleaned_data["template"], actor=actor_in(request), now=clock.now()
        )


class DissolvePage(BundleVerb):
    """Take the whole bundle apart."""

    title = "Take {record} apart"
    button = "Take it apart"
    done = "Its reports are single again. What was decided and answered stays."
    hint = "Nothing that was decided or answered is undone. The history keeps that they were together."
    is_warning = True

    def members(self) -> list[Any]:
        """All of it."""
        return self.page.members

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Take it apart."""
        return dissolve(self.bundle, actor=actor_in(request), now=clock.now())


class JoinPage(BundleVerb):
    """Put a further report into the bundle."""

    title = "Put a report into {record}"
    button = "Put it in"
    done = "It is in {record} now."
    form_class = Join

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The bundle; the report that the address names is kept beside it."""
        about = super().get_record(request, **where)
        self.report = find_report(where["reference"])
        return about

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what the bundle's reports share."""
        return Join(data, initial={"why": self.bundle.why})

    def members(self) -> list[Any]:
        """Those that it joins."""
        return self.page.members

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """The report that is put in."""
        return super().more_context(record, request) | {"joining": self.report}

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Put it in."""
        why = form.cleaned_data["why"]
        return join_bundle(self.bundle, self.report, why=why, actor=actor_in(request), now=clock.now())


class PartPage(BundleVerb):
    """Take one report out."""

    title = "Take a report out of {record}"
    button = "Take it out"
    done = "It is single again. What was decided and answered for it stays."
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The bundle, and the report of it that the address names."""
        about = super().get_record(request, **where)
        reference = str(references.parse(where["reference"]))
        found = [one for one in self.page.members if one.report.reference == reference]
        if not found:
            raise NotFound(gettext("There is no such report in this bundle."), mend=gettext("Look at the bundle."))
        self.member: BundleMember = found[0].member
        self.found = found
        return about

    def members(self) -> list[Any]:
        """The one."""
        return self.found

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Take it out."""
        return part_from_bundle(self.member, actor=actor_in(request), now=clock.now())
