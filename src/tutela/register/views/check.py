"""The pages about one check: ask about a list, read the answer, and say what becomes of what was found."""

import tempfile
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.audit.services import record as write_down
from tutela.core import clock
from tutela.core.marking import gettext_noop
from tutela.core.verb_pages import VerbPage
from tutela.register.answer import WORDS, Answer
from tutela.register.forms.filters import AnswerFilter
from tutela.register.forms.lists import CheckList, NotSent, SendChecked
from tutela.register.kept_file import write_kept_csv, write_kept_json
from tutela.register.lists.forms import FORMS
from tutela.register.models import Check
from tutela.register.queries.checks import find_check, record_of, state_of
from tutela.register.queries.kept_answers import told_of
from tutela.register.views import coming
from tutela.register.views.coming import ListPage

_WRITERS = {"csv": (write_kept_csv, "text/csv; charset=utf-8"), "json": (write_kept_json, "application/json")}
_TAGS = {
    Answer.NOT_IDENTIFIED: "waiting", Answer.IDENTIFIED: "running", Answer.SAFEGUARDED: "done", Answer.KNOWN: "info",
    Answer.ASK: "soon", Answer.HARMLESS: "neutral", Answer.NEW: "new",
}  # fmt: skip


class CheckPage(ListPage):
    """Ask the register about a list."""

    title = gettext_noop("Check a list")
    button = gettext_noop("Check the list")
    hint = gettext_noop(
        "What is known, solved or open, whose it is, and whom to telephone first. The list itself is not kept."
    )
    form_class = CheckList

    def act(self, record: Any, form: CheckList, came: Any, request: HttpRequest) -> str:
        """Ask, and send what was found where that was said."""
        from tutela.register.services.ask import ask
        from tutela.register.services.check import Asked
        from tutela.register.services.submit import Given

        said = form.cleaned_data
        asked = Asked(Check.Asked.PAGE, exhibit=said["exhibit"], subject=said["about"])
        given = None
        if said["then"] != "look":
            given = Given(
                said["then"],
                exhibit=said["exhibit"],
                subject=said["about"],
                series=said["series"],
                scheme=said["scheme"],
            )
        return address_of(self.begun(request, ask(came, asked, given, actor=actor_in(request), now=clock.now())))

    def more_context(self, record: Any) -> dict[str, Any]:
        """Which of the register's pages this is."""
        return {"section": "check"}


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponseBase:
    """The answer to one check. A page that refreshes itself gets the progress alone."""
    actor = actor_in(request)
    check = find_check(number, actor)
    context: dict[str, Any] = {"check": check, "state": state_of(check)}
    if request.headers.get("X-Tutela-Background"):
        response = render(request, "pages/register_check_progress.html", context)
        if context["state"] != "answering":
            # What the page says besides the numbers has changed as well.
            response["HX-Refresh"] = "true"
        return response
    if request.GET.get("format") in _WRITERS:
        return _file(check, request)
    form = AnswerFilter(request.GET)
    chosen = form.cleaned_data.get("answer", "") if form.is_valid() else ""
    told = told_of(check, answer=chosen, cursor=request.GET.get("after", ""))
    context |= {
        "told": told,
        "filter": form,
        "chosen": chosen,
        "counts": _counts(check),
        "known_rows": check.done_rows - check.new,
        "form_words": gettext(FORMS.get(check.form, check.form)).capitalize(),
        "tags": _TAGS,
        "may_send": actor.writes_records,
    }
    return render(request, "pages/register_check.html", context)


def _counts(check: Check) -> list[tuple[Answer, str, str, int]]:
    """How many rows got which answer, the one that most needs somebody first; each with its word and its meaning."""
    return [
        (one, gettext(WORDS[one]), _TAGS[one], getattr(check, one.code))
        for one in (*(a for a in Answer if a), Answer.NEW)
    ]


def _file(check: Check, request: HttpRequest) -> HttpResponseBase:
    form = request.GET["format"]
    write, kind = _WRITERS[form]
    # It has no name, and is gone with the process that sends it.
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    rows = write(out, check)
    out.seek(0)
    write_down("register.export_check", actor=actor_in(request), now=clock.now(), check=check.pk, rows=rows, form=form)
    return FileResponse(out, as_attachment=True, filename=f"check-{check.pk}.{form}", content_type=kind)


def address_of(check: Check) -> str:
    """The page of a check."""
    return reverse("register_one_check", args=[check.pk])


def about(check: Check) -> About:
    """A check as a page of a verb names it."""
    return About(gettext("check %(number)s") % {"number": check.pk}, address_of(check), check)


class SendPage(ListPage):
    """Send what was found to the register."""

    title = gettext_noop("Send what {record} was about to the register")
    button = gettext_noop("Send it")
    hint = gettext_noop(
        "The list of the check was not kept: paste or choose the very same one. Then the register is complete, and others find it."
    )
    form_class = SendChecked

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The check."""
        return about(find_check(found["number"], actor_in(request)))

    def act(self, record: About, form: SendChecked, came: Any, request: HttpRequest) -> str:
        """Send it."""
        from tutela.register.services.ask import give
        from tutela.register.services.submit import Given
        from tutela.register.views.submissions import address_of as address_of_list

        check, said = record.of, form.cleaned_data
        given = Given(
            said["what"], how=said["how"], exhibit=check.exhibit, subject=record_of(check), series=said["series"],
            scheme=said["scheme"],
        )  # fmt: skip
        begun = give(came, given, check=check, actor=actor_in(request), now=clock.now())
        return address_of_list(self.begun(request, begun))


class GoOnPage(coming.GoOnPage):
    """Go on with a check that broke off."""

    hint = gettext_noop("Paste or choose the very same list: what is answered stays, and the rest is answered.")

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The check."""
        return about(find_check(found["number"], actor_in(request)))


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class NotSentPage(VerbPage):
    """Say why it is not sent."""

    title = "Why {record} is not sent"
    button = "Say why"
    done = "It is written down why this is not sent."
    hint = "The register is complete, or it is known why it is not. It is said once."
    form_class = NotSent

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The check."""
        return about(find_check(found["number"], actor_in(request)))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        from tutela.register.services.check import say_not_sent

        return say_not_sent(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class StopPage(coming.StopPage):
    """Leave the rest of the list unanswered."""

    done = "It is stopped. What was answered stays."

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The check."""
        return about(find_check(found["number"], actor_in(request)))
