"""What changed: the columns that every history table has beside the columns of its subject."""

from collections.abc import Callable

import pghistory
import pghistory.models
from django.db import models
from django.db.models import CharField, Func, Value


def _setting(name: str) -> Func:
    return Func(Value(name), Value(True), function="current_setting", output_field=CharField())


class ChangeEvent(pghistory.models.Event):
    """A state of a row after a change, with who changed it and by which verb, as PostgreSQL itself knew them."""

    changed_by = models.CharField(max_length=20, null=True, db_default=_setting("tutela.user"))
    changed_by_verb = models.CharField(max_length=60, null=True, db_default=_setting("tutela.verb"))

    class Meta:
        abstract = True


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep every state of a model's rows, written by the database itself, so that a change past Python is seen as well.

    ``exclude`` names columns that the database derives from others and whose change tells nothing.
    """
    # Who and which verb are columns of the event itself; the library's own context table is not needed.
    keep: Callable[[type[models.Model]], type[models.Model]] = pghistory.track(
        exclude=list(exclude) or None,
        context_field=None,  # type: ignore[arg-type]  # the library takes None for "no such column" and does not say so
        append_only=True,
    )
    return keep
