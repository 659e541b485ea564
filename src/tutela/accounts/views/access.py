"""Asking to see a record, and what became of it; and breaking glass when nobody can wait for an answer."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views import View
from django.views.decorators.http import require_POST

from tutela.accounts import queries
from tutela.accounts.forms.access import AskForAccess, BreakGlass
from tutela.accounts.models import READS_RECORDS, AccessRequest, Role
from tutela.accounts.pages import actor_in, for_roles
from tutela.accounts.services.break_glass import MOST_HOURS, break_glass
from tutela.accounts.services.requests import ask_for_access, withdraw_request
from tutela.core import clock
from tutela.core.errors import BadInput, RuleBroken

_MOST = 100


@for_roles(*READS_RECORDS)
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about access in one place: what waits for the reader, what they asked for, what they were given."""
    actor = actor_in(request)
    person = actor.user_id or 0
    access = queries.access_of(actor, now=clock.now())
    asked, to_decide = queries.requests_around(person, most=_MOST)
    return render(
        request,
        "pages/access.html",
        {
            "to_decide": to_decide,
            "to_review": access.to_review,
            "asked": asked,
            "given": access.own,
            "given_by_us": access.ours,
            "answers_for_records": actor.role in (Role.MANAGER, Role.AUDITOR),
            "most": _MOST,
        },
    )


@method_decorator(for_roles(*READS_RECORDS), name="dispatch")
class AskPage(View):
    """Ask to see a record. What is answered is the same whether there is one or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, filled with the reference that the reader could not open."""
        form = AskForAccess(initial={"reference": request.GET.get("reference", "")[:20]})
        return render(request, "pages/access_ask.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        form = AskForAccess(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    asked = ask_for_access(
                        form.cleaned_data["reference"],
                        reason=form.cleaned_data["reason"],
                        actor=actor_in(request),
                        now=clock.now(),
                    )
            except (BadInput, RuleBroken) as error:
                field = error.where.field if error.where.field in form.fields else "reference"
                form.add_error(field, f"{error.what} {error.mend}")
            else:
                messages.success(
                    request,
                    gettext(
                        "You asked for access to {reference}. Your question has gone to whoever may grant it."
                        " If there is no answer by then, it was not granted."
                    ).format(reference=asked.asked_reference),
                )
                return HttpResponseRedirect(reverse("access_requests"))
        return render(request, "pages/access_ask.html", {"form": form}, status=422)


@for_roles(*READS_RECORDS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    asked = get_object_or_404(AccessRequest, pk=pk, asked_by_id=actor_in(request).user_id)
    withdraw_request(asked, actor=actor_in(request), now=clock.now())
    messages.success(
        request, gettext("Your request about {reference} was withdrawn.").format(reference=asked.asked_reference)
    )
    return HttpResponseRedirect(reverse("access_requests"))


@method_decorator(for_roles(*READS_RECORDS), name="dispatch")
class BreakGlassPage(View):
    """See a record now, for some hours, to prevent harm; others hear of it at once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What it means, and the form."""
        return self._show(request, BreakGlass(initial={"reference": request.GET.get("reference", "")[:20]}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Break it. A reference of nothing is written down, too, and so must not be undone by an error."""
        form = BreakGlass(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            with transaction.atomic():
                given = break_glass(
                    form.cleaned_data["reference"],
                    reason=form.cleaned_data["reason"],
                    hours=form.cleaned_data["hours"],
                    actor=actor_in(request),
                    now=clock.now(),
                )
        except (BadInput, RuleBroken) as error:
            field = error.where.field if error.where.field in form.fields else "reference"
            form.add_error(field, f"{error.what} {error.mend}")
            return self._show(request, form, status=422)
        if given is None:
            form.add_error(
                "reference", gettext("There is no record with this reference. Your managers were told that you tried.")
            )
            return self._show(request, form, status=422)
        messages.warning(
            request,
            gettext("You may read {reference} for {hours} hours. Its owner has been told.").format(
                reference=given.subject_reference, hours=form.cleaned_data["hours"]
            ),
        )
        return HttpResponseRedirect(reverse(given.subject_kind, args=[given.subject_reference]))

    @staticmethod
    def _show(request: HttpRequest, form: BreakGlass, status: int = 200) -> HttpResponse:
        return render(request, "pages/access_break_glass.html", {"form": form, "most_hours": MOST_HOURS}, status=status)
