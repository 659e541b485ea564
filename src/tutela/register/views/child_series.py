"""The tab *Series* of a child's record: the series that concern the child, as far as the reader may see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.accounts.pages import reads_records
from tutela.ownership.frames import framed
from tutela.register.queries.series import links_of_child

TAB = "series"


@reads_records
@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The series that concern a child, and how that is known."""
    context = framed(request, "child", reference, TAB)
    return render(request, "pages/child_series.html", context | {"links": links_of_child(context["record"])})
