"""The first page: it sends each role to where its day begins, and somebody who is not signed in to the public start."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tutela.accounts.models import Role
from tutela.web.navigation import address

# Where a day begins, where that is not the work list.
_BEGINS = {
    Role.PARTNER: "partner",
    Role.ADMINISTRATOR: "people",
    Role.AUDITOR: "audit",
    Role.WELFARE_OFFICER: "duty",
    Role.RESEARCHER: "figures",
}
# Help begins with what the reader's own role does.
_ELSEWHERE = ("help", "notices", "mfa_index")


@require_safe
def home(request: HttpRequest) -> HttpResponseRedirect:
    """Each role to its own start; one whose start this installation does not serve, to a page that everybody has."""
    membership = getattr(request, "membership", None)
    if membership is None:
        signed_in = request.user.is_authenticated
        return HttpResponseRedirect(
            (not signed_in and address("public_start")) or reverse("account_login" if not signed_in else "mfa_index")
        )
    begins = _BEGINS.get(Role(membership.role), "work_list")
    found = next(filter(None, (address(name) for name in (begins, *_ELSEWHERE))))
    return HttpResponseRedirect(found)
