"""Questions about people and access. Row-level security decides which rows there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet

from tutela.accounts.models import AccessRequest, ApiToken, DutyShift, Grant, Membership, User
from tutela.accounts.services.break_glass import review_due
from tutela.core.subjects import Subject

UNUSED_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class ToDecide:
    """A request for access that the reader may grant or refuse: who asks, in which role, and why."""

    request: AccessRequest
    name: str
    roles: str


@dataclass(frozen=True)
class ToReview:
    """A broken glass that nobody has reviewed, and by when somebody should have."""

    grant: Grant
    due_at: datetime

    def is_overdue(self, now: datetime) -> bool:
        """Whether the review is late."""
        return self.due_at <= now


def people_of(organisation_id: int, *, now: datetime, with_former: bool = False) -> QuerySet[Membership]:
    """Roles held in an organisation, with their people and units, by name: one row a role."""
    held = Membership.objects.filter(organisation_id=organisation_id).select_related("user", "unit", "organisation")
    if not with_former:
        held = held.exclude(ends_at__lte=now)
    return held.order_by("user__name", "pk")


def colleagues(organisation_id: int, roles: Sequence[str], *, now: datetime) -> QuerySet[User]:
    """Active people who hold one of ``roles`` in an organisation now, by name."""
    held = Membership.objects.filter(organisation_id=organisation_id, role__in=list(roles), starts_at__lte=now)
    return User.objects.filter(is_active=True, pk__in=held.exclude(ends_at__lte=now).values("user_id")).order_by("name")


def roles_of(user_id: int, *, now: datetime) -> list[Membership]:
    """The roles that somebody holds now, in the order in which they were given."""
    held = Membership.objects.filter(user_id=user_id, starts_at__lte=now).exclude(ends_at__lte=now)
    return list(held.select_related("organisation", "unit", "user").order_by("pk"))


def grants_on(subject: Subject, *, now: datetime, with_past: bool = False) -> QuerySet[Grant]:
    """Who was granted a record, newest first."""
    given = Grant.objects.filter(subject_kind=subject.subject_kind, subject_id=subject.id)
    if not with_past:
        given = given.filter(ended_at=None, ends_at__gt=now)
    return given.order_by("-starts_at", "-pk")


def grants_of(user_id: int, *, now: datetime) -> QuerySet[Grant]:
    """What somebody was granted and may still see, the soonest to end first."""
    return Grant.objects.filter(user_id=user_id, ended_at=None, ends_at__gt=now).order_by("ends_at", "pk")


def unreviewed_break_glass(organisation_id: int) -> list[ToReview]:
    """Broken glass on an organisation's records that nobody has reviewed, the most pressing first."""
    given = (
        Grant.objects.filter(answerable_id=organisation_id, basis=Grant.Basis.BREAK_GLASS, reviewed_at=None)
        .select_related("answerable")
        .order_by("starts_at", "pk")
    )
    return [ToReview(one, review_due(one)) for one in given]


def requests_of(user_id: int) -> QuerySet[AccessRequest]:
    """What somebody asked to see, newest first."""
    return AccessRequest.objects.filter(asked_by_id=user_id).order_by("-asked_at", "-pk")


def requests_to_decide(user_id: int) -> list[ToDecide]:
    """Open requests that the reader, a manager of the records' owner, may decide; the oldest first."""
    asked = (
        AccessRequest.objects.filter(state=AccessRequest.State.ASKED, target__refused_at=None, target__isnull=False)
        .exclude(asked_by_id=user_id)
        .select_related("asked_for")
        .order_by("asked_at", "pk")
    )
    return [_with_asker(request) for request in asked]


def tokens_of(user_id: int) -> QuerySet[ApiToken]:
    """Somebody's tokens, those that still work first."""
    return (
        ApiToken.objects.filter(membership__user_id=user_id)
        .select_related("membership__organisation")
        .order_by("revoked_at", "-expires_at", "pk")
    )


def shifts_of(organisation_id: int, start: datetime, end: datetime) -> QuerySet[DutyShift]:
    """The rota between two moments, by time and level."""
    return (
        DutyShift.objects.filter(organisation_id=organisation_id, starts_at__lt=end, ends_at__gt=start)
        .select_related("user")
        .order_by("starts_at", "level", "pk")
    )


def _with_asker(request: AccessRequest) -> ToDecide:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, roles FROM accounts_asker_of(%s)", [request.pk])
        row = cursor.fetchone() or ("", "")
    return ToDecide(request, row[0], row[1].replace("_", " "))
