"""A page of staff, and a mail to them, is in the language that its reader has chosen in their account."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tutela.accounts.models import User
from tutela.core import languages


def in_their_language(reader: User) -> AbstractContextManager[None]:
    """What is said within is said in the language of this member of staff."""
    return translation.override(languages.spoken(languages.of_staff(reader.language).code))


class ReaderLanguageMiddleware:
    """Within a request of somebody signed in, their own language is spoken; not at the public door, which is anybody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = getattr(request, "membership", None)
        if membership is None or getattr(request, "is_for_anybody", False):
            return self.get_response(request)
        with in_their_language(membership.user):
            return self.get_response(request)
