"""The one place that turns an error into an answer: ``application/problem+json`` (RFC 9457), with an id that the log shares."""

import json
import logging
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import psycopg
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from tutela.api.errors import Failed, Malformed, NotAuthenticated, TooMany, WrongMethod, not_authenticated
from tutela.core.errors import BadInput, Fault, NotFound, TutelaError, Unavailable, where

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
_LONGEST = 200
log = logging.getLogger("tutela.errors")


class FaultShape(Schema):
    """One thing that is wrong with what was sent."""

    what: str = Field(description="What is wrong, without the value.")
    mend: str = Field(description="How to put it right; may be empty.")
    field: str = Field(description="Which field, as a path with dots; empty where it is no single one.")


class Problem(Schema):
    """Why a request was refused, and how to mend it."""

    type: str = Field(description="A lasting name of this kind of problem.", examples=["urn:tutela:error:not_found"])
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(description="The status of the answer.", examples=[404])
    detail: str = Field(description="What happened and how to mend it, in one text.")
    code: str = Field(description="A lasting code for programs.", examples=["not_found"])
    what: str = Field(description="What happened.", examples=["There is no record R-2026-004K7Q that you may see."])
    where: str = Field(description="The place of the fault; may be empty.")
    mend: str = Field(description="How to mend it; may be empty.")
    error_id: str = Field(description="Tell this to whoever runs the installation: the log holds it too.")
    faults: list[FaultShape] = Field(description="Every fault, where several fields are wrong at once.")


def problem(error: TutelaError, *, view: str = "", status: int | None = None) -> HttpResponse:
    """The answer for ``error``. Its id, class and code go into the log; no value and no words of the sender do."""
    code = status or error.http_status
    error_id = secrets.token_hex(4)
    log.log(logging.ERROR if code >= 500 else logging.WARNING, "%s %s %s", error_id, error.detail_code, view)
    content: dict[str, Any] = {
        "type": f"urn:tutela:error:{error.detail_code}",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": _bounded(" ".join(part for part in (error.what, error.mend) if part), 1_000),
        "code": error.detail_code,
        "what": _bounded(error.what, 800),
        "where": _bounded(str(error.where)),
        "mend": _bounded(error.mend, 800),
        "error_id": error_id,
        "faults": faults_of(error),
    }
    response = HttpResponse(json.dumps(content), status=code, content_type=MEDIA_TYPE)
    if isinstance(error, NotAuthenticated):
        response["WWW-Authenticate"] = 'Bearer realm="Tutela"'
    if isinstance(error, Unavailable):
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def faults_of(error: TutelaError) -> list[dict[str, str]]:
    """Every fault of an error; one for the error itself where it names none."""
    faults: Iterable[Fault] = error.faults or [Fault(error.what, error.mend, error.where)]
    return [
        {"what": _bounded(one.what, 800), "mend": _bounded(one.mend, 800), "field": _bounded(one.where.field)}
        for one in list(faults)[:100]
    ]


def handle(api: NinjaAPI) -> None:
    """Let ``api`` answer every error of the family, the framework's own and the database's in this one shape."""
    api.add_exception_handler(TutelaError, lambda request, error: problem(error, view=_view(request)))  # type: ignore[arg-type]
    for kind, translate in _TRANSLATED.items():
        api.add_exception_handler(kind, _handler(translate))


def of_framework(response: HttpResponse, view: str) -> HttpResponse:
    """An answer that the framework made before or beside the API (no such address, a bad host, a fault), as a problem."""
    error = _OF_STATUS.get(response.status_code, _unreadable if response.status_code < 500 else _failed)()
    answer = problem(error, view=view, status=response.status_code)
    for header in ("Allow", "Retry-After"):
        if header in response:
            answer[header] = response[header]
    return answer


def no_such_address() -> NotFound:
    """Nothing is served there."""
    return NotFound("There is no such address in the API.", mend="Look at /api/v1/ for what there is.")


def _handler(translate: Any) -> Any:
    def handler(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(translate(error), view=_view(request))

    return handler


def _view(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _of_http(error: HttpError) -> TutelaError:
    cause = error.__cause__
    if isinstance(cause, TutelaError):
        return cause
    return _OF_STATUS.get(error.status_code, _unreadable)()


def _of_parameters(error: ValidationError) -> TutelaError:
    """What pydantic found in an address or a header, without the values."""
    faults = []
    for one in error.errors:
        place = [str(step) for step in one["loc"] if step not in {"query", "path", "header", "body"}]
        faults.append(Fault(str(one["msg"]).removeprefix("Value error, "), where=where(field=".".join(place))))
    listed = "; ".join(f"{one.where.field}: {one.what}" for one in faults)
    return BadInput(
        f"The request cannot be taken: {listed}.",
        where=faults[0].where if faults else None,
        mend="Correct what is named and send it again.",
        code="bad_request_value",
        faults=faults,
    )


def _unreadable() -> TutelaError:
    return Malformed("The request cannot be read.", mend="Send it as HTTP and JSON ask.")


def _failed() -> TutelaError:
    return Failed("Something went wrong here, and nothing was changed.", mend="Try again; then tell us the error id.")


def _wrong_method() -> TutelaError:
    return WrongMethod("This address takes other methods.", mend="The header “Allow” names them.")


def _busy() -> TutelaError:
    return Unavailable("The database cannot answer now.", mend="Try again in a few seconds.")


def _too_many() -> TutelaError:
    return TooMany("This token asks more often than its rate.", mend="Wait as long as “Retry-After” says.")


_OF_STATUS = {401: not_authenticated, 404: no_such_address, 405: _wrong_method, 429: _too_many, 503: _busy}
_TRANSLATED: dict[type[Exception], Any] = {
    ValidationError: _of_parameters,
    AuthenticationError: lambda _: not_authenticated(),
    Throttled: lambda _: _too_many(),
    HttpError: _of_http,
    Http404: lambda _: no_such_address(),
    OperationalError: lambda _: _busy(),
    psycopg.OperationalError: lambda _: _busy(),  # of a statement that went past Django
}


def _bounded(text: str, most: int = _LONGEST) -> str:
    """A field's name can be the sender's own: what cannot be written is replaced, and it is cut."""
    return text.encode("utf-8", "replace").decode()[:most]
