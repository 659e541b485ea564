"""Which account runs PostgreSQL. It refuses to be root, so that a root's server lends itself an unprivileged one."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela.core.errors import Unavailable

PREFERRED = ("postgres", "tutela")


@dataclass(frozen=True)
class Account:
    """An account of this machine, with the groups it is in."""

    name: str
    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        """What ``subprocess`` needs to run a program as this account; nothing when we are it already."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": os.getgrouplist(self.name, self.gid)}

    @property
    def is_ours(self) -> bool:
        """Whether we run as this account."""
        return self.uid == os.geteuid()

    def reaches(self, path: Path) -> bool:
        """Whether this account gets as far as ``path``.

        Asked of the kernel, as the account: groups and access lists cannot be worked out from a mode alone.
        """
        if self.is_ours:
            return os.access(path, os.X_OK)
        try:
            done = subprocess.run(["/usr/bin/env", "test", "-x", str(path)], check=False, cwd="/", **self.popen)
        except PermissionError as error:
            raise Unavailable(
                f"This root may not become the account “{self.name}”, which PostgreSQL needs.",
                mend="Run Tutela as an ordinary user, or name your own PostgreSQL in DATABASE_URL.",
            ) from error
        return done.returncode == 0


def _of(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _existing(name: str) -> Account | None:
    try:
        return _of(pwd.getpwnam(name))
    except KeyError:
        return None


def _made() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    subprocess.run(
        [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "tutela"],
        check=False,
        capture_output=True,
    )
    return _existing("tutela")


def database_account(folder: Path) -> Account:
    """The account whose PostgreSQL serves ``folder``: ourselves, or for root one without privileges.

    A folder that already belongs to an account stays with it, whatever accounts were made on the machine since.
    """
    if os.geteuid() != 0:
        try:
            return _of(pwd.getpwuid(os.geteuid()))
        except KeyError:
            # A container may run us under a number that no account has.
            return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    if folder.exists() and folder.stat().st_uid != 0:
        try:
            return _of(pwd.getpwuid(folder.stat().st_uid))
        except KeyError:
            pass
    for name in PREFERRED:
        found = _existing(name)
        if found:
            return found
    account = _made() or _existing("nobody")
    if account is None:
        raise Unavailable(
            "PostgreSQL does not run as root, and this machine has no other account to run it as.",
            mend="Make one: useradd --system tutela",
        )
    return account
