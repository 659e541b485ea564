"""What a clock says at a moment: derived from its times, never stored."""

from datetime import datetime, timedelta
from enum import StrEnum

from tutela.clocks.models import Clock

# A promise is *due soon* from this long before it breaks: time enough to act on it in the same working day.
WARNING = timedelta(hours=24)


class State(StrEnum):
    """The states of a clock, in the words that pages use."""

    RUNNING = "running"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    KEPT = "kept"
    KEPT_LATE = "kept late"
    ENDED = "ended"


def state_of(clock: Clock, now: datetime) -> State:
    """The state of ``clock`` at ``now``."""
    if clock.ended_at is not None:
        return State.ENDED
    if clock.met_at is not None:
        return State.KEPT if clock.met_at <= clock.due_at else State.KEPT_LATE
    if clock.paused_at is not None:
        return State.PAUSED
    if clock.due_at <= now:
        return State.OVERDUE
    return State.DUE_SOON if clock.due_at - now <= WARNING else State.RUNNING
