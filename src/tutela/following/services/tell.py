"""Tell followers that something changed: one line a record, its reference and what kind of thing, to those who see it now."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.accounts.models import Membership
from tutela.accounts.need_to_know import acting_as
from tutela.accounts.queries import roles_of
from tutela.audit.models import ChainHead, Entry
from tutela.audit.services import record
from tutela.following.changes import change_of, is_for
from tutela.following.models import Change, Follow, Lookout
from tutela.notices.models import Notice
from tutela.notices.services import tell

BATCH = 1_000
_Record = tuple[str, int]


def tell_followers(*, actor: Actor, now: datetime, most_batches: int = 20) -> int:
    """Look through what the trail holds since the last time; returns how many were told.

    Each part of the trail is looked through in one transaction with its notices and the place that was reached: what a crash
    interrupts is done again from there, and nobody is told twice.
    """
    told = 0
    for _ in range(most_batches):
        number, is_end = _look_on(actor=actor, now=now)
        told += number
        if is_end:
            break
    return told


@transaction.atomic
def _look_on(*, actor: Actor, now: datetime) -> tuple[int, bool]:
    # Who follows from today on hears nothing of the years before.
    Lookout.objects.get_or_create(pk=1, defaults={"position": ChainHead.objects.get().position})
    place = Lookout.objects.select_for_update(of=("self",), no_key=True).get(pk=1)
    entries = list(Entry.objects.filter(position__gt=place.position).order_by("position")[:BATCH])
    if not entries:
        return 0, True
    told = _tell_of(entries, now=now)
    place.position = entries[-1].position or place.position
    place.save(update_fields=["position"])
    if told:
        record("follow.tell", actor=actor, now=now, people=told)
    return told, len(entries) < BATCH


def _tell_of(entries: Iterable[Entry], *, now: datetime) -> int:
    changed: dict[_Record, list[tuple[Entry, Change]]] = defaultdict(list)
    for entry in entries:
        change = change_of(entry.action)
        if change is not None and entry.subject_id is not None:
            changed[entry.subject_kind, entry.subject_id].append((entry, change))
    follows = Follow.objects.filter(subject_id__in={number for _, number in changed}).order_by("user_id", "pk")
    roles: dict[int, list[Membership]] = {}
    told = 0
    for one in follows:
        news = [
            pair
            for pair in changed.get((one.subject_kind, one.subject_id), ())
            if pair[0].user_id != one.user_id and pair[0].at >= one.since
        ]
        if not news:
            continue
        if one.user_id not in roles:
            roles[one.user_id] = [role for role in roles_of(one.user_id, now=now) if role.user.is_active]
        seen_for = {role.organisation_id for role in roles[one.user_id] if _sees(role, one)}
        kinds = [change for entry, change in news if seen_for and is_for(entry, seen_for)]
        if kinds:
            _tell(one, kinds, now=now)
            told += 1
    return told


def _tell(followed: Follow, kinds: list[Change], *, now: datetime) -> None:
    named = ", ".join(change.label for change in Change if change in kinds)
    words = f"Changed: {named}."
    tell([followed.user_id], Notice.Kind.FOLLOWED, words, now=now, subject=Followed(followed))
    followed.last_change, followed.last_change_at = kinds[-1], now
    followed.save(update_fields=["last_change", "last_change_at"])


class Followed:
    """The record that is followed, by its name alone: all that a notice holds of it."""

    def __init__(self, followed: Follow) -> None:
        self.subject_kind = followed.subject_kind
        self.reference = followed.subject_reference


def _sees(role: Membership, followed: Follow) -> bool:
    """Whether somebody sees the record at this moment, in one of their roles: asked as that person."""
    with acting_as(Actor.of(role)), connection.cursor() as cursor:
        cursor.execute("SELECT tutela_may_see(%s, %s)", [followed.subject_kind, followed.subject_id])
        return bool(cursor.fetchone()[0])
