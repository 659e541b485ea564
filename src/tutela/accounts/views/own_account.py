"""One's own account: details, the zone of one's pages, second factors, sessions; tokens of one's programs; notices."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tutela.accounts.forms.people import NewToken, OwnDetails
from tutela.accounts.models import ApiToken, Role, User
from tutela.accounts.pages import About, actor_in, for_roles, membership_in, roles_in
from tutela.accounts.queries import tokens_of
from tutela.accounts.services.own_account import change_own_details, end_other_sessions
from tutela.accounts.services.tokens import make_token, revoke_token
from tutela.audit.queries import sign_ins_of
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.core.languages import of_staff, spoken
from tutela.core.verb_pages import VerbPage

_EVERYBODY_WITH_A_PROGRAM = tuple(role for role in Role if role != Role.ADMINISTRATOR)


@for_roles()
def my_account(request: HttpRequest) -> HttpResponse:
    """What the account says, how it is protected, and where it was signed in."""
    actor = actor_in(request)
    factors = list(Authenticator.objects.filter(user_id=actor.user_id).values_list("type", flat=True))
    return render(
        request,
        "pages/my_account.html",
        {
            "person": membership_in(request).user,
            "roles": roles_in(request),
            "language": of_staff(membership_in(request).user.language),
            "has_app": Authenticator.Type.TOTP in factors,
            "keys": factors.count(Authenticator.Type.WEBAUTHN),
            "has_codes": Authenticator.Type.RECOVERY_CODES in factors,
            "sign_ins": sign_ins_of(actor.user_id or 0),
            "makes_tokens": actor.role != Role.ADMINISTRATOR,
            "now": clock.now(),
        },
    )


@method_decorator(for_roles(), name="dispatch")
class DetailsPage(VerbPage):
    """Another name, telephone, time zone or language."""

    title, button = "Your details", "Save"
    done = "Your details were saved."
    hint = "Your address is changed by your organisation's administrator."

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The reader's own account."""
        return About("your account", reverse("my_account"), membership_in(request).user)

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> OwnDetails:
        """The form, filled with what is so now."""
        user: User = record.of
        return OwnDetails(
            data,
            initial={
                "name": user.name,
                "telephone": user.telephone,
                "time_zone": user.time_zone,
                "language": user.language,
            },
        )

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> User:
        """Save them. That they are saved is said in the language just chosen."""
        saved = change_own_details(**form.cleaned_data, actor=actor_in(request), now=clock.now())
        translation.activate(spoken(of_staff(saved.language).code))
        return saved


@for_roles()
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = end_other_sessions(actor=actor_in(request), now=clock.now())
    update_session_auth_hash(request, user)
    messages.success(request, gettext("You are signed out on every other machine."))
    return HttpResponseRedirect(reverse("my_account"))


@for_roles(*_EVERYBODY_WITH_A_PROGRAM)
def tokens(request: HttpRequest) -> HttpResponse:
    """The reader's tokens, and a form for a new one; its value is shown once, in answer to the form, and never again."""
    actor, now = actor_in(request), clock.now()
    form, value, status = NewToken(), "", 200
    if request.method == "POST":
        form = NewToken(request.POST)
        status = 422
        if form.is_valid():
            try:
                _, value = make_token(
                    name=form.cleaned_data["name"], expires_at=now + form.cleaned_data["days"], actor=actor, now=now
                )
            except RuleBroken as error:
                form.add_error(error.where.field or None, f"{error.what} {error.mend}")
            else:
                form, status = NewToken(), 200
    own = list(tokens_of(actor.user_id or 0)[:200])
    living = [one for one in own if one.revoked_at is None and one.expires_at > now]
    ended = [one for one in own if one not in living]
    context = {"form": form, "value": value, "living": living, "ended": ended, "now": now}
    return render(request, "pages/tokens.html", context, status=status)


@for_roles(*_EVERYBODY_WITH_A_PROGRAM)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A token of the reader's own is worth nothing from now on."""
    token = get_object_or_404(ApiToken, pk=pk, membership__user_id=actor_in(request).user_id)
    if token.revoked_at is not None:
        raise Http404
    revoke_token(token, actor=actor_in(request), now=clock.now())
    messages.success(request, gettext("The token “{name}” was revoked.").format(name=token.name))
    return HttpResponseRedirect(reverse("tokens"))
