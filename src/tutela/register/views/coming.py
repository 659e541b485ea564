"""A page to which a list of hashes is sent: bounded, looked at for media before anything is written down, and gone with the request."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from tutela.accounts.models import WRITES_RECORDS
from tutela.accounts.pages import About, actor_in, for_roles, reads_records
from tutela.core import clock
from tutela.core.errors import BadInput, Fault, NotFound, Refused, RuleBroken, TutelaError, Unavailable
from tutela.core.marking import gettext_noop
from tutela.core.verb_pages import VerbPage
from tutela.register.forms.lists import ListFields, SameList, words_of
from tutela.register.uploads import ListUpload

if TYPE_CHECKING:
    from tutela.register.services.ask import Begun, Came


# The token of the form is checked after the bounded reader of uploads is in place, and not before it.
@method_decorator(csrf_exempt, name="dispatch")
class ListPage(View, ABC):
    """GET shows the form, POST takes the list. Of a list that is refused nothing stays."""

    title: ClassVar[str]
    button: ClassVar[str]
    form_class: ClassVar[type[ListFields]]
    template_name: ClassVar[str] = "pages/register_send_list.html"
    hint: ClassVar[str] = ""
    roles: ClassVar[Sequence[str]] = tuple(WRITES_RECORDS)

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Refuse whoever may not send a list before any of it is read; afterwards nothing of it lies about."""
        self.upload = ListUpload(request)
        request.upload_handlers = [self.upload]
        try:
            return reads_records(for_roles(*self.roles)(csrf_protect(super().dispatch)))(request, *args, **kwargs)
        finally:
            self.upload.clear()

    def get_record(self, request: HttpRequest, **found: Any) -> Any:
        """What the list is for; None where it is for nothing that there is already."""
        return None

    @abstractmethod
    def act(self, record: Any, form: Any, came: "Came", request: HttpRequest) -> str:
        """Do it, and say where the reader goes."""

    def make_form(self, record: Any, data: Any = None, files: Any = None) -> ListFields:
        """The form, filled with what is known."""
        return self.form_class(data, files)

    def get(self, request: HttpRequest, **found: Any) -> HttpResponse:
        """The empty form."""
        record = self.get_record(request, **found)
        return self._show(request, record, self.make_form(record))

    def post(self, request: HttpRequest, **found: Any) -> HttpResponse:
        """Take the list, or say what is wrong with it."""
        record = self.get_record(request, **found)
        form = self.make_form(record, request.POST, request.FILES)
        form.fault = self.upload.fault
        if not form.is_valid():
            return self._show(request, record, form, status=form.fault.http_status if form.fault else 422)
        try:
            with transaction.atomic():
                where = self.act(record, form, self._came(form), request)
        except (BadInput, NotFound, Refused, RuleBroken, Unavailable) as error:
            self._add(form, error)
            return self._show(request, record, form, faults=error.faults, status=error.http_status)
        return HttpResponseRedirect(where)

    def begun(self, request: HttpRequest, begun: "Begun") -> Any:
        """What was begun; what the reader of the list noticed is said on the next page."""
        for note in begun.notes:
            messages.info(request, note)
        return begun.record

    def _came(self, form: ListFields) -> "Came":
        from tutela.register.services.ask import Came

        file = form.cleaned_data.get("list")
        if file is not None:
            return Came(file.path, file.name or gettext("the list"))
        return Came(form.pasted, gettext("what was pasted"))

    def _add(self, form: ListFields, error: TutelaError) -> None:
        field = error.where.field if error.where.field in form.fields else form.source_field
        form.add_error(field, words_of(error))

    def _show(
        self, request: HttpRequest, record: Any, form: ListFields, *, faults: Sequence[Fault] = (), status: int = 200
    ) -> HttpResponse:
        context = {
            "record": record,
            "form": form,
            "title": gettext(self.title).format(record=record),
            "button": gettext(self.button),
            "hint": gettext(self.hint) if self.hint else "",
            "faults": faults,
        }
        return render(request, self.template_name, context | self.more_context(record), status=status)

    def more_context(self, record: Any) -> dict[str, Any]:
        """What the page shows beside its form."""
        return {}


class GoOnPage(ListPage):
    """Go on with a check or a submission that broke off; what is done stays."""

    title = gettext_noop("Go on with {record}")
    button = gettext_noop("Go on with it")
    form_class = SameList

    @abstractmethod
    def get_record(self, request: HttpRequest, **found: Any) -> About:
        """What broke off, as this reader may see it."""

    def act(self, record: About, form: SameList, came: "Came", request: HttpRequest) -> str:
        """Let it wait for the worker again."""
        from tutela.register.services.ask import go_on_with

        go_on_with(record.of, came, actor=actor_in(request), now=clock.now())
        return record.get_absolute_url()


@method_decorator([for_roles(*WRITES_RECORDS), reads_records], name="dispatch")
class StopPage(VerbPage):
    """Leave the rest of a list as it is."""

    title = "Stop {record}"
    button = "Stop it"
    hint = "The list is taken away. To go on, the very same list is sent again."
    is_warning = True

    def act(self, record: About, form: forms.Form, request: HttpRequest) -> Any:
        """Stop it."""
        from tutela.register.services.ask import stop

        return stop(record.of, actor=actor_in(request), now=clock.now())
