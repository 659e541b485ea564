"""Look for files near those that came in: for many at once, by the index beside the register and by what came since it.

A part of a list leaves one fact, in its own transaction, with those of its files that look like something. In the transaction in which
their alerts are written, the files that were looked at leave the fact: what a crash leaves there is looked for again, and what left
it is not. Looking itself holds nobody up: it is done before that transaction. Whoever comes in meanwhile has a fact of their own,
which finds these files.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import F

from tutela.accounts.actor import Actor
from tutela.audit.models import ChainHead
from tutela.audit.services import record
from tutela.core.later import defer_once
from tutela.deconfliction.models import Lookout
from tutela.deconfliction.services.near import Alike, news_of_alike
from tutela.deconfliction.services.tell import one_at_a_time, tell_of
from tutela.register.jobs import MAKE_INDEX
from tutela.register.lists.rows import NOT_SAID, PDQ_WIDTH, Column, Rows
from tutela.register.look_up import near
from tutela.register.models import Fact, File
from tutela.register.perceptual import LEAST_QUALITY, alert_distance, says_enough
from tutela.register.queries.candidates import perceptual_since, present_version

# So many different hashes are looked for at once: what is near to them fits into memory, also where each is near to a million.
AT_ONCE = 64
# So many are told of at once, or fewer with so many files near them.
HASHES_A_PART, PAIRS_A_PART = 300, 20_000
# A hash that has more files than this near it says nothing.
MOST_FILES = 100_000


@dataclass
class _Part:
    """What was found and not told yet. ``files`` are those that were looked at; ``too_common`` hashes are near to too many."""

    found: list[Alike]
    files: list[int]
    pairs: int = 0
    too_common: int = 0


def look_alike(*, actor: Actor, at: Callable[[], datetime]) -> int:
    """Take up every part of a list that waits, the oldest first; returns how many organisations were told. Run by the worker.

    Raises BadInput where a distance is set up to which not all are found.
    """
    told, distance = 0, alert_distance()
    while True:
        fact = Fact.objects.filter(kind=Fact.Kind.ALIKE, taken_at=None).order_by("pk").first()
        if fact is None:
            return told
        for part in _parts(fact, distance):
            told += _tell(fact.pk, part, actor=actor, now=at())


def _parts(fact: Fact, distance: int) -> Iterator[_Part]:
    """The files of a fact, part by part, with what is near them; files of too low a quality are near nothing."""
    by_hash: dict[bytes, list[int]] = defaultdict(list)
    files = File.objects.filter(pk__in=fact.files or (), pdq__isnull=False).order_by("pk")
    for number, pdq, quality in files.values_list("pk", "pdq", "pdq_quality"):
        if says_enough(quality):
            by_hash[bytes(pdq or b"")].append(number)
    part = _Part([], sorted(set(fact.files or ()).difference(*by_hash.values())))
    version = present_version()
    if version is None:
        defer_once(MAKE_INDEX)
    since, hashes = perceptual_since(version), list(by_hash)
    for start in range(0, len(hashes), AT_ONCE):
        asked = hashes[start : start + AT_ONCE]
        found = near(_rows(asked), version, since, distance=distance)
        ends = np.searchsorted(found.rows, np.arange(len(asked) + 1)).tolist()
        several = np.unique(found.files).tolist()
        low = set(File.objects.filter(pk__in=several, pdq_quality__lt=LEAST_QUALITY).values_list("pk", flat=True))
        for row, one in enumerate(asked):
            here = slice(ends[row], ends[row + 1])
            pairs = zip(found.files[here].tolist(), found.distances[here].tolist(), strict=True)
            others = [(file, bits) for file, bits in pairs if file not in low]
            part.files += by_hash[one]
            part.pairs += len(others)
            if len(others) > MOST_FILES:
                part.too_common += 1
            elif others:
                part.found.append(Alike(by_hash[one], others))
        if len(part.found) >= HASHES_A_PART or part.pairs >= PAIRS_A_PART:
            yield part
            part = _Part([], [])
    yield part


def _rows(hashes: Sequence[bytes]) -> Rows:
    count = len(hashes)
    raw = np.frombuffer(b"".join(hashes), dtype=np.uint8).reshape(-1, PDQ_WIDTH)
    return Rows(
        places=np.arange(1, count + 1),
        exact={},
        sizes=np.full(count, NOT_SAID),
        names=[""] * count,
        pdq=Column(raw, np.ones(count, dtype=bool)),
    )


@transaction.atomic
def _tell(number: int, part: _Part, *, actor: Actor, now: datetime) -> int:
    one_at_a_time()
    fact = Fact.objects.select_for_update(no_key=True).get(pk=number)
    if fact.taken_at is not None:
        return 0  # another worker was quicker
    news, too_common = news_of_alike(part.found)
    told = tell_of(news, now=now)
    left = sorted(set(fact.files or ()) - set(part.files))
    Fact.objects.filter(pk=number).update(files=left, taken_at=None if left else now)
    if too_common + part.too_common:
        Lookout.objects.get_or_create(pk=1, defaults={"position": ChainHead.objects.get().position})
        Lookout.objects.filter(pk=1).update(too_common=F("too_common") + too_common + part.too_common)
    if told:
        record("alert.tell", actor=actor, now=now, files=len(part.files), organisations=told)
    return told
