"""What somebody follows and keeps, and the button that follows a record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tutela.accounts.pages import actor_in, reads_records, safe_next
from tutela.core import clock, references
from tutela.following.models import Follow, SavedFilter
from tutela.following.queries import filters_of, followed_by, searches_of
from tutela.following.services.follow import follow as begin
from tutela.following.services.follow import unfollow
from tutela.ownership.access import find


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What I follow, which searches stand for me, and which filters I keep."""
    actor = actor_in(request)
    return render(
        request,
        "pages/following.html",
        {
            "followed": followed_by(actor),
            "searches": searches_of(actor),
            "filters": [
                {
                    "saved": one,
                    "address": _address(one),
                    "is_mine": one.user_id == actor.user_id,
                    "may_remove": one.user_id == actor.user_id or actor.role == "manager",
                }
                for one in filters_of(actor)
            ],
        },
    )


@reads_records
@require_POST
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Follow a record, or leave off; without a wish said, the one that is not so now."""
    actor, now = actor_in(request), clock.now()
    written = str(references.parse(reference))
    is_followed = Follow.objects.filter(user_id=actor.user_pk, subject_reference=written).exists()
    wanted = request.POST.get("wanted") or ("no" if is_followed else "yes")
    if wanted == "no" and is_followed:
        unfollow(written, actor=actor, now=now)
        messages.success(request, gettext("You no longer follow %(record)s.") % {"record": written})
        return HttpResponseRedirect(safe_next(request, reverse("following")))
    record = find(reference)
    if wanted != "no":
        begin(record, actor=actor, now=now)
        words = gettext("You follow %(record)s. You hear when it changes, as long as you see it.")
        messages.success(request, words % {"record": record.reference})
    return HttpResponseRedirect(safe_next(request, record.get_absolute_url()))


def _address(saved: SavedFilter) -> str:
    try:
        return f"{reverse(saved.list)}?{saved.query}"
    except NoReverseMatch:
        return ""
