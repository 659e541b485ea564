"""Where the register begins: look up one hash, and the way to everything else."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tutela.accounts.pages import actor_in, reads_records
from tutela.audit.services import record
from tutela.core import clock
from tutela.register.answer import WORDS, Answer
from tutela.register.forms.files import LookUp
from tutela.register.queries.checks import tally


@reads_records
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The box for a hash. It is sent, and stands in no address; a file that one may know of is opened by its number."""
    form = LookUp(request.POST if request.method == "POST" else None)
    found = _look_up(request, form) if form.is_bound and form.is_valid() else None
    if found is not None and found.file and found.files == 1:
        return HttpResponseRedirect(reverse("register_file", args=[found.file]))
    actor = actor_in(request)
    context: dict[str, Any] = {"form": form, "found": found, "tally": tally(actor), "may_ask": actor.writes_records}
    if found is not None:
        context |= {"answer": gettext(WORDS[found.answer]), "is_new": found.answer == Answer.NEW}
    return render(request, "pages/register.html", context, status=422 if form.is_bound and form.errors else 200)


def _look_up(request: HttpRequest, form: LookUp) -> Any:
    # What looks up is compiled, and loaded where somebody looks something up.
    from tutela.register.queries.look_up_one import look_up

    algorithm, digest = form.cleaned_data["hash"]
    found = look_up(algorithm, digest)
    record(
        "register.look_up",
        actor=actor_in(request),
        now=clock.now(),
        algorithm=algorithm,
        answer=found.answer.code,
        file=found.file,
    )
    return found
