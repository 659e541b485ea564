"""What the pages of verbs here have in common: rows that can be added to, and the case that a record belongs to."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse

from tutela.accounts.models import Role
from tutela.children.verb_pages import RecordVerb
from tutela.core.partial_date import PartialDate
from tutela.plans.forms.rows import WithRows
from tutela.plans.services.locks import PLANNERS


class PlanVerbPage(RecordVerb):
    """A verb on something that belongs to a case."""

    kind = "case"
    roles: ClassVar[Iterable[Role]] = PLANNERS


class WithRowsPage(PlanVerbPage):
    """A verb whose form has rows; a button adds one, and what was typed stays."""

    template_name = "pages/with_rows.html"

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """A further row is added; or the verb is done."""
        record = self.get_record(request, **where)
        form = self.make_form(record, request, request.POST)
        if isinstance(form, WithRows) and form.is_being_filled:
            return self._show(request, record, form)
        return super().post(request, **where)


def written(on: PartialDate | None) -> str:
    """A partial date as a form shows it."""
    return str(on) if on is not None else ""


def row_form(form: forms.Form, kind: type[Any]) -> Any:
    """The form as what its page made it."""
    assert isinstance(form, kind)  # noqa: S101 - what make_form makes
    return form
