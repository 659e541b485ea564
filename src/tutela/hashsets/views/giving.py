"""The pages of a set that is given: what is in it, to whom it goes, its editions and their files."""

import tempfile
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.paging import page
from tutela.core.verb_pages import VerbPage
from tutela.hashsets.forms.sets import DefineSet, GiveTo, IssueEdition
from tutela.hashsets.models import Edition, HashSet
from tutela.hashsets.queries import sets as asked
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.issue import ask_edition, bytes_of, let_the_worker_make
from tutela.hashsets.services.sets import NewSet, define_set, end_set, give_no_more, give_to
from tutela.hashsets.services.written import write_down
from tutela.register.forms.sources import Switch
from tutela.register.models import Source

KIND = "application/vnd.tutela.hash-set"


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One set: what is in it, to whom it goes, and its editions."""
    hash_set = asked.find_set(number)
    editions = Edition.objects.filter(hash_set=hash_set).select_related("body").defer("head", "tail")
    context = {
        "hash_set": hash_set,
        "sources": list(Source.objects.filter(pk__in=hash_set.sources)),
        "recipients": list(hash_set.recipients.filter(ended_at=None).select_related("body").order_by("body__name")),
        "page": page(editions, asked.EDITIONS, cursor=request.GET.get("after", "")),
        "may_change": hash_set.ended_at is None and actor_in(request).role in KEEPERS,
    }
    return render(request, "pages/hash_set.html", context)


@reads_records
@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition. A page that refreshes itself gets the progress alone."""
    found = asked.find_edition(number)
    context: dict[str, Any] = {"edition": found}
    if request.headers.get("X-Tutela-Background"):
        response = render(request, "pages/hash_set_edition_progress.html", context)
        if found.number is not None:
            response["HX-Refresh"] = "true"
        return response
    context |= {"may_take": found.number is not None and actor_in(request).role in KEEPERS}
    return render(request, "pages/hash_set_edition.html", context)


@for_roles(*KEEPERS)
@reads_records
@require_safe
def edition_file(request: HttpRequest, number: int) -> HttpResponseBase:
    """The file of an edition: the same bytes each time; each time is written down."""
    asked.find_edition(number)
    found = Edition.objects.select_related("hash_set").get(pk=number)
    write_down(found, actor=actor_in(request), now=clock.now())
    # It has no name, and is gone with the process that sends it.
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    out.writelines(bytes_of(found))
    out.seek(0)
    name = f"set-{found.hash_set_id}-edition-{found.number}.hashset"
    return FileResponse(out, as_attachment=True, filename=name, content_type=KIND)


def about(hash_set: HashSet) -> About:
    """A set as a page of a verb names it."""
    return About(hash_set.name, reverse("hash_set", args=[hash_set.pk]), hash_set)


class _SetVerb(VerbPage):
    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The set."""
        return about(asked.find_set(found["number"]))


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class DefinePage(VerbPage):
    """A new set."""

    title = "Define a set to give"
    button = "Define the set"
    done = "The set is defined. It goes to nobody before you say to whom, and issue an edition."
    hint = (
        "Hashes, sizes and classes alone: no case, no child, no series, no exhibit and no name of a file is in a set."
    )

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """None yet: the list stands in its place."""
        return About(gettext("Sets given"), reverse("hash_sets"))

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """With the sources and schemes that there are."""
        return DefineSet(data, actor=actor_in(request))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Define it."""
        said = form.cleaned_data
        return define_set(NewSet(**said | {"sources": list(said["sources"])}), actor=actor_in(request), now=clock.now())

    def after(self, record: Any, result: Any) -> str:
        """To the new set."""
        return reverse("hash_set", args=[result.pk])


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class GiveToPage(_SetVerb):
    """To whom the set goes."""

    title = "Give {record} to a body"
    button = "Give it"
    done = "{record} is given to the body. Issue its first edition."
    hint = "It gets nothing before an edition is issued to it."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """The bodies that the organisation knows."""
        return GiveTo(data, actor=actor_in(request))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Give it."""
        return give_to(record.of, form.cleaned_data["body"], actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class IssuePage(_SetVerb):
    """The next edition for a body."""

    title = "Issue an edition of {record}"
    button = "Issue it"
    done = "The edition of {record} is being made."
    hint = "It is made by the worker, signed with the key of this installation, and numbered when it is whole."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """The bodies to which it goes."""
        return IssueEdition(data, hash_set=record.of)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Have it made."""
        said = form.cleaned_data
        made = ask_edition(record.of, said["body"], is_full=said["is_full"], actor=actor_in(request), now=clock.now())
        let_the_worker_make(made)
        return made

    def after(self, record: Any, result: Any) -> str:
        """To the edition."""
        return reverse("hash_set_edition", args=[result.pk])


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class EndPage(_SetVerb):
    """The set is given no more."""

    title = "Give {record} no more"
    button = "Give it no more"
    done = "{record} is given no more. What was issued stays, and can be traced."
    hint = "Whoever has it keeps it: should something in it be wrong, they are told one by one."
    form_class = Switch
    is_warning = True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        return end_set(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class GiveNoMorePage(VerbPage):
    """A body gets the set no more."""

    title = "Give the set no more to {record}"
    button = "Give it no more"
    done = "The set goes to {record} no more. What it has stays known."
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The body, and the page of the set."""
        goes = asked.find_recipient(found["number"])
        return About(goes.body.name, reverse("hash_set", args=[goes.hash_set_id]), goes)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """End it."""
        return give_no_more(record.of, actor=actor_in(request), now=clock.now())
