"""The pages of sets that come in: a set, an edition on its way in, and the door by which one comes."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe
from django.views.generic import View

from tutela.accounts.pages import actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import BadInput, NotFound, Refused, RuleBroken, Unavailable
from tutela.core.paging import page
from tutela.hashsets.forms.sets import TakeFile
from tutela.hashsets.keys import own_signer
from tutela.hashsets.models import TakenEdition
from tutela.hashsets.queries import sets as asked
from tutela.hashsets.services.bodies import KEEPERS
from tutela.hashsets.services.come_in import take_file
from tutela.hashsets.uploads import EditionUpload
from tutela.register.forms.lists import words_of
from tutela.register.queries.sources import entries_of


@reads_records
@require_safe
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One set that came in: its terms, its source, and its editions."""
    received = asked.find_received(number)
    editions = TakenEdition.objects.filter(received=received).select_related("key")
    context = {
        "received": received,
        "entries": entries_of(received.source),
        "page": page(editions, asked.TAKEN, cursor=request.GET.get("after", "")),
        "may_change": actor_in(request).role in KEEPERS,
    }
    return render(request, "pages/hash_set_received.html", context)


@reads_records
@require_safe
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """One edition that came in. A page that refreshes itself gets the progress alone."""
    taken = asked.find_taken(number)
    context: dict[str, Any] = {"taken": taken}
    if request.headers.get("X-Tutela-Background"):
        response = render(request, "pages/hash_set_taken_progress.html", context)
        if taken.done_at is not None:
            response["HX-Refresh"] = "true"
        return response
    context |= {"heard": list(taken.heard.select_related("organisation").order_by("organisation__name"))}
    return render(request, "pages/hash_set_taken.html", context)


# The token of the form is checked after the bounded reader of uploads is in place, and not before it.
@method_decorator(csrf_exempt, name="dispatch")
class TakePage(View):
    """GET shows the form, POST takes the file of an edition. Of one that is refused nothing stays."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Refuse whoever may not send one before any of it is read; afterwards nothing of it lies about."""
        self.upload = EditionUpload(request)
        request.upload_handlers = [self.upload]
        try:
            return reads_records(for_roles(*KEEPERS)(csrf_protect(super().dispatch)))(request, *args, **kwargs)
        finally:
            self.upload.clear()

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self._show(request, TakeFile())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it, or say what is wrong with it."""
        form = TakeFile(request.POST, request.FILES)
        form.fault = self.upload.fault
        if not form.is_valid():
            return self._show(request, form, status=form.fault.http_status if form.fault else 422)
        file = form.cleaned_data["file"]
        try:
            with transaction.atomic():
                taken = take_file(
                    file.path,
                    name=file.name or gettext("the edition"),
                    audience=form.cleaned_data["audience"],
                    own_key=own_signer().public,
                    actor=actor_in(request),
                    now=clock.now(),
                )
        except (BadInput, NotFound, Refused, RuleBroken, Unavailable) as error:
            form.add_error("file", words_of(error))
            return self._show(request, form, status=error.http_status)
        return HttpResponseRedirect(reverse("hash_set_taken", args=[taken.pk]))

    def _show(self, request: HttpRequest, form: TakeFile, *, status: int = 200) -> HttpResponse:
        return render(request, "pages/hash_set_take.html", {"form": form}, status=status)
