"""Page a list by its keys: the next page begins where the last one ended, however many rows lie before.

A cursor names the row at the edge of a page by its key values. It travels in the address, which ends in logs and
browser histories, and a key can be a name: so it is encrypted, and not only signed.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Field, Func, Model, OrderBy, Q, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.sql import Query
from django.db.models.sql.constants import LOUTER
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from tutela.core.errors import BadInput, where
from tutela.core.languages import in_figures

PAGE_SIZE = 50
_SALT = "tutela.paging"

T = TypeVar("T")
U = TypeVar("U")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Key:
    """One column of the order. Nulls come last in either direction."""

    name: str
    descending: bool = False

    def ordering(self, *, backwards: bool = False) -> OrderBy:
        """The column as Django orders by it."""
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return _Nulls(F(self.name), descending=self.descending != backwards, **nulls)


@dataclass(frozen=True)
class Page(Generic[T]):
    """The rows of a page, and the cursors that ask for the next one and the one before; empty where there is none."""

    items: Sequence[T]
    next_cursor: str = ""
    is_first: bool = True
    previous_cursor: str = ""

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def with_items(self, items: Sequence[U]) -> "Page[U]":
        """The same page of the list, with its rows made into something else."""
        return Page(items, self.next_cursor, self.is_first, self.previous_cursor)


@dataclass(frozen=True)
class Count:
    """How many there are, or that there are more than were counted."""

    value: int
    more: bool = False

    def __str__(self) -> str:
        number = in_figures(self.value)
        return gettext("more than %(number)s") % {"number": number} if self.more else number


def page(rows: QuerySet[M], order: Sequence[Key], *, cursor: str = "", size: int = PAGE_SIZE) -> Page[M]:
    """The page of ``rows`` that ``cursor`` asks for, in ``order``, whose last key must be unique.

    Raises BadInput for a cursor that was not made here for this order.
    """
    if not cursor:
        found = list(_ordered(rows, order)[: size + 1])
        return _page(found[:size], order, is_first=True, more=len(found) > size)
    columns = _columns(rows, order)
    backwards, values = _read(cursor, order, columns)
    found = _beyond(rows, order, columns, values, backwards=backwards, most=size + 1)
    if not backwards:
        return _page(found[:size], order, is_first=False, more=len(found) > size)
    if len(found) <= size:
        # The beginning is nearer than a page: a whole first page, and not the few rows before the cursor.
        return page(rows, order, size=size)
    return _page(found[size - 1 :: -1], order, is_first=False, more=True)


def bounded_count(rows: QuerySet[Any], limit: int = 1_000) -> Count:
    """How many rows there are, counting no further than ``limit``."""
    counted = rows.order_by().values("pk")[: limit + 1].count()
    return Count(min(counted, limit), counted > limit)


def bounded_counts(limit: int = 1_000, **lists: QuerySet[Any]) -> dict[str, Count]:
    """How many rows each list has, by its name, counting no further than ``limit``; one statement for all of them."""
    parts: list[str] = []
    parameters: list[Any] = []
    for rows in lists.values():
        try:
            sql, its_parameters = rows.order_by().values("pk")[: limit + 1].query.sql_with_params()
        except EmptyResultSet:
            sql, its_parameters = "SELECT 1 WHERE false", ()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")
        parameters += its_parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        numbers = cursor.fetchone()
    return {name: Count(min(number, limit), number > limit) for name, number in zip(lists, numbers, strict=True)}


class _Nulls(OrderBy):
    """Says where nulls go only for a column that can be null: else PostgreSQL would not use an index in this order."""

    def as_sql(self, compiler: Any, connection: Any, template: str | None = None, **extra_context: Any) -> Any:
        if not _may_be_null(self.expression, compiler.query):
            plain = OrderBy(self.expression, descending=self.descending)
            return plain.as_sql(compiler, connection, template, **extra_context)
        return super().as_sql(compiler, connection, template, **extra_context)


class _RowAfter(Func):
    """``(a, b) > (x, y)``: compared as rows, which PostgreSQL answers with one range of an index on (a, b)."""

    output_field = BooleanField()

    def __init__(self, *columns_then_values: Any, sign: str = ">", **extra: Any) -> None:
        super().__init__(*columns_then_values, **extra)
        self.sign = sign

    def as_sql(
        self,
        compiler: Any,
        connection: Any,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[Any, ...]]:
        parts: list[str] = []
        parameters: list[Any] = []
        for expression in self.get_source_expressions():
            sql, its_parameters = compiler.compile(expression)
            parts.append(sql)
            parameters += its_parameters
        half = len(parts) // 2
        return f"({', '.join(parts[:half])}) {self.sign} ({', '.join(parts[half:])})", tuple(parameters)


@dataclass(frozen=True)
class _Column:
    field: "Field[Any, Any]"
    may_be_null: bool


def _columns(rows: QuerySet[Any], order: Sequence[Key]) -> list[_Column]:
    query = rows.query.chain()  # resolving a key can add a join; not to the caller's query
    found = []
    for key in order:
        expression = F(key.name).resolve_expression(query)
        found.append(_Column(expression.output_field, _may_be_null(expression, query)))
    return found


def _may_be_null(expression: Any, query: Query) -> bool:
    if not isinstance(expression, Col):
        return True
    joined = query.alias_map.get(expression.alias)
    return expression.target.null or getattr(joined, "join_type", None) == LOUTER


def _ordered(rows: QuerySet[M], order: Sequence[Key], *, backwards: bool = False) -> QuerySet[M]:
    return rows.order_by(*(key.ordering(backwards=backwards) for key in order))


def _beyond(
    rows: QuerySet[M],
    order: Sequence[Key],
    columns: Sequence[_Column],
    values: Sequence[Any],
    *,
    backwards: bool,
    most: int,
) -> list[M]:
    """The first rows beyond those values: one run of the order after another, until there are enough.

    Each run is a single range of an index. All runs in one condition (``a > 1 OR a = 1 AND b > 2``) would be read from
    the beginning of the list, and a page far down would take as long as all before it together. Nearly always the first
    run fills the page.
    """
    found: list[M] = []
    rows = _ordered(rows, order, backwards=backwards)
    keys = [replace(key, descending=key.descending != backwards) for key in order]
    for run in _runs(keys, columns, values, nulls_first=backwards):
        found += rows.filter(run)[: most - len(found)]
        if len(found) >= most:
            break
    return found


def _runs(keys: Sequence[Key], columns: Sequence[_Column], values: Sequence[Any], *, nulls_first: bool) -> Iterator[Q]:
    """The rows after those values as disjoint conditions, the nearest first."""
    if not keys:
        return
    name = keys[0].name
    if values[0] is None:
        same = Q(**{f"{name}__isnull": True})
        for nearer in _runs(keys[1:], columns[1:], values[1:], nulls_first=nulls_first):
            yield same & nearer
        if nulls_first:
            yield Q(**{f"{name}__isnull": False})
        return
    # Keys of one direction are compared as one row. A null in a later key would hide its row from the comparison.
    length = 1
    while length < len(keys) and keys[length].descending == keys[0].descending and not columns[length].may_be_null:
        length += 1
    same = Q(**{key.name: value for key, value in zip(keys[:length], values[:length], strict=True)})
    for nearer in _runs(keys[length:], columns[length:], values[length:], nulls_first=nulls_first):
        yield same & nearer
    yield Q(
        _RowAfter(
            *(F(key.name) for key in keys[:length]),
            *(Value(values[at], output_field=columns[at].field) for at in range(length)),
            sign="<" if keys[0].descending else ">",
        )
    )
    if columns[0].may_be_null and not nulls_first:
        yield Q(**{f"{name}__isnull": True})


def _page(items: list[M], order: Sequence[Key], *, is_first: bool, more: bool) -> Page[M]:
    return Page(
        items,
        next_cursor=_write(items[-1], order, backwards=False) if more else "",
        is_first=is_first,
        previous_cursor=_write(items[0], order, backwards=True) if items and not is_first else "",
    )


def _names(order: Sequence[Key]) -> list[str]:
    return [f"-{key.name}" if key.descending else key.name for key in order]


def _write(row: Model, order: Sequence[Key], *, backwards: bool) -> str:
    values = [_value_of(row, key.name) for key in order]
    content = json.dumps([backwards, _names(order), values], default=str, separators=(",", ":"))
    return _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(content.encode()).decode()


def _value_of(row: Any, name: str) -> Any:
    if hasattr(row, name):  # a column, or an annotation
        return getattr(row, name)
    for part in name.split("__"):
        row = None if row is None else getattr(row, part)
    return row


def _read(cursor: str, order: Sequence[Key], columns: Sequence[_Column]) -> tuple[bool, list[Any]]:
    try:
        content = _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(cursor.encode())
        backwards, names, values = json.loads(content)
    except (InvalidToken, ValueError):
        names = None
    if names != _names(order):
        raise BadInput(
            gettext("This page cannot be found."),
            where=where(field="after"),
            mend=gettext("Go back to the first page of the list."),
        )
    return backwards, [column.field.to_python(value) for column, value in zip(columns, values, strict=True)]


@lru_cache(maxsize=4)
def _cipher(*secrets: str) -> MultiFernet:
    """The newest key writes; older ones (``SECRET_KEY_FALLBACKS``) still read."""
    derived = (salted_hmac(_SALT, "cursor", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in derived])
