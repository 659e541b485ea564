"""Prove the upgrade from the previous issue's database, and time the drill of backup and restore after it.

    python tools/upgrade_drill.py [--reports 600] [--from af4a144]

A clone of the earlier commit fills a database of its own with its demo. The present tree migrates it: no row may be gone, and
what a row said it still says. Then it is backed up and put into an empty installation, which must hold the same.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.figures import figure, keep  # noqa: E402  (found beside this folder)
from tutela.server import embedded  # noqa: E402

PREVIOUS = "af4a144"
OWNER = "tutela_owner"
UPGRADE_SECONDS, DRILL_SECONDS = 300, 300
# What a newer version writes anew for itself, and no record of anybody's: its tables, its permissions, what waits to be done.
OF_THE_MACHINE = re.compile(r"^(django_migrations|django_content_type|auth_permission|procrastinate_\w+)$")
# A child gets a promise that nobody had given before: its record is due by another moment.
MAY_DIFFER = {("children_child", "next_due_at")}
# Backup and restore write an entry each at the end of the trail, which moves its head.
MOVES_ON = {"audit_chainhead"}
Rows: TypeAlias = dict[str, dict[str, dict[str, Any]]]


class BrokenPromiseError(Exception):
    """Something that was promised is not so."""


@dataclass(frozen=True)
class Installation:
    """A data folder with its own PostgreSQL, and the tree that works on it."""

    tree: Path
    data_dir: Path

    def run(self, *words: str) -> tuple[str, float]:
        """What a command printed, and how long it took; raises with its last lines when it fails."""
        foreign = ("DATABASE_", "TUTELA_", "DJANGO_", "DATA_DIR", "PYTHONPATH")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        environment |= {"DATA_DIR": str(self.data_dir), "PYTHONPATH": str(self.tree / "src")}
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-m", "tutela.commands", *words],
            cwd=self.tree,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if ended.returncode:
            # What nobody foresaw stands in the installation's own log, which goes with the folder.
            log = self.data_dir / "logs" / "errors.log"
            more = log.read_text() if log.exists() else ""
            told = "\n".join((ended.stdout + ended.stderr + more).splitlines()[-30:])
            raise BrokenPromiseError(f"tutela {' '.join(words)} ended with {ended.returncode}:\n{told}")
        return ended.stdout, time.monotonic() - began

    def connect(self) -> "psycopg.Connection[Any]":
        """As the tables' owner."""
        return psycopg.connect(embedded.ensure_running(self.data_dir).url(OWNER))

    def count(self, question: str) -> int:
        """The number that a question has for an answer."""
        with self.connect() as owner:
            row = owner.execute(question).fetchone()  # type: ignore[call-overload]
            return int(row[0])

    def rows(self) -> Rows:
        """Every row of every table by its key: the whole of what is kept, as the database says it."""
        found: Rows = {}
        with self.connect() as owner:
            for table, keys in owner.execute(_KEYS).fetchall():
                key = sql.SQL(", ").join(map(sql.Identifier, keys))
                question = sql.SQL("SELECT (ROW({}))::text, to_jsonb(t) FROM {} AS t").format(
                    key, sql.Identifier(table)
                )
                found[table] = dict(owner.execute(question).fetchall())
        return found

    def end(self) -> None:
        """Stop its PostgreSQL."""
        server = embedded.find(self.data_dir)
        if server is not None:
            server.stop()


_KEYS = """
SELECT c.relname, array_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum))
  FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY 1
"""
_WITHOUT_ASSESSMENT = """
SELECT count(*) FROM children_child k
 WHERE NOT EXISTS (SELECT 1 FROM children_assessment a WHERE a.child_id = k.id)
    OR NOT EXISTS (SELECT 1 FROM clocks_clock c WHERE c.subject_kind = 'child' AND c.subject_id = k.id AND c.kind = 'assessment')
"""
_IDENTIFIERS = "SELECT count(*) FROM (SELECT DISTINCT id, unnest(identifiers) FROM cases_person) AS one"
_IDENTIFIERS_NOW = "SELECT count(*) FROM cases_identifier WHERE person_id IS NOT NULL AND removed_at IS NULL"


def lost(before: Rows, after: Rows) -> list[str]:
    """The tables that have fewer of the rows that there were, with how many are gone."""
    gone = {table: len(rows.keys() - after.get(table, {}).keys()) for table, rows in before.items()}
    return [f"{table}: {number}" for table, number in gone.items() if number and not OF_THE_MACHINE.match(table)]


def changed(before: Rows, after: Rows) -> Counter[tuple[str, str]]:
    """By table and column, how many rows say something else than they did; a column that is no more is not counted."""
    found: Counter[tuple[str, str]] = Counter()
    for table, rows in before.items():
        if OF_THE_MACHINE.match(table):
            continue
        now = after.get(table, {})
        for key, row in rows.items():
            present = now.get(key, {})
            found.update((table, name) for name in row.keys() & present.keys() if row[name] != present[name])
    return found


def _number(rows: Rows, ending: str) -> int:
    return sum(len(of) for table, of in rows.items() if table.endswith(ending))


def upgrade(old: Installation, new: Installation, *, reports: int) -> list[dict[str, Any]]:
    """Fill the earlier version's database, bring it to the present, and say what became of each row."""
    old.run("migrate")
    _, filled_in = old.run("demo", "load", "--seed", "7", "--reports", str(reports), "--no-sign-ins")
    say(f"the demo of the earlier version, {reports:,} reports: {filled_in:.0f} s")
    before, identifiers = old.rows(), old.count(_IDENTIFIERS)
    _, took = new.run("migrate")
    after = new.rows()
    gone, other = lost(before, after), changed(before, after)
    unexpected = {f"{table}.{column}": number for (table, column), number in other.items() if (table, column) not in MAY_DIFFER}  # fmt: skip
    said, _ = new.run("audit", "verify")
    records = {table: len(before[table]) for table in ("reports_report", "cases_case", "children_child")}
    rows_before = sum(len(rows) for table, rows in before.items() if not OF_THE_MACHINE.match(table))
    history, entries = _number(before, "event"), len(before["audit_entry"])
    kept_history = sum(
        len(rows.keys() & after.get(table, {}).keys()) for table, rows in before.items() if table.endswith("event")
    )
    kept_entries = len(before["audit_entry"].keys() & after["audit_entry"].keys())
    without = new.count(_WITHOUT_ASSESSMENT)
    known = new.count(_IDENTIFIERS_NOW)
    return [
        figure("in the earlier version's database", ", ".join(f"{number:,} {table}" for table, number in records.items())),
        figure("the upgrade", f"{took:.1f} s", bar=f"< {UPGRADE_SECONDS} s", met=took < UPGRADE_SECONDS),
        figure("rows kept", f"{rows_before:,} in {len(before)} tables; gone: {'; '.join(gone) or 'none'}", bar="all", met=not gone),
        figure("what a row said and says no longer", unexpected or 0, bar="0", met=not unexpected),
        figure("children whose record is due by the new promise", other[("children_child", "next_due_at")]),
        figure("audit entries kept", f"{kept_entries:,} of {entries:,}", bar="all", met=kept_entries == entries),
        figure("the audit trail", said.splitlines()[0], bar="whole", met="trail is whole" in said),
        figure("events of the history kept", f"{kept_history:,} of {history:,}", bar="all", met=kept_history == history),
        figure("what people of cases are known by, entered once", f"{known:,} of {identifiers:,}", bar="all", met=known == identifiers),
        figure("children without an assessment of needs and its promise", without, bar="0", met=not without),
    ]  # fmt: skip


def back_up_and_restore(full: Installation, empty: Installation) -> list[dict[str, Any]]:
    """Back up, put it into an empty installation, and compare the two row by row."""
    folder = full.data_dir.parent / "backups"
    folder.mkdir()
    before = full.rows()
    _, took = full.run("backup", str(folder))
    [file] = folder.iterdir()
    size = file.stat().st_size
    said, restored_in = empty.run("restore", str(file))
    after = empty.rows()
    gone, other = lost(before, after), changed(before, after)
    differs = {f"{table}.{column}": number for (table, column), number in other.items() if table not in MOVES_ON}
    verified, _ = empty.run("audit", "verify")
    return [
        figure("the backup", f"{took:.1f} s, {size / 2**20:.1f} MB", bar=f"< {DRILL_SECONDS} s", met=took < DRILL_SECONDS),
        figure("the restore, verified, with its audit trail read", f"{restored_in:.1f} s", bar=f"< {DRILL_SECONDS} s", met=restored_in < DRILL_SECONDS),
        figure("rows restored", f"{sum(map(len, after.values())):,}; gone: {'; '.join(gone) or 'none'}", bar="all", met=not gone),
        figure("rows that say something else", differs or 0, bar="0", met=not differs),
        figure("the audit trail after it", verified.splitlines()[0], bar="whole", met="trail is whole" in verified and "Restored as it was" in said),
    ]  # fmt: skip


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _clone(commit: str, folder: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(folder)], check=True)
    subprocess.run(["git", "checkout", "--quiet", "--detach", commit], cwd=folder, check=True)


def _drill(place: Path, commit: str, reports: int) -> list[dict[str, Any]]:
    earlier = place / "earlier"
    _clone(commit, earlier)
    old, new = Installation(earlier, place / "data"), Installation(ROOT, place / "data")
    empty = Installation(ROOT, place / "restored")
    found: list[dict[str, Any]] = []
    try:
        found += upgrade(old, new, reports=reports)
        found += back_up_and_restore(new, empty)
    except BrokenPromiseError as failed:
        say(str(failed))
        found.append(figure("the whole of it", str(failed).splitlines()[0], bar="works", met=False))
    finally:
        for one in (old, empty):
            with suppress(OSError):
                one.end()
    return found


def main() -> int:
    """Do the drill, print and keep its figures; 1 when a promise was missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=int, default=600, help="how many reports the earlier version's demo has")
    parser.add_argument("--from", dest="commit", default=PREVIOUS, help="the earlier version")
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="upgrade-drill-"))
    # The account that runs PostgreSQL for root must get through to its own folder in it.
    place.chmod(0o755)
    try:
        found = _drill(place, asked.commit, asked.reports)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    for one in found:
        _tell(one)
    keep("upgrade-drill", found)
    return 0 if all(one.get("met", True) for one in found) else 1


def _tell(one: Mapping[str, Any]) -> None:
    mark = {True: "met   ", False: "MISSED", None: "told  "}[one.get("met")]
    say(f"{mark}  {one['what']}: {one['value']}" + (f" ({one['bar']})" if "bar" in one else ""))


if __name__ == "__main__":
    sys.exit(main())
