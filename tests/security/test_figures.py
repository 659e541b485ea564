"""What somebody is told by number is what the oracle counts for them: no figure, badge or list knows more than its reader."""

from collections.abc import Callable

import pytest

from tests.security.doors import Doors, Visitor, api
from tests.security.filters_off import switch_off
from tests.security.oracle import Oracle, Row
from tutela.core.paging import Count


def staff(doors: Doors) -> list[Visitor]:
    """Everybody on the pages whose role reads records."""
    return [one for one in doors.people() if one.oracle.who.staff_of is not None]


def owned(o: Oracle, table: str, kind: str) -> list[Row]:
    """The records that an organisation answers for and its reader sees."""
    return [row for row in o.world.rows[table] if row["owner_id"] == o.who.staff_of and o.sees(kind, row["id"])]


def open_reports(o: Oracle) -> list[Row]:
    """What a work list holds."""
    return [row for row in owned(o, "reports_report", "report") if row["state"] != "closed"]


def unseen(o: Oracle) -> list[Row]:
    """What somebody was told and has not looked at."""
    return [row for row in o.world.rows["notices_notice"] if row["user_id"] == o.who.user and row["seen_at"] is None]


def offered(o: Oracle) -> list[Row]:
    """Offers that wait for the reader's organisation."""
    return [
        row
        for row in o.world.rows["ownership_handover"]
        if row["receiver_id"] == o.who.staff_of and row["state"] == "offered"
    ]


def number(shown: object) -> int:
    """A figure as a page holds it."""
    return shown.value if isinstance(shown, Count) else int(str(shown or 0).rstrip("+"))


FIGURES: dict[str, tuple[str, Callable[[Oracle], list[Row]]]] = {
    "open": ("/work-list", open_reports),
    "urgent": ("/work-list", lambda o: [row for row in open_reports(o) if row["is_urgent"]]),
    "unassigned": ("/work-list", lambda o: [row for row in open_reports(o) if row["handler_id"] is None]),
    "all": ("/children", lambda o: owned(o, "children_child", "child")),
    "at_risk": (
        "/children",
        lambda o: [row for row in owned(o, "children_child", "child") if row["safety"] == "at_risk"],
    ),
    "not_identified": (
        "/children",
        lambda o: [row for row in owned(o, "children_child", "child") if row["identity"] == "not_identified"],
    ),
}


def figures_of(visitor: Visitor, path: str) -> dict[str, int]:
    """The figures at the head of a page, and the badges of its menu."""
    context = visitor.ask(path).context
    if not context or "tally" not in context:
        return {}
    tally = context["tally"]
    named = tally if isinstance(tally, dict) else vars(tally)
    badges = {entry.label: number(entry.count) for entry in context["navigation"]}
    return (
        {name: number(shown) for name, shown in named.items()} | badges | {"notices": number(context["unread_notices"])}
    )


def test_the_figures_of_a_page_and_of_the_menu_are_what_their_reader_may_count(doors: Doors) -> None:
    compared = 0
    for visitor in staff(doors):
        for path in ("/work-list", "/children"):
            shown = figures_of(visitor, path)
            expected = {name: len(count(visitor.oracle)) for name, (at, count) in FIGURES.items() if at == path}
            expected["notices"] = min(len(unseen(visitor.oracle)), 99)
            if "Offered to us" in shown:
                expected["Offered to us"] = len(offered(visitor.oracle))
            if shown:
                told = {name: shown[name] for name in expected}
                assert told == expected, f"{visitor.key} at {path}"
                compared += len(expected)
    assert compared > 60


def test_without_the_filters_of_python_a_figure_counts_no_more_than_its_reader_sees(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    visitors = staff(doors)
    switch_off(monkeypatch)
    for visitor in visitors:
        seen = {
            "open": sum(visitor.oracle.sees("report", row["id"]) for row in doors.snapshot.rows["reports_report"]),
            "all": sum(visitor.oracle.sees("child", row["id"]) for row in doors.snapshot.rows["children_child"]),
        }
        for path, name in (("/work-list", "open"), ("/children", "all")):
            shown = figures_of(visitor, path)
            if shown:
                assert shown[name] <= seen[name], f"{visitor.key} at {path}"
                compared += 1
    assert compared > 15


def every_page(visitor: Visitor, path: str) -> list[dict[str, object]]:
    """All rows of a list of the API, one page after another."""
    rows: list[dict[str, object]] = []
    cursor = ""
    while True:
        answer = visitor.ask(api(f"{path}?size=20&cursor={cursor}"))
        if answer.status != 200:
            return rows
        found = answer.json()
        rows += found["items"]
        cursor = found.get("next_cursor") or ""
        if not cursor:
            return rows


def test_the_lists_of_the_api_hold_every_row_that_is_their_readers_and_no_other(doors: Doors) -> None:
    compared = 0
    for visitor in doors.programs():
        who = visitor.oracle.who
        expected: dict[str, set[str]] = {}
        if who.works_for is not None or who.role == "auditor":
            expected["/work-list"] = {row["reference"] for row in open_reports(visitor.oracle)}
            expected["/cases"] = {row["reference"] for row in owned(visitor.oracle, "cases_case", "case")}
            expected["/children"] = {row["reference"] for row in owned(visitor.oracle, "children_child", "child")}
        if who.role == "partner":
            expected["/submissions"] = {
                row["reference"]
                for row in doors.snapshot.rows["reports_submission"]
                if row["reporter_id"] == who.organisation
            }
        for path, wanted in expected.items():
            shown = {str(row["reference"]) for row in every_page(visitor, path)}
            assert shown == wanted, f"{visitor.key} at {path}"
            compared += len(wanted)
    assert compared > 100
