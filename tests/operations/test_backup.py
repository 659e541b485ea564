"""The drill: back up, lose everything, restore; and what is refused on the way, with nothing changed.

One installation is filled and backed up, another is empty and is given the backup; both are databases of the tests' own
server, copied from its migrated template, and each command is one that an operator gives.
"""

import json
import os
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import psycopg
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.cast import PASSWORD
from tests.conftest import copy_of_template
from tests.reports.imports.files import a_csv, row
from tutela.server.embedded import SUPERUSER
from tutela.settings.secrets import secret_key

FAULTS = {
    "a byte": (2, "no whole backup"),
    "the end": (2, "no whole backup"),
    "no archive": (2, "no whole backup"),
    "in use": (6, "Stop the web server"),
}
TABLES = ("reports_report", "accounts_user", "ownership_span", "clocks_clock")
Done: TypeAlias = "subprocess.CompletedProcess[str]"


@dataclass
class Installation:
    """A folder and a database, as an installation has them."""

    data_dir: Path
    socket_folder: str
    database: str

    def address(self, role: str) -> str:
        """The database as one of its roles reaches it."""
        return f"postgresql://{role}@/{self.database}?host={self.socket_folder}"

    @property
    def environment(self) -> dict[str, str]:
        """What an operator has set for every command."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TUTELA_"))}
        return clean | {
            "DATABASE_URL": self.address("tutela_app"),
            "DATA_DIR": str(self.data_dir),
            "DJANGO_SETTINGS_MODULE": "tutela.settings.demo",
        }

    def run(self, *words: str) -> Done:
        """A command, as an operator gives it."""
        return subprocess.run(
            [sys.executable, "-m", "tutela.commands", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def works(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.address("tutela_owner"), autocommit=True) as owner:
            cursor = owner.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    @property
    def digests(self) -> dict[str, object]:
        """A digest of all rows of some tables."""
        question = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
        return {table: self.ask(question.format(table))[0][0] for table in TABLES}

    @property
    def key(self) -> str:
        return (self.data_dir / "keys" / "secret_key").read_text()


@pytest.fixture(scope="module")
def installed(
    socket_folder: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Installation]]:
    """Installations by name, each with a migrated database in which the cast is settled."""
    made: list[Installation] = []

    def make(name: str) -> Installation:
        database = f"drill_{name}_{worker_id}_{os.getpid()}"
        copy_of_template(socket_folder, database)
        one = Installation(tmp_path_factory.mktemp(name) / "data", socket_folder, database)
        (one.data_dir / "keys").mkdir(parents=True, mode=0o700)
        secret_key(one.data_dir)
        made.append(one)
        return one

    yield make
    with psycopg.connect(f"host={socket_folder} user={SUPERUSER} dbname=postgres", autocommit=True) as admin:
        for one in made:
            admin.execute(f"DROP DATABASE IF EXISTS {one.database} WITH (FORCE)")  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def full(installed: Callable[[str], Installation]) -> Installation:
    """An installation with the cast in it, and reports."""
    one = installed("full")
    with psycopg.connect(one.address("tutela_owner")) as owner:
        # As a production hashes it: the tests' own way is known to no other settings.
        hashed = PBKDF2PasswordHasher().encode(PASSWORD, "synthetic")
        owner.execute("UPDATE accounts_user SET password = %s", [hashed])
    reports = one.data_dir.parent / "reports.csv"
    reports.write_bytes(a_csv([row(number) for number in range(5)]))
    one.works("import", "reports", str(reports), "--as", "north.intake@north.example")
    return one


@pytest.fixture(scope="module")
def kept(full: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    folder = tmp_path_factory.mktemp("kept")
    full.works("backup", str(folder))
    [path] = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def empty(installed: Callable[[str], Installation]) -> Installation:
    """Another installation that holds nothing, as on the day on which it was made."""
    one = installed("empty")
    one.ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return one


@pytest.fixture(scope="module")
def refused(kept: Path, empty: Installation) -> Mapping[str, Done]:
    """What an empty installation says to a backup that is not whole, and to one while somebody uses the database."""
    content, key = kept.read_bytes(), empty.key
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 1
    said = {}
    for fault, broken in (("a byte", bytes(flipped)), ("the end", content[: len(content) // 2]), ("no archive", b"no")):
        file = empty.data_dir.parent / "broken.tar"
        file.write_bytes(broken)
        said[fault] = empty.run("restore", str(file))
    with psycopg.connect(empty.address("tutela_app")):
        said["in use"] = empty.run("restore", str(kept))
    assert empty.ask("SELECT to_regclass('organisations_organisation')") == [(None,)]
    assert empty.key == key
    return said


@dataclass
class Restored:
    """The other installation after the backup was put into it: what was said, and what it held at that moment."""

    one: Installation
    said: str
    digests: Mapping[str, object]


@pytest.fixture(scope="module")
def restored(kept: Path, empty: Installation, refused: Mapping[str, Done]) -> Restored:
    """The same backup, whole, put into the same installation, which nobody uses."""
    said = empty.works("restore", str(kept))
    return Restored(empty, said, empty.digests)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_backup_that_is_not_whole_or_a_database_in_use_is_refused_and_nothing_is_changed(
    refused: Mapping[str, Done], restored: Restored, fault: str
) -> None:
    code, words = FAULTS[fault]
    assert (refused[fault].returncode, words in refused[fault].stderr) == (code, True)
    assert "Restored as it was" in restored.said


def test_everything_is_there_again_and_proves_itself(full: Installation, restored: Restored) -> None:
    assert "The audit trail is whole: " in restored.said
    assert restored.digests == full.digests
    assert restored.one.key == full.key
    assert "whole" in restored.one.works("audit", "verify")
    # The policies are there: as a colleague one sees one's own organisation's reports, and as an outsider none.
    seen = "SELECT count(*) AS n FROM reports_report"
    for who, number in (("north.investigator@north.example", 5), ("south.investigator@south.example", 0)):
        assert json.loads(restored.one.works("sql", "--json", "--as", who, seen))["n"] == number


def test_signing_in_works_after_it(restored: Restored) -> None:
    code = (
        "import sys, django; django.setup()\n"
        "from django.test import Client\n"
        "browser = Client(headers={'host': '127.0.0.1'})\n"
        "words = dict(login='north.manager@north.example', password=sys.argv[1])\n"
        "page = browser.post('/account/login/', words)\n"
        "assert page.status_code == 302, page.status_code\n"
        "assert browser.session.get('_auth_user_id')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, PASSWORD],
        env=restored.one.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_full_installation_is_replaced_only_when_that_is_said(kept: Path, restored: Restored) -> None:
    one = restored.one
    one.ask("UPDATE organisations_organisation SET short_name = 'Changed'")
    refused = one.run("restore", str(kept))
    assert refused.returncode == 6
    assert "--replace" in refused.stderr
    changed = "SELECT count(*) FROM organisations_organisation WHERE short_name = 'Changed'"
    assert one.ask(changed) == [(7,)]
    one.works("restore", "--replace", str(kept))
    assert one.ask(changed) == [(0,)]
    again = one.data_dir.parent / "again.tar"
    one.works("backup", str(again))
    assert again.stat().st_size > 0


def test_a_backup_is_its_owners_alone_and_holds_no_password_of_a_server(full: Installation, kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with tarfile.open(kept) as archive:
        assert sorted(archive.getnames()) == ["database.dump", "keys/secret_key", "manifest.json"]
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]
    assert full.ask("SELECT count(*) FROM audit_entry WHERE action = 'backup.make'") != [(0,)]


def test_a_place_that_cannot_be_written_leaves_nothing_there(full: Installation, kept: Path, tmp_path: Path) -> None:
    refused = full.run("backup", str(tmp_path / "nowhere" / "file.tar"))
    assert (refused.returncode, "There is no folder" in refused.stderr) == (8, True)
    assert list(tmp_path.iterdir()) == []
    assert kept.is_file()


def test_the_servers_administrator_is_not_needed(full: Installation, kept: Path) -> None:
    assert SUPERUSER not in json.loads(_member(kept, "manifest.json"))["anchor"]
    assert full.ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'tutela_owner'") == [(False,)]


def _member(path: Path, name: str) -> bytes:
    with tarfile.open(path) as archive:
        found = archive.extractfile(name)
        assert found is not None
        return found.read()
