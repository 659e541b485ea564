"""What somebody has to hear, newest first: a line each, with the record it is about."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tutela.accounts.pages import actor_in, for_roles
from tutela.core import clock
from tutela.core.paging import Key, bounded_count, page
from tutela.notices.models import Notice
from tutela.notices.services import see_all, see_some

_NEWEST_FIRST = (Key("created_at", descending=True), Key("id", descending=True))
# Where a notice leads that names no record.
_PAGES = {
    Notice.Kind.ACCESS_ASKED: "access_requests",
    Notice.Kind.ACCESS_DECIDED: "access_requests",
    Notice.Kind.BREAK_GLASS: "access_requests",
    Notice.Kind.ASSIGNED: "duty",
    Notice.Kind.OFFERED: "hand_overs",
    Notice.Kind.PEOPLE: "team",
    Notice.Kind.RELEASED: "work_list",
    Notice.Kind.TASK: "tasks",
    Notice.Kind.ALERT: "alerts",
    Notice.Kind.IDENTIFIED: "alerts",
}
_ANSWERED_ELSEWHERE = (
    Notice.Kind.ACCESS_ASKED,
    Notice.Kind.OFFERED,
    Notice.Kind.ALERT,
    Notice.Kind.IDENTIFIED,
)


class FilterNotices(forms.Form):
    """Which notices; it lives in the address."""

    kind = forms.ChoiceField(label=_("About"), required=False, choices=[("", _("Anything")), *Notice.Kind.choices])
    seen = forms.ChoiceField(
        label=_("Which"), required=False, choices=[("", _("All")), ("new", _("Not seen yet")), ("seen", _("Seen"))]
    )

    def conditions(self) -> dict[str, Any]:
        """As the query takes it; a value that is none of the choices narrows nothing."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        conditions: dict[str, Any] = {"kind": given["kind"]} if given.get("kind") else {}
        if given.get("seen"):
            conditions["seen_at__isnull"] = given["seen"] == "new"
        return conditions


@for_roles()
def notices(request: HttpRequest) -> HttpResponse:
    """The reader's own notices."""
    person = actor_in(request).user_id or 0
    form = FilterNotices(request.GET)
    mine = Notice.objects.filter(user_id=person)
    listed = page(mine.filter(**form.conditions()), _NEWEST_FIRST, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/notices.html",
        {
            "rows": listed.with_items(
                [(one, leads_to(one, reads_records=actor_in(request).reads_records)) for one in listed]
            ),
            "count": bounded_count(mine.filter(**form.conditions())),
            "filter": form,
            "here": request.get_full_path(),
        },
    )


@for_roles()
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Mark what the reader has seen: the ones of this page, or all."""
    actor, now = actor_in(request), clock.now()
    if "all" in request.POST:
        number = see_all(user_id=actor.user_id or 0, now=now)
    else:
        number = see_some(request.POST.getlist("notice"), user_id=actor.user_id or 0, now=now)
    messages.success(
        request,
        ngettext("%(number)s notice was marked as seen.", "%(number)s notices were marked as seen.", number)
        % {"number": number},
    )
    return HttpResponseRedirect(reverse("notices"))


def leads_to(notice: Notice, *, reads_records: bool) -> str:
    """The address of what the notice is about, or nothing."""
    # What is offered or asked for is answered on a page of its own: the record itself opens only afterwards.
    is_answered_elsewhere = notice.kind in _ANSWERED_ELSEWHERE
    names: list[tuple[str, list[str]]] = []
    if notice.subject_reference and reads_records and not is_answered_elsewhere:
        names.append((notice.subject_kind, [notice.subject_reference]))
    # A partner sees its tasks, and no record that they are about.
    is_task_alone = notice.kind == Notice.Kind.TASK and not reads_records
    if (notice.kind in _PAGES and not notice.subject_reference) or is_answered_elsewhere or is_task_alone:
        names.append((_PAGES[Notice.Kind(notice.kind)], []))
    for name, where in names:
        try:
            return reverse(name, args=where)
        except NoReverseMatch:
            continue
    return ""
