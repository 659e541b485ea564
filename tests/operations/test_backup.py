"""The drill: back up, lose everything, restore; and what is refused on the way, with nothing changed."""

import fcntl
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.cast import PASSWORD, settle
from tests.reports.imports.files import a_csv, row
from tutela.server.embedded import SUPERUSER, EmbeddedServer, ensure_running
from tutela.server.provision import provision


@dataclass
class Installation:
    """A throw-away installation with a database server of its own."""

    data_dir: Path
    server: EmbeddedServer

    def run(self, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """A command, as an operator gives it."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "TUTELA_"))}
        return subprocess.run(
            [sys.executable, "-m", "tutela.commands", *words],
            env=clean
            | {"DATA_DIR": str(self.data_dir), "DJANGO_SETTINGS_MODULE": "tutela.settings.demo"}
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def works(self, *words: str, **environment: str) -> str:
        done = self.run(*words, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.server.url("tutela_owner"), autocommit=True) as owner:
            cursor = owner.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


@contextmanager
def installed() -> Iterator[Installation]:
    """One with its own server, in a folder that the account can reach which runs PostgreSQL for root."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        data_dir = Path(folder) / "data"
        one = Installation(data_dir, ensure_running(data_dir))
        provision(one.server.url(SUPERUSER, "postgres"))
        # Held as a running site holds it: else each command would stop the server behind itself.
        in_use = (data_dir / "run" / "in_use.lock").open("w")
        fcntl.flock(in_use, fcntl.LOCK_SH)
        try:
            yield one
        finally:
            one.server.stop()
            in_use.close()


@pytest.fixture(scope="module")
def full() -> Iterator[Installation]:
    """An installation with the cast in it, and reports."""
    with installed() as one:
        one.works("migrate")
        with psycopg.connect(one.server.url("tutela_owner")) as owner:
            settle(owner)
            # As a production hashes it: the tests' own way is known to no other settings.
            hashed = PBKDF2PasswordHasher().encode(PASSWORD, "synthetic")
            owner.execute("UPDATE accounts_user SET password = %s", [hashed])
        reports = one.data_dir.parent / "reports.csv"
        reports.write_bytes(a_csv([row(number) for number in range(5)]))
        one.works("import", "reports", str(reports), "--as", "north.intake@north.example")
        yield one


@pytest.fixture(scope="module")
def another() -> Iterator[Installation]:
    with installed() as one:
        yield one


@pytest.fixture
def empty(another: Installation) -> Installation:
    """Another installation that holds nothing, as on the day on which it was made."""
    another.ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    shutil.rmtree(another.data_dir / "keys")
    (another.data_dir / "keys").mkdir(mode=0o700)
    another.works("django", "check")
    return another


@pytest.fixture(scope="module")
def kept(full: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    folder = tmp_path_factory.mktemp("kept")
    full.works("backup", str(folder))
    [path] = folder.iterdir()
    return path


def test_everything_is_there_again_and_proves_itself(full: Installation, kept: Path, empty: Installation) -> None:
    said = empty.works("restore", str(kept))
    assert "The audit trail is whole" in said
    for table in ("reports_report", "accounts_user", "ownership_span", "clocks_clock"):
        question = f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
        assert empty.ask(question) == full.ask(question), table
    assert empty.ask("SELECT count(*) FROM reports_report") == [(5,)]
    assert "whole" in empty.works("audit", "verify")
    assert (empty.data_dir / "keys" / "secret_key").read_text() == (full.data_dir / "keys" / "secret_key").read_text()
    # The policies are there: as a colleague one sees one's own organisation's reports, and as an outsider none.
    seen = "SELECT count(*) AS n FROM reports_report"
    assert json.loads(empty.works("sql", "--json", "--as", "north.investigator@north.example", seen))["n"] == 5
    assert json.loads(empty.works("sql", "--json", "--as", "south.investigator@south.example", seen))["n"] == 0


def test_signing_in_works_after_it(kept: Path, empty: Installation) -> None:
    empty.works("restore", str(kept))
    code = (
        "import sys, django; django.setup()\n"
        "from django.test import Client\n"
        "browser = Client(headers={'host': '127.0.0.1'})\n"
        "words = dict(login='north.manager@north.example', password=sys.argv[1])\n"
        "page = browser.post('/account/login/', words)\n"
        "assert page.status_code == 302, page.status_code\n"
        "assert browser.session.get('_auth_user_id')\n"
    )
    environment = os.environ | {
        "DATABASE_URL": empty.server.url(),
        "DATA_DIR": str(empty.data_dir),
        "DJANGO_SETTINGS_MODULE": "tutela.settings.demo",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, PASSWORD], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_full_installation_is_replaced_only_when_that_is_said(kept: Path, empty: Installation) -> None:
    empty.works("restore", str(kept))
    empty.ask("UPDATE organisations_organisation SET short_name = 'Changed'")
    refused = empty.run("restore", str(kept))
    assert refused.returncode == 6
    assert "--replace" in refused.stderr
    changed = "SELECT count(*) FROM organisations_organisation WHERE short_name = 'Changed'"
    assert empty.ask(changed) == [(7,)]
    empty.works("restore", "--replace", str(kept))
    assert empty.ask(changed) == [(0,)]
    again = empty.data_dir.parent / "again.tar"
    empty.works("backup", str(again))
    assert again.stat().st_size > 0


def test_a_backup_is_its_owners_alone_and_holds_no_password_of_a_server(full: Installation, kept: Path) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with tarfile.open(kept) as archive:
        assert sorted(archive.getnames()) == ["database.dump", "keys/secret_key", "manifest.json"]
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]
    assert full.ask("SELECT count(*) FROM audit_entry WHERE action = 'backup.make'") != [(0,)]


@pytest.mark.parametrize("fault", ["a byte", "the end", "no archive"])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_changed(
    kept: Path, empty: Installation, fault: str
) -> None:
    content = bytearray(kept.read_bytes())
    if fault == "a byte":
        content[len(content) // 2] ^= 1
    broken = empty.data_dir.parent / "broken.tar"
    broken.write_bytes({"a byte": bytes(content), "the end": bytes(content[: len(content) // 2])}.get(fault, b"words"))
    key = (empty.data_dir / "keys" / "secret_key").read_text()
    refused = empty.run("restore", str(broken))
    assert (refused.returncode, "no whole backup" in refused.stderr) == (2, True)
    assert empty.ask("SELECT to_regclass('organisations_organisation')") == [(None,)]
    assert (empty.data_dir / "keys" / "secret_key").read_text() == key
    empty.works("restore", str(kept))


def test_it_is_refused_while_the_site_uses_the_database(kept: Path, empty: Installation) -> None:
    with psycopg.connect(empty.server.url("tutela_app")):
        refused = empty.run("restore", str(kept))
    assert (refused.returncode, "Stop the web server" in refused.stderr) == (6, True)
    empty.works("restore", str(kept))


def test_a_place_that_cannot_be_written_leaves_nothing_there(full: Installation, tmp_path: Path) -> None:
    refused = full.run("backup", str(tmp_path / "nowhere" / "file.tar"))
    assert (refused.returncode, "There is no folder" in refused.stderr) == (8, True)
    assert list(tmp_path.iterdir()) == []
    full.works("backup", str(tmp_path / "file.tar"))


def test_the_servers_administrator_is_not_needed(full: Installation, kept: Path) -> None:
    assert SUPERUSER not in json.loads(_member(kept, "manifest.json"))["anchor"]
    assert full.ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'tutela_owner'") == [(False,)]


def _member(path: Path, name: str) -> bytes:
    with tarfile.open(path) as archive:
        found = archive.extractfile(name)
        assert found is not None
        return found.read()
