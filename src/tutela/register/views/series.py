"""The page of one series, by its own tabs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tutela.accounts.pages import reads_records
from tutela.children.history import audit_rows, history_of
from tutela.core.paging import page
from tutela.decisions.queries import decisions_of
from tutela.register.models import Series
from tutela.register.queries.series import FILES_ORDER, MOST_FILES, figures_of, files_in, participants_of
from tutela.register.views.series_frame import TABS, series_frame


@reads_records
@require_safe
def show(request: HttpRequest, reference: str, tab: str = "overview") -> HttpResponse:
    """A series as the reader may see it; reading is written down."""
    if tab not in TABS:
        raise Http404
    context = series_frame(request, reference, tab)
    return render(request, f"pages/series_{tab}.html", context | _OF_TAB[tab](context["series"], request))


def _overview(series: Series, request: HttpRequest) -> dict[str, Any]:
    return {"figures": figures_of(series), "most_files": MOST_FILES, "participants": participants_of(series)}


def _files(series: Series, request: HttpRequest) -> dict[str, Any]:
    return {"page": page(files_in(series), FILES_ORDER, cursor=request.GET.get("after", ""))}


def _decisions(series: Series, request: HttpRequest) -> dict[str, Any]:
    return {"decisions": decisions_of(series)}


def _history(series: Series, request: HttpRequest) -> dict[str, Any]:
    return {"history": history_of(series)}


def _audit(series: Series, request: HttpRequest) -> dict[str, Any]:
    return audit_rows(series, cursor=request.GET.get("after", ""))


_OF_TAB: dict[str, Callable[[Series, HttpRequest], dict[str, Any]]] = {
    "overview": _overview,
    "files": _files,
    "decisions": _decisions,
    "history": _history,
    "audit": _audit,
}
