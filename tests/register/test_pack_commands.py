"""The commands of packs, as they are typed: on a real site, and on a machine that has nothing of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.register.packs import at_the_workstation

pytestmark = pytest.mark.timeout(0)
EXAMINER = "north.examiner@north.example"
ROWS = 500


@pytest.fixture(scope="module")
def site() -> Iterator[Installation]:
    """A real site, with a register of some files."""
    running = Installation()
    try:
        running.start()
        yield running
    finally:
        running.stop()


def a_list(to: Path, rows: range) -> Path:
    """A list as ``hashdeep`` writes it, of digests that stand for nothing."""
    import hashlib

    lines = ["%%%% HASHDEEP-1.0", "%%%% size,md5,sha256,filename"]
    for n in rows:
        raw = f"synthetic {n}".encode()
        lines.append(
            f"{n},{hashlib.md5(raw, usedforsecurity=False).hexdigest()},{hashlib.sha256(raw).hexdigest()},/evidence/{n}.dat"
        )
    to.write_text("\n".join(lines) + "\n")
    return to


def test_a_list_is_answered_without_a_connection_as_the_server_answers_it_and_brought_back(
    site: Installation, tmp_path: Path
) -> None:
    known = a_list(tmp_path / "south.hashdeep", range(0, ROWS, 3))
    site.tutela(
        "check", str(known), "--as", "south.investigator@south.example", "--exhibit", "SO/1", "--submit", "case"
    )
    pack, key, results = tmp_path / "lab-3.pack", tmp_path / "centre.key", tmp_path / "exhibit.results"
    said = site.tutela("register", "key", "--out", str(key)).stdout
    fingerprint = said.split("Fingerprint: ")[1].split()[0]
    made = site.tutela("register", "pack", str(pack), "--as", EXAMINER, "--days", "9").stdout
    assert f"knows {len(range(0, ROWS, 3)):,} files" in made
    assert fingerprint in made
    assert (site.data_dir / "keys" / "register_pack_key").stat().st_mode & 0o777 == 0o600

    asked = a_list(tmp_path / "exhibit.hashdeep", range(ROWS))
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    at_the_workstation(tmp_path, "register", "trust", str(key), "--fingerprint", fingerprint)
    done = at_the_workstation(
        tmp_path, "check", str(asked), "--pack", str(pack), "--out", str(here), "--results", str(results),
        "--exhibit", "EX/7",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "for Synthetic Northmoor Police, lab-3: 167 files" in done.stdout
    site.tutela("check", str(asked), "--as", EXAMINER, "--exhibit", "NM/1", "--out", str(there))
    assert here.read_bytes() == there.read_bytes()

    for words in ("167 new sightings", "They had been brought back before"):
        assert words in site.tutela("register", "bring-back", str(results), "--as", EXAMINER).stdout
    [(met,)] = site.sql("SELECT count(*) FROM register_sighting WHERE exhibit = 'EX/7'")
    [(checks, from_packs)] = site.sql(
        "SELECT count(*), count(*) FILTER (WHERE asked_from = 'pack') FROM register_check WHERE list_digest ="
        " (SELECT list_digest FROM register_check WHERE asked_from = 'pack')"
    )
    assert (met, checks, from_packs) == (167, 2, 1)
