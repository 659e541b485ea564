"""What was given to the register and what came of it: how complete it is, and why not, in counts with what they are of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tutela.organisations.models import Organisation
from tutela.register.models import Check


@dataclass(frozen=True)
class Given:
    """One organisation's figures of a time. ``answered`` are the checks whose whole list was answered: the denominator of most others."""

    organisation: str
    begun: int
    answered: int
    sent: int
    entered: int
    not_ours: int
    court: int
    ongoing: int
    test: int
    other: int
    nothing_said: int
    rows_asked: int
    rows_known: int
    lists: int
    rows_given: int
    new_files: int
    sightings: int
    hard_copies: int

    @property
    def share_entered(self) -> float | None:
        """What reached the register, of what was checked; none where nothing was checked."""
        return self.entered / self.answered if self.answered else None

    @property
    def not_sent(self) -> int:
        """Checks of which it was said why they are not sent."""
        return self.not_ours + self.court + self.ongoing + self.test + self.other

    @property
    def reasons(self) -> Sequence[tuple[str, int]]:
        """Why checks were not sent, in words, with how many."""
        return [(reason.label, getattr(self, reason.value)) for reason in Check.NotSent]


_COUNTED = ("begun", "answered", "sent", "entered", "not_ours", "court", "ongoing", "test", "other", "nothing_said",
            "rows_asked", "rows_known", "lists", "rows_given", "new_files", "sightings", "hard_copies")  # fmt: skip


def completeness(*, since: datetime, until: datetime) -> list[Given]:
    """The figures of the reader's organisation, or of all that its centre may count, by name; two statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM register_completeness(%s, %s)", [since, until])
        found = cursor.fetchall()
    names = dict(Organisation.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "name"))
    return sorted((Given(names.get(row[0], ""), *row[1:]) for row in found), key=lambda one: one.organisation)


def all_of(figures: Sequence[Given], name: str) -> Given:
    """The figures of several organisations together."""
    return Given(name, *(sum(getattr(one, column) for one in figures) for column in _COUNTED))
