"""The page of one file, and the verbs on what is said of it. A file stands in an address by the register's number and never by a hash."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.audit.services import record as write_down
from tutela.core import clock
from tutela.core.errors import RuleBroken
from tutela.core.verb_pages import VerbPage
from tutela.register.forms.files import Classify, EntryAudience, Verdict
from tutela.register.forms.sources import Review, Switch
from tutela.register.models import Entry, File
from tutela.register.queries.files import find_classification, find_entry, find_file, known_of, latest_word
from tutela.register.services.classify import CLASSIFIERS, classify, withdraw_classification
from tutela.register.services.entries import review_entry, say_audience, switch_entry
from tutela.register.services.votes import given_by_us, say_verdict


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """What each organisation holds of a file, says of it and met of it; reading is written down."""
    actor = actor_in(request)
    known = known_of(number)
    write_down("register.read_file", actor=actor, now=clock.now(), file=known.file.pk)
    context = {
        "known": known,
        "file": known.file,
        "own": actor.organisation_id,
        "may_write": actor.writes_records,
        "may_classify": actor.role in CLASSIFIERS,
    }
    return render(request, "pages/register_file.html", context)


def about_file(file: File) -> About:
    """A file as a page of a verb names it."""
    return About(gettext("file %(number)s") % {"number": file.pk}, reverse("register_file", args=[file.pk]), file)


@method_decorator([for_roles(*CLASSIFIERS), reads_records], name="dispatch")
class ClassifyPage(VerbPage):
    """Of which class the file is."""

    title = "Classify {record}"
    button = "Classify it"
    done = "It is written down what your organisation says of {record}."
    hint = "By the words of one scheme, and nothing more: no description."
    form_class = Classify

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The file."""
        return about_file(find_file(found["number"]))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Classify it."""
        return classify(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*CLASSIFIERS), reads_records], name="dispatch")
class WithdrawPage(VerbPage):
    """What one's organisation said of the file was wrong."""

    title = "Withdraw what was said of {record}"
    button = "Withdraw it"
    done = "It is withdrawn, and stays to be read."
    form_class = Switch
    is_warning = True

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """What was said, and the page of its file."""
        said = find_classification(found["number"])
        return About(str(said.code), reverse("register_file", args=[said.file_id]), said)

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Withdraw it."""
        return withdraw_classification(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class _EntryVerb(VerbPage):
    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The entry, and the page of its file."""
        entry = find_entry(found["number"])
        name = gettext("what %(name)s holds of file %(number)s") % {"name": entry.organisation, "number": entry.file_id}
        return About(name, reverse("register_file", args=[entry.file_id]), entry)


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class VerdictPage(_EntryVerb):
    """Confirm it, or dispute it."""

    title = "Confirm or dispute {record}"
    button = "Say it"
    done = "What your organisation says stands beside the entry."
    hint = "Whoever gave the entry sees it, and decides. Nothing is counted together."
    form_class = Verdict
    template_name = "pages/register_verdict.html"

    def not_now(self, record: About, request: HttpRequest) -> RuleBroken | None:
        """Where one's own organisation gave the entry."""
        return given_by_us(record.of, actor_in(request))

    def more_context(self, record: About, request: HttpRequest) -> dict[str, Any]:
        """What one's own organisation said before: the new word follows it."""
        return {"said_before": latest_word(record.of, actor_in(request))}

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return say_verdict(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class SwitchOffPage(_EntryVerb):
    """The entry, off."""

    title = "Switch off {record}"
    button = "Switch it off"
    done = "The entry is switched off: it is in no answer."
    hint = "It stays to be read, with your reason. What others hold of the file is theirs."
    form_class = Switch
    is_warning = True
    is_on = False

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Switch it."""
        return switch_entry(record.of, is_on=self.is_on, **form.cleaned_data, actor=actor_in(request), now=clock.now())


class SwitchOnPage(SwitchOffPage):
    """The entry, on again."""

    title = "Switch on {record}"
    button = "Switch it on"
    done = "The entry is switched on: it is in each answer again."
    hint = ""
    is_warning = False
    is_on = True


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class ReviewPage(_EntryVerb):
    """When the entry is looked at again."""

    title = "When {record} is looked at again"
    button = "Save"
    done = "Saved when it is looked at again."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with the day that stands."""
        return Review(data, initial={"review_on": record.of.review_on})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Set it."""
        return review_entry(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class AudiencePage(_EntryVerb):
    """Who may know of the entry."""

    title = "Who may know of {record}"
    button = "Save"
    done = "Saved who may know of the entry."
    hint = "It holds for the next answer to anybody."

    def make_form(self, record: About, request: HttpRequest, data: Any = None) -> forms.Form:
        """Filled with what holds now."""
        entry: Entry = record.of
        return EntryAudience(data, initial={"audience": entry.audience, "otherwise": entry.otherwise})

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        return say_audience(record.of, **form.cleaned_data, actor=actor_in(request), now=clock.now())
