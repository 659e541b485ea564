"""The public page: one question a page, a receipt with a reference and a code, and the way back to read the answers."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.accounts.actor import PUBLIC
from tutela.accounts.need_to_know import name_the_reader
from tutela.audit.services import record
from tutela.core import clock, secret_codes
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.core.widgets import LongText, Text
from tutela.reports.codes import digest_of
from tutela.reports.door_language import language_was_chosen, said, typed
from tutela.reports.door_limits import seconds_to_wait
from tutela.reports.door_session import Visit, forget
from tutela.reports.models import Answer, Submission
from tutela.reports.queries.returning import standing_of, submission_of
from tutela.reports.services.receive import receive_report
from tutela.reports.services.say_who import say_who
from tutela.reports.services.write_again import write_again
from tutela.reports.tell_steps import STEPS, Words, first_open, path_of, read, report_of

PublicView = Callable[..., HttpResponse]


def public_door(view: PublicView) -> PublicView:
    """Whoever comes is nobody here, also when they are signed in elsewhere; and no page of the door is kept by a browser."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name_the_reader(user_id=None, membership_id=None)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return page


@public_door
def start(request: HttpRequest) -> HttpResponse:
    """What this is, and where to begin or to come back."""
    visit = Visit.of(request)
    return render(request, "pages/tell.html", {"going_on": bool(visit.answers), "returned": bool(visit.returned)})


@public_door
def begin(request: HttpRequest) -> HttpResponse:
    """To the first question that nobody has been at."""
    visit = Visit.of(request)
    return HttpResponseRedirect(_step_address(first_open(visit) or "check"))


@public_door
def step(request: HttpRequest, name: str) -> HttpResponse:
    """One question."""
    visit = Visit.of(request)
    if name == "check":
        return _check(request, visit)
    path = path_of(visit)
    if name not in STEPS:
        raise NotFound(gettext("There is no such question."), mend=gettext("Begin at the first one."))
    if name not in path or (first_open(visit) and path.index(name) > path.index(first_open(visit))):
        return HttpResponseRedirect(reverse("tell_report"))
    changing = request.GET.get("change") == "yes"
    switched = language_was_chosen(request)
    form = STEPS[name](request.POST if request.method == "POST" else visit.answer(name) or None)
    if request.method == "POST" and not switched and form.is_valid():
        # As typed, for the boxes; without what a browser adds.
        visit.answers[name] = {field: str(form.cleaned_data.get(field) or "") for field in form.fields}
        visit.keep(request)
        following = path_of(visit)
        after = following[following.index(name) + 1 :]
        next_one = first_open(visit) if changing else next(iter(after), "")
        return HttpResponseRedirect(_step_address(next_one or "check"))
    if request.method != "POST" or switched:
        # A page that is only looked at again has no faults.
        form = STEPS[name](initial=visit.answer(name) | (typed(request) if switched else {}))
    place = path.index(name)
    return render(
        request,
        f"pages/tell_{name}.html" if name == "call" else "pages/tell_step.html",
        {
            "form": form,
            "title": form.title,
            "lead": form.lead,
            "place": place + 1,
            "of": len(path),
            "back": _step_address("check")
            if changing
            else _step_address(path[place - 1])
            if place
            else reverse("tell"),
        },
        status=422 if form.is_bound else 200,
    )


def _check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All answers on one page, to look at and change before they are sent."""
    if first_open(visit):
        return HttpResponseRedirect(reverse("tell_received" if visit.sent else "tell_report"))
    trouble = ""
    if request.method == "POST":
        wait = seconds_to_wait("send", request, now=clock.now(), visitor=visit.visitor)
        if wait:
            return _slowed(request, wait, kept=True)
        try:
            with transaction.atomic():
                return _send(request, visit)
        except BadInput as error:
            trouble = said(error)
    rows = [(name, STEPS[name].title, read(visit, name).shown()) for name in path_of(visit)]
    context = {"rows": rows, "trouble": trouble, "back": _step_address(path_of(visit)[-1])}
    return render(request, "pages/tell_check.html", context, status=422 if trouble else 200)


def _send(request: HttpRequest, visit: Visit) -> HttpResponse:
    now = clock.now()
    received = receive_report(report_of(visit), actor=PUBLIC, now=now)
    if received.code is not None:
        known = visit.answers["you"]["known"] == "yes"
        mailed = "yes" if known and visit.answers["you"]["email"] else ""
        request.session.cycle_key()
        Visit(
            visitor=visit.visitor,
            sent={"reference": received.reference, "code": received.code, "at": now.isoformat(), "mailed": mailed},
            returned={"reference": received.reference, "digest": digest_of(received.code)},
        ).keep(request)
    # Sent a second time by a second click: what the first one kept stays as it is.
    return HttpResponseRedirect(reverse("tell_received"))


class TypeCode(forms.Form):
    """The code, copied once."""

    code = forms.CharField(
        label=_("Type your code once"),
        max_length=40,
        widget=Text(width=30, code=True),
        help_text=_("So that you know you have copied it right."),
        error_messages={"required": _("Type the code that stands above.")},
    )

    def __init__(self, digest: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digest = digest

    def clean_code(self) -> str:
        """The same as was given."""
        try:
            typed = digest_of(self.cleaned_data["code"])
        except BadInput as error:
            raise forms.ValidationError(said(error)) from None
        if typed != self.digest:
            raise forms.ValidationError(_("That is another code. Copy the one that stands above."))
        return ""


@public_door
def received(request: HttpRequest) -> HttpResponse:
    """The receipt, with the code to copy and to type once."""
    visit = Visit.of(request)
    if not visit.sent:
        return HttpResponseRedirect(reverse("tell"))
    form = TypeCode(visit.returned["digest"], request.POST or None)
    if request.method == "POST" and visit.sent.get("code"):
        if form.is_valid():
            visit.sent.pop("code")
            visit.keep(request)
            return HttpResponseRedirect(reverse("tell_received"))
        form.data = {}
    submission = submission_of(visit.returned["reference"], visit.returned["digest"])
    if submission is None:
        return _gone(request)
    standing = standing_of(submission, now=clock.now())
    with timezone.override(_zone(standing)):
        return render(
            request,
            "pages/tell_received.html",
            {"sent": visit.sent, "submission": submission, "standing": standing, "form": form},
            status=422 if form.errors else 200,
        )


class ComeBack(forms.Form):
    """Reference and code."""

    reference = forms.CharField(
        label=_("Your report number"),
        max_length=40,
        widget=Text(width=20, code=True),
        help_text=_("For example R-2026-004K7Q."),
        error_messages={"required": _("Type your report number.")},
    )
    code = forms.CharField(
        label=_("Your code"),
        max_length=40,
        widget=Text(width=30, code=True),
        help_text=_("16 letters and numbers, in four groups."),
        error_messages={"required": _("Type your code.")},
    )

    def clean_code(self) -> str:
        """The code as it is compared; a slip in copying it is said at once, since that tells nothing about any report."""
        try:
            return secret_codes.normalise(self.cleaned_data["code"])
        except BadInput as error:
            raise forms.ValidationError(said(error)) from None


@public_door
def come_back(request: HttpRequest) -> HttpResponse:
    """The way back. A wrong number and a wrong code are answered in the same words, and both are slowed."""
    form = _form(ComeBack, request)
    if form.is_bound and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        wait = seconds_to_wait("return", request, now=now, reference=given["reference"].strip().upper())
        if wait:
            return _slowed(request, wait, kept=False)
        digest = digest_of(given["code"])
        submission = submission_of(given["reference"], digest)
        if submission is not None:
            record("submission.return", actor=PUBLIC, now=now, subject=_subject(submission))
            visit = Visit.of(request)
            request.session.cycle_key()
            visit.returned = {"reference": submission.reference, "digest": digest}
            visit.sent = {}
            visit.keep(request)
            return HttpResponseRedirect(reverse("tell_status"))
        form.add_error(
            None, gettext("There is no report with this number and this code. Check both against what you wrote down.")
        )
    return render(request, "pages/tell_return.html", {"form": form}, status=422 if form.errors else 200)


def _subject(submission: Submission) -> Any:
    """What an audit line needs of a report that its reporter does not see."""
    submission.subject_kind, submission.id = "report", submission.pk  # type: ignore[attr-defined]
    return submission


def _returned(request: HttpRequest) -> Submission | None:
    """The submission with whose code this browser came back."""
    visit = Visit.of(request)
    return submission_of(visit.returned["reference"], visit.returned["digest"]) if visit.returned else None


@public_door
def status(request: HttpRequest) -> HttpResponse:
    """What became of it: answers, what is owed by when, how well it was answered, and what more can be told."""
    submission, now = _returned(request), clock.now()
    if submission is None:
        return _gone(request)
    standing = standing_of(submission, now=now)
    fresh = {one.pk for one in standing.sent.answers if one.read_at is None}
    if fresh:
        Answer.objects.filter(pk__in=fresh).update(read_at=now)
    record("submission.read", actor=PUBLIC, now=now, subject=_subject(submission), purpose="reporter")
    with timezone.override(_zone(standing)):
        return render(
            request, "pages/tell_status.html", {"submission": submission, "standing": standing, "fresh": fresh}
        )


class AddWords(forms.Form):
    """Something more to tell."""

    words = Words(
        label=_("What else do you want to tell us?"),
        max_length=500,
        widget=LongText(rows=6),
        help_text=_("A few words are enough."),
        error_messages={"required": _("Write a few words, or go back.")},
    )


@public_door
def add(request: HttpRequest) -> HttpResponse:
    """Something more."""
    submission = _returned(request)
    if submission is None:
        return _gone(request)
    form = _form(AddWords, request)
    if form.is_bound and form.is_valid():
        now = clock.now()
        wait = seconds_to_wait("write", request, now=now, reference=submission.reference)
        if wait:
            return _slowed(request, wait, kept=False)
        write_again(submission, words=form.cleaned_data["words"], actor=PUBLIC, now=now)
        messages.success(request, gettext("We have what you wrote."))
        return HttpResponseRedirect(reverse("tell_status"))
    return render(request, "pages/tell_add.html", {"form": form}, status=422 if form.errors else 200)


class SayWho(forms.Form):
    """Who somebody is, if they wish to say it now."""

    name = Words(label=_("Your name"), max_length=120, required=False, widget=Text(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    telephone = Words(
        label=_("Your telephone number"),
        max_length=40,
        required=False,
        widget=Text(attrs={"autocomplete": "off", "inputmode": "tel"}, width=20),
    )


@public_door
def who(request: HttpRequest) -> HttpResponse:
    """Say later who you are."""
    submission = _returned(request)
    if submission is None:
        return _gone(request)
    form = _form(SayWho, request)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                say_who(submission, **form.cleaned_data, actor=PUBLIC, now=clock.now())
        except (BadInput, RuleBroken) as error:
            form.add_error(error.where.field if error.where.field in form.fields else None, said(error))
        else:
            messages.success(request, gettext("Thank you. What you told us about yourself is kept apart and sealed."))
            return HttpResponseRedirect(reverse("tell_status"))
    return render(request, "pages/tell_who.html", {"form": form}, status=422 if form.errors else 200)


@public_door
def leave(request: HttpRequest) -> HttpResponse:
    """Forget this visit and go to a page about something else."""
    forget(request)
    response = HttpResponseRedirect(settings.TUTELA_NEUTRAL_PAGE)
    response["Clear-Site-Data"] = '"cache", "storage"'
    # Also which language somebody reads is nobody's business on a machine that others use.
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    """Somebody whose visit has ended, or never began, is asked for number and code."""
    return HttpResponseRedirect(reverse("tell_return"))


def _slowed(request: HttpRequest, seconds: int, *, kept: bool) -> HttpResponse:
    response = render(request, "pages/tell_slow.html", {"minutes": ceil(seconds / 60), "kept": kept}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _form(of: type[forms.Form], request: HttpRequest) -> forms.Form:
    """A form as it was sent; as it was typed, where only another language was chosen; else empty."""
    if language_was_chosen(request):
        return of(initial=typed(request))
    return of(request.POST or None)


def _step_address(name: str) -> str:
    return reverse("tell_step", args=[name])


def _zone(standing: Any) -> ZoneInfo:
    """Times on the receipt are those of the body that received it, and say so."""
    return ZoneInfo(standing.answerable.time_zone if standing.answerable else "UTC")
