"""The pages about hard copies that were met."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, where
from tutela.core.paging import page
from tutela.core.verb_pages import VerbPage
from tutela.register.forms.files import HardCopy
from tutela.register.forms.filters import HardCopyFilter
from tutela.register.queries.hard_copies import ORDER, hard_copies_of
from tutela.register.services.hard_copy import Met, record_hard_copy


@reads_records
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The hard copies that the reader's organisation met, the newest first."""
    actor = actor_in(request)
    form = HardCopyFilter(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    listed = page(hard_copies_of(actor, words=words), ORDER, cursor=request.GET.get("after", ""))
    context = {"page": listed, "filter": form, "is_narrowed": bool(words), "may_write": actor.writes_records}
    return render(request, "pages/register_hard_copies.html", context)


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class NewPage(VerbPage):
    """A hard copy that was met."""

    title = "Record a hard copy"
    button = "Record it"
    done = "It is recorded that the hard copy was met."
    hint = "A print, a film or a negative has no hash: it is known by its reference. It is not described here."
    form_class = HardCopy

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """None yet: the list stands in its place."""
        return About(gettext("Hard copies"), reverse("register_hard_copies"))

    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Record it."""
        said = form.cleaned_data
        met = Met(said["reference"], said["how"], said["exhibit"], said["about"], said["series"], said["met_on"])
        try:
            return record_hard_copy(met, actor=actor_in(request), now=clock.now())
        except NotFound as error:
            raise BadInput(error.what, where=where(field="series"), mend=error.mend) from None
