"""Organisations are a directory that everybody signed in reads; an administrator keeps their own organisation's entry."""

from tutela.core.row_security import OpenTable, TableRule

_ADMINISTRATOR = "(SELECT tutela_role()) = 'administrator'"


def _kept_by_administrator(table: str, words: str) -> TableRule:
    condition = f"{_ADMINISTRATOR} AND organisation_id = (SELECT tutela_organisation())"
    return TableRule(
        table=table, words=words, select="true", insert=condition, update=condition, delete=condition, jobs="SELECT"
    )


RULES = [
    TableRule(
        table="organisations_organisation",
        words="Everybody reads the directory; an administrator changes their own organisation.",
        select="true",
        update=f"{_ADMINISTRATOR} AND id = (SELECT tutela_organisation())",
        except_columns=["id", "code", "kind", "is_coordinating_centre", "is_synthetic"],
        jobs="SELECT",
    ),
    _kept_by_administrator("organisations_openinghours", "When an organisation works."),
    _kept_by_administrator("organisations_closedday", "When an organisation is closed beside public holidays."),
    _kept_by_administrator("organisations_unit", "The units of an organisation."),
    _kept_by_administrator("organisations_remit", "What an organisation answers for."),
]
OPEN_TABLES = [
    OpenTable(table="organisations_place", why="Names of places.", reader=True),
    OpenTable(table="organisations_directagreement", why="Who agreed to send to whom directly.", reader=True),
]
