"""The commands that check lists, as they are typed: on a real site, and on a machine that has nothing of it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.faults.installation import Installation
from tests.register.packs import at_the_workstation

pytestmark = pytest.mark.timeout(0)
EXAMINER = "north.examiner@north.example"
ROWS = 500


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


def test_a_long_list_is_answered_as_a_short_one_whatever_the_index_covers(site: Installation, tmp_path: Path) -> None:
    draw = np.random.default_rng(7)
    known = ["".join(f"{byte:02x}" for byte in draw.integers(0, 256, 16)) for _ in range(60)]
    rows = draw.integers(0, 256, (20_000, 16), dtype=np.uint8).tobytes().hex()
    long = [rows[at : at + 32] for at in range(0, len(rows), 32)]
    places = sorted(draw.choice(len(long), 60, replace=False).tolist())
    for place, digest in zip(places, known, strict=True):
        long[place] = digest
    long[1234] = "d41d8cd98f00b204e9800998ecf8427e"
    asked, short = tmp_path / "exhibit.md5", tmp_path / "short.md5"
    asked.write_text("\n".join(long) + "\n")
    short.write_text("\n".join(long[place] for place in places) + "\n")
    for batch, digests in (("before", known[:40]), ("since", known[40:])):
        of_batch = tmp_path / f"{batch}.md5"
        of_batch.write_text("\n".join(digests) + "\n")
        site.tutela(
            "check", str(of_batch), "--as", "south.investigator@south.example", "--exhibit", batch, "--submit", "case"
        )
        if batch == "before":
            site.tutela("register", "index", "--quietly")
    again = tmp_path / "again.md5"
    again.write_text(asked.read_text())
    said = site.tutela("check", str(short), str(again), str(asked), "--as", EXAMINER, "--exhibit", "NM/3").stdout
    assert said.count("20,000 rows, 61 known") == 2
    out = tmp_path / "answer.csv"
    said = site.tutela("check", str(asked), "--as", EXAMINER, "--exhibit", "NM/2", "--out", str(out)).stdout
    assert "20,000 rows, 61 known" in said
    of_short = json.loads(site.tutela("check", str(short), "--as", EXAMINER, "--exhibit", "NM/2", "--json").stdout)
    with out.open(newline="") as stream:
        answered = list(csv.DictReader(stream))
    assert [(int(one["row"]), one["hash"]) for one in answered] == [(n, one) for n, one in enumerate(long, start=1)]
    answers = {place: answered[place]["answer"] for place in range(len(long)) if answered[place]["answer"] != "new"}
    wanted = {places[one["row"] - 1]: one["answer"] for one in of_short["rows"]}
    assert answers == {**wanted, 1234: "harmless"}
    assert len(wanted) == 60
    assert not list(tmp_path.glob(".*"))
    [(rows_kept, known_kept)] = site.sql(
        "SELECT rows, rows - new FROM register_check WHERE exhibit = 'NM/2' ORDER BY id LIMIT 1"
    )
    assert (rows_kept, known_kept) == (20_000, 61)

    asked.write_text("\n".join([*long, "x" * 32]) + "\n")
    refused = site.tutela("check", str(asked), "--as", EXAMINER, "--exhibit", "NM/2", "--out", str(out), check=False)
    assert refused.returncode != 0
    assert "20001" in refused.stderr.replace(",", "")
    nowhere = tmp_path / "nowhere" / "answer.csv"
    asked.write_text("\n".join(long) + "\n")
    failed = site.tutela("check", str(asked), "--as", EXAMINER, "--exhibit", "NM/2", "--out", str(nowhere), check=False)
    assert failed.returncode != 0
    assert "cannot be written" in failed.stderr
