"""The answer to *stay signed in*: the idle warning asks it, and learns whether there is still a session."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST


@never_cache
@require_POST
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """204 to a signed-in person, whose session the request itself moves on; 401 to anybody else."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)
