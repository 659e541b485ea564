"""Bring in a case: look first at what a document holds and what would be made of it, then make it, whole or not at all."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from tutela.accounts.pages import actor_in, for_roles
from tutela.core import clock
from tutela.core.errors import BadInput, Refused, RuleBroken
from tutela.exchange.forms import ChooseDocument
from tutela.exchange.reading import read_document
from tutela.exchange.services.take_in import IMPORTERS, preview, take_in
from tutela.reports.uploads import MAX_UPLOAD, BoundedMemoryUpload

_PAGE = "pages/bring_in_case.html"


# The token of the form is checked after the bounded reader of uploads is in place, and not before it.
@method_decorator(csrf_exempt, name="dispatch")
class BringInPage(View):
    """Choose a document, look at it, bring it in. Between the two the document lies with the reader, and nowhere here."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Put the bounded reader in place before anything looks at what was sent."""
        self.upload = BoundedMemoryUpload(request)
        request.upload_handlers = [self.upload]
        return csrf_protect(for_roles(*IMPORTERS)(super().dispatch))(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return render(request, _PAGE, {"form": ChooseDocument()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what the chosen document holds; or bring in the one that was shown."""
        actor, sent = actor_in(request), request.POST.get("document", "")
        if sent:
            return self._bring_in(request, sent)
        form = ChooseDocument(request.POST, request.FILES)
        if self.upload.was_too_big:
            size = MAX_UPLOAD // (1024 * 1024)
            words = gettext(
                "The file is larger than %(size)d MB. Nothing of it was kept. A case holds words and codes alone."
            )
            form.errors["file"] = form.error_class([words % {"size": size}])
        if not form.is_valid():
            return render(request, _PAGE, {"form": form}, status=422)
        raw = form.cleaned_data["file"].read()
        try:
            shown = preview(read_document(raw, form.cleaned_data["file"].name), actor=actor)
        except (BadInput, Refused, RuleBroken) as error:
            return _refused(request, form, error)
        return render(request, _PAGE, {"shown": shown, "document": raw.decode("utf-8")})

    def _bring_in(self, request: HttpRequest, sent: str) -> HttpResponse:
        form = ChooseDocument()
        try:
            case = take_in(read_document(sent.encode("utf-8")), actor=actor_in(request), now=clock.now())
        except (BadInput, Refused, RuleBroken) as error:
            return _refused(request, form, error)
        messages.success(request, gettext("%(reference)s was brought in.") % {"reference": case.reference})
        return HttpResponseRedirect(case.get_absolute_url())


def _refused(request: HttpRequest, form: ChooseDocument, error: Any) -> HttpResponse:
    return render(request, _PAGE, {"form": form, "error": error, "faults": error.faults}, status=error.http_status)
