"""Take up the facts of the register: each is held against everything else, in the transaction that says that it was taken.

A crash leaves all of a part or nothing of it: the facts are there to be taken as long as their alerts are not.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from tutela.accounts.actor import Actor
from tutela.audit.services import record
from tutela.deconfliction.known import said_same_still
from tutela.deconfliction.services.meetings import Seen, news_of
from tutela.deconfliction.services.near import news_of_same
from tutela.deconfliction.services.standing import Changed, take_standing
from tutela.deconfliction.services.tell import one_at_a_time, tell_of
from tutela.register.models import Fact

# A part takes well under a second, so that one sighting waits no longer behind a list of a hundred thousand.
AT_ONCE = 300
_MEETINGS = (Fact.Kind.SIGHTING, Fact.Kind.ENTRY)
# The facts in turn by whose they are, each organisation's in their order: the list of one does not stand before the sighting of
# another. The steps of a series' standing follow each other, whoever answers for it meanwhile.
_IN_TURN = """
SELECT id FROM (
  SELECT id, row_number() OVER (
    PARTITION BY CASE WHEN kind = 'standing' THEN -series_id ELSE organisation_id END ORDER BY id) AS turn
    FROM register_fact WHERE taken_at IS NULL AND kind <> 'alike') AS waiting
 ORDER BY turn, id LIMIT %s
"""


def take_facts(*, actor: Actor, at: Callable[[], datetime], at_once: int = AT_ONCE) -> int:
    """Take what there is, part by part, until there is no more; returns how many facts that were. ``at`` says what time it is."""
    taken = 0
    while True:
        part = _take_some(actor=actor, now=at(), at_once=at_once)
        taken += part
        if not part:
            return taken


@transaction.atomic
def _take_some(*, actor: Actor, now: datetime, at_once: int) -> int:
    one_at_a_time()
    with connection.cursor() as cursor:
        cursor.execute(_IN_TURN, [at_once])
        next_ones = [number for (number,) in cursor.fetchall()]
    rows = Fact.objects.filter(pk__in=next_ones, taken_at=None).select_for_update(skip_locked=True, no_key=True)
    facts = list(rows.order_by("pk"))
    if not facts:
        return 0
    told = _hold([one for one in facts if one.kind in _MEETINGS], now)
    told += tell_of(news_of_same(said_same_still(one.pk for one in facts if one.kind == Fact.Kind.SAME)), now=now)
    for one in facts:
        if one.kind == Fact.Kind.STANDING and one.series_id is not None:
            told += take_standing(Changed(one.pk, one.series_id, one.standing, one.at), now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_fact SET taken_at = %s WHERE id = ANY(%s)", [now, [one.pk for one in facts]])
    if told:
        record("alert.tell", actor=actor, now=now, facts=len(facts), organisations=told)
    return len(facts)


def _hold(facts: list[Fact], now: datetime) -> int:
    if not facts:
        return 0
    seen = [
        Seen(one.file_id, one.organisation_id, one.sighting_id, one.at, one.series_id)
        for one in facts
        if one.organisation_id is not None
    ]
    return tell_of(news_of(seen), now=now)
