"""The register of the demo: each role finds something to do in it, and the guide's example is answered as the guide says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tutela.demo.hash_lists import SETS, as_lines, as_table, invented, sample

Loaded = Callable[..., psycopg.Connection]
GUIDE = Path(__file__).parents[2] / "docs/guide/check-a-list.md"


def _rows(connection: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    return connection.execute(statement).fetchall()  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("table", "column", "wanted"),
    [
        ("register_series", "standing", {"not_identified", "identified", "safeguarded"}),
        ("register_series", "audience", {"own", "country", "all"}),
        ("register_series", "otherwise", {"new", "ask"}),
        ("register_entry", "kind", {"case", "harmless"}),
        ("register_entry", "is_on", {True, False}),
        ("register_entryvote", "verdict", {"confirmed", "disputed"}),
        ("register_source", "is_on", {True, False}),
        ("register_submission", "what", {"case", "harmless", "seen"}),
        ("register_check", "not_sent", {"", "test", "ongoing"}),
        ("deconfliction_alertto", "state", {"new", "acknowledged", "acted_on", "dismissed"}),
        (
            "deconfliction_alertto",
            "kind",
            {"same_series", "same_file", "solved_still_worked", "identified", "worked_by_nobody", "same_identifier"},
        ),
    ],
)
def test_every_state_of_the_register_occurs(loaded: Loaded, table: str, column: str, wanted: set[Any]) -> None:
    assert {value for (value,) in _rows(loaded(7), f"SELECT DISTINCT {column} FROM {table}")} >= wanted


@pytest.mark.parametrize(
    "waits",
    [
        # A check of which nothing is said yet, and one that broke off.
        "SELECT 1 FROM register_check WHERE done_at IS NOT NULL AND submission_id IS NULL AND not_sent = ''",
        "SELECT 1 FROM register_check WHERE done_at IS NULL AND done_rows > 0 AND done_rows < rows",
        # An entry to be looked at again, one of no series that is known to few, and one of which two organisations differ.
        "SELECT 1 FROM register_entry WHERE review_on > '2026-03-02'",
        "SELECT 1 FROM register_entry WHERE series_id IS NULL AND audience = 'own'",
        "SELECT entry_id FROM register_entryvote GROUP BY 1 HAVING count(DISTINCT verdict) = 2",
        "SELECT file_id FROM register_classification GROUP BY 1 HAVING count(DISTINCT code_id) = 2",
        "SELECT 1 FROM register_schemecode m JOIN register_schememapping p ON p.from_code_id = m.id",
        "SELECT 1 FROM register_sighting WHERE hard_copy <> '' AND series_id IS NOT NULL",
        "SELECT 1 FROM register_childinseries",
        # A series that is offered, one that is restricted, one that is worked jointly, one that anybody may claim.
        "SELECT 1 FROM ownership_handover WHERE subject_kind = 'series' AND state = 'offered'",
        "SELECT 1 FROM register_series WHERE is_restricted",
        "SELECT 1 FROM ownership_participation WHERE subject_kind = 'series' AND may_write",
        "SELECT 1 FROM deconfliction_alertto WHERE reason = 'claim_it' AND state = 'new'",
        # What nobody has taken in time, which the centre sees; and what stands on a record's own page.
        "SELECT 1 FROM deconfliction_alertto WHERE take_by < '2026-03-02 10:00Z'",
        "SELECT 1 FROM deconfliction_alertto WHERE subject_kind = 'case' AND state = 'new'",
        "SELECT 1 FROM deconfliction_alertto WHERE subject_kind = 'report' AND state = 'new'",
    ],
)
def test_the_register_has_something_for_everybody_to_do(loaded: Loaded, waits: str) -> None:
    assert _rows(loaded(7), waits)


def test_every_fact_of_the_demo_was_held_against_everything(loaded: Loaded) -> None:
    assert _rows(loaded(7), "SELECT count(*) FILTER (WHERE taken_at IS NULL), count(*) > 100 FROM register_fact") == [
        (0, True)
    ]


def test_the_files_of_the_demo_are_hashes_of_random_bytes_and_the_same_for_every_seed(loaded: Loaded) -> None:
    assert as_table(invented("juniper", 5)) == as_table(invented("juniper", 9)[:5])
    assert as_table(invented("juniper", 5)) != as_table(invented("kestrel", 5))
    known = {digest.hex() for (digest,) in _rows(loaded(7), "SELECT sha256 FROM register_file")}
    made = {one.sha256 for name, count in SETS.items() if name != "nobody's" for one in invented(name, count)}
    assert known == made


def test_the_check_that_waits_has_a_file_for_each_answer_that_there_is(loaded: Loaded) -> None:
    answers = [code for code, _ in sample()]
    counted = _rows(
        loaded(7),
        f"SELECT {', '.join(code for code in answers if code != 'new')} FROM register_check WHERE exhibit = 'NM/CE/178'",
    )
    assert counted == [(1,) * (len(answers) - 1)]


def test_the_guide_names_the_files_by_which_somebody_tries_it(loaded: Loaded) -> None:
    assert as_lines([one for _, one in sample()]).decode() in GUIDE.read_text(encoding="utf-8")
