"""What somebody chose on a list: the ticked records, or everything that the list's filters let through."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

from tutela.accounts.actor import Actor
from tutela.bulk.services.assign_many import MOST
from tutela.cases.views.lists import listed_cases
from tutela.children.views.lists import listed_children
from tutela.core import references
from tutela.core.errors import BadInput, where
from tutela.ownership.access import records
from tutela.register.views.series_list import listed_series
from tutela.reports.queries.work_list import reports
from tutela.reports.views.work_list import WorkListFilter


def _work_list(actor: Actor, query: QueryDict, now: datetime) -> QuerySet[Any]:
    return reports(actor, WorkListFilter(query).filters(), now)


_LISTS: Mapping[str, Callable[[Actor, QueryDict, datetime], QuerySet[Any]]] = {
    "report": _work_list,
    "case": lambda actor, query, now: listed_cases(actor, query),
    "child": lambda actor, query, now: listed_children(actor, query),
    "series": lambda actor, query, now: listed_series(actor, query),
}


def chosen(kind: str, picked: list[str], *, everything: bool, query: str, actor: Actor, now: datetime) -> list[Any]:
    """The records that were chosen, at most one more than may be: the verb says so when they are too many.

    Raises BadInput for a list or a reference that is none.
    """
    if kind not in _LISTS:
        raise BadInput(gettext("There is no such list."), where=where(field="kind"), mend=gettext("Begin from a list."))
    if everything:
        rows = _LISTS[kind](actor, QueryDict(query), now)
        return list(rows.order_by("pk")[: MOST + 1])
    wanted = [str(references.parse(one)) for one in picked[: MOST + 1]]
    return list(records(kind).filter(reference__in=wanted).order_by("pk"))
