"""What was decided, by whom, and what somebody else found who looked again. Row-level security decides which rows there are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from tutela import typology
from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import BadInput, NotFound
from tutela.core.marking import gettext_noop
from tutela.core.paging import Count, Key, bounded_counts
from tutela.core.subjects import Subject
from tutela.decisions.models import Decision, Review
from tutela.decisions.services.review import LIST as REVIEW_FOUND
from tutela.ownership.access import records

SOON = timedelta(days=7)
UNNAMED = gettext_noop("somebody of another organisation")

ORDERS: dict[str, tuple[tuple[Key, ...], str]] = {
    "-made": ((Key("made_at", descending=True), Key("id", descending=True)), gettext_noop("The newest first.")),
    "made": ((Key("made_at"), Key("id")), gettext_noop("The oldest first.")),
    "review": (
        (Key("next_review_on"), Key("id")),
        gettext_noop("What is to be looked at first, then what has no date: the longest overdue stands at the top."),
    ),
    "-review": (
        (Key("next_review_on", descending=True), Key("id", descending=True)),
        gettext_noop("What is looked at last first."),
    ),
}


@dataclass(frozen=True)
class Reviewed:
    """One look at a decision, in words, with the name of who looked, where the reader may know it."""

    review: Review
    found: str
    by: str


@dataclass(frozen=True)
class Decided:
    """A decision with the names of who made and seconded it, where the reader may know them, and its reviews, newest first."""

    decision: Decision
    grounds: str
    made_by: str
    second_person: str
    reviews: tuple[Reviewed, ...] = ()


@dataclass(frozen=True)
class DecisionFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    kind: str = ""
    about: str = ""  # report, case, child
    state: str = ""
    made_by: int | None = None
    review: str = ""  # nobody, soon, overdue, reviewed
    since: date | None = None
    until: date | None = None


def decisions(actor: Actor, filters: DecisionFilters, *, today: date) -> QuerySet[Decision]:
    """The decisions of the reader's organisation about the records that they may see."""
    # Equality on the organisation, in the order of an index: that is what a long list needs to be quick.
    rows = Decision.objects.filter(organisation_id=actor.organisation_pk)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.about:
        rows = rows.filter(subject_kind=filters.about)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.made_by:
        rows = rows.filter(made_by_id=filters.made_by)
    # Compared as moments: a function of the column would be asked only after who sees the row, of every row.
    if filters.since:
        rows = rows.filter(made_at__gte=_begin_of(filters.since))
    if filters.until:
        rows = rows.filter(made_at__lt=_begin_of(filters.until + timedelta(days=1)))
    return rows.filter(_REVIEW[filters.review](today)) if filters.review in _REVIEW else rows


_ASKED = Q(state=Decision.State.TAKEN, kind__in=Decision.ASKED_FOR_REVIEW)
_REVIEW: dict[str, Callable[[date], Q]] = {
    "nobody": lambda today: _ASKED & Q(reviewed_at=None),
    "soon": lambda today: _ASKED & Q(next_review_on__gte=today, next_review_on__lte=today + SOON),
    "overdue": lambda today: _ASKED & Q(next_review_on__lt=today),
    "reviewed": lambda today: Q(reviewed_at__isnull=False),
}


def with_names(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Each with the names of its people: not by a join, which would hide a decision whose people are not the reader's to know."""
    return rows.annotate(made_by_name=_name("made_by_id"), second_person_name=_name("second_person_id"))


@dataclass(frozen=True)
class Tally:
    """The figures at the head of the list, each counted no further than a reader needs."""

    waiting: Count
    asked: Count
    nobody: Count
    overdue: Count
    soon: Count
    listed: Count


def tally(actor: Actor, filters: DecisionFilters, *, today: date) -> Tally:
    """How many wait for a second person; and of those that ask for a review, how many nobody has looked at; one statement."""
    everything = DecisionFilters()

    def narrowed(**to: Any) -> QuerySet[Decision]:
        return decisions(actor, replace(everything, **to), today=today)

    return Tally(
        **bounded_counts(
            waiting=narrowed(state=Decision.State.PROPOSED),
            asked=narrowed().filter(_ASKED),
            nobody=narrowed(review="nobody"),
            overdue=narrowed(review="overdue"),
            soon=narrowed(review="soon"),
            listed=decisions(actor, filters, today=today),
        )
    )


def decisions_of(subject: Subject) -> list[Decided]:
    """What was decided about a record, newest first, with every review. One statement, and one more where there are decisions.

    People of another organisation are not the reader's to know: a join with them would hide the decision itself.
    """
    rows = Decision.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    return in_words(list(with_names(rows).order_by("-made_at", "-pk")))


def in_words(rows: list[Decision]) -> list[Decided]:
    """Decisions that come ``with_names``, with their reviews; one statement where there are any."""
    looked = Review.objects.filter(decision_id__in=[one.pk for one in rows if one.reviewed_at is not None])
    reviews: dict[int, list[Reviewed]] = {}
    if any(one.reviewed_at is not None for one in rows):
        for review in looked.annotate(by_name=_name("by_id")).order_by("-at", "-pk"):
            found = found_in_words(review.found)
            reviews.setdefault(review.decision_id, []).append(
                Reviewed(review, found, _known(review.by_id, review.by_name))
            )
    return [
        Decided(
            one,
            grounds_in_words(one),
            _known(one.made_by_id, getattr(one, "made_by_name", None)),
            _known(one.second_person_id, getattr(one, "second_person_name", None)),
            tuple(reviews.get(one.pk, ())),
        )
        for one in rows
    ]


def find_decision(number: int) -> tuple[Decided, Any]:
    """One decision and its record, as the present reader may see them; three statements.

    Raises NotFound for one that is absent or not for this reader, in the same words.
    """
    row = with_names(Decision.objects.filter(pk=number)).first()
    subject = (
        records(row.subject_kind).filter(pk=row.subject_id).select_related("owner").first() if row is not None else None
    )
    if row is None or subject is None:
        raise NotFound(gettext("There is no such decision that you may see."), mend=gettext("Open it from its record."))
    [decided] = in_words([row])
    return decided, subject


def makers(actor: Actor) -> QuerySet[User]:
    """The people of the reader's organisation who have decided something about what the reader sees, by name."""
    made = Decision.objects.filter(organisation_id=actor.organisation_pk, made_by_id=OuterRef("pk"))
    return User.objects.filter(Exists(made)).order_by("name")


def _name(field: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(field)).values("name")[:1])


def _known(number: int | None, name: str | None) -> str:
    return "" if number is None else name or gettext(UNNAMED)


_LIST_OF_KIND = {
    Decision.Kind.NO_INVESTIGATION: "not_investigated_grounds",
    Decision.Kind.CLOSE: "case_close_grounds",
    Decision.Kind.STOP_IDENTIFICATION: "stop_identification_grounds",
    Decision.Kind.SEND_ABROAD: "send_abroad_grounds",
    Decision.Kind.NO_ASSESSMENT: "no_assessment_grounds",
    Decision.Kind.NO_WELFARE_STEP: "no_welfare_step_grounds",
}
# What the verb of a decision says by itself, where nobody chooses grounds.
_OF_ITSELF = {
    "case_opened": gettext_noop("Case opened"),
    "information_only": gettext_noop("Information only"),
    "opened_to_organisation": gettext_noop("Opened to organisation"),
    "reopened": gettext_noop("Reopened"),
    "restricted": gettext_noop("Restricted"),
}


def grounds_in_words(decision: Decision) -> str:
    """The coded grounds of a decision, as the vocabulary says them."""
    return code_in_words(_LIST_OF_KIND.get(Decision.Kind(decision.kind), ""), decision.grounds)


def found_in_words(code: str) -> str:
    """What a review found, as the vocabulary says it."""
    return code_in_words(REVIEW_FOUND, code)


def code_in_words(of_list: str, code: str) -> str:
    """A code of a list by its label; one that is in no list, in its own words."""
    try:
        return typology.term(of_list, code).label if of_list else _as_said(code)
    except BadInput:
        return _as_said(code)


def _as_said(code: str) -> str:
    return gettext(_OF_ITSELF[code]) if code in _OF_ITSELF else code.replace("_", " ").capitalize()


def _begin_of(day: date) -> datetime:
    """When a day begins where the reader is."""
    return datetime.combine(day, time.min, timezone.get_current_timezone())
