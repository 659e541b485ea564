"""What holds for every request below /api/: no cookie counts, nothing too large is read, every refusal is a problem document."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tutela.api.errors import TooLarge
from tutela.api.problems import MEDIA_TYPE, of_framework, problem

PREFIX = "/api/"
LARGEST_REQUEST = 16 * 1024 * 1024
LARGEST_OTHER = 1024 * 1024
# The file of an edition is never held in memory: it goes to the disk piece by piece.
LARGEST_FILE = 2 * 1024 * 1024 * 1024
# Many reports, or many rows of a list of hashes.
_MANY = ("/batch", "/rows")
_FILES = ("/received-sets/editions",)

GetResponse = Callable[[HttpRequest], HttpResponse]


class ApiMiddleware:
    """Stands outside of sessions, so that a browser that is signed in is nobody here: only a token says who asks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        request.COOKIES = {}
        response = self._answer(request)
        if response.status_code >= 400 and response.get("Content-Type") != MEDIA_TYPE:
            response = of_framework(response, request.resolver_match.view_name if request.resolver_match else "")
        # What an API says of a record is kept by nobody between.
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        largest = LARGEST_REQUEST if request.path.endswith(_MANY) else LARGEST_OTHER
        if request.path.endswith(_FILES):
            largest = LARGEST_FILE
        if length_of(request) > largest:
            return problem(
                TooLarge(
                    f"A request here may bring {largest:,} bytes.",
                    mend="Send less at once.",
                )
            )
        return self.get_response(request)


def length_of(request: HttpRequest) -> int:
    """How many bytes the body is said to have; of one that is not said, nothing is read."""
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 20 else 0
