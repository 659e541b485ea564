"""A whole installation of a test's own: PostgreSQL, web server and worker as real processes, with the cast in it.

Its processes are found and killed as a failing machine would: without a word to them.
"""

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.cast import PASSWORD
from tutela.server import embedded
from tutela.server.binaries import tool
from tutela.server.embedded import SUPERUSER, EmbeddedServer
from tutela.server.provision import OWNER, provision

READY_WITHIN = 90.0
# By which a victim is known: a part of its command line.
WEB_SERVER, WORKER = "granian", "tutela.commands worker"


class Installation:
    """The processes and folders of one site."""

    def __init__(self, content: Path) -> None:
        """``content`` is a dump of a migrated database with the cast in it."""
        self.content = content
        # Beside the tests' own folder, which the account that runs PostgreSQL for root cannot enter.
        self.data_dir = Path(tempfile.mkdtemp(prefix="tutela-faults-"))
        self.data_dir.chmod(0o755)
        self.port = _free_port()
        foreign = re.compile(r"^(TUTELA_|DATABASE_|DJANGO_|PYTEST_|PORT$|DATA_DIR$)")
        self.environment = {name: value for name, value in os.environ.items() if not foreign.match(name)}
        self.environment |= {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "TUTELA_WEB_WORKERS": "1"}

    # --- running ---

    def start(self) -> None:
        """Make the database, put what it holds into it, and bring the site up, which makes of it what a site has."""
        server = embedded.ensure_running(self.data_dir)
        provision(server.url(SUPERUSER, "postgres"))
        run_program("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null",
                    f"--dbname={server.url(OWNER)}", "--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public",
                    f"--file={self.content}")  # fmt: skip
        with psycopg.connect(server.url(OWNER), autocommit=True) as owner:
            # The tests' own quick digest of a password is none that a real site knows.
            owner.execute(
                "UPDATE accounts_user SET password = %s", [PBKDF2PasswordHasher().encode(PASSWORD, "faults", 1_000)]
            )
        self.tutela("up")
        self.wait_until_it_answers()

    def stop(self) -> None:
        """Stop everything and leave nothing behind."""
        with suppress(subprocess.SubprocessError):
            self.tutela("down")
        for pid in self.processes(""):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        shutil.rmtree(self.data_dir, ignore_errors=True)

    def tutela(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the command line to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "tutela.commands", *arguments],
            check=False,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=300,
        )
        assert not check or done.returncode == 0, f"tutela {' '.join(arguments)}: {done.stdout}\n{done.stderr}"
        return done

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command and do not wait for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "tutela.commands", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self.environment,
        )

    def wait_until_it_answers(self) -> None:
        """Return when a page that asks the database is there again."""
        self.wait_for(lambda: requests.get(f"{self.address}/account/login/", timeout=5).status_code == 200, "the site")

    def wait_for(self, is_so: Callable[[], bool], what: str, within: float = READY_WITHIN) -> None:
        """Return when something has become true; whatever is down meanwhile is no answer."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            with suppress(requests.RequestException, psycopg.OperationalError):
                if is_so():
                    return
            time.sleep(0.1)
        logs = "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-1500:]}"
            for log in (self.data_dir / "logs").glob("*.log")
        )
        raise AssertionError(f"{what} did not come within {within:.0f} s\n{logs}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def server(self) -> EmbeddedServer:
        found = embedded.find(self.data_dir)
        if found is None:
            raise psycopg.OperationalError("PostgreSQL is down")
        return found

    def sql(self, statement: str, parameters: Any = (), *, role: str = "tutela_owner") -> list[tuple[Any, ...]]:
        """Ask the database, past every policy."""
        with psycopg.connect(self.server.url(role), autocommit=True) as session:
            cursor = session.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    # --- killing ---

    def processes(self, of: str) -> list[int]:
        """The processes of this site whose command line has a word in it; the supervisor is never among them."""
        found = []
        for process in psutil.process_iter(["cmdline"]):
            with suppress(psutil.Error):
                words = " ".join(process.info["cmdline"] or ())
                if (
                    of in words
                    and "tutela.server.supervisor" not in words
                    and process.environ().get("TUTELA_SUPERVISED_FOR") == str(self.data_dir)
                ):
                    found.append(process.pid)
        return found

    def kill_web_server(self) -> int:
        """kill -9 of the web server and its workers; returns how many processes died."""
        return self._kill_when_there("the web server", lambda: self.processes(WEB_SERVER))

    def kill_worker(self) -> int:
        """kill -9 of the worker."""
        return self._kill_when_there("the worker", lambda: self.processes(WORKER))

    def kill_postgres(self) -> int:
        """kill -9 of the postmaster, and with it of every session's process half of the time."""

        def found() -> list[int]:
            pid = self.server.pid
            if pid is None:
                return []
            children = psutil.Process(pid).children() if random.random() < 0.5 else []
            return [pid, *(child.pid for child in children)]

        return self._kill_when_there("PostgreSQL", found)

    def _kill_when_there(self, what: str, find: Callable[[], list[int]]) -> int:
        """Kill a victim; where it is down since the last kill, whoever minds it is given the time to bring it up first."""
        killed = 0

        def is_dead() -> bool:
            nonlocal killed
            killed = _kill(find())
            return killed > 0

        self.wait_for(is_dead, what)
        return killed

    # --- using ---

    def token(self, email: str) -> str:
        """A token with which a program acts as somebody."""
        return self.tutela("tokens", "make", "faults", "--as", email).stdout.strip().splitlines()[0]

    def call(self, token: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """One call of the API; (0, None) when nobody answered or the connection broke."""
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "routing"} | (
            {"Idempotency-Key": key} if key else {}
        )
        try:
            answer = requests.request(method, f"{self.address}/api/v1{path}", json=body, headers=headers, timeout=20)
            return answer.status_code, answer.json() if answer.content else None
        except (requests.RequestException, ValueError):
            return 0, None

    def sign_in(self, email: str) -> requests.Session:
        """A browser without script, signed in."""
        browser = requests.Session()
        page = browser.get(f"{self.address}/account/login/", timeout=20)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        browser.post(
            f"{self.address}/account/login/",
            data={"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD},
            headers={"Referer": f"{self.address}/account/login/"},
            timeout=20,
        )
        return browser

    def post(self, browser: requests.Session, path: str, data: dict[str, str], files: Any = None) -> requests.Response:
        """Send a form of a page."""
        address = f"{self.address}{path}"
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address, timeout=20).text)
        assert token, f"{path} has no form"
        return browser.post(
            address,
            data=data | {"csrfmiddlewaretoken": token[1]},
            files=files,
            headers={"Referer": address},
            timeout=60,
        )


def run_program(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's own to its end."""
    done = subprocess.run([str(tool(name)), *arguments], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _kill(pids: list[int]) -> int:
    killed = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
