"""The demo: the same seed gives the same data, every state occurs, and everybody in it is invented."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.demo.conftest import run_demo
from tutela.audit.verify import verify
from tutela.demo.shares import weights

Loaded = Callable[..., psycopg.Connection]
# What chance or the clock of the machine decides, in every load anew.
_OWN_TO_A_LOAD = {
    "accounts_user": {"password", "created_at"},
    "reports_submission": {"code_digest"},
    "audit_entry": {"id", "previous", "digest"},
    "audit_chainhead": {"digest"},
    "notices_notice": {"id"},
    "register_serieschangeevent": {"standing_since"},
    # A set has a name of chance, which stands in each of its editions and under their signatures.
    "hashsets_hashset": {"uid"},
    "hashsets_edition": {"head", "tail", "text_digest", "size"},
}
_PAST_OF_ROWS = {"pgh_id", "pgh_created_at"}


def _rows(connection: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement).fetchall()  # type: ignore[call-overload]


def _digests(connection: psycopg.Connection) -> dict[str, str]:
    """The digest of every table of the product that the worker reads, without what is a load's own."""
    found = {}
    for (table,) in _rows(
        connection,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(django|auth|procrastinate|accounts_seal|account_|mfa|social)'"
        " AND has_table_privilege(schemaname || '.' || tablename, 'SELECT') ORDER BY 1",
    ):
        own = _OWN_TO_A_LOAD.get(table, set()) | (_PAST_OF_ROWS if table.endswith("changeevent") else set())
        columns = [
            f'"{name}"'
            for (name,) in _rows(
                connection,
                f"SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped",
            )
            if name not in own
        ]
        [(digest,)] = _rows(
            connection,
            f"SELECT md5(coalesce(string_agg(line, '|' ORDER BY line), '')) FROM (SELECT ROW({', '.join(columns)})::text AS line FROM {table}) t",
        )
        found[table] = digest
    return found


def test_the_same_seed_gives_the_same_data(loaded: Loaded) -> None:
    first, second = _digests(loaded(7)), _digests(loaded(7, "again"))
    assert len(first) > 30
    assert {table for table in first if first[table] != second[table]} == set()


def test_the_audit_trail_of_the_demo_verifies(loaded: Loaded) -> None:
    verdict = verify(loaded(7))
    assert verdict.is_whole
    assert verdict.entries > 500


@pytest.mark.parametrize(
    ("table", "column", "wanted"),
    [
        ("reports_report", "state", {"received", "working", "decided", "closed"}),
        ("reports_report", "disposition", {"", "case", "no_investigation", "information_only"}),
        ("reports_report", "door", {"staff", "public", "csv", "api", "cybertipline"}),
        ("reports_report", "specific_concern", {"yes", "no", "not_known"}),
        ("ownership_handover", "state", {"offered", "accepted", "declined", "withdrawn", "lapsed"}),
        ("cases_case", "state", {"open", "closed"}),
        ("children_child", "identity", {"identified", "not_identified"}),
        ("children_child", "safety", {"safe", "at_risk", "not_known"}),
        ("decisions_decision", "state", {"proposed", "taken", "refused"}),
        ("reports_importrow", "state", {"taken", "rejected"}),
    ],
)
def test_every_state_occurs(loaded: Loaded, table: str, column: str, wanted: set[str]) -> None:
    assert {value for (value,) in _rows(loaded(7), f"SELECT DISTINCT {column} FROM {table}")} >= wanted


@pytest.mark.parametrize(
    "waits",
    [
        "SELECT 1 FROM reports_report WHERE is_urgent",
        "SELECT 1 FROM reports_bundlemember GROUP BY bundle_id HAVING count(*) >= 9",
        "SELECT 1 FROM reports_filemention GROUP BY sha256 HAVING count(*) >= 14",
        "SELECT 1 FROM accounts_grant WHERE basis = 'break_glass' AND reviewed_at IS NULL",
        "SELECT 1 FROM accounts_accessrequesttarget WHERE refused_at IS NULL",
        "SELECT 1 FROM decisions_decision WHERE state = 'taken' AND review_on < '2026-03-02' AND reviewed_at IS NULL",
        "SELECT 1 FROM clocks_clock WHERE kind = 'outcome' AND met_at IS NULL AND ended_at IS NULL AND due_at < '2026-03-02'",
        "SELECT 1 FROM clocks_clock WHERE met_at > due_at AND kind = 'receipt'",
        "SELECT 1 FROM clocks_clock WHERE paused_at IS NOT NULL",
        "SELECT 1 FROM reports_identityopening WHERE agreed_at IS NULL",
        "SELECT 1 FROM reports_reportermessage",
        "SELECT 1 FROM reports_submission WHERE withheld <> '[]'",
        "SELECT 1 FROM accounts_dutyshift WHERE starts_at <= '2026-03-02 10:00Z' AND ends_at > '2026-03-02 10:00Z'",
    ],
)
def test_every_screen_has_something_to_act_on(loaded: Loaded, waits: str) -> None:
    assert _rows(loaded(7), waits)


def test_everybody_in_the_demo_is_invented(loaded: Loaded) -> None:
    for table in ("organisations_organisation", "accounts_user", "reports_report", "reports_personmention",
                  "cases_case", "cases_person", "children_child", "register_series"):  # fmt: skip
        assert _rows(loaded(7), f"SELECT count(*) FILTER (WHERE NOT is_synthetic), count(*) > 0 FROM {table}") == [
            (0, True)
        ]
    addresses = [one for (one,) in _rows(loaded(7), "SELECT email FROM accounts_user")]
    assert all(one.endswith(".example") for one in addresses)


def test_a_database_that_holds_an_organisation_is_refused_and_stays_as_it_is(
    loaded: Loaded, socket_folder: str, tmp_path: Path
) -> None:
    connection = loaded(7)
    before = _rows(connection, "SELECT count(*) FROM reports_report")
    done = run_demo(socket_folder, connection.info.dbname, tmp_path, "--reports", "5")
    assert done.returncode != 0
    assert "not empty" in done.stderr
    assert _rows(connection, "SELECT count(*) FROM reports_report") == before


def test_categories_come_in_the_shares_of_the_study(loaded: Loaded) -> None:
    counted = dict(_rows(loaded(7), "SELECT unnest(categories), count(*) FROM reports_report GROUP BY 1"))
    assert max(counted, key=lambda code: counted[code]) == max(weights(), key=lambda code: weights()[code]) == "IBI"
    assert set(counted) == set(weights())


def test_somebody_signs_in_for_each_role_and_the_printed_code_opens_a_report(loaded: Loaded) -> None:
    from tutela.core.secret_codes import normalise
    from tutela.demo.public_code import CODE
    from tutela.demo.sign_ins import sign_ins

    known = dict(
        _rows(loaded(7), "SELECT u.email, m.role FROM accounts_user u JOIN accounts_membership m ON m.user_id = u.id")
    )
    assert {known[address] for _, address in sign_ins()} == {
        "intake_officer", "investigator", "examiner", "analyst", "manager", "welfare_officer", "researcher", "auditor",
        "administrator", "partner",
    }  # fmt: skip
    assert normalise(CODE) == CODE.replace("-", "")
