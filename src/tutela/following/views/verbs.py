"""Keep and remove searches and filters."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts.pages import About, actor_in, reads_records
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.verb_pages import VerbPage
from tutela.following.forms import KeepSearch, NameFilter
from tutela.following.models import SavedFilter, Search
from tutela.following.queries import filters_of, searches_of
from tutela.following.services.filters import keep_filter, remove_filter, rename_filter
from tutela.following.services.searches import drop_search, keep_search


class _Verb(VerbPage):
    """A verb on something that one keeps: the way back is the page of it."""

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The page of what one follows and keeps."""
        return About(gettext("what you follow"), reverse("following"))


@method_decorator(reads_records, name="dispatch")
class KeepSearchPage(_Verb):
    """Let a search stand."""

    title, button = "Follow a search", "Follow this search"
    done = "The search stands. You are told of records that are new to it, each once."
    hint = "It is asked again now and then, within what you may see at that moment. What it finds now counts as known."
    form_class = KeepSearch

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """With the words of a search from which one comes."""
        given = request.GET.get("q", "")[:200]
        return KeepSearch(data, initial={"words": given} if given else {})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Search:
        """Keep it."""
        given = form.cleaned_data
        return keep_search(given["words"], given["kinds"], actor=actor_in(request), now=clock.now())


@method_decorator(reads_records, name="dispatch")
class DropSearchPage(_Verb):
    """A search no longer stands."""

    title, button = "Stop following {record}", "Stop following it"
    done = "The search no longer stands."
    is_warning = True

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """One's own search. Raises NotFound for any other."""
        found = searches_of(actor_in(request)).filter(pk=where["search"]).first()
        if found is None:
            raise NotFound(gettext("There is no such search of yours."), mend=gettext("Look at what you follow."))
        return About(gettext("search number %(number)s") % {"number": found.pk}, reverse("following"), found)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Drop it."""
        drop_search(record.of, actor=actor_in(request), now=clock.now())


@method_decorator(reads_records, name="dispatch")
class KeepFilterPage(_Verb):
    """Keep the filter of a list."""

    title, button = "Keep {record}", "Keep it"
    done = "The filter was kept. It stands above the list."
    form_class = NameFilter

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The list with its filter, as the address names them. Raises NotFound for no list of ours."""
        of_list, query = request.GET.get("list", ""), request.GET.get("query", "")
        label = dict(SavedFilter.List.choices).get(of_list)
        if label is None:
            raise NotFound(gettext("There is no such list."), mend=gettext("Keep a filter from the list itself."))
        try:
            home = f"{reverse(of_list)}?{query}"
        except NoReverseMatch:
            raise NotFound(
                gettext("There is no such list."), mend=gettext("Keep a filter from the list itself.")
            ) from None
        name = gettext("this filter of the list: %(list)s") % {"list": str(label).lower()}
        return About(name, home, (of_list, query))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> SavedFilter:
        """Keep it."""
        of_list, query = record.of
        return keep_filter(of_list, query, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class _OnFilter(_Verb):
    """Something with a kept filter."""

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """A filter that the reader has. Raises NotFound for any other."""
        found = filters_of(actor_in(request)).filter(pk=where["saved"]).first()
        if found is None:
            raise NotFound(gettext("There is no such filter of yours."), mend=gettext("Look at what you keep."))
        return About(gettext("the filter “%(name)s”") % {"name": found.name}, f"{reverse('following')}#filters", found)


@method_decorator(reads_records, name="dispatch")
class RenameFilterPage(_OnFilter):
    """Name it anew."""

    title, button = "Rename {record}", "Save"
    done = "The filter was saved."
    form_class = NameFilter

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """With what is so now."""
        return NameFilter(data, initial={"name": record.of.name, "is_shared": record.of.is_shared})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> SavedFilter:
        """Save it."""
        return rename_filter(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator(reads_records, name="dispatch")
class RemoveFilterPage(_OnFilter):
    """Remove it."""

    title, button = "Remove {record}", "Remove it"
    done = "The filter was removed."
    is_warning = True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Remove it."""
        remove_filter(record.of, actor=actor_in(request), now=clock.now())
