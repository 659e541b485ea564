"""The tables of what was measured, and the drill of an upgrade: what is gone or says something else is found."""

import json
from typing import Any

import pytest

from tools import evidence
from tools.upgrade_drill import changed, lost

ISSUES = sorted(evidence.ISSUES)
BEFORE = {
    "cases_case": {"(1)": {"id": 1, "summary": "One", "gone_column": 1}, "(2)": {"id": 2, "summary": "Two"}},
    "django_migrations": {"(1)": {"id": 1}},
}


@pytest.mark.parametrize("issue", ISSUES)
def test_an_issue_has_its_lines_and_each_of_its_measures_a_name_of_its_own(issue: int) -> None:
    lines = evidence.ISSUES[issue]
    names = [measure.name for line in lines for measure in line.measures]
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert len(names) == len(set(names))


def test_what_did_not_run_is_said_not_to_have_run_and_each_issue_has_its_page() -> None:
    page = evidence.document(4, {})
    assert page.startswith("# What was measured for issue 4")
    assert page.count("| not run |") == sum(len(line.measures) for line in evidence.ISSUES[4])
    assert len({evidence.report_of(issue) for issue in ISSUES}) == len(ISSUES)


def test_the_page_of_an_issue_is_made_of_what_is_kept_beside_it() -> None:
    for issue in ISSUES:
        report = evidence.report_of(issue)
        if report.exists():
            kept: dict[str, Any] = json.loads(report.with_suffix(".json").read_text())
            written, made = report.read_text(), evidence.document(issue, kept)
            # The machine that reads it may have another number of processors than the one that measured.
            assert written.partition("| line |")[2] == made.partition("| line |")[2]


def test_an_upgrade_that_keeps_everything_is_found_to_have_lost_nothing() -> None:
    after = {table: dict(rows) for table, rows in BEFORE.items()} | {"tasks_task": {"(1)": {"id": 1}}}
    after["cases_case"]["(1)"] = {"id": 1, "summary": "One", "new_column": 2}
    assert lost(BEFORE, after) == []
    assert not changed(BEFORE, after)


def test_a_row_that_is_gone_and_a_row_that_says_something_else_are_found() -> None:
    after = {"cases_case": {"(2)": {"id": 2, "summary": "Three"}}}
    assert lost(BEFORE, after) == ["cases_case: 1"]
    assert dict(changed(BEFORE, after)) == {("cases_case", "summary"): 1}
