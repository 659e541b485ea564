"""A page for a verb: it shows what will be done to which record, takes the words it needs, does it, and says what was done."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from tutela.core import clock
from tutela.core.errors import BadInput, RuleBroken, StaleRecord


class VerbPage(View, ABC):
    """GET shows the form, POST calls the verb. What the verb refuses stands beside the field or at the top, in its own words.

    A subclass names ``title``, ``button``, ``form_class`` and ``done``, finds its record in ``get_record`` and calls the verb in
    ``act``. The verb runs in a savepoint, so that a refusal leaves nothing behind and the page can still be shown.
    """

    title: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]
    form_class: ClassVar[type[forms.Form]] = forms.Form
    template_name: ClassVar[str] = "pages/verb.html"
    hint: ClassVar[str] = ""
    is_warning: ClassVar[bool] = False

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

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Show what will be done."""
        record = self.get_record(request, **where)
        return self._show(request, record, self.make_form(record, request))

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
            field = error.where.field if error.where.field in form.fields else None
            form.add_error(field, " ".join(part for part in (error.what, error.mend) if part))
            return self._show(request, record, form, status=error.http_status)
        messages.success(request, self.done.format(record=record))
        return HttpResponseRedirect(self.after(record, result))

    def _show(self, request: HttpRequest, record: Any, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "record": record,
            "form": form,
            "title": self.title.format(record=record),
            "button": self.button,
            "hint": self.hint,
            "is_warning": self.is_warning,
            "now": clock.now(),
        }
        return render(request, self.template_name, context | self.more_context(record, request), status=status)

    def more_context(self, record: Any, request: HttpRequest) -> dict[str, Any]:
        """What a page shows beside its form."""
        return {}
