"""The API itself: its addresses, its errors, its rate."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from ninja import NinjaAPI

from tutela.api import document as description
from tutela.api.body import JsonParser
from tutela.api.problems import handle
from tutela.api.rate import TokenRate
from tutela.api.routes import offers, records, sending, submissions, verbs, words, work


def _all_or_nothing(view: Callable[..., Any]) -> Callable[..., Any]:
    """What an address did before it refused is taken back; that the token was used is not."""

    @wraps(view)
    def within(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return view(*args, **kwargs)

    return within


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
    for one in (sending, submissions, work, verbs, offers, records, words):
        one.router.add_decorator(_all_or_nothing, mode="view")
        api.add_router("", one.router)
    return api


API = _make()
