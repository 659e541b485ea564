"""The pages that trace a file, take it back where it was wrong, and say who was told."""

import io
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from django.views.generic import View

from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound
from tutela.core.verb_pages import VerbPage
from tutela.hashsets.forms.sets import SayTold, SayWrong, TraceFile
from tutela.hashsets.queries import sets as asked
from tutela.hashsets.queries.trace import find_held, find_traced
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.read_trace import read_trace
from tutela.hashsets.services.wrong import Grounds, say_told, say_wrong
from tutela.hashsets.trace_file import trace_as_json, write_trace_csv
from tutela.register.forms.lists import words_of
from tutela.register.queries.files import find_file


@method_decorator(reads_records, name="dispatch")
class TracePage(View):
    """Which file is to be traced: its hash does not appear in an address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self._show(request, TraceFile())

    def post(self, request: HttpRequest) -> HttpResponse:
        """To the ways of the file."""
        form = TraceFile(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            found = find_traced(form.cleaned_data["file"])
        except (BadInput, NotFound) as error:
            form.add_error("file", words_of(error))
            return self._show(request, form, status=error.http_status)
        return HttpResponseRedirect(reverse("hash_file_ways", args=[found.pk]))

    def _show(self, request: HttpRequest, form: TraceFile, *, status: int = 200) -> HttpResponse:
        return render(request, "pages/hash_set_trace.html", {"form": form}, status=status)


@reads_records
@require_safe
def ways(request: HttpRequest, number: int) -> HttpResponse:
    """From whom a file came and to whom it went, as a page, as CSV or as JSON; reading is written down."""
    actor = actor_in(request)
    form = request.GET.get("format", "")
    kind = form if form in {"csv", "json"} else "page"
    file, holds = find_held(number, actor)
    found = read_trace(file, actor=actor, now=clock.now(), form=kind)
    if kind != "page":
        return _file(found, kind)
    context = {
        "trace": found,
        "file": found.file,
        "holds": holds,
        "may_change": actor.role in KEEPERS,
    }
    return render(request, "pages/hash_file_ways.html", context)


def _file(found: Any, kind: str) -> HttpResponse:
    if kind == "json":
        response = HttpResponse(trace_as_json(found), content_type="application/json")
    else:
        stream = io.StringIO()
        write_trace_csv(stream, found)
        response = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="file-{found.file.pk}.{kind}"'
    return response


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class WrongPage(VerbPage):
    """What the organisation holds of a file was wrong."""

    title = "Say that {record} was wrong"
    button = "It was wrong"
    done = "It is switched off, and will be withdrawn from everybody who got it. Telephone them now."
    hint = "It is taken out of every answer here at once, and withdrawn in the next edition of each set. Nothing is removed."
    form_class = SayWrong
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The file, and its ways."""
        file = find_file(found["number"])
        name = gettext("file %(number)s") % {"number": file.pk}
        return About(name, reverse("hash_file_ways", args=[file.pk]), file)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return say_wrong(record.of, Grounds(**form.cleaned_data), actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*KEEPERS), reads_records], name="dispatch")
class ToldPage(VerbPage):
    """A body was told."""

    title = "Say that {record} was told"
    button = "Save"
    done = "Saved that {record} was told, in your name."
    form_class = SayTold
    template_name = "pages/hash_set_told.html"

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The body, and the ways of the file."""
        telling = asked.find_telling(found["number"])
        return About(telling.body.name, reverse("hash_file_ways", args=[telling.wrong.file_id]), telling)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return say_told(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())
