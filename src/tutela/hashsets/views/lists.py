"""The lists: sets given, sets received, bodies, who is to be told, and what was withdrawn from the reader's organisation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, reads_records
from tutela.core.marking import gettext_noop
from tutela.core.paging import Key, page
from tutela.hashsets.forms.sets import BodyFilter, ReceivedFilter, SetFilter
from tutela.hashsets.queries import sets as asked
from tutela.hashsets.services.bodies import KEEPERS

_NAME = {
    "name": ((Key("name"), Key("id")), gettext_noop("By name.")),
    "-name": ((Key("name", descending=True), Key("id")), gettext_noop("By name, the last first.")),
}
_SETS = _NAME | {
    "-made": ((Key("made_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "made": ((Key("made_at"), Key("id")), gettext_noop("The oldest first.")),
}
_RECEIVED = _NAME | {
    "-first": ((Key("first_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "first": ((Key("first_at"), Key("id")), gettext_noop("The oldest first.")),
}
_BODIES = _NAME | {
    "country": ((Key("country"), Key("name"), Key("id")), gettext_noop("By country.")),
    "-country": (
        (Key("country", descending=True), Key("name"), Key("id")),
        gettext_noop("By country, the last first."),
    ),
}


@reads_records
@require_safe
def given(request: HttpRequest) -> HttpResponse:
    """The sets that the reader's organisation gives."""
    return _list(request, "pages/hash_sets.html", SetFilter(request.GET), _SETS, asked.given_sets)


@reads_records
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The sets that came in."""
    return _list(request, "pages/hash_sets_received.html", ReceivedFilter(request.GET), _RECEIVED, asked.received_sets)


@reads_records
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies outside that the reader's organisation knows."""
    return _list(request, "pages/hash_bodies.html", BodyFilter(request.GET), _BODIES, asked.bodies)


@reads_records
@require_safe
def to_tell(request: HttpRequest) -> HttpResponse:
    """Bodies that are to be told by telephone that a file was wrong."""
    actor = actor_in(request)
    left = list(asked.tellings_left(actor)[:200])
    return render(request, "pages/hash_sets_to_tell.html", {"left": left, "may_change": actor.role in KEEPERS})


@reads_records
@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Files that the reader's organisation met, and that a set withdrew."""
    rows = asked.heard_by(actor_in(request))
    context = {"page": page(rows, asked.HEARD, cursor=request.GET.get("after", ""))}
    return render(request, "pages/hash_sets_withdrawn.html", context)


def _list(request: HttpRequest, template: str, form: Any, orders: Any, rows: Any) -> HttpResponse:
    chosen = form.cleaned_data if form.is_valid() else {}
    filters = {name: chosen.get(name, "") for name in ("words", "state")}
    order, words = orders.get(request.GET.get("sort", ""), orders["name"])
    context = {
        "page": page(rows(**filters), order, cursor=request.GET.get("after", "")),
        "filter": form,
        "is_narrowed": any(filters.values()),
        "order": gettext(words),
        "default_sort": "name",
        "may_change": actor_in(request).role in KEEPERS,
    }
    return render(request, template, context)
