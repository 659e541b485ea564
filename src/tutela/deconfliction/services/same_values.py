"""The same identifier, or the same number at its source, in the records of two services: looked for by the worker, a part at a time.

It follows the audit trail, which is in the order of commits and has no gaps, so that no record is passed over that was being written
while it looked. Looked at twice, a pair of records is told once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tutela.accounts.actor import Actor
from tutela.audit.models import ChainHead, Entry
from tutela.audit.services import record
from tutela.deconfliction.models import Kind, Lookout, MaySay, Place, Reason
from tutela.deconfliction.news import News, ToTell, digest
from tutela.deconfliction.services.tell import one_at_a_time, tell_of
from tutela.deconfliction.values import Shared, shared_identifiers, shared_numbers

BATCH = 500
RECEIVED = "report.receive"
# Acts by which a record gets identifiers, or another organisation that answers for it.
LOOKED_AT = frozenset(
    {RECEIVED, "case.open", "case.import", "case.enter_person", "case.enter_identifier"}
    | {f"{kind}.{act}" for kind in ("report", "case") for act in ("accept", "claim", "transfer", "lapse")}
)


def look_through(*, actor: Actor, now: datetime, most_batches: int = 40) -> int:
    """Look at what the trail holds since the last time; returns how many organisations were told."""
    told = 0
    for _ in range(most_batches):
        number, is_end = _look_on(actor=actor, now=now)
        told += number
        if is_end:
            break
    return told


@transaction.atomic
def _look_on(*, actor: Actor, now: datetime) -> tuple[int, bool]:
    one_at_a_time()
    # What was held before anybody looked is compared when it is met again, and not all in one night.
    place, _ = Lookout.objects.get_or_create(pk=1, defaults={"position": ChainHead.objects.get().position})
    entries = list(Entry.objects.filter(position__gt=place.position).order_by("position")[:BATCH])
    if not entries:
        return 0, True
    acts: dict[tuple[str, int], set[str]] = defaultdict(set)
    for entry in entries:
        if entry.action in LOOKED_AT and entry.subject_id is not None:
            acts[entry.subject_kind, entry.subject_id].add(entry.action)
    told = 0
    if acts:
        received = {number for (_, number), of_one in acts.items() if RECEIVED in of_one}
        told, too_common = hold_records(acts.keys(), received, now=now)
        Lookout.objects.filter(pk=1).update(too_common=F("too_common") + too_common)
    Lookout.objects.filter(pk=1).update(position=entries[-1].position)
    if told:
        record("alert.tell", actor=actor, now=now, records=len(acts), organisations=told)
    return told, len(entries) < BATCH


def hold_records(records: Collection[tuple[str, int]], received: Collection[int], *, now: datetime) -> tuple[int, int]:
    """Hold reports and cases against everybody's. Returns how many organisations were told, and how many values are too common.

    ``received`` are the reports that came in just now: of their numbers, both sides heard at the door.
    """
    identifiers, too_common = shared_identifiers(records)
    news = [*_identifier_news(identifiers), *_number_news(shared_numbers(records), received)]
    return tell_of(news, now=now), too_common


def _identifier_news(shared: Iterable[Shared]) -> Iterator[News]:
    """One of each two records: of several values that they share, the rarest says most. A pair that was told is passed over."""
    rarest: dict[tuple[str, str], Shared] = {}
    for one in sorted(shared, key=lambda each: (each.common, each.value.kind, each.value.value)):
        rarest.setdefault(one.pair, one)
    places = {digest(*pair): pair for pair in rarest}
    told = Place.objects.filter(place__in=places, alert__kind=Kind.SAME_IDENTIFIER).values_list("place", "alert__key")
    for place, key in told:
        # The same two records with another owner are told anew: it is somebody else who has to hear.
        pair = places[place]
        if pair in rarest and key.endswith(f":{_owners(rarest[pair])}"):
            del rarest[pair]
    for pair, one in rarest.items():
        yield News(
            f"value:{one.value.kind}:{digest(one.value.value)}:{_owners(one)}",
            Kind.SAME_IDENTIFIER,
            _both(one, Kind.SAME_IDENTIFIER, Reason.SAME_VALUE),
            place=digest(*pair),
            once_a_place=True,
        )


def _number_news(shared: Iterable[Shared], received: Collection[int]) -> Iterator[News]:
    for one in shared:
        yield News(
            f"number:{digest(one.value.value)}:{_owners(one)}",
            Kind.SAME_EXTERNAL_REPORT,
            _both(one, Kind.SAME_EXTERNAL_REPORT, Reason.SAME_NUMBER),
            place=digest(*one.pair),
            once_a_place=True,
            is_said=one.one.record.own.id in received or one.other.record.own.id in received,
        )


def _owners(shared: Shared) -> str:
    low, high = sorted((shared.one.record.owner, shared.other.record.owner))
    return f"{low}:{high}"


def _both(shared: Shared, kind: Kind, reason: Reason) -> dict[int, ToTell]:
    """Each side is told of its own record and of whom to telephone; but of what it sees itself, and of what is not made known."""
    told = {}
    for mine, theirs in ((shared.one, shared.other), (shared.other, shared.one)):
        if not theirs.record.quiet and mine.record.owner not in theirs.record.seen_by:
            told[mine.record.owner] = ToTell(
                mine.record.owner,
                theirs.record.owner,
                kind,
                reason,
                MaySay.YOURS_TO_DECIDE if mine.record.quiet else MaySay.VALUE,
                subject=mine.record.own,
                identifier=mine.identifier,
            )
    return told
