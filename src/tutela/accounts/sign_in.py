"""How Tutela uses the sign-in library: no signing up, a second factor for everybody, an audit line for each sign-in."""

import time
from contextlib import nullcontext
from typing import Any, NoReturn

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect

from tutela.accounts import sign_in_audit
from tutela.accounts.models import User
from tutela.accounts.reader_language import in_their_language
from tutela.core.client_address import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; what happens at the door is written down."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], **more: Any) -> Any:
        """A mail to somebody known is in the language that they chose, and not in that of the browser that asked for it."""
        reader = context.get("user")
        with in_their_language(reader) if isinstance(reader, User) else nullcontext():
            return super().render_mail(template_prefix, email, context, **more)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose attempts are counted: the visitor's, also behind proxies, and not the proxy's own or a forged address."""
        return client_address(request)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """The password is asked again before keys are changed, but not of somebody who has only just given it: whoever
        is new and sets up a second factor would else type it twice within a minute.
        """
        given = get_authentication_records(self.request, self.request.user)
        is_fresh = any(time.time() - one["at"] < app_settings.REAUTHENTICATION_TIMEOUT for one in given)
        return not is_fresh and bool(super().is_reauthentication_required(app=app, **more))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Lock out after too many failures, and say so in the audit trail, once for the time of the lock-out."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            sign_in_audit.locked_out(request, str(credentials.get("email", "")))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password: the line tells which address by a keyed digest only."""
        sign_in_audit.failed(request, str(credentials.get("email", "")))

    def logout(self, request: HttpRequest) -> None:
        """Signing out by one's own hand."""
        sign_in_audit.signed_out(request)
        super().logout(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect signs in an account that an administrator made; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up through a provider either."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Stop here for somebody without an account, and write it down."""
        if not sociallogin.is_existing:
            sign_in_audit.failed(request, str(getattr(sociallogin.user, "email", "")), way="openid_connect")
            self._refuse()

    @staticmethod
    def _refuse() -> NoReturn:
        raise ImmediateHttpResponse(redirect("account_signup"))  # says that accounts are made by an administrator
