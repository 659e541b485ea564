"""The pages of help. They ask the database nothing, but who reads."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tutela.accounts.models import Role
from tutela.accounts.pages import for_roles, membership_in
from tutela.web.glossary import ROLES, glossary, in_order
from tutela.web.help import first_days, manual, pages

_LONGEST_QUESTION = 100
_PICTURES_KEPT = 3600


@for_roles()
@require_safe
def page_help(request: HttpRequest, topic: str) -> HttpResponse:
    """The help of one page, by the name of its address."""
    found = pages.help_of(topic)
    if found is None:
        raise Http404
    found, own = found.said(), Role(membership_in(request).role)
    context = {"help": found, "own": own, "for_own": found.for_role.get(own, ""), "guide": manual.guide_of(own)}
    return render(request, "pages/help_page.html", context)


@for_roles()
@require_safe
def glossary_page(request: HttpRequest) -> HttpResponse:
    """Every word, sorted; or those in which somebody's question stands."""
    asked = _asked(request)
    found = in_order([one for word in glossary() if (one := word.said()).says(asked)])
    letters = sorted({one.letter for one in found})
    return render(
        request,
        "pages/glossary.html",
        {"asked": asked, "words": found, "of": len(glossary()), "letters": letters},
    )


@for_roles()
@require_http_methods(["GET", "HEAD", "POST"])
def first_day(request: HttpRequest) -> HttpResponse:
    """A role's first day. What is ticked stays in the reader's browser, by the numbers of the steps alone."""
    own = Role(membership_in(request).role)
    if request.method == "POST":
        response = HttpResponseRedirect(reverse("first_day"))
        response.set_cookie(
            first_days.COOKIE,
            first_days.as_kept(own, request.POST.getlist("done")),
            max_age=first_days.COOKIE_DAYS * 86_400,
            path=reverse("first_day"),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response
    asked = request.GET.get("role", own)
    shown = Role(asked) if asked in set(Role) else own
    day = first_days.first_days()[shown].said()
    done = first_days.ticked(request.COOKIES.get(first_days.COOKIE, ""), own) if shown == own else set()
    return render(
        request,
        "pages/first_day.html",
        {"day": day, "own": own, "is_own": shown == own, "done": done, "roles": ROLES, "guide": manual.guide_of(shown)},
    )


@for_roles()
@require_safe
def manual_contents(request: HttpRequest) -> HttpResponse:
    """Every chapter; or the places where somebody's question stands."""
    asked = _asked(request)
    own = Role(membership_in(request).role)
    context = {
        "asked": asked,
        "places": manual.search(asked) if asked else [],
        "groups": manual.contents(),
        "guide": manual.guide_of(own),
        "some_in_english": not all(one.is_translated for one in manual.chapters().values()),
    }
    return render(request, "pages/manual.html", context)


@for_roles()
@require_safe
def manual_chapter(request: HttpRequest, chapter: str) -> HttpResponse:
    """One chapter, drawn from its document."""
    found = manual.chapter_of(chapter)
    if found is None:
        raise Http404
    before, after = manual.neighbours(found)
    return render(request, "pages/manual_chapter.html", {"chapter": found, "before": before, "after": after})


@for_roles()
@require_safe
def manual_picture(request: HttpRequest, picture: str) -> HttpResponse:
    """A picture of the manual."""
    path = manual.picture_of(picture)
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/png")
    response["Cache-Control"] = f"private, max-age={_PICTURES_KEPT}"
    return response


def _asked(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST_QUESTION]
