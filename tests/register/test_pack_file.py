"""A pack answers as the register would, and is refused as soon as a bit of it is not what was signed. Without a database."""

import hashlib
import json
import random
import stat
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.register.lists_of import made_up, only, rows_of
from tests.register.packs import CONTENTS, NOW, SIGNER, asked_of, heads_of, label, mixed_files, opened, written
from tutela.core.errors import BadInput, Refused
from tutela.register.answer import Answer
from tutela.register.lists.rows import WIDTHS
from tutela.register.pack.asking import answers_from, find
from tutela.register.pack.layout import BUCKET_LOAD, CONTENT_AT, PIECE, Preamble
from tutela.register.pack.reading import CLOCKS_DIFFER, Pack, open_pack
from tutela.register.pack.signing import (
    PublicKey,
    Signer,
    fingerprint,
    installation_signer,
    same_fingerprint,
    trust,
    trusted,
)
from tutela.register.pack.writing import write_pack
from tutela.register.queries.answers import Said

NEW = Said(Answer.NEW)


def said(pack: Pack, files: list[dict[str, bytes]]) -> list[Said]:
    """What a pack says of each row."""
    answers = answers_from(pack, rows_of(files))
    return [answers.said[one] for one in answers.which.tolist()]


def judged(files: list[dict[str, bytes]], groups: list[int], row: dict[str, bytes]) -> Said:
    """What is to be said of a row, file by file: by every hash that both have, one at least."""
    met = []
    for file, group in zip(files, groups, strict=True):
        both = [file[name] == row[name] for name in file if name in row]
        if both and all(both):
            met.append(group)
    return CONTENTS.said_of(met, CONTENTS.cards) if met else NEW


@pytest.mark.parametrize("seed", range(30))
def test_every_row_is_judged_by_all_the_hashes_that_both_have(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    files = mixed_files(draw, draw.choice([1, 5, 60, 400]), pool=draw.choice([1, 4, 50]))
    groups = [draw.randrange(len(CONTENTS.groups)) for _ in files]
    pack = opened(written(tmp_path / "a.pack", files, groups))
    asked = asked_of(draw, files, 300)
    assert said(pack, asked) == [judged(files, groups, one) for one in asked]


def test_what_is_not_in_a_pack_is_new_and_an_empty_pack_knows_nothing(tmp_path: Path) -> None:
    files = made_up(4_000, seed=1)
    pack = opened(written(tmp_path / "a.pack", files, [0] * len(files)))
    assert set(said(pack, made_up(2_000, seed=2))) == {NEW}
    assert NEW not in said(pack, files)
    nothing = opened(written(tmp_path / "b.pack", [], []))
    assert (nothing.files, set(said(nothing, files[:50]))) == (0, {NEW})


@pytest.mark.parametrize("shared", ["md5", "sha1", "sha256"])
def test_thousands_of_files_with_one_hash_are_found_and_told_apart_by_another(tmp_path: Path, shared: str) -> None:
    files = [one | {shared: b"\x05" * WIDTHS[shared]} for one in made_up(5_000, seed=3)]
    pack = opened(written(tmp_path / "a.pack", files, [n % 2 for n in range(len(files))]))
    [told] = said(pack, only(files[:1], shared))
    assert (told.files, told.answer, told.series) == (5_000, Answer.NOT_IDENTIFIED, 1)
    assert [one.files for one in said(pack, files[:40])] == [1] * 40
    assert [one.answer for one in said(pack, files[:2])] == [Answer.KNOWN, Answer.NOT_IDENTIFIED]
    stranger = made_up(1, seed=4)[0] | {shared: files[0][shared]}
    assert said(pack, [stranger]) == [NEW]


def test_one_bit_makes_another_digest_of_what_counts_and_none_of_what_stands_behind(tmp_path: Path) -> None:
    files = made_up(20_000, seed=5)
    pack = opened(written(tmp_path / "a.pack", files, [0] * len(files)))
    draw = random.Random(5)
    for name, width in WIDTHS.items():
        # With so few buckets the lowest 14 bits of the first number are not kept.
        for bit in range(16, 96):
            one = bytearray(draw.choice(files)[name])
            one[bit // 8] ^= 1 << bit % 8
            assert said(pack, [{name: bytes(one)}]) == [NEW], bit
        behind = bytearray(files[0][name])
        behind[width - 1] ^= 1
        assert said(pack, [{name: bytes(behind)}]) != [NEW]


def test_digests_that_begin_alike_crowd_one_bucket_and_are_all_found(tmp_path: Path) -> None:
    draw = random.Random(6)
    files = [{"md5": b"\x11" * 4 + b"\x22" * 4 + draw.randbytes(8)} for _ in range(3_000)]
    pack = opened(written(tmp_path / "a.pack", files + made_up(50, seed=6), [0] * 3_050))
    assert said(pack, files) == [judged(files[:1], [0], files[0])] * len(files)
    strangers = [{"md5": b"\x11" * 4 + b"\x22" * 4 + draw.randbytes(8)} for _ in range(300)]
    assert set(said(pack, strangers)) == {NEW}


def test_the_empty_file_and_digests_of_one_digit_tell_nothing(tmp_path: Path) -> None:
    pack = opened(written(tmp_path / "a.pack", made_up(9, seed=7), [0] * 9))
    asked = [{name: hashlib.new(name, b"").digest()} for name in WIDTHS] + [
        {"sha1": b"\xaa" * 20},
        {"md5": b"\xab" * 16},
    ]
    assert [one.answer for one in said(pack, asked)] == [Answer.HARMLESS] * 4 + [Answer.NEW]


@pytest.mark.parametrize("threads", [1, 2])
def test_many_threads_answer_as_one(tmp_path: Path, threads: int) -> None:
    files = made_up(300, seed=8)
    pack = opened(written(tmp_path / "a.pack", files, [0] * len(files)))
    column = rows_of((files + made_up(300, seed=9)) * 300).exact["sha256"]
    found = find(pack, "sha256", column, threads=threads)
    assert np.array_equal(found >= 0, np.arange(len(found)) % 600 < 300)


# What is refused ----------------------------------------------------------------------------------------------------------


def test_a_pack_that_is_altered_in_any_place_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pack", made_up(300, seed=10), [0] * 300)
    whole = path.read_bytes()
    preamble = Preamble.of(whole)
    assert opened(path).files == 300
    draw = random.Random(10)
    # Padding proves nothing and is never read: everything else is tried, each section and each byte of the end.
    places = [
        *range(8, 12),
        *range(12, Preamble.SIZE),
        *(CONTENT_AT + draw.randrange(preamble.header_at - CONTENT_AT) for _ in range(300)),
        *(preamble.header_at + n for n in range(0, preamble.file_bytes - preamble.header_at, 3)),
    ]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << draw.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises((Refused, BadInput)) as error:
            opened(path)
        assert error.value.detail_code in {"pack_altered", "pack_cut_off", "pack_of_a_stranger", "pack_version"}, place
    path.write_bytes(whole)
    assert opened(path).files == 300


def test_a_pack_that_is_cut_off_anywhere_or_has_something_behind_it_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pack", made_up(50, seed=11), [0] * 50)
    whole = path.read_bytes()
    for length in (Preamble.SIZE, CONTENT_AT, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Refused, match="cut off"):
            opened(path)
    path.write_bytes(whole + b"\0")
    with pytest.raises(Refused, match="altered"):
        opened(path)
    for other in (b"", whole[:7], b"%%%% HASHDEEP-1.0\n" * 9):
        path.write_bytes(other)
        with pytest.raises(BadInput, match="no pack"):
            opened(path)
    with pytest.raises(BadInput, match="cannot be opened"):
        opened(tmp_path / "none.pack")


def test_a_strangers_pack_is_refused_with_the_strangers_fingerprint_and_so_is_one_that_they_signed_anew(
    tmp_path: Path,
) -> None:
    stranger = Signer.new()
    files = made_up(20, seed=12)
    path = written(tmp_path / "a.pack", files, [0] * 20, signer=stranger)
    with pytest.raises(Refused, match=fingerprint(stranger.public)) as error:
        opened(path)
    assert error.value.detail_code == "pack_of_a_stranger"
    assert open_pack(path, trusted={stranger.public: "x"}, now=NOW).files == 20
    # The key that is trusted in the place of the stranger's own: then the signature is nobody's.
    forged = path.read_bytes().replace(stranger.public, SIGNER.public)
    path.write_bytes(forged)
    with pytest.raises(Refused, match="altered"):
        opened(path)


def test_a_pack_holds_from_its_day_to_its_end_and_not_a_moment_longer(tmp_path: Path) -> None:
    end = NOW + timedelta(days=14)
    path = written(tmp_path / "a.pack", made_up(1, seed=13), [0])
    assert opened(path, now=end - timedelta(seconds=1)).label == label()
    with pytest.raises(Refused, match="expired on 2026-03-16 09:00 UTC"):
        opened(path, now=end)
    assert opened(path, now=NOW - CLOCKS_DIFFER).files == 1
    with pytest.raises(Refused, match="later than now"):
        opened(path, now=NOW - CLOCKS_DIFFER - timedelta(seconds=1))


def test_a_pack_of_another_version_of_the_format_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pack", made_up(1, seed=14), [0])
    whole = bytearray(path.read_bytes())
    whole[8:12] = (2).to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(BadInput, match="version 2 of the format, and this program reads version 1") as error:
        opened(path)
    assert error.value.detail_code == "pack_version"


def resigned(path: Path, at: int, octets: bytes) -> Path:
    """The pack with other bytes at a place of its content, as a trusted installation whose writer erred would sign it."""
    whole = bytearray(path.read_bytes())
    preamble = Preamble.of(bytes(whole))
    header = json.loads(whole[preamble.header_at :][: preamble.header_bytes])
    whole[CONTENT_AT + at : CONTENT_AT + at + len(octets)] = octets
    content = bytes(whole[CONTENT_AT : preamble.header_at])
    header["digests"] = [hashlib.sha256(content[n : n + PIECE]).hexdigest() for n in range(0, len(content), PIECE)]
    text = json.dumps(header, ensure_ascii=False).encode()
    said = Preamble(preamble.version, preamble.header_at, len(text))
    end = text + SIGNER.public + SIGNER.sign(said.signed_with(text))
    path.write_bytes(said.as_bytes().ljust(CONTENT_AT, b"\0") + content + end)
    return path


def test_a_pack_whose_writer_erred_leads_nowhere_though_it_is_signed(tmp_path: Path) -> None:
    files = made_up(400, seed=18)
    path = written(tmp_path / "a.pack", files, [n % 5 for n in range(400)])
    header = opened(path).proof.header
    whole = path.read_bytes()
    tables = json.loads(header)["tables"]
    [other] = [one for name, one in tables.items() if name == "sha256"]
    # A record that names an entry which is not there; a kind that is not; buckets that begin behind the end.
    for at, octets, when in (
        (other["records_at"] + 7, b"\xff" * 3, "asked"),
        (json.loads(header)["kinds_at"], b"\xff", "asked"),
        (other["lines_at"] + 64, b"\xff\xff\xff\x7f", "opened"),
        (other["lines_at"] + 64 + 4, b"\xff\xff\xff\x7f", "opened"),
        (json.loads(header)["said_at"], b"[", "opened"),
    ):
        path.write_bytes(whole)
        resigned(path, at, octets)
        if when == "asked":
            pack = opened(path)
            with pytest.raises(Refused, match="altered or damaged"):
                said(pack, files)
        else:
            with pytest.raises(Refused, match="altered or damaged"):
                opened(path)


# How it is written --------------------------------------------------------------------------------------------------------


def test_no_whole_digest_stands_in_a_pack_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    files = made_up(500, seed=15)
    path = written(tmp_path / "a.pack", files, [0] * 500)
    content = path.read_bytes()
    assert not any(digest in content or digest[:12] in content for one in files for digest in one.values())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_pack_that_cannot_be_written_leaves_the_older_one_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pack", made_up(1, seed=16), [0])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="one row a file"):
        write_pack(path, label(), CONTENTS, np.zeros(2, np.int32), heads_of(made_up(1, seed=16)), SIGNER)
    with pytest.raises(IndexError):
        write_pack(path, label(), CONTENTS, np.full(1, -1, np.int32), heads_of(made_up(1, seed=16)), SIGNER)
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["a.pack"])


def test_a_file_of_a_pack_takes_less_than_forty_bytes(tmp_path: Path) -> None:
    count = 200_000
    draw = np.random.default_rng(17)
    files = {name: draw.integers(0, 256, (count, 12), dtype=np.uint8) for name in WIDTHS}
    from tutela.register.pack.tables import Heads

    heads = {name: Heads(one, np.ones(count, bool)) for name, one in files.items()}
    write_pack(tmp_path / "a.pack", label(), CONTENTS, np.zeros(count, np.int32), heads, SIGNER)
    assert (tmp_path / "a.pack").stat().st_size / count < 40
    assert BUCKET_LOAD == 22


# Keys ---------------------------------------------------------------------------------------------------------------------


def test_the_installations_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = installation_signer(tmp_path / "keys")
    assert installation_signer(tmp_path / "keys").public == first.public
    [path] = (tmp_path / "keys").iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == ("register_pack_key", 0o600)
    path.write_text("damaged")
    from tutela.core.errors import Unavailable

    with pytest.raises(Unavailable, match="damaged"):
        installation_signer(tmp_path / "keys")


def test_a_fingerprint_that_was_misheard_is_told_by_its_group_and_another_keys_is_another() -> None:
    one, other = Signer.new().public, Signer.new().public
    said_of_one = fingerprint(one)
    assert same_fingerprint(one, said_of_one.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert not same_fingerprint(one, fingerprint(other))
    groups = said_of_one.split("-")
    third = groups[2]
    misheard = ("0" if third[1] != "0" else "2").join([third[:1], third[2:]])
    with pytest.raises(BadInput, match="Group 3"):
        same_fingerprint(one, "-".join([*groups[:2], misheard, *groups[3:]]))
    for short in ("", said_of_one[:-1], said_of_one + "0", said_of_one.replace(groups[0], "ÄÄÄÄÄ")):
        with pytest.raises(BadInput, match="five groups"):
            same_fingerprint(one, short)


def test_a_key_is_trusted_by_its_file_and_what_is_no_key_is_passed_over(tmp_path: Path) -> None:
    key, folder = PublicKey("Synthetic National Centre", SIGNER.public), tmp_path / "trusted"
    assert trusted(folder) == {}
    file = tmp_path / "a.key"
    file.write_text(key.as_text())
    trust(PublicKey.read(file), folder)
    (folder / "b.key").write_text("nothing")
    assert trusted(folder) == {SIGNER.public: "Synthetic National Centre"}
    for wrong in ("", "x\n" * 4, key.as_text().replace(SIGNER.public.hex(), Signer.new().public.hex())):
        file.write_text(wrong)
        with pytest.raises(BadInput, match="no key"):
            PublicKey.read(file)
