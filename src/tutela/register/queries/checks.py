"""The checks that an organisation has made, and how each stands."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.accounts.models import User
from tutela.core.errors import NotFound
from tutela.core.paging import Count, Key, bounded_counts
from tutela.register import staged
from tutela.register.models import Check

ORDER = (Key("asked_at", descending=True), Key("id", descending=True))


@dataclass(frozen=True)
class CheckFilters:
    """What the reader narrowed the list to; everything lives in the address."""

    who: int | None = None
    exhibit: str = ""
    state: str = ""  # "open", "sent", "not_sent", "unfinished"
    since: date | None = None
    until: date | None = None


def checks_of(actor: Actor, filters: CheckFilters) -> QuerySet[Check]:
    """The checks of the actor's organisation."""
    rows = _checks(actor)
    if filters.who is not None:
        rows = rows.filter(asked_by_id=filters.who)
    if filters.exhibit:
        rows = rows.filter(exhibit__icontains=filters.exhibit)
    rows = _of_state(rows, filters.state)
    if filters.since:
        rows = rows.filter(asked_at__gte=begin_of(filters.since))
    if filters.until:
        rows = rows.filter(asked_at__lt=begin_of(filters.until + timedelta(days=1)))
    return rows


def tally(actor: Actor) -> dict[str, Count]:
    """The figures at the head of the list, in one statement: of all checks of the organisation."""
    rows = Check.objects.filter(organisation_id=actor.organisation_pk)
    return bounded_counts(
        all=rows, open=_of_state(rows, "open"), unfinished=_of_state(rows, "unfinished"), sent=_of_state(rows, "sent")
    )


def find_check(number: int, actor: Actor) -> Check:
    """One check of the actor's organisation. Raises NotFound for one that is absent or another's, in the same words."""
    found = _checks(actor).filter(pk=number).first()
    if found is None:
        raise NotFound(
            gettext("There is no such check that your organisation made."), mend=gettext("Look at the list of checks.")
        )
    return found


@dataclass(frozen=True)
class Record:
    """The report or case that a check is of, as it was named then: nothing is read of it."""

    subject_kind: str
    id: int
    reference: str
    owner_id: int = 0


def record_of(check: Check) -> Record | None:
    """The report or case that a check is of."""
    if check.subject_id is None:
        return None
    return Record(check.subject_kind, check.subject_id, check.subject_reference)


def begin_of(day: date) -> datetime:
    """When a day begins for the reader."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _checks(actor: Actor) -> QuerySet[Check]:
    asked_by = User.objects.filter(pk=OuterRef("asked_by_id")).values("name")[:1]
    rows = Check.objects.filter(organisation_id=actor.organisation_pk)
    return rows.select_related("submission").annotate(asked_by=Subquery(asked_by))


def _of_state(rows: QuerySet[Check], state: str) -> QuerySet[Check]:
    if state == "open":
        return rows.filter(done_at__isnull=False, submission=None, not_sent="")
    if state == "sent":
        return rows.filter(submission__isnull=False)
    if state == "not_sent":
        return rows.exclude(not_sent="")
    return rows.filter(done_at=None) if state == "unfinished" else rows


def state_of(check: Check) -> str:
    """How a check stands: being answered, stopped, to be sent, being sent, sent, or not sent with its reason."""
    if check.done_at is None:
        return "answering" if staged.place_of(staged.CHECK, check.pk).exists() else "stopped"
    if check.not_sent:
        return "not_sent"
    if check.submission is None:
        return "open"
    return "sent" if check.submission.done_at is not None else "sending"
