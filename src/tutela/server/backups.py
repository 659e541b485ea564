"""A backup is one file: the database as PostgreSQL dumps it, the keys, and a manifest with the digest of each.

It is written beside its place and renamed, readable by its owner alone. What is read back is checked against the
manifest before anything is changed. The passwords of the database's roles are not in it: they belong to a server.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tutela.core.errors import BadInput, Unavailable, where
from tutela.server.binaries import tool
from tutela.server.places import Places

FORMAT = "tutela-backup 1"
MANIFEST, DUMP, KEYS = "manifest.json", "database.dump", "keys/"
_OF_A_SERVER = "database_passwords.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: when it was made, by which version, and the SHA-256 of each of its files."""

    made_at: str
    version: str
    postgresql: int
    anchor: str
    key_digest: str
    files: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT


@dataclass(frozen=True)
class Last:
    """The newest backup that this installation made."""

    at: datetime
    file: str


@dataclass(frozen=True)
class Opened:
    """A backup whose digests were found right, unpacked into a private folder."""

    manifest: Manifest
    dump: Path
    keys: dict[str, bytes]


def key_digest(secret_key: str) -> str:
    """By which a key is known again without being told."""
    return hashlib.sha256(f"tutela key|{secret_key}".encode()).hexdigest()[:16]


def make(
    places: Places, target: Path, owner_url: str, *, version: str, anchor: str, secret_key: str, now: datetime
) -> Path:
    """Write a backup to ``target``, or into it where it is a folder; returns the file.

    Raises Unavailable when the place cannot be written, is full, or PostgreSQL refuses.
    """
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    path = target / f"tutela-{stamp}.tar" if target.is_dir() else target
    if not path.parent.is_dir():
        raise Unavailable(f"There is no folder {path.parent}.", mend="Make it first, where no other account gets in.")
    try:
        with tempfile.TemporaryDirectory(prefix=".tutela-backup-", dir=path.parent) as folder:
            draft, dump = Path(folder) / "backup.tar", Path(folder) / DUMP
            major = _dump(owner_url, dump)
            manifest = Manifest(
                made_at=now.isoformat(),
                version=version,
                postgresql=major,
                anchor=anchor,
                key_digest=key_digest(secret_key),
                files={DUMP: _digest_of(dump)} | {f"{KEYS}{one.name}": _digest_of(one) for one in _key_files(places)},
            )
            _pack(draft, manifest, dump, places)
            draft.replace(path)
            _sync(path.parent)
    except OSError as error:
        raise Unavailable(
            f"The backup could not be written to {path}: {error.strerror}.",
            mend="Choose a folder with enough room that you may write to.",
        ) from error
    _note(places, Last(now, str(path.absolute())))
    return path


@contextmanager
def opened(path: Path, places: Places) -> Iterator[Opened]:
    """A backup, its digests verified before anybody uses it. Raises BadInput for one that is not whole."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=places.data_dir) as folder:
        yield _unpack(path, Path(folder))


def load(found: Opened, owner_url: str) -> None:
    """Put the dump into the database of ``owner_url``, in place of what is there; all of it or nothing.

    The schema is made anew and filled in one transaction of the program that restores.
    """
    with _connect(owner_url) as owner:
        major = owner.info.server_version // 10_000
    if major < found.manifest.postgresql:
        raise Unavailable(
            f"The backup is of PostgreSQL {found.manifest.postgresql}, and this server is {major}.",
            mend="Restore into a server that is not older.",
        )
    with tempfile.TemporaryDirectory(dir=found.dump.parent) as folder:
        script = Path(folder) / "database.sql"
        _run("pg_restore", [f"--file={script}", "--no-owner", str(found.dump)], found.manifest.postgresql, {})
        anew = Path(folder) / "anew.sql"
        anew.write_text("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;\n")
        address, environment = _without_password(owner_url)
        _run(
            "psql",
            [
                *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null"),
                *(f"--dbname={address}", f"--file={anew}", f"--file={script}"),
            ],
            major,
            environment,
        )


def put_keys(found: Opened, places: Places, *, now: datetime) -> list[str]:
    """Put the keys back; one that differs is kept beside it under another name. Returns the names that were written."""
    written = []
    for name, content in found.keys.items():
        path = places.keys / name
        if path.exists() and path.read_bytes() != content:
            path.replace(path.with_name(f"{name}.replaced-{now:%Y%m%dT%H%M%SZ}"))
        draft = path.with_name(f"{name}.new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(content)
        draft.replace(path)
        written.append(name)
    return written


def holds_anything(owner_url: str) -> bool:
    """Whether the database holds an organisation or an entry of the audit trail: more than an empty installation does."""
    with _connect(owner_url) as owner:
        for table in ("organisations_organisation", "audit_entry"):
            there = owner.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"]).fetchone()
            if there and there[0] and owner.execute(f"SELECT 1 FROM public.{table} LIMIT 1").fetchone():
                return True
    return False


def others_connected(owner_url: str) -> int:
    """How many sessions of the application's roles use the database at this moment."""
    with _connect(owner_url) as owner:
        row = owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename IN ('tutela_app', 'tutela_jobs', 'tutela_reader')"
        ).fetchone()
    return int(row[0]) if row else 0


def last_made(places: Places) -> Last | None:
    """The newest backup that was made here; None when there was none, or its file is gone from where it was written."""
    try:
        kept = json.loads(_notes(places).read_text())
        return Last(datetime.fromisoformat(kept["at"]), kept["file"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _notes(places: Places) -> Path:
    return places.run / "last_backup.json"


def _note(places: Places, last: Last) -> None:
    draft = _notes(places).with_suffix(".new")
    draft.write_text(json.dumps({"at": last.at.isoformat(), "file": last.file}))
    draft.replace(_notes(places))


def _key_files(places: Places) -> list[Path]:
    return [one for one in sorted(places.keys.glob("*")) if one.is_file() and one.name != _OF_A_SERVER]


def _pack(draft: Path, manifest: Manifest, dump: Path, places: Places) -> None:
    content = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            archive.addfile(_member(MANIFEST, len(content)), io.BytesIO(content))
            for one in _key_files(places):
                archive.addfile(_member(f"{KEYS}{one.name}", one.stat().st_size), io.BytesIO(one.read_bytes()))
            with dump.open("rb") as source:
                archive.addfile(_member(DUMP, dump.stat().st_size), source)
        stream.flush()
        os.fsync(stream.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.size, found.mode = size, 0o600
    return found


def _unpack(path: Path, folder: Path) -> Opened:
    try:
        with tarfile.open(path, "r:") as archive:
            manifest = _manifest_of(archive, path)
            keys: dict[str, bytes] = {}
            for name, digest in manifest.files.items():
                member = archive.extractfile(name)
                if member is None:
                    raise _not_whole(path)
                # Only names that the manifest may hold are written, and only into our own folder.
                if name == DUMP:
                    with (folder / DUMP).open("wb") as stream:
                        shutil.copyfileobj(member, stream, _CHUNK)
                    right = _digest_of(folder / DUMP) == digest
                else:
                    keys[_key_name(name, path)] = content = member.read()
                    right = hashlib.sha256(content).hexdigest() == digest
                if not right:
                    raise _not_whole(path)
    except FileNotFoundError:
        raise BadInput("There is no such file.", where=where(file=str(path)), mend="Check its path.") from None
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError):
        raise _not_whole(path) from None
    if not (folder / DUMP).exists():
        raise _not_whole(path)
    return Opened(manifest, folder / DUMP, keys)


def _manifest_of(archive: tarfile.TarFile, path: Path) -> Manifest:
    member = archive.extractfile(MANIFEST)
    if member is None:
        raise _not_whole(path)
    manifest = Manifest(**json.loads(member.read(_CHUNK)))
    if manifest.format != FORMAT:
        raise BadInput(
            "This backup is of a kind that this version does not know.",
            where=where(file=str(path)),
            mend="Restore it with the version that made it, or with a newer one.",
        )
    return manifest


def _key_name(name: str, path: Path) -> str:
    plain = name.removeprefix(KEYS)
    if not name.startswith(KEYS) or not plain or "/" in plain or plain.startswith("."):
        raise _not_whole(path)
    return plain


def _not_whole(path: Path) -> BadInput:
    return BadInput(
        "This is no whole backup: a part is missing or is not what was written.",
        where=where(file=str(path)),
        mend="Take another copy of it, or another backup.",
    )


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _dump(owner_url: str, to: Path) -> int:
    with _connect(owner_url) as owner:
        major = owner.info.server_version // 10_000
    to.touch(mode=0o600)
    address, environment = _without_password(owner_url)
    _run("pg_dump", ["--format=custom", f"--file={to}", f"--dbname={address}"], major, environment)
    return major


def _connect(url: str) -> "psycopg.Connection[Any]":
    try:
        return psycopg.connect(url, connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(
            "The database does not let the tables' owner in.", mend="Check DATABASE_OWNER_URL and its password."
        ) from error


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address for a program's command line, which others can read, and the environment that holds the rest."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), {"PGPASSWORD": str(password)} if password else {}


def _run(program: str, arguments: list[str], server: int, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [str(tool(program, server=server)), *arguments],
        check=False,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"} | environment,
    )
    if done.returncode != 0:
        # Its words can quote a row: only the kind of what happened is told.
        raise Unavailable(
            f"{program} ended with {done.returncode}: {_kind_of(done.stderr)}.",
            mend="Look at PostgreSQL's own log. Nothing was changed.",
        )


def _kind_of(stderr: bytes) -> str:
    words = stderr.decode(errors="replace")
    for known in ("No space left on device", "permission denied", "version mismatch", "already exists", "connection"):
        if known in words:
            return known
    return "see PostgreSQL's log"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
