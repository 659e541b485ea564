"""Organisations are a directory that everybody signed in reads; an administrator keeps their own organisation's entry."""

from tutela.core.row_security import OpenTable, TableRule

_ADMINISTRATOR = "(SELECT tutela_role()) = 'administrator'"

_MANAGER = "(SELECT tutela_role()) = 'manager'"
_ONE_SIDE = "(SELECT tutela_organisation()) IN (one_id, other_id)"

# What the verbs of an administrator write (accounts.services.organisation). What an organisation is, where it is and what it is
# called decide who answers for records and who stands in for whom: that is set up with it, and not by its administrator.
KEPT_BY_ITS_ADMINISTRATOR = (
    "contact_name",
    "contact_email",
    "contact_telephone",
    "deputy_name",
    "deputy_email",
    "deputy_telephone",
    "receipt_working_days",
    "progress_days",
    "outcome_working_days",
    "acceptance_working_hours",
    "urgent_acceptance_minutes",
    "escalation_minutes",
    "assessment_working_days",
    "time_zone",
    "holiday_country",
    "holiday_subdivision",
    "version",
)


def _kept_by_administrator(table: str, words: str) -> TableRule:
    condition = f"{_ADMINISTRATOR} AND organisation_id = (SELECT tutela_organisation())"
    return TableRule(
        table=table, words=words, select="true", insert=condition, update=condition, delete=condition, jobs="SELECT"
    )


RULES = [
    TableRule(
        table="organisations_organisation",
        words="Everybody reads the directory; an administrator changes how to reach their own organisation, and when it works.",
        select="true",
        update=f"{_ADMINISTRATOR} AND id = (SELECT tutela_organisation())",
        columns=KEPT_BY_ITS_ADMINISTRATOR,
        jobs="SELECT",
    ),
    _kept_by_administrator("organisations_openinghours", "When an organisation works."),
    _kept_by_administrator("organisations_closedday", "When an organisation is closed beside public holidays."),
    _kept_by_administrator("organisations_unit", "The units of an organisation."),
    _kept_by_administrator("organisations_remit", "What an organisation answers for."),
    TableRule(
        table="organisations_directagreement",
        words=(
            "Everybody reads what was agreed; what waits for a side is for the two. A manager proposes for their own"
            " organisation; only the other side's manager can make it count, and either side's ends it."
        ),
        select=f"agreed_at IS NOT NULL OR {_ONE_SIDE}",
        insert=f"{_MANAGER} AND one_id = (SELECT tutela_organisation()) AND agreed_at IS NULL AND ended_at IS NULL",
        update=f"{_MANAGER} AND {_ONE_SIDE} AND ended_at IS NULL",
        update_check=f"{_MANAGER} AND (other_id = (SELECT tutela_organisation())"
        " OR one_id = (SELECT tutela_organisation()) AND ended_at IS NOT NULL)",
        columns=["agreed_at", "agreed_by_id", "ended_at", "ended_by_id", "end_words"],
        jobs="SELECT",
    ),
]
OPEN_TABLES = [
    OpenTable(table="organisations_place", why="Names of places.", reader=True),
]
