"""Which entries of the register are of a series: put there by whoever works on it, and taken out where that was wrong."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.audit.services import name_the_verb, record
from tutela.core.errors import RuleBroken
from tutela.core.new_facts import hold_against_everything
from tutela.register.models import Entry, Series
from tutela.register.services.series_checks import WRITERS, reason_of, worked_on


@transaction.atomic
def put_in_series(series: Series, entries: Sequence[Entry], *, reason: str, actor: Actor, now: datetime) -> list[int]:
    """Entries of cases that the actor may know of become those of the series, and go as far as it does; all of them or none.

    An entry of another organisation does not go further by somebody else's hand than that organisation said.
    Raises NotAllowed, BadInput without a reason, RuleBroken for whoever may not write in the series, and where one of the
    entries is of a series already, is of no case, or would go further.
    """
    said = reason_of(reason, field="reason")
    fresh = worked_on(series, actor)
    name_the_verb("series.put_in_entries")
    wanted = sorted({one.pk for one in entries})
    placed = _ask("SELECT register_put_in_series(%s, %s)", fresh.pk, wanted)
    if placed != wanted:
        raise RuleBroken(
            gettext("Not all of these entries can be put in %(series)s.") % {"series": fresh.reference},
            mend=gettext(
                "One that is of another series is taken out there first; one that its organisation lets fewer know of than"
                " the series does is put in by that organisation."
            ),
        )
    record("series.put_in_entries", actor=actor, now=now, subject=fresh, number=len(placed), reason=said)
    hold_against_everything()
    return placed


@transaction.atomic
def take_out_of_series(
    series: Series, entries: Sequence[Entry], *, reason: str, actor: Actor, now: datetime
) -> list[int]:
    """Entries are of the series no more; all of them or none. By whoever works on it, and by the organisation that gave them.

    Raises NotAllowed, BadInput without a reason, RuleBroken where one of them is not the actor's to take out or not in it.
    """
    actor.must_hold(*WRITERS)
    said = reason_of(reason, field="reason")
    name_the_verb("series.take_out_entries")
    wanted = sorted({one.pk for one in entries})
    freed = _ask("SELECT register_take_out_of_series(%s, %s)", series.pk, wanted)
    if freed != wanted:
        raise RuleBroken(
            gettext("Not all of these entries can be taken out of %(series)s.") % {"series": series.reference},
            mend=gettext("Whoever works on the series takes them out, or the organisation that gave them."),
        )
    record("series.take_out_entries", actor=actor, now=now, subject=series, number=len(freed), reason=said)
    return freed


def _ask(sql: str, series: int, entries: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [series, entries])
        return sorted(number for (number,) in cursor.fetchall())
