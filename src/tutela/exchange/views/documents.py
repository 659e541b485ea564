"""A case as a file: the document, and its print. Whoever takes one away has read the whole record, and that is written down."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tutela.accounts.pages import actor_in, reads_records
from tutela.core import clock
from tutela.exchange.compose import as_bytes
from tutela.exchange.pdf import pdf_of
from tutela.exchange.services.take_out import take_out
from tutela.exchange.shape import schema


@reads_records
@require_safe
def as_json(request: HttpRequest, reference: str) -> HttpResponse:
    """The document of a case, as the reader sees it."""
    document = take_out(reference, what="export", actor=actor_in(request), now=clock.now())
    return file_response(as_bytes(document), "application/json", f"{document['case']['reference']}.json")


@reads_records
@require_safe
def as_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The print of a case, as the reader sees it."""
    document = take_out(reference, what="print", actor=actor_in(request), now=clock.now())
    return file_response(pdf_of(document), "application/pdf", f"{document['case']['reference']}.pdf")


@require_safe
def schema_of_a_case(request: HttpRequest) -> HttpResponse:
    """The schema of the document, for everybody: it is about the shape, and holds nothing of any case."""
    response = JsonResponse(_schema(), json_dumps_params={"ensure_ascii": False, "indent": 2, "sort_keys": True})
    response["Content-Type"] = "application/schema+json; charset=utf-8"
    return response


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    return schema()


def file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file that a browser saves, and keeps nowhere else."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
