"""What those who answer for a record decide: give access, refuse it, end it, and review broken glass."""

from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from tutela.accounts import queries
from tutela.accounts.forms.access import GiveAccess, GiveToSomebody, Refuse, ReviewBreakGlass
from tutela.accounts.models import READS_RECORDS, Grant, Role
from tutela.accounts.pages import About, actor_in, for_roles
from tutela.accounts.records import RecordName, is_seen, record_named
from tutela.accounts.services.break_glass import Finding, review_break_glass, review_due
from tutela.accounts.services.grants import end_grant, grant, reader_at
from tutela.accounts.services.requests import grant_request, refuse_request
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound
from tutela.core.verb_pages import VerbPage


def seen_record(reference: str) -> RecordName:
    """The record of a reference, for a reader who sees it. Raises NotFound for absent and not theirs in the same words."""
    try:
        named = record_named(reference)
    except BadInput:
        named = None
    if named is None or not is_seen(named):
        raise NotFound(
            gettext("There is nothing here that you may see."),
            mend=gettext("Check the reference, or ask for access to it."),
        )
    return named


@for_roles(*READS_RECORDS)
def grants_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was given access to a record, by whom, until when, and how that ended."""
    named, now, actor = seen_record(reference), clock.now(), actor_in(request)
    given = queries.in_words(queries.grants_on(named, now=now, with_past=True)[:200])
    return render(
        request,
        "pages/access_on.html",
        {
            "record": named,
            "record_url": reverse(named.subject_kind, args=[named.reference]),
            "given": given,
            "is_open": [one.grant.pk for one in given if one.grant.ended_at is None and one.grant.ends_at > now],
            "may_give": actor.role == Role.MANAGER and named.owner_id == actor.organisation_id,
        },
    )


@method_decorator(for_roles(Role.MANAGER), name="dispatch")
class GivePage(VerbPage):
    """Give somebody access who did not ask."""

    title, button = "Give access to {record}", "Give access"
    done = "Access to {record} was given."
    form_class = GiveToSomebody
    hint = "One person sees this one record until the day you choose. They are told; it ends by itself."

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The record, by name."""
        named = seen_record(where["reference"])
        return About(named.reference, reverse("access_on", args=[named.reference]), named)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Grant:
        """Give it."""
        given = form.cleaned_data
        return grant(
            record.of,
            to_id=_reader(given["email"]),
            until=given["until"],
            reason=given["words"],
            may_write=given["may_write"],
            actor=actor_in(request),
            now=clock.now(),
        )


@method_decorator(for_roles(Role.MANAGER), name="dispatch")
class DecidePage(VerbPage):
    """Grant what was asked."""

    title, button = "Access to {record}", "Give access"
    done = "Access to {record} was given."
    form_class: ClassVar[type[forms.Form]] = GiveAccess
    template_name = "pages/access_decide.html"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The request, for those who may decide it."""
        for one in queries.requests_to_decide(actor_in(request).user_id or 0):
            if one.request.pk == where["pk"]:
                return About(one.request.asked_reference, reverse("access_requests"), one)
        raise Http404

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Let them see it."""
        given = form.cleaned_data
        return grant_request(
            record.of.request,
            until=given["until"],
            words=given["words"],
            may_write=given["may_write"],
            actor=actor_in(request),
            now=clock.now(),
        )


@method_decorator(for_roles(Role.MANAGER), name="dispatch")
class RefusePage(DecidePage):
    """Refuse what was asked."""

    title, button = "Refuse access to {record}", "Refuse"
    done = "Access to {record} was refused."
    form_class = Refuse
    template_name = "pages/verb.html"
    is_warning = True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Refuse it; the asker sees no difference yet."""
        refuse_request(record.of.request, words=form.cleaned_data["words"], actor=actor_in(request), now=clock.now())


@method_decorator(for_roles(*READS_RECORDS), name="dispatch")
class EndPage(VerbPage):
    """End a grant: by its holder, or by a manager of the owner."""

    title, button = "End the access to {record}", "End this access"
    done = "The access to {record} was ended."
    is_warning = True
    hint = "From the next moment on, the record is not there for whoever held this access. They are told."

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The grant, as far as the reader sees it."""
        given = get_object_or_404(Grant, pk=where["pk"])
        return About(given.subject_reference, reverse("access_requests"), given)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Grant:
        """End it now."""
        return end_grant(record.of, actor=actor_in(request), now=clock.now())


@method_decorator(for_roles(Role.MANAGER), name="dispatch")
class ReviewPage(VerbPage):
    """Say whether breaking glass was justified."""

    title, button = "Review the breaking of glass on {record}", "Record the review"
    done = "Your review of the breaking of glass on {record} was recorded."
    form_class = ReviewBreakGlass
    template_name = "pages/access_review.html"

    def get_record(self, request: HttpRequest, **where: Any) -> About:
        """The broken glass, for managers of the owner."""
        given = get_object_or_404(
            Grant.objects.select_related("answerable"), pk=where["pk"], basis=Grant.Basis.BREAK_GLASS
        )
        return About(given.subject_reference, reverse("access_requests"), given)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Grant:
        """Record it."""
        given = form.cleaned_data
        return review_break_glass(
            record.of, finding=Finding(given["finding"]), words=given["words"], actor=actor_in(request), now=clock.now()
        )

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """Who broke it, why, for how long, and by when this is due."""
        (named,) = queries.in_words([record.of])
        return {"named": named, "due_at": review_due(record.of)}


def _reader(email: str) -> int:
    try:
        return reader_at(email)
    except NotFound as error:
        raise BadInput(error.what, where=error.where, mend=error.mend) from None
