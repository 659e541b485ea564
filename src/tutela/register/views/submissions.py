"""The pages about lists that were given to the register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import About, actor_in, reads_records
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.core.paging import page
from tutela.register.forms.filters import SubmissionFilter
from tutela.register.forms.lists import GiveList
from tutela.register.models import Submission
from tutela.register.queries.submissions import (
    ORDER,
    SubmissionFilters,
    checks_about,
    find_submission,
    state_of,
    submissions_of,
)
from tutela.register.views import coming
from tutela.register.views.coming import ListPage


@reads_records
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The lists that the reader's organisation gave, the newest first."""
    actor = actor_in(request)
    form = SubmissionFilter(request.GET)
    filters = SubmissionFilters(**form.cleaned_data) if form.is_valid() else SubmissionFilters()
    listed = page(submissions_of(actor, filters), ORDER, cursor=request.GET.get("after", ""))
    context = {
        "page": listed.with_items([(one, state_of(one)) for one in listed]),
        "filter": form,
        "is_narrowed": filters != SubmissionFilters(),
        "may_give": actor.writes_records,
    }
    return render(request, "pages/register_submissions.html", context)


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """What became of one list. A page that refreshes itself gets the progress alone."""
    actor = actor_in(request)
    made = find_submission(number, actor)
    context: dict[str, Any] = {"made": made, "state": state_of(made)}
    if request.headers.get("X-Tutela-Background"):
        response = render(request, "pages/register_submission_progress.html", context)
        if context["state"] != "running":
            response["HX-Refresh"] = "true"
        return response
    context |= {"checks": checks_about(made), "may_go_on": actor.writes_records}
    return render(request, "pages/register_submission.html", context)


def address_of(made: Submission) -> str:
    """The page of a list that was given."""
    return reverse("register_submission", args=[made.pk])


def about(made: Submission) -> About:
    """A list as a page of a verb names it."""
    return About(gettext("list %(number)s") % {"number": made.pk}, address_of(made), made)


class GivePage(ListPage):
    """Give a list to the register."""

    title = gettext_noop("Give a list to the register")
    button = gettext_noop("Give it")
    hint = gettext_noop(
        "Each row once: what is there already is recognised, and the same list can be sent again without harm."
    )
    form_class = GiveList

    def act(self, record: Any, form: GiveList, came: Any, request: HttpRequest) -> str:
        """Give it."""
        from tutela.register.services.ask import give
        from tutela.register.services.submit import Given

        said = form.cleaned_data
        given = Given(
            said["what"], how=said["how"], exhibit=said["exhibit"], subject=said["about"], series=said["series"], scheme=said["scheme"],
        )  # fmt: skip
        return address_of(self.begun(request, give(came, given, actor=actor_in(request), now=clock.now())))


class GoOnPage(coming.GoOnPage):
    """Go on with a list that broke off."""

    hint = gettext_noop("Paste or choose the very same list: what is in the register stays, and the rest is taken in.")

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The list."""
        return about(find_submission(found["number"], actor_in(request)))


class StopPage(coming.StopPage):
    """Leave the rest of the list out."""

    done = "It is stopped. What was taken in stays."

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The list."""
        return about(find_submission(found["number"], actor_in(request)))
