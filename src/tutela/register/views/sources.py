"""The pages about sources, and about what is due to be looked at again."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.core.marking import gettext_noop
from tutela.core.paging import page
from tutela.core.verb_pages import VerbPage
from tutela.organisations.countries import country_name
from tutela.register.forms.lists import HarmlessList
from tutela.register.forms.sources import AddSource, Review, Switch
from tutela.register.models import Source
from tutela.register.queries import sources as asked
from tutela.register.services.sources import KEEPERS, NewSource, add_source, set_review, switch_source
from tutela.register.views.coming import ListPage


@reads_records
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sources that the reader may know of."""
    listed = page(asked.sources(), asked.ORDER, cursor=request.GET.get("after", ""))
    may_add = actor_in(request).role in KEEPERS
    return render(request, "pages/register_sources.html", {"page": listed, "may_add": may_add})


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One source: who made it, under what terms it may be used, and what was given of it."""
    actor = actor_in(request)
    source = asked.find_source(number)
    is_ours = source.organisation_id == actor.organisation_id
    context = {
        "source": source,
        "country": country_name(source.jurisdiction) if source.jurisdiction else "",
        "entries": asked.entries_of(source),
        "lists": asked.lists_of(source) if is_ours else [],
        "is_ours": is_ours,
        "may_change": is_ours and actor.role in KEEPERS,
        "may_give": is_ours and actor.writes_records,
    }
    return render(request, "pages/register_source.html", context)


@reads_records
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """What the reader's organisation said it would look at again."""
    actor, today = actor_in(request), timezone.localdate(clock.now())
    context = {
        "page": page(asked.due_for_review(actor, today), asked.REVIEW_ORDER, cursor=request.GET.get("after", "")),
        "sources": asked.sources_due(actor, today),
        "disputes": asked.disputed(actor, today),
        "today": today,
    }
    return render(request, "pages/register_review.html", context)


def about(source: Source) -> About:
    """A source as a page of a verb names it."""
    return About(source.name, reverse("register_source", args=[source.pk]), source)


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class AddPage(VerbPage):
    """A new source."""

    title = "Add a source"
    button = "Add the source"
    done = "The source is there. Its lists are given on its page."
    hint = "A set of hashes of files that are known to be harmless, made by somebody who says so and lets it be used."
    form_class = AddSource

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """None yet: the list stands in its place."""
        return About(gettext("Sources"), reverse("register_sources"))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Add it."""
        return add_source(NewSource(**form.cleaned_data), actor=actor_in(request), now=clock.now())

    def after(self, record: Any, result: Any) -> str:
        """To the new source."""
        return reverse("register_source", args=[result.pk])


class _SourceVerb(VerbPage):
    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The source."""
        return about(asked.find_source(found["number"]))


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class SwitchOffPage(_SourceVerb):
    """Every entry of the source, off."""

    title = "Switch off {record}"
    button = "Switch it off"
    done = "{record} is switched off: it is in no answer."
    hint = "All of it at once. Who was told before that a file is harmless is not told otherwise by this."
    form_class = Switch
    is_warning = True
    is_on = False

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Switch it."""
        return switch_source(record.of, is_on=self.is_on, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class SwitchOnPage(SwitchOffPage):
    """Every entry of the source, on again."""

    title = "Switch on {record}"
    button = "Switch it on"
    done = "{record} is switched on: it is in each answer again."
    hint = ""
    is_warning = False
    is_on = True


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class ReviewPage(_SourceVerb):
    """When the source is looked at again."""

    title = "When {record} is looked at again"
    button = "Save"
    done = "Saved when {record} is looked at again."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with the day that stands."""
        return Review(data, initial={"review_on": record.of.review_on})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Set it."""
        return set_review(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class GivePage(ListPage):
    """Give a list of the source."""

    title = gettext_noop("Give a list of {record}")
    button = gettext_noop("Give it")
    hint = gettext_noop(
        "Files that are known to be harmless. Only what its maker says so of: a file of a case stays one."
    )
    form_class = HarmlessList
    roles = tuple(WRITES_RECORDS)

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The source, if it is the organisation's own."""
        source = asked.find_source(found["number"])
        if source.organisation_id != actor_in(request).organisation_id:
            raise RuleBroken(
                gettext("Another organisation brought this source in."), mend=gettext("It alone gives lists of it.")
            )
        return about(source)

    def act(self, record: About, form: HarmlessList, came: Any, request: HttpRequest) -> str:
        """Give it."""
        from tutela.register.services.ask import give
        from tutela.register.services.submit import Given
        from tutela.register.views.submissions import address_of

        given = Given("harmless", how="exchanged", source=record.of)
        return address_of(self.begun(request, give(came, given, actor=actor_in(request), now=clock.now())))
