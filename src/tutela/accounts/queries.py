"""Questions about people and access. Row-level security decides which rows there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from tutela.accounts.actor import Actor
from tutela.accounts.models import AccessRequest, ApiToken, DutyShift, Grant, Membership, Role, User
from tutela.accounts.models.people import roles_in_words
from tutela.accounts.services.break_glass import review_due
from tutela.core.subjects import Subject

UNUSED_AFTER = timedelta(days=90)
# Who sees what was granted on their organisation's records.
_ANSWERING = (Role.MANAGER, Role.AUDITOR)


@dataclass(frozen=True)
class ToDecide:
    """A request for access that the reader may grant or refuse: who asks, from where, in which role, and why."""

    request: AccessRequest
    name: str
    roles: str
    works_at: str = ""


@dataclass(frozen=True)
class ToReview:
    """A broken glass that nobody has reviewed, and by when somebody should have."""

    grant: Grant
    due_at: datetime

    def is_overdue(self, now: datetime) -> bool:
        """Whether the review is late."""
        return self.due_at <= now


@dataclass(frozen=True)
class Named:
    """A grant in words: whose it is, where they work, who gave it. Empty where the reader may not know."""

    grant: Grant
    holder: str = ""
    works_at: str = ""
    given_by: str = ""


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


@dataclass(frozen=True)
class Access:
    """The grants that a page about access shows: the reader's own, those on their organisation's records, those to review."""

    own: list[Named]
    ours: list[Named]
    to_review: list[tuple[ToReview, Named]]


def access_of(actor: Actor, *, now: datetime, most: int = 200) -> Access:
    """All three at once, the soonest to end first; reviews by when they are due. Two statements, four with reviews."""
    unreviewed = Q(basis=Grant.Basis.BREAK_GLASS, reviewed_at=None)
    is_ours = Q(answerable_id=actor.organisation_id) if actor.role in _ANSWERING else Q(pk=None)
    is_open = Q(ended_at=None, ends_at__gt=now)
    found = in_words(
        Grant.objects.filter((Q(user_id=actor.user_id) & is_open) | (is_ours & (is_open | unreviewed)))
        .select_related("answerable")
        .order_by("ends_at", "pk")[:most]
    )
    opened = [one for one in found if one.grant.ended_at is None and one.grant.ends_at > now]
    ours = [one for one in found if one.grant.answerable_id == actor.organisation_id and actor.role in _ANSWERING]
    waiting = [one for one in ours if one.grant.basis == Grant.Basis.BREAK_GLASS and one.grant.reviewed_at is None]
    for one in waiting:
        one.grant.answerable = waiting[0].grant.answerable  # its working week is read once and remembered
    return Access(
        own=[one for one in opened if one.grant.user_id == actor.user_id],
        ours=[one for one in ours if one in opened],
        to_review=sorted(
            ((ToReview(one.grant, review_due(one.grant)), one) for one in waiting), key=lambda pair: pair[0].due_at
        ),
    )


def in_words(given: Iterable[Grant]) -> list[Named]:
    """Grants with the names on them, as far as the reader may know those; one statement."""
    grants = list(given)
    if not grants:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grant_id, holder, works_at, given_by FROM accounts_names_on_grants(%s)",
            [[one.pk for one in grants]],
        )
        names = {row[0]: row[1:] for row in cursor.fetchall()}
    return [Named(one, *names.get(one.pk, ())) for one in grants]


def unreviewed_break_glass(organisation_id: int, *, most: int = 200) -> list[ToReview]:
    """Broken glass on an organisation's records that nobody has reviewed, the most pressing first."""
    given = list(
        Grant.objects.filter(answerable_id=organisation_id, basis=Grant.Basis.BREAK_GLASS, reviewed_at=None)
        .select_related("answerable")
        .order_by("starts_at", "pk")[:most]
    )
    for one in given:
        one.answerable = given[0].answerable  # its working week is read once and remembered
    return [ToReview(one, review_due(one)) for one in given]


@dataclass(frozen=True)
class Waiting:
    """What the frame of a page counts: notices not seen, and requests and reviews that wait for a manager."""

    notices: int
    access: int


def waiting_for(actor: Actor, most: int) -> Waiting:
    """Both counts for the reader of a page, no further than ``most``; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM notices_notice WHERE user_id = %(user)s AND seen_at IS NULL"
            "    LIMIT %(most)s) AS unseen),"
            " CASE WHEN %(manages)s THEN"
            "   (SELECT count(*) FROM (SELECT 1 FROM accounts_askers() LIMIT %(most)s) AS asked)"
            " + (SELECT count(*) FROM (SELECT 1 FROM accounts_grant WHERE answerable_id = %(organisation)s"
            "     AND basis = 'break_glass' AND reviewed_at IS NULL AND user_id <> %(user)s LIMIT %(most)s) AS broken)"
            " ELSE 0 END",
            {
                "most": most,
                "organisation": actor.organisation_id,
                "user": actor.user_id,
                "manages": actor.role == Role.MANAGER,
            },
        )
        return Waiting(*cursor.fetchone())


def requests_to_decide(user_id: int) -> list[ToDecide]:
    """Open requests that the reader, a manager of the records' owner, may decide; the oldest first. Two statements."""
    return requests_around(user_id, most=0)[1]


def requests_around(user_id: int, *, most: int) -> tuple[list[AccessRequest], list[ToDecide]]:
    """What somebody asked for, the newest first, and what they may decide, the oldest first; two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT request_id, name, works_at, roles FROM accounts_askers()")
        askers = {row[0]: row[1:] for row in cursor.fetchall()}
    own = AccessRequest.objects.filter(asked_by_id=user_id).order_by("-asked_at", "-pk").values("pk")[:most]
    found = list(
        AccessRequest.objects.filter(Q(pk__in=own) | Q(pk__in=list(askers), state=AccessRequest.State.ASKED)).order_by(
            "asked_at", "pk"
        )
    )
    asked = [one for one in reversed(found) if one.asked_by_id == user_id]
    to_decide = [
        ToDecide(one, name, roles_in_words(roles.split(", ")), works_at)
        for one in found
        if one.asked_by_id != user_id
        for name, works_at, roles in [askers[one.pk]]
    ]
    return asked, to_decide


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


@dataclass(frozen=True)
class PeopleFilter:
    """What an administrator looks for among the people of an organisation; an empty one finds whoever works there."""

    words: str = ""
    role: str = ""
    unit_id: int | None = None
    state: str = ""  # "" works here, "former", "unused"

    def on(self, held: QuerySet[Membership], *, now: datetime) -> QuerySet[Membership]:
        """The roles that pass."""
        held = held.filter(ends_at__lte=now) if self.state == "former" else held.exclude(ends_at__lte=now)
        if self.state == "unused":
            held = held.filter(unused_since(now))
        if self.role:
            held = held.filter(role=self.role)
        if self.unit_id:
            held = held.filter(unit_id=self.unit_id)
        for word in self.words.split():
            held = held.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
        return held


def unused_since(now: datetime) -> Q:
    """Accounts that nobody has signed in with for 90 days, or never did in the 90 days since they were made."""
    long_ago = now - UNUSED_AFTER
    return Q(user__is_active=True) & (
        Q(user__last_login__lt=long_ago) | Q(user__last_login=None, user__created_at__lt=long_ago)
    )
