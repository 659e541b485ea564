"""Who gets to a page at all: signed in, in a role that has it, with the purpose of reading said once a session."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tutela.accounts.middleware import PURPOSE_KEY
from tutela.accounts.models import READS_RECORDS
from tutela.core.errors import NotAllowed

PageView = Callable[..., HttpResponse]


def for_roles(*roles: str) -> Callable[[PageView], PageView]:
    """The page is for people who hold one of ``roles`` (none named: for everybody signed in)."""

    def decorate(view: PageView) -> PageView:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse(settings.LOGIN_URL))
            membership = request.membership  # type: ignore[attr-defined]
            if membership is None:
                raise NotAllowed(
                    "Your account holds no role at present.", mend="Ask your organisation's administrator."
                )
            if roles and membership.role not in roles:
                names = ", ".join(sorted(role.replace("_", " ") for role in roles))
                raise NotAllowed(f"This page is for: {names}.", mend="Ask somebody with that role.")
            return view(request, *args, **kwargs)

        return page

    return decorate


def reads_records(view: PageView) -> PageView:
    """The page shows records of persons: it is for roles that read them, who have said why in this session."""

    @for_roles(*READS_RECORDS)
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.session.get(PURPOSE_KEY):
            back = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('purpose')}?{back}")
        return view(request, *args, **kwargs)

    return page
