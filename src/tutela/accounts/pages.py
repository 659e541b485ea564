"""Who gets to a page at all: signed in, in a role that has it, with the purpose of reading said once a session."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.middleware import PURPOSE_KEY
from tutela.accounts.models import READS_RECORDS, Membership
from tutela.accounts.models.people import roles_in_words
from tutela.core.errors import NotAllowed

PageView = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class About:
    """What a page of a verb is about where no page of a record is meant: its name, the thing, and the way back."""

    name: str
    url: str
    of: Any = None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page that one came from."""
        return self.url


def actor_in(request: HttpRequest) -> Actor:
    """Who asks, in the role in which they work now."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def membership_in(request: HttpRequest) -> Membership:
    """The role in which the signed-in reader of a page works now."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return membership


def roles_in(request: HttpRequest) -> list[Membership]:
    """Every role that the signed-in reader holds now."""
    held: list[Membership] = request.open_memberships  # type: ignore[attr-defined]
    return held


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """Where the reader was going, if that is an address of this site: nobody is sent elsewhere by a link to here."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if asked.startswith("/") and is_ours else otherwise


def csv_response(name: str) -> HttpResponse:
    """An empty answer that a browser saves as a CSV file of this name."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def refuse_other_roles(role: str, roles: Collection[str]) -> None:
    """Refuse the page to whoever works in none of ``roles``; none named, it is everybody's. Raises NotAllowed, saying whose it is.

    It spares people pages that are not theirs. What rows they see is decided by the database, and stays so without this.
    """
    if roles and role not in roles:
        raise NotAllowed(
            gettext("This page is for: {roles}.").format(roles=roles_in_words(sorted(roles))),
            mend=gettext("Ask somebody with that role."),
        )


def for_roles(*roles: str) -> Callable[[PageView], PageView]:
    """The page is for people who hold one of ``roles`` (none named: for everybody signed in)."""

    def decorate(view: PageView) -> PageView:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
            membership = request.membership  # type: ignore[attr-defined]
            if membership is None:
                raise NotAllowed(
                    gettext("Your account holds no role at present."),
                    mend=gettext("Ask your organisation's administrator."),
                )
            refuse_other_roles(membership.role, roles)
            return view(request, *args, **kwargs)

        return page

    return decorate


def reads_records(view: PageView) -> PageView:
    """The page shows records of persons: it is for roles that read them, who have said why in this session."""

    @for_roles(*READS_RECORDS)
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.session.get(PURPOSE_KEY):
            back = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('purpose')}?{back}")
        return view(request, *args, **kwargs)

    return page
