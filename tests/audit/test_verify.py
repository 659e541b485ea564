"""Whatever is changed, removed, added or put in another order in the audit trail is found, and the first broken entry named."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.accounts.actor import PUBLIC
from tutela.accounts.role_connection import connect_as
from tutela.audit.services import record
from tutela.audit.verify import Anchor, Verdict, newest_anchor, read_anchors, verify
from tutela.core.errors import BadInput

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENTRIES = 8
TEXT_COLUMNS = (
    "actor_kind",
    "role",
    "action",
    "purpose",
    "subject_kind",
    "subject_reference",
    "details",
    "previous",
    "digest",
)
NUMBER_COLUMNS = ("user_id", "membership_id", "organisation_id", "subject_id")


@pytest.fixture
def trail(committed_database: str, socket_folder: str) -> Iterator["Trail"]:
    from django.db import transaction

    for number in range(ENTRIES):
        with transaction.atomic():
            record("synthetic.act", actor=PUBLIC, now=NOW, number=number)
    with psycopg.connect(
        f"host={socket_folder} user=postgres dbname={committed_database}", autocommit=True
    ) as superuser:
        yield Trail(superuser)


class Trail:
    """The trail in the hands of somebody who owns the database: triggers switched off, anything can be done to it."""

    def __init__(self, superuser: psycopg.Connection[Any]) -> None:
        self.superuser = superuser

    def tamper(self, statement: str, *parameters: Any) -> int:
        with self.superuser.transaction():
            self.superuser.execute("SET LOCAL session_replication_role = replica")
            return self.superuser.execute(statement, parameters).rowcount

    def keep(self) -> None:
        self.superuser.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM audit_entry")
        self.superuser.execute(
            "DROP TABLE IF EXISTS kept_head; CREATE TABLE kept_head AS SELECT * FROM audit_chainhead"
        )

    def restore(self) -> None:
        self.tamper("DELETE FROM audit_entry")
        self.tamper("INSERT INTO audit_entry SELECT * FROM kept")
        self.tamper("UPDATE audit_chainhead h SET position = k.position, digest = k.digest FROM kept_head k")

    def first(self) -> int:
        row = self.superuser.execute("SELECT max(position) FROM audit_entry").fetchone()
        assert row is not None
        return int(row[0]) - ENTRIES + 1


def examine(*anchors: Anchor) -> Verdict:
    with connect_as("jobs") as connection:
        return verify(connection, anchors=anchors, now=NOW)


def anchor() -> Anchor:
    with connect_as("jobs") as connection:
        found = newest_anchor(connection, now=NOW)
    assert found is not None
    return found


def test_a_trail_that_nobody_touched_is_whole_and_its_anchor_agrees(trail: Trail) -> None:
    verdict = examine(anchor())
    assert (verdict.is_whole, verdict.anchors) == (True, 1)
    assert verdict.entries >= ENTRIES
    assert verdict.newest == anchor()


def test_any_one_change_of_any_field_of_any_entry_is_found_at_that_entry(trail: Trail) -> None:
    trail.keep()
    first = trail.first()

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        place=st.integers(0, ENTRIES - 1),
        column=st.sampled_from(TEXT_COLUMNS + NUMBER_COLUMNS + ("at", "id")),
        data=st.data(),
    )
    def change(place: int, column: str, data: st.DataObject) -> None:
        position = first + place
        if column in NUMBER_COLUMNS:
            changed = trail.tamper(
                f"UPDATE audit_entry SET {column} = coalesce({column}, 0) + 1 WHERE position = %s", position
            )
        elif column == "at":
            changed = trail.tamper(
                "UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE position = %s", position
            )
        elif column == "id":
            changed = trail.tamper("UPDATE audit_entry SET id = gen_random_uuid() WHERE position = %s", position)
        else:
            extra = data.draw(st.sampled_from("x 0:,é"))
            changed = trail.tamper(
                f"UPDATE audit_entry SET {column} = CASE WHEN length({column}) > 0 AND left({column}, 1) <> %s"
                f" THEN %s || substr({column}, 2) ELSE left(%s || {column}, 10) END WHERE position = %s",
                extra, extra, extra, position,
            )  # fmt: skip
        assert changed == 1
        verdict = examine()
        trail.restore()
        assert verdict.broken is not None
        # A change of the last digest alone can be told from a change of the head only at the entry itself.
        assert verdict.broken.position == position

    change()
    assert examine().is_whole


def test_an_entry_taken_out_anywhere_or_two_exchanged_or_one_slipped_in_is_found(trail: Trail) -> None:
    trail.keep()
    first = trail.first()
    for position in range(first, first + ENTRIES):
        trail.tamper("DELETE FROM audit_entry WHERE position = %s", position)
        verdict = examine()
        assert verdict.broken is not None
        assert (verdict.broken.position, verdict.broken.what) == (
            position,
            "missing" if position < first + ENTRIES - 1 else "truncated",
        )
        trail.restore()
    trail.tamper("UPDATE audit_entry SET position = -1 WHERE position = %s", first + 2)
    trail.tamper("UPDATE audit_entry SET position = %s WHERE position = %s", first + 2, first + 5)
    trail.tamper("UPDATE audit_entry SET position = %s WHERE position = -1", first + 5)
    verdict = examine()
    assert verdict.broken is not None
    assert verdict.broken.position == first + 2
    trail.restore()
    trail.tamper(
        "INSERT INTO audit_entry (id, at, actor_kind, role, action, purpose, subject_kind, subject_reference, details, previous, digest)"
        " VALUES (gen_random_uuid(), now(), 'person', '', 'forged', '', '', '', '{}', '', '')"
    )
    verdict = examine()
    assert verdict.broken is not None
    assert verdict.broken.what == "not sealed"
    trail.restore()
    assert examine().is_whole


def test_an_entry_that_was_rewritten_and_sealed_again_does_not_fit_the_next(trail: Trail) -> None:
    position = trail.first() + 3
    trail.tamper("UPDATE audit_entry SET details = '{}' WHERE position = %s", position)
    trail.tamper(
        "UPDATE audit_entry e SET digest = encode(sha256(convert_to(position || '|' || previous || '|' || audit_canonical(e), 'UTF8')), 'hex')"
        " WHERE position = %s",
        position,
    )
    verdict = examine()
    assert verdict.broken is not None
    assert (verdict.broken.position, verdict.broken.what) == (position + 1, "link broken")


def test_a_trail_cut_off_and_tidied_up_looks_whole_until_an_anchor_is_laid_beside_it(trail: Trail) -> None:
    kept = anchor()
    cut = kept.position - 3
    trail.tamper("DELETE FROM audit_entry WHERE position > %s", cut)
    trail.tamper(
        "UPDATE audit_chainhead SET position = %s, digest = (SELECT digest FROM audit_entry WHERE position = %s)",
        cut,
        cut,
    )
    assert examine().is_whole
    verdict = examine(kept)
    assert verdict.broken is not None
    assert (verdict.broken.what, verdict.broken.position) == ("truncated", cut + 1)


def test_a_trail_rewritten_whole_differs_from_its_anchor(trail: Trail) -> None:
    kept = anchor()
    first = trail.first()
    trail.tamper("UPDATE audit_entry SET details = '{}' WHERE position = %s", first)
    trail.superuser.execute(
        """DO $$ DECLARE e audit_entry; before text := ''; new text; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR e IN SELECT * FROM audit_entry ORDER BY position LOOP
          new := encode(sha256(convert_to(e.position || '|' || before || '|' || audit_canonical(e), 'UTF8')), 'hex');
          UPDATE audit_entry SET previous = before, digest = new WHERE id = e.id; before := new;
        END LOOP; UPDATE audit_chainhead SET digest = before; END $$"""
    )
    assert examine().is_whole
    verdict = examine(kept)
    assert verdict.broken is not None
    assert (verdict.broken.what, verdict.broken.position) == ("anchor differs", kept.position)


def test_a_moment_that_no_clock_shows_is_a_broken_entry_and_not_a_crash(trail: Trail) -> None:
    position = trail.first() + 1
    trail.tamper("UPDATE audit_entry SET at = 'infinity' WHERE position = %s", position)
    verdict = examine()
    assert verdict.broken is not None
    assert verdict.broken.position == position


def test_neither_the_application_nor_the_owner_changes_removes_or_empties_the_trail(
    trail: Trail, socket_folder: str, committed_database: str
) -> None:
    for role in ("tutela_app", "tutela_jobs", "tutela_owner"):
        with psycopg.connect(
            f"host={socket_folder} user={role} dbname={committed_database}", autocommit=True
        ) as session:
            for statement in ("UPDATE audit_entry SET details = ''", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    session.execute(statement)
    assert examine().is_whole


def test_anchors_are_lines_of_a_file_and_a_bad_line_is_named() -> None:
    first, second = Anchor(7, "a" * 64, "2026-03-02T09:00:00Z"), Anchor(3, "b" * 64)
    assert read_anchors(f"# kept by the inspectorate\n{first}\n\n{second}\n") == [second, first]
    with pytest.raises(BadInput) as refused:
        read_anchors(f"{first}\nnonsense\n", "anchors")
    assert (refused.value.where.file, refused.value.where.row) == ("anchors", 2)
