"""What docs/operations says is run, word for word, against a PostgreSQL of its own that asks for passwords."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tutela.server.embedded import SUPERUSER, EmbeddedServer, ensure_running

DOCUMENTS = Path(__file__).parents[2] / "docs" / "operations"
_MARKED = re.compile(r"<!-- tested: ([\w-]+) -->\n```sh\n(.*?)```", re.DOTALL)
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def marked(document: str) -> dict[str, str]:
    """The commands of a document that are marked as tested, by their name."""
    return dict(_MARKED.findall((DOCUMENTS / document).read_text()))


@dataclass
class Machine:
    """A machine as the documents describe it, in a folder: its paths are this folder's."""

    folder: Path
    server: EmbeddedServer

    def here(self, words: str) -> str:
        """The commands with the paths of this machine in place of the document's."""
        for there, here in (
            ("/var/run/postgresql", str(self.server.socket_dir)),
            ("/var/lib/tutela", str(self.folder / "lib")),
            ("/var/backups/tutela", str(self.folder / "backups")),
        ):
            words = words.replace(there, here)
        return words

    def run(self, *blocks: str) -> "subprocess.CompletedProcess[str]":
        """Run blocks of commands one after another, in one shell that stops at the first fault."""
        tools = Path(sys.executable).parent
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DATABASE_", "TUTELA_", "PG", "DJANGO_"))
        }
        return subprocess.run(
            ["/bin/sh", "-eu", "-c", "\n".join(self.here(block) for block in blocks)],
            env=clean | {"PATH": f"{tools}:{self.folder / 'bin'}:{clean['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )

    def works(self, *blocks: str) -> str:
        done = self.run(*blocks)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A fresh PostgreSQL that asks the four roles for their passwords, as the document's pg_hba.conf has it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "lib").mkdir()
        server = ensure_running(folder / "postgresql")
        hba = server.places.cluster / "pg_hba.conf"
        blocks = [words for _, words in _FENCED.findall((DOCUMENTS / "install.md").read_text())]
        [of_the_document] = [words for words in blocks if "scram-sha-256" in words]
        local = [line for line in of_the_document.splitlines() if line.startswith("local")]
        assert len(local) == 4
        hba.write_text("\n".join([f"local all {SUPERUSER} trust", *local, ""]))
        with psycopg.connect(server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_reload_conf()")
        (folder / "bin").mkdir()
        if shutil.which("psql") is None:
            from tutela.server.binaries import tool

            (folder / "bin" / "psql").symlink_to(tool("psql"))
        yield Machine(folder, server)
        server.stop()


@pytest.fixture(scope="module")
def environment(machine: Machine) -> str:
    """The passwords and settings of the documents, kept for every shell as /etc/tutela/environment keeps them."""
    install = marked("install.md")
    said = machine.works(
        install["provision"],
        install["environment"],
        "env | grep -E '^(TUTELA|DATABASE|DJANGO|DATA)_' | grep -v TUTELA_ADMIN_URL | sed \"s/^/export /; s/=/='/; s/$/'/\"",
    )
    return "\n".join(line for line in said.splitlines() if line.startswith("export "))


@pytest.fixture(scope="module")
def installed(machine: Machine, environment: str) -> str:
    """The machine after the whole of install.md; gives what it said."""
    install = marked("install.md")
    return machine.works(environment, install["migrate"], install["first"], install["others"])


def test_a_production_is_installed_and_django_and_the_doctor_have_nothing_against_its_settings(
    machine: Machine, environment: str, installed: str
) -> None:
    assert "System check identified no issues" in installed
    assert "National Centre is the coordinating centre of its country." in installed
    assert re.search(r"^https://tutela\.example/account/password/reset/key/\S+$", installed, re.MULTILINE)
    assert "First Manager is manager now." in installed
    assert "Northmoor Police is set up." in installed
    said = machine.works(environment, marked("install.md")["doctor"])
    for settled in (
        "secret-key:",
        "debug:",
        "hosts:",
        "tls:",
        "database-role:",
        "row-security:",
        "migrations:",
        "time:",
    ):
        assert settled not in said
    # What a fresh installation really lacks is named.
    for lacking in ("worker:", "backup:", "second-factor:", "duty-rota:"):
        assert lacking in said


def test_the_roles_need_their_passwords_and_pass_no_policy(machine: Machine, installed: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(machine.server.url("tutela_app"))
    with psycopg.connect(machine.server.url(SUPERUSER, "tutela")) as admin:
        assert admin.execute(
            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'tutela%' AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        ).fetchone() == (0,)
        assert admin.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall() == [
            ("tutela_owner",)
        ]


def test_a_backup_is_made_and_restored_as_the_document_says_and_an_upgrade_goes_on_from_there(
    machine: Machine, environment: str, installed: str
) -> None:
    backup = marked("backup.md")
    assert "holds the database and the keys" in machine.works(environment, backup["backup"])
    refused = machine.run(environment, backup["restore"])
    assert (refused.returncode, "not empty" in refused.stderr) == (6, True)
    with psycopg.connect(machine.server.url(SUPERUSER, "postgres"), autocommit=True) as admin:
        admin.execute("DROP DATABASE tutela WITH (FORCE)")
    assert "trail is whole" in machine.works(
        f'export TUTELA_ADMIN_URL="{machine.server.url(SUPERUSER, "postgres")}"',
        environment,
        "tutela database provision",
        backup["restore"],
    )
    assert "trail is whole" in machine.works(environment, marked("upgrade.md")["upgrade"])


def test_watching_over_it_works_as_the_document_says(machine: Machine, environment: str, installed: str) -> None:
    assert "findings" in machine.works(environment, marked("monitor.md")["monitor"])


def test_the_web_server_answers_behind_a_proxy_and_leads_everybody_else_to_https(
    machine: Machine, environment: str, installed: str
) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "plain, proxied = Client(headers={'host': 'tutela.example'}), Client(headers={'host': 'tutela.example', 'x-forwarded-proto': 'https'})\n"
        "assert plain.get('/help').headers['Location'] == 'https://tutela.example/help'\n"
        "assert plain.get('/health').status_code == 200\n"
        "page = proxied.get('/account/login/')\n"
        "assert page.status_code == 200, page.status_code\n"
        "assert page.headers['Strict-Transport-Security'].startswith('max-age=31536000')\n"
        "assert all(one['secure'] for one in page.cookies.values())\n"
        "assert Client(headers={'host': 'stranger.example', 'x-forwarded-proto': 'https'}).get('/help').status_code == 400\n"
    )
    machine.works(environment, f"python - <<'PYTHON'\n{code}PYTHON")


def test_every_marked_command_is_run_by_a_test() -> None:
    names = {f"{path.name}:{name}" for path in DOCUMENTS.glob("*.md") for name, _ in _MARKED.findall(path.read_text())}
    here = Path(__file__).read_text()
    assert names
    for name in names:
        document, block = name.split(":")
        if document == "install.md":
            assert f'install["{block}"]' in here or f'marked("install.md")["{block}"]' in here, name
        else:
            assert f'["{block}"]' in here, name


def test_the_proxys_example_is_right_for_nginx(tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    [example] = [words for kind, words in _FENCED.findall((DOCUMENTS / "install.md").read_text()) if kind == "nginx"]
    assert "proxy_set_header X-Forwarded-Proto https;" in example
    assert example.count("{") == example.count("}")
    if nginx is None:
        return
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=tutela.example"),
            *("-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
    )
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log; events {{}}\nhttp {{ access_log off;\n"
        f"{example.replace('/etc/ssl/tutela', str(tmp_path))}}}\n"
    )
    done = subprocess.run([nginx, "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_units_start_commands_that_exist() -> None:
    import typer

    from tutela.commands.app import app as commands
    from tutela.commands.listing import every_command

    known = {words[0] for words, _ in every_command(typer.main.get_command(commands))}  # type: ignore[arg-type]
    started = re.findall(r"ExecStart=/opt/tutela/bin/tutela (\w+)", (DOCUMENTS / "install.md").read_text())
    assert sorted(started) == ["web", "worker"]
    assert set(started) <= known
