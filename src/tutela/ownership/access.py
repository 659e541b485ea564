"""The one door to a record: pages, fragments, the API and the command line fetch it here, and *absent* and *not yours* say the same."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext

from tutela.core import references
from tutela.core.errors import BadInput, NotFound, RuleBroken
from tutela.core.marking import gettext_noop
from tutela.core.subjects import KIND_OF_PREFIX, Subject
from tutela.core.versions import must_be_as_shown
from tutela.ownership.models import OwnedRecord

Record = TypeVar("Record", bound=Subject)
Owned = TypeVar("Owned", bound=OwnedRecord)

_MODEL_OF_KIND = {
    "report": "reports.Report",
    "case": "cases.Case",
    "child": "children.Child",
    "series": "register.Series",
}


def model_of(kind: str) -> type[OwnedRecord]:
    """The table of a kind of record."""
    return apps.get_model(_MODEL_OF_KIND[kind])


def records(kind: str) -> QuerySet[Any]:
    """All records of a kind that the present reader may see: row-level security decides."""
    return model_of(kind)._default_manager.all()


def shared_with_me(rows: QuerySet[Owned], kind: str) -> QuerySet[Owned]:
    """Of ``rows``, the records in which the reader or their organisation takes part, or that they were granted."""
    return rows.filter(pk__in=RawSQL("SELECT ownership_shared_with_me(%s)", [kind]))


def find(
    reference: str,
    *,
    kind: str = "",
    lock: bool = False,
    related: tuple[str, ...] = ("owner",),
    around: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None,
) -> Any:
    """The record of a reference, as the present reader may see it; ``around`` adds what a page shows beside it.

    What ``around`` adds is put together once for the process: it is a function of a module, and looks at nobody's request.
    Raises BadInput for a mistyped reference and NotFound for one that is absent or not for this reader, in the same words.
    """
    parsed = references.parse(reference)
    found_kind = KIND_OF_PREFIX.get(parsed.prefix, "")
    if not found_kind or (kind and found_kind != kind):
        raise NotFound(gettext(_ABSENT).format(reference=parsed), mend=gettext(_ASK))
    rows = _rows(found_kind, related, around)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    record = rows.filter(reference=str(parsed)).first()
    if record is None:
        raise NotFound(gettext(_ABSENT).format(reference=parsed), mend=gettext(_ASK))
    return record


def find_each(wanted: Iterable[str], *, kind: str = "") -> dict[str, Any]:
    """The records of many references, each by the reference as it was given, or the error that :func:`find` would raise for it; one
    statement for each kind of record.
    """
    found: dict[str, Any] = {}
    parsed: dict[str, dict[str, str]] = {}
    for one in dict.fromkeys(wanted):
        try:
            reference = references.parse(one)
        except BadInput as error:
            found[one] = error
            continue
        found[one] = NotFound(gettext(_ABSENT).format(reference=reference), mend=gettext(_ASK))
        found_kind = KIND_OF_PREFIX.get(reference.prefix, "")
        if found_kind and kind in {"", found_kind}:
            parsed.setdefault(found_kind, {})[one] = str(reference)
    for found_kind, given in parsed.items():
        rows = {str(row.reference): row for row in records(found_kind).filter(reference__in=set(given.values()))}
        found |= {one: rows[reference] for one, reference in given.items() if reference in rows}
    return found


@lru_cache(maxsize=64)
def _rows(
    kind: str, related: tuple[str, ...], around: Callable[[QuerySet[Any]], QuerySet[Any]] | None
) -> QuerySet[Any]:
    """The records of a kind with all that is asked beside them: a tenth of a large page went into saying this anew each time."""
    rows = records(kind).select_related(*related)
    return rows if around is None else around(rows)


def locked(record: Record, *, related: tuple[str, ...] = ("owner",), version: int | None = None) -> Record:
    """``record`` as it is at this moment, its row locked until the transaction ends: what a verb checks and then changes.

    PostgreSQL locks a row only for those who may change it. Raises RuleBroken for everybody else: somebody who only takes
    part, or whose organisation has handed the record over since the page was shown; StaleRecord where ``version`` says that
    the change was made over something else than what is there now.
    """
    # Without the key: whoever writes a row that refers to this one does not wait at commit, when the trail's end is theirs.
    rows = records(record.subject_kind).select_related(*related).select_for_update(of=("self",), no_key=True)
    fresh: Record | None = rows.filter(pk=record.id).first()
    if fresh is None:
        raise RuleBroken(
            gettext("{record} is not your organisation's to change.").format(record=record.reference),
            mend=gettext("Look at who answers for it now, and ask them."),
        )
    must_be_as_shown(fresh, version)
    return fresh


_ABSENT = gettext_noop("There is no record {reference} that you may see.")
_ASK = gettext_noop(
    "Check the reference, or ask for access with a reason: your request reaches only those who may grant it."
)
