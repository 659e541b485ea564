"""A page for a verb: it shows what will be done to which record, takes the words it needs, does it, and says what was done."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views import View

from tutela.core import clock
from tutela.core.errors import BadInput, RuleBroken, StaleRecord

_LONGEST_VERSION = 9


class VerbPage(View, ABC):
    """GET shows the form, POST calls the verb. What the verb refuses stands beside the field or at the top, in its own words.

    A subclass names ``title``, ``button``, ``form_class`` and ``done``, finds its record in ``get_record`` and calls the verb in
    ``act``. The verb runs in a savepoint, so that a refusal leaves nothing behind and the page can still be shown.

    A page whose verb would refuse whatever is filled in says why in ``not_now``, and shows no form.

    A page that changes what a record says sets ``overwrites`` and passes ``self.shown_version`` to its verb: whoever saves over
    something that they were not shown is refused, and sees what they typed beside ``stands_now``.

    ``title``, ``button``, ``done`` and ``hint`` are written in English and said in the reader's language; ``tools/messages.py``
    finds them where they stand.
    """

    title: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]
    form_class: ClassVar[type[forms.Form]] = forms.Form
    template_name: ClassVar[str] = "pages/verb.html"
    hint: ClassVar[str] = ""
    is_warning: ClassVar[bool] = False
    overwrites: ClassVar[bool] = False
    is_stale = False

    @abstractmethod
    def get_record(self, request: HttpRequest, **where: Any) -> Any:
        """The record that the verb is about, as this reader may see it."""

    @abstractmethod
    def act(self, record: Any, form: forms.Form, request: HttpRequest) -> Any:
        """Call the verb; what it returns goes to ``after``."""

    def after(self, record: Any, result: Any) -> str:
        """Where the reader goes when it is done: to the record."""
        return str(record.get_absolute_url())

    def make_form(self, record: Any, request: HttpRequest, data: Any = None) -> Any:
        """The form, filled with what is known."""
        return self.form_class(data)

    def not_now(self, record: Any, request: HttpRequest) -> RuleBroken | None:
        """Why the verb would refuse whatever is filled in: then the page says so, and shows no form. None where it may be done."""
        return None

    def version_of(self, record: Any) -> int:
        """The version that the page shows."""
        return int(record.version)

    def stands_now(self, record: Any) -> Iterable[tuple[str, str]]:
        """What the record says of that which the form changes, in words: shown where somebody else has saved meanwhile."""
        return ()

    @property
    def shown_version(self) -> int | None:
        """The version over which the change was made. Raises BadInput for what no page of ours sends."""
        sent = self.request.POST.get("version", "")
        if sent and not (sent.isascii() and sent.isdecimal() and len(sent) <= _LONGEST_VERSION):
            raise BadInput(
                gettext("This is no version of the record."), mend=gettext("Open the page again, then save.")
            )
        return int(sent) if sent else None

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Show what will be done."""
        record = self.get_record(request, **where)
        return self._show(request, record, self.make_form(record, request), not_now=self.not_now(record, request))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Do it, or say why not."""
        record = self.get_record(request, **where)
        form = self.make_form(record, request, request.POST)
        if not form.is_valid():
            return self._show(request, record, form, status=422)
        try:
            with transaction.atomic():
                result = self.act(record, form, request)
        except (BadInput, RuleBroken, StaleRecord) as error:
            if isinstance(error, StaleRecord):
                # The next saving is over what the page now shows, and not over what was never seen.
                self.is_stale, record = True, self.get_record(request, **where)
            field = error.where.field if error.where.field in form.fields else None
            form.add_error(field, " ".join(part for part in (error.what, error.mend) if part))
            return self._show(request, record, form, status=error.http_status)
        messages.success(request, gettext(self.done).format(record=record))
        return HttpResponseRedirect(self.after(record, result))

    def _show(
        self,
        request: HttpRequest,
        record: Any,
        form: forms.Form,
        status: int = 200,
        *,
        not_now: RuleBroken | None = None,
    ) -> HttpResponse:
        context = {
            "record": record,
            "form": form,
            "title": gettext(self.title).format(record=record),
            "button": gettext(self.button),
            "hint": gettext(self.hint) if self.hint else "",
            "is_warning": self.is_warning,
            "not_now": not_now,
            "version": self._version(record, request),
            "is_stale": self.is_stale,
            "stands_now": list(self.stands_now(record)) if self.is_stale else [],
            "now": clock.now(),
        }
        return render(request, self.template_name, context | self.more_context(record, request), status=status)

    def _version(self, record: Any, request: HttpRequest) -> int | str | None:
        """What the form sends back. A form refused for something else goes on saying what its writer was shown first."""
        if not self.overwrites:
            return None
        return self.version_of(record) if self.is_stale else request.POST.get("version") or self.version_of(record)

    def more_context(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        """What a page shows beside its form."""
        return {}
