"""What the tools themselves write is read without conversion, and says of each file what Python's own digests say.

The tools are those of Debian: hashdeep and md5deep from the package `hashdeep`, fiwalk from `sleuthkit`, sha256sum from
`coreutils`, mkfs.ext4 from `e2fsprogs`. They must be there; a test that cannot be run is one that does not exist.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.register.lists.making import Seen, read_back
from tutela.register.lists.reading import read_list
from tutela.register.lists.rows import HashList

PACKAGES = {
    "hashdeep": "hashdeep",
    "md5deep": "hashdeep",
    "sha1deep": "hashdeep",
    "sha256deep": "hashdeep",
    "sha256sum": "coreutils",
    "fiwalk": "sleuthkit",
    "mkfs.ext4": "e2fsprogs",
}
NAMES = (
    "plain.bin",
    "with blank, comma;.bin",
    "quote'and&amp.bin",
    "<less>.bin",
    "é日.bin",
    "sub/deeper/x.bin",
    "empty.bin",
)


def tool(name: str) -> str:
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    assert path, f"{name} is missing: install the Debian package {PACKAGES[name]} (apt-get install {PACKAGES[name]})"
    return path


def run(name: str, *arguments: str, folder: Path) -> bytes:
    done = subprocess.run([tool(name), *arguments], cwd=folder, check=True, capture_output=True, timeout=60)
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ordinary files of the operating system, under names that are hard to write."""
    sources = [
        Path(each) for each in ("/etc/passwd", "/etc/group", "/usr/bin/env", "/etc/hosts", "/etc/services", "/bin/sh")
    ]
    inside = tmp_path / "files"
    for name, source in zip(NAMES, [each for each in sources if each.is_file()] * 3, strict=False):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_bytes(b"" if name.startswith("empty") else source.read_bytes())
    return inside


def expected(folder: Path, *algorithms: str, sizes: bool = True) -> set[tuple[str, ...]]:
    """Name, size and digests of every file, by Python."""
    rows = set()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            size = len(content) if sizes else -1
            digests = (f"{name}={hashlib.new(name, content).hexdigest()}" for name in algorithms)
            rows.add((str(path.relative_to(folder)), str(size), *digests))
    return rows


def told(found: HashList, folder: Path) -> set[tuple[str, ...]]:
    """Name, size and digests of every row; a name with the folder before it is told without."""
    return {_told(row, folder) for row in read_back(found.rows)}


def _told(row: Seen, folder: Path) -> tuple[str, ...]:
    name = row.name.removeprefix(f"{folder}/").removeprefix("./")
    return (name, str(row.size), *(f"{each}={digest}" for each, digest in sorted(row.digests.items())))


@pytest.mark.parametrize("algorithms", ["md5", "md5,sha256", "md5,sha1,sha256"])
def test_hashdeep_is_read_as_it_comes(folder: Path, algorithms: str) -> None:
    found = read_list(run("hashdeep", "-c", algorithms, "-r", ".", folder=folder))
    assert found.form == "hashdeep"
    assert told(found, folder) == expected(folder, *algorithms.split(","))


@pytest.mark.parametrize("name", ["md5deep", "sha1deep", "sha256deep"])
def test_md5deep_and_its_sisters_are_read_as_they_come(folder: Path, name: str) -> None:
    algorithm = name.removesuffix("deep")
    found = read_list(run(name, "-r", ".", folder=folder))
    assert found.form == "md5deep"
    assert told(found, folder) == expected(folder, algorithm, sizes=False)
    assert told(read_list(run(name, "-r", "-z", ".", folder=folder)), folder) == expected(folder, algorithm)


def test_sha256sum_is_read_as_it_comes(folder: Path) -> None:
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    found = read_list(run("sha256sum", *names, folder=folder))
    assert told(found, folder) == expected(folder, "sha256", sizes=False)


@pytest.mark.parametrize("name", ["hashdeep", "md5deep", "sha1deep"])
def test_the_dfxml_of_hashdeep_and_md5deep_is_read_as_it_comes(folder: Path, name: str) -> None:
    algorithms = {"hashdeep": ("md5", "sha256"), "md5deep": ("md5",), "sha1deep": ("sha1",)}[name]
    found = read_list(run(name, "-d", "-r", ".", folder=folder))
    assert found.form == "dfxml"
    assert told(found, folder) == expected(folder, *algorithms)


def test_the_dfxml_of_fiwalk_is_read_as_it_comes(folder: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.raw"
    with image.open("wb") as file:
        file.truncate(8 * 1024 * 1024)
    run("mkfs.ext4", "-q", "-O", "^has_journal", "-d", str(folder), str(image), folder=tmp_path)
    written = tmp_path / "fiwalk.xml"
    run("fiwalk", "-X", str(written), str(image), folder=tmp_path)
    found = read_list(written)
    assert found.form == "dfxml"
    # An empty file has no data, and fiwalk gives it no digest; “$OrphanFiles” is the file system's own.
    rows = {row for row in told(found, folder) if row[1] != "0" and not row[0].startswith("$")}
    assert rows == {row for row in expected(folder, "md5", "sha1") if row[1] != "0"}
    assert any("Directories" in note for note in found.notes)
    assert read_back(read_list(run("fiwalk", "-x", str(image), folder=tmp_path)).rows) == read_back(found.rows)
