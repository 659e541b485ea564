"""A pack says what the register says to whoever made it, on a machine without a database, and what it found is brought back once."""

import hashlib
import io
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import World
from tests.children.children import a_child
from tests.register.lists_of import listed, made_up
from tests.register.packs import (
    NOW,
    SIGNER,
    TRUSTED,
    Files,
    asked_of,
    at_the_workstation,
    audited,
    codes,
    made_by,
    mixed_files,
    on_the_server,
    opened,
    submitted,
)
from tests.register.series import a_series, with_child
from tutela.accounts.need_to_know import acting_as
from tutela.core import clock
from tutela.core.errors import BadInput, NotAllowed, Refused, Unavailable
from tutela.register.answer_file import told_of, write_csv, write_json
from tutela.register.models import Entry, Source
from tutela.register.pack.asking import answers_from
from tutela.register.pack.reading import Pack
from tutela.register.pack.results import Question, read_results
from tutela.register.pack.signing import PublicKey, Signer, fingerprint, trust
from tutela.register.queries.answers import Answers
from tutela.register.queries.summary import summary_of
from tutela.register.services.make_pack import For, make_pack

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_index(tmp_path: Path, settings: Any) -> None:
    settings.TUTELA_REGISTER_INDEX_DIR = tmp_path / "register"


def told(answers: Answers) -> list[tuple[dict[str, Any], int]]:
    """What is said of each row, in words and references, and how many files it is."""
    said = [(told_of(one, answers), one.files) for one in answers.said]
    return [said[one] for one in answers.which.tolist()]


def a_register(world: World, draw: random.Random) -> Files:
    """A register of files that several hold, each in their own way; returns the files."""
    files = mixed_files(draw, 60, pool=25)
    with acting_as(analyst := world.actor("centre_analyst")):
        sources = [
            Source.objects.create(
                organisation=world.centre, name=f"Synthetic set {n}", origin="Synthetic maker", terms=f"Terms {n}",
                audience=audience, made_at=clock.now(), made_by_id=analyst.user_id,
            )
            for n, audience in enumerate(["all", "country", "own"])
        ]  # fmt: skip
    series = [
        a_series(world, who, audience=draw.choice(["own", "country", "all"]), otherwise=draw.choice(["ask", "new"]))
        for who in ("north_investigator", "south_investigator", "north_investigator")
    ]
    with_child(world, series[0], a_child(world))
    for n in range(12):
        part = draw.sample(files, draw.randint(1, 12))
        who = draw.choice(["north_investigator", "south_investigator", "foreign_investigator", "centre_analyst"])
        if who == "centre_analyst" and draw.random() < 0.7:
            submitted(world, who, part, what="harmless", source=draw.choice(sources))
            continue
        owned = [one for one in series if world.actor(who).organisation_id == one.owner_id and draw.random() < 0.5]
        submitted(world, who, part, series=owned[0] if owned else None, exhibit=f"EX/{n}")
        with acting_as(world.actor(who)):
            mine = Entry.objects.filter(organisation_id=world.actor(who).organisation_id, series=None, kind="case")
            for entry in draw.sample(list(mine), len(mine) // 2):
                Entry.objects.filter(pk=entry.pk).update(
                    audience=draw.choice(["own", "country", "all"]), otherwise=draw.choice(["ask", "new"])
                )
            for entry in draw.sample(list(mine), len(mine) // 8):
                Entry.objects.filter(pk=entry.pk).update(is_on=False, switched_words="Synthetic words.")
    return files


@pytest.mark.parametrize("seed", range(6))
def test_a_pack_answers_every_row_as_the_server_answers_its_maker(world: World, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    files = a_register(world, draw)
    empty = {name: hashlib.new(name, b"").digest() for name in ("md5", "sha1", "sha256")}
    asked = [*asked_of(draw, files, 300), *files, empty, *made_up(5, seed=seed)]
    for who in ("north_examiner", "south_investigator", "foreign_investigator", "centre_analyst"):
        server = on_the_server(world, who, asked)
        pack = made_by(world, who, tmp_path / f"{who}.pack")
        ours = answers_from(pack, listed(asked).rows)
        assert told(ours) == told(server), who
        assert len(set(codes(ours))) > 2
        # Written out, by the same functions, nothing differs but who was asked.
        assert written_out(pack, asked, ours) == written_out_by_server(world, who, asked, server)


def written_out(pack: Pack, files: Files, answers: Answers) -> tuple[bytes, bytes]:
    return _out(files, answers, own=pack.contents.own)


def written_out_by_server(world: World, who: str, files: Files, answers: Answers) -> tuple[bytes, bytes]:
    return _out(files, answers, own=world.actor(who).organisation_pk)


def _out(files: Files, answers: Answers, *, own: int) -> tuple[bytes, bytes]:
    as_csv, as_json = io.BytesIO(), io.BytesIO()
    write_csv(as_csv, listed(files), answers)
    summary = summary_of(answers, own_organisation=own, children={})
    write_json(as_json, listed(files), answers, summary, check={})
    return as_csv.getvalue(), as_json.getvalue()


def test_a_pack_holds_no_child_no_label_no_number_of_the_registers_own_and_nothing_that_is_hidden(
    world: World, tmp_path: Path
) -> None:
    child = a_child(world, label="Child in question")
    series = with_child(world, a_series(world, label="Blue tent", audience="all", otherwise="ask"), child)
    hidden = a_series(world, label="Red tent", audience="own", otherwise="new")
    files = made_up(4, seed=20)
    submitted(world, "north_investigator", files[:2], series=series)
    submitted(world, "north_investigator", files[2:3], series=hidden)
    pack = made_by(world, "south_investigator", tmp_path / "a.pack")
    content = (tmp_path / "a.pack").read_bytes()
    assert (pack.files, codes(answers_from(pack, listed(files).rows))) == (2, ["not_identified"] * 2 + ["new"] * 2)
    assert series.reference.encode() in content
    for word in (child.reference, "Child in question", "Blue tent", "Red tent", hidden.reference):
        assert word.encode() not in content
    assert [one.code for one in pack.contents.organisations] == ["north", "south"]
    assert {holding.series for held, _ in pack.contents.groups for holding in held} == {1}
    # What it holds for its owner, who may know.
    assert made_by(world, "north_investigator", tmp_path / "b.pack").files == 3


def test_who_makes_a_pack_says_for_which_machine_and_how_long_and_it_is_audited(world: World, tmp_path: Path) -> None:
    submitted(world, "north_examiner", made_up(2, seed=21))
    actor, path = world.actor("south_investigator"), tmp_path / "a.pack"
    for wanted, why in ((For("Lab 3", 0), "1 to 92"), (For("Lab 3", 93), "1 to 92"), (For(" ", 3), "Which machine")):
        with pytest.raises(BadInput, match=why):
            make_pack(path, wanted, signer=SIGNER, actor=actor, now=NOW)
    for who in ("south_intake", "north_auditor", "north_administrator", "hotline_partner"):
        with pytest.raises(NotAllowed):
            make_pack(path, For("Lab 3", 3), signer=SIGNER, actor=world.actor(who), now=NOW)
    with pytest.raises(Unavailable, match="cannot be written"):
        make_pack(tmp_path / "none" / "a.pack", For("Lab 3", 3), signer=SIGNER, actor=actor, now=NOW)
    assert list(tmp_path.iterdir()) == []
    told_of_parts: list[tuple[int, int]] = []
    made = make_pack(
        path, For("Lab 3", 3), signer=SIGNER, actor=actor, now=NOW,
        progress=lambda done, of: told_of_parts.append((done, of)),
    )  # fmt: skip
    label = opened(path).label
    assert (label, made.files, made.size) == (made.label, 2, path.stat().st_size)
    assert (label.workstation, label.organisation_code, label.installation) == ("Lab 3", "south", world.centre.name)
    assert label.expires_at == NOW + timedelta(days=3)
    assert told_of_parts[-1][0] == told_of_parts[-1][1]
    assert audited("register.pack") == [
        {
            "pack": label.id, "files": 2, "workstation": "Lab 3", "expires_at": label.expires_at.isoformat(),
            "key": fingerprint(SIGNER.public),
        }
    ]  # fmt: skip


# On a machine without anything --------------------------------------------------------------------------------------------


def a_list(folder: Path, files: Files) -> Path:
    path = folder / "exhibit.txt"
    path.write_text("".join(f"{one['sha256'].hex()}  file {n}\n" for n, one in enumerate(files)))
    return path


def test_a_machine_that_is_connected_to_nothing_trusts_a_key_and_answers_a_list(world: World, tmp_path: Path) -> None:
    files = made_up(5, seed=22)
    submitted(world, "north_examiner", files[:2])
    path, now = tmp_path / "lab.pack", clock.now()
    made_by(world, "south_investigator", path, now=now)
    out, results = tmp_path / "answer.csv", tmp_path / "a.results"
    check = (
        "check", str(a_list(tmp_path, files)), "--pack", str(path), "--out", str(out), "--results", str(results),
        "--exhibit", "EX/7", "--submit", "seen",
    )  # fmt: skip
    refused = at_the_workstation(tmp_path, *check)
    assert (refused.returncode, fingerprint(SIGNER.public) in refused.stderr) == (Refused.exit_code, True)
    assert not out.exists()
    key = tmp_path / "centre.key"
    key.write_text(PublicKey(world.centre.name, SIGNER.public).as_text())
    strange = at_the_workstation(
        tmp_path, "register", "trust", str(key), "--fingerprint", fingerprint(Signer.new().public)
    )
    assert (strange.returncode, "another fingerprint" in strange.stderr) == (Refused.exit_code, True)
    assert at_the_workstation(tmp_path, *check).returncode == Refused.exit_code
    trusted = at_the_workstation(tmp_path, "register", "trust", str(key), "--fingerprint", fingerprint(SIGNER.public))
    assert (trusted.returncode, "Trusted from now on" in trusted.stdout) == (0, True), trusted.stderr
    done = at_the_workstation(tmp_path, *check)
    assert done.returncode == 0, done.stderr
    assert "5 rows, 2 known (40.0%)" in done.stdout
    assert "0 days ago" in done.stdout
    lines = out.read_text().splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["known", "known", "new", "new", "new"]
    assert world.north.name in lines[1]
    assert read_results(results).question == Question("EX/7", "", "seen")
    altered = bytearray(path.read_bytes())
    altered[5000] ^= 1
    path.write_bytes(altered)
    assert "altered" in at_the_workstation(tmp_path, *check).stderr


def test_a_pack_is_trusted_by_the_key_that_the_installation_shows(world: World, tmp_path: Path) -> None:
    key = PublicKey(world.centre.name, SIGNER.public)
    assert trust(key, tmp_path / "keys").read_text() == key.as_text()
    assert key.public in TRUSTED
