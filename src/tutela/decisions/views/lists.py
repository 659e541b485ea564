"""The list of every decision of one's organisation, and the same as CSV."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tutela.accounts.actor import Actor
from tutela.accounts.models import Role
from tutela.accounts.pages import actor_in, csv_response, membership_in, reads_records
from tutela.audit.reading import record_readings
from tutela.core import clock
from tutela.core.csv_export import write_rows
from tutela.core.marking import gettext_noop
from tutela.core.paging import page
from tutela.decisions.addresses import second_url
from tutela.decisions.forms import REVIEWS, DecisionFilter
from tutela.decisions.models import Decision
from tutela.decisions.queries import (
    ORDERS,
    Decided,
    DecisionFilters,
    decisions,
    in_words,
    makers,
    tally,
    with_names,
)
from tutela.decisions.services.decide import DECIDERS

EXPORT_LIMIT = 10_000
_MOST_WAITING = 10
# Who looks after decisions begins with those that nobody has looked at, the oldest first.
_BEGINS_WITH_UNREVIEWED = (Role.MANAGER, Role.AUDITOR)
_SORT_OF_REVIEW = {"nobody": "made", "soon": "review", "overdue": "review"}
_CAPTIONS = {
    "nobody": gettext_noop("Taken decisions that nobody has reviewed"),
    "soon": gettext_noop("Taken decisions whose review is due within 7 days"),
    "overdue": gettext_noop("Taken decisions whose review is overdue"),
    "reviewed": gettext_noop("Decisions that were reviewed"),
}


@reads_records
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Every decision about the records that the reader sees, of every kind of record."""
    actor, now = actor_in(request), clock.now()
    asked = request.GET.copy()
    begins = actor.role in _BEGINS_WITH_UNREVIEWED and not set(asked) - {"sort", "after", "format"}
    if begins:
        asked["review"] = "nobody"
    form = DecisionFilter(asked, makers=list(makers(actor).values_list("pk", "name")))
    filters = _filters(form)
    default_sort = _SORT_OF_REVIEW.get(filters.review, "-made")
    order, words = ORDERS.get(asked.get("sort", ""), ORDERS[default_sort])
    today = now.astimezone(ZoneInfo(membership_in(request).organisation.time_zone)).date()
    rows = decisions(actor, filters, today=today)
    if request.GET.get("format") == "csv":
        exported = in_words(list(with_names(rows).order_by(*(key.ordering() for key in order))[:EXPORT_LIMIT]))
        record_readings([_Named.of(one.decision) for one in exported], actor=actor, now=now)
        return _csv(exported, gettext(words), filters, now)
    listed = page(with_names(rows), order, cursor=request.GET.get("after", ""))
    return render(
        request,
        "pages/decisions.html",
        {
            "page": listed.with_items([_Row.of(one, actor, today) for one in in_words(list(listed.items))]),
            "tally": tally(actor, filters, today=today),
            "filter": form,
            "filters": filters,
            "caption": gettext(_CAPTIONS.get(filters.review, gettext_noop("Decisions of your organisation"))),
            "is_narrowed": filters != DecisionFilters(),
            "begins": begins,
            "waiting": _waiting(actor, today) if begins else [],
            "order": gettext(words),
            "default_sort": default_sort,
        },
    )


def _waiting(actor: Actor, today: date) -> list["_Row"]:
    """What waits for a second person, the oldest first: until somebody says a word, it has no effect at all."""
    rows = decisions(actor, DecisionFilters(state=Decision.State.PROPOSED), today=today)
    return [
        _Row.of(one, actor, today) for one in in_words(list(with_names(rows).order_by("made_at", "pk")[:_MOST_WAITING]))
    ]


def _filters(form: DecisionFilter) -> DecisionFilters:
    """The filters as the query takes them; a value that is none of the choices narrows nothing."""
    form.is_valid()
    chosen = getattr(form, "cleaned_data", {})
    given = {name: chosen.get(name) or "" for name in ("kind", "about", "state", "review")}
    made_by = chosen.get("made_by") or ""
    return DecisionFilters(
        made_by=int(made_by) if made_by else None, since=chosen.get("since"), until=chosen.get("until"), **given
    )


def _standing(decision: Decision, today: date) -> str:
    """How a decision stands with its review: nothing is asked for one that was not taken, or that begins work."""
    if not decision.asks_for_review:
        return ""
    if decision.next_review_on is not None and decision.next_review_on < today:
        return "overdue"
    return "nobody" if decision.reviewed_at is None else "reviewed"


@dataclass(frozen=True)
class _Row:
    """One decision of the list: how it stands with its review, and what the reader can do where it waits for somebody."""

    one: Decided
    stands: str
    second_url: str
    is_own: bool

    @classmethod
    def of(cls, one: Decided, actor: Actor, today: date) -> "_Row":
        waits = one.decision.state == Decision.State.PROPOSED
        is_own = one.decision.made_by_id == actor.user_id
        may = waits and not is_own and actor.role in DECIDERS
        return cls(one, _standing(one.decision, today), second_url(one.decision) if may else "", waits and is_own)


@dataclass(frozen=True)
class _Named:
    """A record by what its decision says of it, for the line that says who read it."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int

    @classmethod
    def of(cls, decision: Decision) -> "_Named":
        return cls(decision.subject_kind, decision.subject_id, decision.subject_reference, decision.organisation_id)


def _csv(rows: Iterable[Decided], order: str, filters: DecisionFilters, now: datetime) -> HttpResponse:
    response = csv_response(f"decisions-{now:%Y-%m-%d}")
    review = gettext("Every state of review.")
    if filters.review in REVIEWS:
        review = gettext("Review: {state}.").format(state=str(REVIEWS[filters.review]).lower())
    caveats = [
        gettext("Decisions at {moment} UTC, as far as you may see the records that they are about.").format(
            moment=f"{now:%Y-%m-%d %H:%M}"
        ),
        review,
        gettext(
            "A review is asked for where something is left undone, taken out of sight or let out of hand; not for work that begins."
        ),
        order,
        gettext("At most {number} rows.").format(number=f"{EXPORT_LIMIT:,}"),
    ]
    header = ["number", "record", "kind of record", "decision", "state", "grounds", "words", "made", "made by", "second person",
              "seconded", "to be reviewed", "reviews", "last reviewed", "last found"]  # fmt: skip
    write_rows(response, caveats, header, (_cells(one) for one in rows))
    return response


def _cells(one: Decided) -> list[Any]:
    made = one.decision
    return [
        made.pk,
        made.subject_reference,
        made.subject_kind,
        made.get_kind_display(),
        made.get_state_display(),
        one.grounds,
        made.words,
        made.made_at.isoformat(timespec="minutes"),
        one.made_by,
        one.second_person,
        made.second_at.isoformat(timespec="minutes") if made.second_at else "",
        made.next_review_on.isoformat() if made.next_review_on else "",
        len(one.reviews),
        made.reviewed_at.isoformat(timespec="minutes") if made.reviewed_at else "",
        one.reviews[0].found if one.reviews else "",
    ]
