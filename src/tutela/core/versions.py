"""Two people editing: whoever saves over something else than what they were shown is refused, and keeps their words."""

from typing import Any

from django.utils.translation import gettext

from tutela.core.errors import StaleRecord


def must_be_as_shown(record: Any, version: int | None) -> None:
    """Refuse a change that was made over another version of ``record`` than the one that is there now.

    Called with the row locked, so that of two who save at one time one is refused. Without a version nothing is compared:
    who adds something overwrites nothing. Raises StaleRecord.
    """
    if version is not None and record.version != version:
        raise changed_since(record)


def changed_since(record: Any) -> StaleRecord:
    """What is said to whoever would save over it."""
    return StaleRecord(
        gettext("Somebody changed %(record)s while you were writing.") % {"record": record},
        mend=gettext("Look at what changed, then save again."),
    )
