"""No table can be forgotten: what refers to a record goes with it, or stays for a reason that is written down."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from tests.cast import World
from tests.retention.records import own
from tutela.retention.belongings import (
    BELONGINGS,
    OPEN_WORK,
    SQL_FILE,
    STAYS,
    TABLE_OF_RECORD,
    WORDS_OF_OPEN_WORK,
    as_sql,
    condition_of,
    listed,
)


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("tutela."):
            yield model


def _links(known: set[str]) -> Iterator[tuple[str, str, str]]:
    """Table, column, and what it refers to: a record by kind and number, or a row of a table that belongs to one."""
    for model in _models():
        columns = {field.column for field in model._meta.concrete_fields}
        table = model._meta.db_table
        if "subject_kind" in columns or "subject_reference" in columns:
            yield table, "subject", "record"
        for field in model._meta.concrete_fields:
            related = field.related_model._meta.db_table if field.is_relation and field.related_model else ""  # type: ignore[union-attr]
            if related in known and related != table:
                yield table, field.column, related


def test_every_table_that_refers_to_a_record_goes_with_it_or_stays_for_a_reason() -> None:
    listed_tables = {one.table for one in BELONGINGS} | set(STAYS)
    known = set(TABLE_OF_RECORD.values())
    while True:
        found = {table for table, _, _ in _links(known)} | known
        if found == known:
            break
        known = found
    assert sorted(known - listed_tables) == []


def test_every_column_that_holds_a_record_by_its_number_is_a_way_to_go_with_it() -> None:
    kind_of = {table: kind for kind, table in TABLE_OF_RECORD.items()}
    by_table = {one.table: one for one in BELONGINGS}
    missing = [
        f"{table}.{column}"
        for table, column, related in _links(set(kind_of))
        if related in kind_of
        and table in by_table
        and not table.endswith("changeevent")
        and f"{{}}.{column} = $1".format("t") not in condition_of(by_table[table], kind_of[related])
    ]
    assert missing == []


def test_every_listed_table_is_one_and_stands_after_its_parts() -> None:
    tables = [one.table for one in BELONGINGS]
    assert len(tables) == len(set(tables))
    assert set(tables) <= {model._meta.db_table for model in _models()}
    for one in BELONGINGS:
        if one.through is not None:
            assert tables.index(one.table) < tables.index(one.through[0]), one.table
    assert all(one.words for one in BELONGINGS)
    assert all(STAYS.values())
    assert {code for code, *_ in OPEN_WORK} | {"", "open", "children"} == set(WORDS_OF_OPEN_WORK)


def test_the_database_removes_exactly_what_is_listed(world: World) -> None:
    assert SQL_FILE.read_text() == as_sql(), "run: python -c 'from tutela.retention.belongings import write; write()'"
    assert own("SELECT * FROM retention_belongings()") == list(listed())
