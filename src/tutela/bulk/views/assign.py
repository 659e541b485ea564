"""Choose on a list, look at what will become of each record, give the word, watch it, and undo it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tutela.accounts.models import WRITES_RECORDS, User
from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.accounts.queries import colleagues
from tutela.bulk.jobs import assign_later
from tutela.bulk.models import BulkAssignment, BulkItem
from tutela.bulk.selection import chosen
from tutela.bulk.services.assign_many import UNDO_WITHIN, WHY_LEFT, assign_many, begin, choose, preview, undo
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.core.form_fields import choose_among

# More than this is the worker's: a page is not kept waiting for it.
AT_ONCE = 50
_LIST = {"report": "/work-list", "case": "/cases", "child": "/children", "series": "/series"}


class WhoHandles(forms.Form):
    """Who handles all of them from now on."""

    handler = forms.ModelChoiceField(label=_("Handler"), queryset=User.objects.none(), empty_label=_("Choose"))


@reads_records
@for_roles(*WRITES_RECORDS)
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Remember what was ticked, or everything that a list's filters let through."""
    actor, now, sent = actor_in(request), clock.now(), request.POST
    kind = sent.get("kind", "")
    try:
        subjects = chosen(
            kind,
            sent.getlist("pick"),
            everything="everything" in sent,
            query=sent.get("query", ""),
            actor=actor,
            now=now,
        )
        bulk = choose(kind, subjects, actor=actor, now=now)
    except BadInput as error:
        messages.error(request, f"{error.what} {error.mend}")
        query = sent.get("query", "")
        return HttpResponseRedirect(_LIST.get(kind, "/") + (f"?{query}" if query else ""))
    return HttpResponseRedirect(bulk.get_absolute_url())


@reads_records
@for_roles(*WRITES_RECORDS)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """What was chosen, and what became of it; the word is given here."""
    bulk = _find(number)
    if request.method == "POST":
        return _give_the_word(request, bulk)
    if request.headers.get("X-Tutela-Background"):
        response = render(request, "pages/bulk_progress.html", _progress(bulk))
        if bulk.state != BulkAssignment.State.RUNNING:
            response["HX-Refresh"] = "true"
        return response
    return _page(request, bulk, _form(request))


@reads_records
@for_roles(*WRITES_RECORDS)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Undo it."""
    bulk = _find(number)
    try:
        with transaction.atomic():
            undo(bulk, actor=actor_in(request), now=clock.now())
    except RuleBroken as error:
        messages.error(request, f"{error.what} {error.mend}")
    else:
        messages.success(
            request, gettext("It was undone: each record is handled as before, but for what was assigned anew.")
        )
    return HttpResponseRedirect(bulk.get_absolute_url())


def _find(number: int) -> BulkAssignment:
    found = BulkAssignment.objects.select_related("handler", "membership").filter(pk=number).first()
    if found is None:
        raise NotFound(gettext("There is no such bulk work that you may see."), mend=gettext("Begin it from a list."))
    return found


def _form(request: HttpRequest, data: Any = None) -> WhoHandles:
    form = WhoHandles(data)
    people = colleagues(actor_in(request).organisation_pk, list(WRITES_RECORDS), now=clock.now())
    choose_among(form, "handler", people)
    return form


def _give_the_word(request: HttpRequest, bulk: BulkAssignment) -> HttpResponse:
    form, actor, now = _form(request, request.POST), actor_in(request), clock.now()
    if not form.is_valid():
        return _page(request, bulk, form, status=422)
    if "look" in request.POST:
        return _page(request, bulk, form)
    try:
        with transaction.atomic():
            begun = begin(bulk, handler=form.cleaned_data["handler"], actor=actor, now=now)
            if begun.items.count() <= AT_ONCE:
                assign_many(begun, actor=actor, now=now)
            else:
                assign_later(begun.pk)
    except (BadInput, RuleBroken) as error:
        form.add_error(None, f"{error.what} {error.mend}")
        return _page(request, bulk, form, status=error.http_status)
    return HttpResponseRedirect(bulk.get_absolute_url())


def _page(request: HttpRequest, bulk: BulkAssignment, form: WhoHandles, status: int = 200) -> HttpResponse:
    actor = actor_in(request)
    context: dict[str, Any] = {"bulk": bulk, "form": form, "list_url": _LIST[bulk.kind]}
    if bulk.state == BulkAssignment.State.PREPARED:
        handler = form.cleaned_data.get("handler") if form.is_bound and hasattr(form, "cleaned_data") else None
        verdicts = preview(bulk, handler, actor=actor)
        context |= {
            "goes": [one for one in verdicts if not one.why],
            "stays": [(one, gettext(WHY_LEFT[one.why])) for one in verdicts if one.why],
            "handler": handler,
        }
    else:
        items = list(bulk.items.all())
        is_mine = bulk.membership.user_id == actor.user_id
        recent = bulk.done_at is not None and clock.now() - bulk.done_at <= UNDO_WITHIN
        context |= {
            "items": [(one, gettext(WHY_LEFT[one.why]) if one.why in WHY_LEFT else "") for one in items],
            "assigned": sum(one.state == BulkItem.State.ASSIGNED for one in items),
            "all": len(items),
            "may_undo": is_mine and recent and bulk.state == BulkAssignment.State.DONE,
        } | _progress(bulk)
    return render(request, "pages/bulk.html", context, status=status)


def _progress(bulk: BulkAssignment) -> dict[str, Any]:
    progress = getattr(bulk, "progress", None)
    return {"bulk": bulk, "dealt": progress.done if progress else 0, "all": bulk.items.count()}
