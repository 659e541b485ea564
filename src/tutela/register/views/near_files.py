"""The files that look like one file, and the verb by which a person says whether two are the same picture."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.audit.services import record as write_down
from tutela.core import clock
from tutela.core.errors import NotFound
from tutela.core.verb_pages import VerbPage
from tutela.register.forms.files import Alike
from tutela.register.perceptual import bits_between, says_enough
from tutela.register.queries.files import find_file
from tutela.register.queries.near_files import MOST, near_of
from tutela.register.services.near_verdicts import JUDGES, say_alike


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """The files that look like it, the nearest first; reading is written down."""
    actor, file = actor_in(request), find_file(number)
    found, has_more = near_of(file)
    write_down("register.read_near", actor=actor, now=clock.now(), file=file.pk, files=len(found))
    context = {
        "file": file,
        "found": found,
        "has_more": has_more,
        "most": MOST,
        "says_enough": says_enough(file.pdq_quality),
        "may_judge": actor.role in JUDGES,
    }
    return render(request, "pages/register_file_near.html", context)


@method_decorator([for_roles(*JUDGES), reads_records], name="dispatch")
class SayAlikePage(VerbPage):
    """Whether two files are the same picture."""

    title = "Are {record} the same picture?"
    button = "Say it"
    done = "What your organisation says of the two files stands beside what others say."
    hint = "Compare the two where they are: Tutela has no picture. Said to be the same, what is known of one is said of the other too, with who said so."
    form_class = Alike

    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """The two files."""
        one, other = find_file(found["number"]), find_file(found["other"])
        bits = bits_between(one, other)
        if bits is None:
            raise NotFound(gettext("There is no such file that you may see."), mend=gettext("Look it up by its hash."))
        name = gettext("file %(one)s and file %(other)s, %(bits)s bits apart,") % {
            "one": one.pk, "other": other.pk, "bits": bits,
        }  # fmt: skip
        return About(name, reverse("register_file_near", args=[one.pk]), (one, other))

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Say it."""
        one, other = record.of
        return say_alike(one, other, **form.cleaned_data, actor=actor_in(request), now=clock.now())
