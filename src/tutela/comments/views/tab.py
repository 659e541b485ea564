"""The tab of a record that holds its comments and letters, and the same as CSV."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.actor import Actor
from tutela.accounts.pages import actor_in, csv_response, reads_records
from tutela.audit.reading import record_reading
from tutela.comments.forms import SaidFilter
from tutela.comments.queries import ORDER, Wanted, all_of, by_whom, comments_of, letters_of
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.paging import Page
from tutela.ownership.access import find
from tutela.ownership.frames import framed

EXPORT_LIMIT = 5_000


@reads_records
@require_safe
def show(request: HttpRequest, kind: str, reference: str) -> HttpResponse:
    """What was said about a record for this reader, and the letters that belong to it; reading is written down."""
    actor = actor_in(request)
    if request.GET.get("format") == "csv":
        return _csv(find(reference, kind=kind), actor, clock.now())
    form = SaidFilter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    shown = given.get("show", "")
    wanted = Wanted(given.get("whose", ""), given.get("audience", ""), given.get("direction", ""))
    context = framed(request, kind, reference, "comments")
    record: Any = context["record"]
    # Only the list that is shown alone is paged: two lists on one page would each need a place in the address.
    cursor = request.GET.get("after", "")
    comments: Page[Any] = Page([])
    letters: Page[Any] = Page([])
    if shown != "letters":
        comments = comments_of(record, wanted, actor=actor, cursor=cursor if shown == "comments" else "")
    if shown != "comments":
        letters = letters_of(record, wanted, actor=actor, cursor=cursor if shown == "letters" else "")
    is_open = record.owner_id == actor.organisation_id and actor.writes_records
    return render(
        request,
        "pages/comments.html",
        context
        | {
            "comments": comments,
            "letters": letters,
            "shown": shown,
            "filter": form,
            "is_narrowed": wanted.narrows or bool(shown),
            "order": gettext(ORDER),
            "keeps_letters": is_open or context.get("is_owner", False),
            "home": record.get_absolute_url(),
            "tasks_page": _served(f"{kind}_give_task", record.reference),
        },
    )


def _served(name: str, reference: str) -> str:
    """An address of another app, or nothing where this installation does not serve it."""
    try:
        return reverse(name, kwargs={"reference": reference})
    except NoReverseMatch:
        return ""


def _csv(record: Any, actor: Actor, now: datetime) -> HttpResponse:
    record_reading(record, actor=actor, now=now, what="comments_export")
    comments, letters = all_of(record, most=EXPORT_LIMIT)
    response = csv_response(f"comments-{record.reference}-{now:%Y-%m-%d}")
    caveats = [
        gettext("Comments and letters of %(record)s at %(at)s UTC, as far as they were written for you.")
        % {"record": record.reference, "at": f"{now:%Y-%m-%d %H:%M}"},
        gettext("Comments for one organisation are for its staff only: do not pass this file to anybody else."),
        gettext("The newest first; at most %(number)s of each.") % {"number": f"{EXPORT_LIMIT:,}"},
    ]
    header = ["what", "number", "at", "by", "for", "words", "belongs to", "withdrawn", "in or out", "with", "means",
              "on", "answer by", "answered"]  # fmt: skip
    rows = [_comment_row(one) for one in comments] + [_letter_row(one) for one in letters]
    write_rows(response, caveats, header, rows)
    return response


def _comment_row(one: Any) -> list[Any]:
    above = f"answers {one.answers_id}" if one.answers_id else ""
    mended = f"corrects {one.corrects_id}" if one.corrects_id else ""
    return [
        "comment", one.pk, one.made_at.isoformat(timespec="minutes"), by_whom(one.made_by_name, one.organisation),
        one.get_audience_display(), one.words, " ".join(filter(None, (above, mended))),
        one.withdrawn_at.isoformat(timespec="minutes") if one.withdrawn_at else "", "", "", "", "", "", "",
    ]  # fmt: skip


def _letter_row(kept: Any) -> list[Any]:
    one = kept.letter
    words = f"{one.about}: {one.gist}" if one.gist else one.about
    return [
        "letter", one.pk, one.made_at.isoformat(timespec="minutes"), kept.by, gettext("everybody who sees the record"), words,
        f"corrects {one.corrects_id}" if one.corrects_id else "", "", one.get_direction_display(), kept.with_whom,
        kept.means, str(one.on), one.answer_by or "", one.answered_at.isoformat(timespec="minutes") if one.answered_at else "",
    ]  # fmt: skip
