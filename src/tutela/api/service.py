"""The API itself: its addresses, its errors, its rate."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, get_type_hints

from django.db import transaction
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.params.models import Query

from tutela.api import document as description
from tutela.api.body import JsonParser
from tutela.api.problems import handle
from tutela.api.rate import TokenRate
from tutela.api.routes import (
    alerts,
    hash_sets,
    offers,
    records,
    register,
    register_batch,
    register_files,
    sending,
    series,
    submissions,
    verbs,
    words,
    work,
)
from tutela.core.errors import BadInput, Fault, where


def _all_or_nothing(view: Callable[..., Any]) -> Callable[..., Any]:
    """What an address did before it refused is taken back; that the token was used is not."""

    @wraps(view)
    def within(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return view(*args, **kwargs)

    return within


def _only_what_it_takes(view: Callable[..., Any]) -> Callable[..., Any]:
    """A parameter that the address does not know is refused: a misspelt filter would show everything."""
    known = set(_query_parameters(view))

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            faults = [Fault("There is no such parameter.", where=where(field=name)) for name in unknown]
            raise BadInput(
                "The address has parameters that it does not know.",
                where=faults[0].where,
                mend=f"It takes: {', '.join(sorted(known)) or 'none'}.",
                code="bad_request_value",
                faults=faults,
            )
        return view(request, *args, **kwargs)

    return checked


def _query_parameters(view: Callable[..., Any]) -> Iterator[str]:
    for name, hint in get_type_hints(view, include_extras=True).items():
        for about in getattr(hint, "__metadata__", ()):
            if isinstance(about, Query):
                yield about.alias or name


def _make() -> NinjaAPI:
    api = NinjaAPI(
        title=description.TITLE,
        version="1",
        description=description.DESCRIPTION,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        parser=JsonParser(),
        throttle=TokenRate(),
    )
    handle(api)
    for one in (
        sending,
        submissions,
        work,
        verbs,
        offers,
        records,
        series,
        alerts,
        register_batch,
        register,
        register_files,
        hash_sets,
        words,
    ):
        one.router.add_decorator(_all_or_nothing, mode="operation")
        one.router.add_decorator(_only_what_it_takes, mode="operation")
        api.add_router("", one.router)
    return api


API = _make()
