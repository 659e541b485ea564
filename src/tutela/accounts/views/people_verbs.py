"""Joiners, movers and leavers: what an administrator does for people, each a page that says first what will happen."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator

from tutela.accounts.forms.people import Join, Move
from tutela.accounts.models import Membership, Role
from tutela.accounts.pages import About, actor_in, for_roles, membership_in
from tutela.accounts.services import people as verbs
from tutela.accounts.views.people import colleague_or_404, units_of
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.core.verb_pages import VerbPage

_administrator = method_decorator(for_roles(Role.ADMINISTRATOR), name="dispatch")


@_administrator
class JoinPage(VerbPage):
    """Make an account, or take a former colleague back."""

    title, button = "Give somebody an account", "Give the account"
    done = "The account is there. A link to set a password was sent to the person's own address; you do not see it."
    hint = "They set their own password and second factor. You choose what they do here."

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The list that one came from."""
        return About("people", reverse("people"))

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> Join:
        """The form, with this organisation's units and zone."""
        organisation = membership_in(request).organisation
        return Join(data, units=units_of(organisation.pk), initial={"time_zone": organisation.time_zone})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> verbs.Joined:
        """Let them join."""
        return verbs.join(**form.cleaned_data, actor=actor_in(request), now=clock.now())

    def after(self, record: About, result: verbs.Joined) -> str:
        """On to the new account."""
        return reverse("person", args=[result.user.pk])


class _OfPerson(VerbPage):
    """A verb on one account of this organisation."""

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The account."""
        user = colleague_or_404(request, where["pk"])
        return About(user.name, reverse("person", args=[user.pk]), user)


@_administrator
class MovePage(_OfPerson):
    """Another role or unit."""

    title, button = "Change the role or unit of {record}", "Change it"
    done = "The role of {record} was changed."
    hint = (
        "A new role begins now and the old one ends; both stay on the account. Somebody who works on records no more gives"
        " their work back to the unassigned list."
    )

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The role that is held now."""
        about = super().get_record(request, pk=where["pk"])
        held = Membership.objects.filter(
            pk=where["membership"], user=about.of, organisation=membership_in(request).organisation
        ).first()
        if held is None:
            raise Http404
        return About(about.name, about.url, held)

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> Move:
        """The form, filled with what is so now."""
        held: Membership = record.of
        units = units_of(held.organisation_id)
        return Move(data, units=units, initial={"role": held.role, "unit": str(held.unit_id or "")})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Membership:
        """Move them."""
        given = form.cleaned_data
        return verbs.move(record.of, role=given["role"], unit=given["unit"], actor=actor_in(request), now=clock.now())


@_administrator
class LeavePage(_OfPerson):
    """Somebody leaves. What they hold is shown first, as numbers."""

    title, button = "{record} leaves", "Close their access"
    done = "{record} has left. What they worked on is on the unassigned list, and its managers were told."
    is_warning = True
    template_name = "pages/person_leave.html"

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> verbs.Left:
        """Close it all, in one step."""
        return verbs.leave(record.of, actor=actor_in(request), now=clock.now())

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """What they hold, and what becomes of each."""
        held = verbs.work_of(record.of)
        return {"held": [(words, held.get(kind, 0), then) for kind, words, then in _HELD]}


_HELD = (
    ("report", gettext_noop("Reports that they handle"), gettext_noop("go back to the unassigned work")),
    ("case", gettext_noop("Cases that they handle"), gettext_noop("go back to the unassigned work")),
    ("child", gettext_noop("Records of children that they handle"), gettext_noop("go back to the unassigned work")),
    ("series", gettext_noop("Series that they handle"), gettext_noop("go back to the unassigned work")),
    (
        "task",
        gettext_noop("Open tasks that they have by name"),
        gettext_noop("stay with the organisation, and nobody has them by name"),
    ),
    ("participation", gettext_noop("Records that they take part in by name"), gettext_noop("are open to them no more")),
    (
        "grant",
        gettext_noop("Records that they were given access to"),
        gettext_noop("are open to them no more, unless they work elsewhere too"),
    ),
    ("shift", gettext_noop("Times on duty still to come"), gettext_noop("leave a gap on the rota, which shows it")),
    ("token", gettext_noop("Tokens of programs"), gettext_noop("stop working")),
)


@_administrator
class ResetPage(_OfPerson):
    """A lost telephone."""

    title, button = "Reset the second factor of {record}", "Reset it"
    done = "The second factor of {record} was reset. Their next sign-in asks for a new one."
    is_warning = True
    hint = (
        "Do this only after you have spoken with the person yourself. Their authenticator app, keys and recovery codes stop"
        " working. Their password stays, and you do not learn it. Their managers are told."
    )

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> int:
        """Take the factors away."""
        return verbs.reset_second_factor(record.of, actor=actor_in(request), now=clock.now())


@_administrator
class InvitePage(_OfPerson):
    """The link to set a password, once more."""

    title, button = "Send {record} the link to set a password", "Send it"
    done = "The link was sent to {record}, to their own address."
    hint = "It goes to the address of the account and is shown to nobody else."

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> None:
        """Send it."""
        verbs.invite_again(record.of, actor=actor_in(request), now=clock.now())
