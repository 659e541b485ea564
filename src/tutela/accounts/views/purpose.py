"""Why somebody reads, asked once a session; and in which of their roles they work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tutela.accounts.forms.access import StatePurpose
from tutela.accounts.middleware import MEMBERSHIP_KEY, PURPOSE_KEY
from tutela.accounts.models import READS_RECORDS
from tutela.accounts.pages import actor_in, for_roles, roles_in, safe_next
from tutela.accounts.services.own_account import work_as
from tutela.accounts.services.purpose import state_purpose
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed


@for_roles(*READS_RECORDS)
@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """Ask for the purpose; then on to the page that the reader wanted."""
    form = StatePurpose(request.POST or None, initial={"purpose": request.session.get(PURPOSE_KEY)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = form.cleaned_data
                actor = state_purpose(given["purpose"], words=given["words"], actor=actor_in(request), now=clock.now())
            except BadInput as error:
                form.add_error(error.where.field or None, f"{error.what} {error.mend}")
            else:
                request.session[PURPOSE_KEY] = actor.purpose
                return HttpResponseRedirect(safe_next(request))
    context = {"form": form, "next": safe_next(request), "is_said": bool(request.session.get(PURPOSE_KEY))}
    return render(request, "pages/purpose.html", context, status=status)


@for_roles()
@require_http_methods(["GET", "POST"])
def switch_role(request: HttpRequest) -> HttpResponse:
    """Work in another of one's roles. A purpose said in one role does not hold in the next."""
    held = roles_in(request)
    if request.method == "POST":
        if not request.POST.get("membership", "").isdecimal():
            raise NotAllowed(
                gettext("You do not hold this role now."), mend=gettext("Choose one of the roles of the list.")
            )
        chosen = work_as(int(request.POST["membership"]), actor=actor_in(request), now=clock.now())
        request.session[MEMBERSHIP_KEY] = chosen.pk
        request.session.pop(PURPOSE_KEY, None)
        messages.success(
            request,
            gettext("You now work as {role} of {organisation}.").format(
                role=chosen.get_role_display().lower(), organisation=chosen.organisation.short_name
            ),
        )
        return HttpResponseRedirect("/")
    return render(request, "pages/switch_role.html", {"held": held})
