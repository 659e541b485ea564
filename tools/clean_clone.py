"""Prove the two commands: a clean clone, an empty environment, as root and as an ordinary user.

    python -m tools.clean_clone

``make up`` from nothing, every sign-in that it prints tried over HTTP, ``make up`` again while it runs and after ``make down``,
and a count that shows that nothing was lost. As root it does so a second time as a user made for it and taken away again.
"""

import argparse
import html
import http.cookiejar
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import figure, keep

ROOT = Path(__file__).resolve().parents[1]
USER = "tutela-clean-clone"
FIRST_SECONDS, AGAIN_SECONDS = 300, 10
SIGN_IN = re.compile(r"^  (\S.*?) {2,}(\S+@\S+)$", re.MULTILINE)
PASSWORD = re.compile(r"Password of everybody: (.+)$", re.MULTILINE)
LEFT_BY_THE_PUBLIC = re.compile(r"to come back to: (\S+), code (\S+)$", re.MULTILINE)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# What must still be there after a stop and a start, as the auditor of the demo sees it.
COUNT = (
    "SELECT (SELECT count(*) FROM reports_report) || ' reports, ' || (SELECT count(*) FROM audit_entry) || ' entries'"
)


class BrokenPromiseError(Exception):
    """Something that was promised is not so."""


@dataclass(frozen=True)
class Clone:
    """A clone, who runs it and where it listens; every command in it starts from an empty environment."""

    folder: Path
    home: Path
    user: str
    port: int

    def run(self, *words: str) -> tuple[str, float]:
        """What a command printed, and how long it took; raises with its last lines when it fails."""
        began = time.monotonic()
        command = ["env", "-i", "PATH=/usr/bin:/bin", f"HOME={self.home}", f"PORT={self.port}", *words]
        as_user: dict[str, Any] = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        ended = subprocess.run(
            command, cwd=self.folder, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, **as_user
        )
        if ended.returncode:
            told = "\n".join((ended.stdout + ended.stderr).splitlines()[-20:])
            raise BrokenPromiseError(f"{' '.join(words)} ended with {ended.returncode}:\n{told}")
        return ended.stdout, time.monotonic() - began

    def count(self, auditor: str) -> str:
        """What the demo's auditor can count."""
        printed, _ = self.run(".venv/bin/tutela", "sql", "--as", auditor, "--csv", COUNT)
        found = re.search(r"\d+ reports, \d+ entries", printed)
        if found is None:
            raise BrokenPromiseError(f"tutela sql counted nothing: {printed}")
        return found.group()


class Visitor:
    """A browser without script that keeps its cookies."""

    def __init__(self, port: int) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.address = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> tuple[str, str]:
        """The path at which a page ended, and its text."""
        with self._opener.open(self.address + path, timeout=30) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()

    def send(self, path: str, **fields: str) -> tuple[str, str]:
        """Fill a page's form and send it."""
        token = TOKEN.search(self.get(path)[1])
        if token is None:
            raise BrokenPromiseError(f"{path} has no form")
        filled = urllib.parse.urlencode({"csrfmiddlewaretoken": html.unescape(token.group(1)), **fields}).encode()
        asked = urllib.request.Request(  # noqa: S310  (an address of this machine)
            self.address + path, data=filled, headers={"Referer": self.address + path}
        )
        with self._opener.open(asked, timeout=30) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


def sign_in_works(port: int, address: str, password: str) -> bool:
    """Whether somebody signs in and stands on a page that greets them."""
    visitor = Visitor(port)
    try:
        visitor.send("/account/login/", login=address, password=password)
        where, page = visitor.get("/")
    except urllib.error.URLError as refused:
        sys.stdout.write(f"        {address}: {refused}\n")
        return False
    return not where.startswith("/account/login") and "/account/logout/" in page


def coming_back_works(port: int, reference: str, code: str) -> bool:
    """Whether the public page opens the printed report by its code."""
    where, page = Visitor(port).send("/tell/return", reference=reference, code=code)
    return where == "/tell/status" and reference in page


def try_it(clone: Clone, name: str) -> Iterator[dict[str, Any]]:
    """Everything that is promised of one clone, figure by figure."""
    printed, took = clone.run("make", "up")
    yield figure(f"make up, {name}", f"{took:.0f} s", bar=f"< {FIRST_SECONDS} s", met=took < FIRST_SECONDS)
    people, password = SIGN_IN.findall(printed), PASSWORD.search(printed)
    if not people or password is None:
        raise BrokenPromiseError(f"make up printed no sign-in:\n{printed}")
    works = [address for _, address in people if sign_in_works(clone.port, address, password.group(1))]
    yield figure(
        f"printed sign-ins that work, {name}",
        f"{len(works)} of {len(people)}",
        bar="all, one a role",
        met=len(works) == len(people) >= 10,
    )
    left = LEFT_BY_THE_PUBLIC.search(printed)
    back = left is not None and coming_back_works(clone.port, *left.groups())
    yield figure(f"the printed report of the public opens by its code, {name}", back, bar="True", met=back)
    auditor = next(address for label, address in people if label == "Auditor")
    _, took = clone.run("make", "up")
    yield figure(
        f"make up again while it runs, {name}", f"{took:.1f} s", bar=f"< {AGAIN_SECONDS} s", met=took < AGAIN_SECONDS
    )
    before = clone.count(auditor)
    clone.run("make", "down")
    _, took = clone.run("make", "up")
    yield figure(
        f"make up after make down, {name}", f"{took:.1f} s", bar=f"< {AGAIN_SECONDS} s", met=took < AGAIN_SECONDS
    )
    # The count itself is an entry of the trail, and nothing else happened since.
    after, (reports, entries) = clone.count(auditor), re.findall(r"\d+", before)
    kept_reports, kept_entries = re.findall(r"\d+", after)
    lost = kept_reports != reports or int(kept_entries) < int(entries)
    yield figure(f"kept over the stop, {name}", f"{before}; then {after}", bar="nothing lost", met=not lost)
    again = sign_in_works(clone.port, people[0][1], password.group(1))
    yield figure(f"a sign-in after the stop, {name}", again, bar="works", met=again)
    clone.run("make", "down")
    gone = not _answers(clone.port)
    yield figure(f"make down stops it, {name}", gone, bar="True", met=gone)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def clean_clone(user: str) -> Iterator[Clone]:
    """A clone of what is committed, in a folder that is taken away afterwards, whoever's it is."""
    place = Path(tempfile.mkdtemp(prefix="clean-clone-"))
    place.chmod(0o755)
    clone = Clone(folder=place / "tutela", home=place / "home", user=user, port=_free_port())
    clone.home.mkdir()
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone.folder)], check=True)
    if user:
        subprocess.run(["chown", "-R", f"{user}:{user}", str(clone.folder), str(clone.home)], check=True)
    try:
        yield clone
    finally:
        if (clone.folder / ".venv").exists():
            try:
                clone.run("make", "down")
            except BrokenPromiseError as still:
                sys.stderr.write(f"{still}\n")
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def ordinary_user() -> Iterator[str]:
    """A user of this machine with no right of its own, while it is needed."""
    subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/sh", USER], check=True)
    try:
        yield USER
    finally:
        subprocess.run(["userdel", USER], check=False)


def _measured(name: str, user: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    try:
        with clean_clone(user) as clone:
            for one in try_it(clone, name):
                sys.stdout.write(
                    f"{'met   ' if one['met'] else 'MISSED'}  {one['what']}: {one['value']} ({one['bar']})\n"
                )
                sys.stdout.flush()
                found.append(one)
    except BrokenPromiseError as failed:
        sys.stdout.write(f"MISSED  {name}: {failed}\n")
        found.append(figure(f"the whole of it, {name}", str(failed).splitlines()[0], bar="works", met=False))
    return found


def main() -> int:
    """As root: as root, then as an ordinary user. As anybody else: as they are. 1 when a promise was missed."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    if os.geteuid() == 0:
        found = _measured("as root", "")
        with ordinary_user() as user:
            found += _measured("as an ordinary user", user)
    else:
        found = _measured("as an ordinary user", "")
    keep("clean-clone", found)
    return 0 if all(one["met"] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
