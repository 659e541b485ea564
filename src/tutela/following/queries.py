"""What somebody follows and keeps; each question in a bounded number of statements."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tutela.accounts.actor import Actor
from tutela.core.subjects import SUBJECT_KINDS
from tutela.following.models import Follow, SavedFilter, Search
from tutela.following.services.follow import MOST_FOLLOWED
from tutela.ownership.access import records

ASKED_AGAIN_AFTER = timedelta(minutes=30)
_KINDS = ("child", "series", "case", "report")  # the child first, in every list


def with_followed(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Records with whether the reader follows them (``is_followed``), in the statement that finds them; nobody sees others' follows."""
    mine = Follow.objects.filter(subject_kind=kind, subject_id=OuterRef("pk"))
    found: QuerySet[Any] = rows.annotate(is_followed=Exists(mine))
    return found


@dataclass(frozen=True)
class Followed:
    """A record that is followed; its address is empty while its follower does not see it."""

    follow: Follow
    address: str


def followed_by(actor: Actor) -> list[Followed]:
    """What somebody follows, children first, what changed last before the rest. At most five statements."""
    mine = list(
        Follow.objects.filter(user_id=actor.user_pk).order_by("-last_change_at", "-since", "pk")[:MOST_FOLLOWED]
    )
    addresses: dict[tuple[str, int], str] = {}
    for kind in SUBJECT_KINDS:
        wanted = [one.subject_id for one in mine if one.subject_kind == kind]
        if wanted:
            seen = records(kind).filter(pk__in=wanted).only("pk", "reference")
            addresses |= {(kind, one.pk): one.get_absolute_url() for one in seen}
    ordered = sorted(mine, key=lambda one: (_KINDS.index(one.subject_kind), _rank(one)))
    return [Followed(one, addresses.get((one.subject_kind, one.subject_id), "")) for one in ordered]


def _rank(one: Follow) -> float:
    return -(one.last_change_at or one.since).timestamp() if one.last_change_at else float("inf")


def is_followed(actor: Actor, kind: str, number: int) -> bool:
    """Whether the reader of a record follows it. One statement."""
    return Follow.objects.filter(user_id=actor.user_pk, subject_kind=kind, subject_id=number).exists()


def searches_of(actor: Actor) -> QuerySet[Search]:
    """The searches that stand for somebody, the newest first."""
    return Search.objects.filter(user_id=actor.user_pk).order_by("-made_at", "-pk")


def searches_to_ask(*, now: datetime, most: int = 200) -> list[int]:
    """The searches that nobody has asked for a while, the longest ago first."""
    waiting = Search.objects.filter(looked_at__lte=now - ASKED_AGAIN_AFTER).order_by("looked_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:most])


def filters_of(actor: Actor, of_list: str = "") -> QuerySet[SavedFilter]:
    """Somebody's own filters, of one list or of all, and those that colleagues share with them; by list and name."""
    shared = Q(is_shared=True, organisation_id=actor.organisation_id)
    rows = SavedFilter.objects.filter(Q(user_id=actor.user_id) | shared)
    if of_list:
        rows = rows.filter(list=of_list)
    return rows.order_by("list", "name", "pk")
