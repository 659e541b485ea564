"""The fast reader of lists with one file a line, held against a slow one, against the tools' own output, and against damage."""

import hashlib
import mmap
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.register.lists.slow_lines import HEADER, LISTS, MD5, altered_lists, rows_of, slowly, whole_lists
from tutela.register.index.warm import warm
from tutela.register.lists import line_kernels, lines
from tutela.register.lists.lines import LineFault, read_lines, recognise_lines
from tutela.register.lists.rows import NOT_SAID


def compare(data: bytes) -> None:
    if recognise_lines(data) is None:
        with pytest.raises(LineFault) as refused:
            read_lines(data)
        assert (refused.value.line, refused.value.why) == (1, "form")
        return
    wanted = slowly(data)
    if wanted.fault is not None:
        with pytest.raises(LineFault) as refused:
            read_lines(data)
        assert refused.value.line == wanted.fault
        return
    assert rows_of(read_lines(data)) == wanted.rows


in_small_pieces = pytest.mark.parametrize("piece", [1, 50, lines.PIECE])
often = settings(
    deadline=None,
    max_examples=LISTS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@in_small_pieces
@often
@given(data=whole_lists)
def test_every_list_is_read_as_the_slow_reader_reads_it(
    monkeypatch: pytest.MonkeyPatch, piece: int, data: bytes
) -> None:
    monkeypatch.setattr(lines, "PIECE", piece)
    assert recognise_lines(data) is not None
    assert slowly(data).fault is None or not data.endswith(b"\n")
    compare(data)


@in_small_pieces
@often
@given(data=altered_lists())
def test_a_list_with_a_fault_is_refused_at_the_line_where_the_slow_reader_finds_it(
    monkeypatch: pytest.MonkeyPatch, piece: int, data: bytes
) -> None:
    monkeypatch.setattr(lines, "PIECE", piece)
    compare(data)


# What the tools write

CONTENTS = {"empty": b"", "a, b \\ c": b"one", "né.bin": b"two" * 1000, "z": bytes(range(256))}

HASHDEEP = """\
%%%% HASHDEEP-1.0
%%%% size,md5,sha1,sha256,filename
## Invoked from: /evidence
## # hashdeep -l -r -c md5,sha1,sha256 .
##
3,f97c5d29941bfb1b2fdab0874906ab82,fe05bcdcdc4928012781a5f1a2a77cbb5398e106,7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed,./a, b \\ c
0,d41d8cd98f00b204e9800998ecf8427e,da39a3ee5e6b4b0d3255bfef95601890afd80709,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,./empty
"""
MD5DEEP_SIZES = """\
         0  d41d8cd98f00b204e9800998ecf8427e  /evidence/empty
         3  f97c5d29941bfb1b2fdab0874906ab82  /evidence/a, b \\ c
"""
MD5DEEP_COMMAS = """\
         0, d41d8cd98f00b204e9800998ecf8427e,/evidence/empty
         3, f97c5d29941bfb1b2fdab0874906ab82,/evidence/a, b \\ c
"""
MD5SUM = """\
\\f97c5d29941bfb1b2fdab0874906ab82  a, b \\\\ c
d41d8cd98f00b204e9800998ecf8427e  empty
"""


@pytest.mark.parametrize(
    ("said", "form", "named", "sized"),
    [
        (HASHDEEP, "hashdeep", "./", True),
        (MD5DEEP_SIZES, "md5deep", "/evidence/", True),
        (MD5DEEP_COMMAS, "md5deep", "/evidence/", True),
        (MD5SUM, "md5deep", "", False),
    ],
)
def test_what_the_tools_once_wrote_is_read(said: str, form: str, named: str, sized: bool) -> None:
    assert recognise_lines(said.encode()) == form
    rows = rows_of(read_lines(said.encode()))
    assert {name for _, _, _, name in rows} == {f"{named}empty", f"{named}a, b \\ c"}
    for _, digests, size, name in rows:
        content = CONTENTS[name.removeprefix(named)]
        assert digests == {each: hashlib.new(each, content).hexdigest() for each in digests}
        assert size == (len(content) if sized else NOT_SAID)


COMMANDS = {
    "hashdeep -c md5,sha1,sha256 -r": ("md5", "sha1", "sha256"),
    "hashdeep -c sha256,tiger,whirlpool -r": ("sha256",),
    "hashdeep -r": ("md5", "sha256"),
    "md5deep -r": ("md5",),
    "md5deep -z -r": ("md5",),
    "md5deep -c -r": ("md5",),
    "md5deep -c -z -r": ("md5",),
    "sha1deep -r": ("sha1",),
    "sha256deep -z -r": ("sha256",),
    "md5sum": ("md5",),
    "sha1sum --binary": ("sha1",),
    "sha256sum": ("sha256",),
}
INSTALLED = [command for command in COMMANDS if shutil.which(command.split()[0])]


@pytest.mark.parametrize("command", INSTALLED)
def test_what_an_installed_tool_writes_of_these_files_is_read(command: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in CONTENTS]
    for file, content in zip(files, CONTENTS.values(), strict=True):
        file.write_bytes(content)
    more = [Path("/usr/bin/env"), Path("/usr/bin/head")]
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    said = subprocess.run([*command.split(), *files, *more], capture_output=True, check=True, env=environment).stdout
    rows = rows_of(read_lines(said))
    assert {name for _, _, _, name in rows} == {str(file) for file in (*files, *more)}
    for _, digests, size, name in rows:
        content = Path(name).read_bytes()
        assert digests == {each: hashlib.new(each, content).hexdigest() for each in COMMANDS[command]}
        assert size in {NOT_SAID, len(content)}
        assert (size != NOT_SAID) == ("hashdeep" in command or " -z" in command)


def test_outputs_of_hashdeep_may_follow_each_other_with_other_columns() -> None:
    data = f"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n5,{'a' * 32},one\n%%%% HASHDEEP-1.0\n%%%% sha1,filename\n{'b' * 40},two\n"
    assert rows_of(read_lines(data.encode())) == [
        (3, {"md5": "a" * 32}, 5, "one"),
        (6, {"sha1": "b" * 40}, NOT_SAID, "two"),
    ]


# How a list is recognised


@pytest.mark.parametrize(
    ("first", "form"),
    [
        ("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n", "hashdeep"),
        ("\ufeff%%%% HASHDEEP-1.0\r\n", "hashdeep"),
        ("a" * 32, "bare"),
        ("a" * 40 + "\r\n", "bare"),
        ("\ufeff\n\r\n# a list\n\n" + "A" * 64 + "\n", "bare"),
        ("a" * 32 + "  name\n", "md5deep"),
        ("a" * 64 + " *name\n", "md5deep"),
        ("\\" + "a" * 64 + "  na\\nme\n", "md5deep"),
        ("    123  " + "a" * 32 + "  name", "md5deep"),
        ("12345678901, " + "a" * 32 + ",name", "md5deep"),
        ("a" * 32 + ",/a/name", "md5deep"),
        ("a" * 32 + "," + "b" * 40 + ",name", None),
        ("a" * 32 + ',"name"', None),
        ("a" * 32 + " name", None),
        ("a" * 31 + "\n", None),
        ("a" * 33 + "\n", None),
        ("g" * 32 + "\n", None),
        ("md5,name\n" + "a" * 32 + ",name\n", None),
        ("%%%% size,md5\n", None),
        ("{}", None),
        ("", None),
        ("\n\n# nothing\n", None),
    ],
)  # fmt: skip
def test_a_list_is_known_by_its_first_line(first: str, form: str | None) -> None:
    assert recognise_lines(first.encode()) == form


# What is handed out


def test_a_list_of_lines_in_a_mapped_file_or_a_view_is_read_like_its_bytes(tmp_path: Path) -> None:
    data = f"{HEADER}5,{MD5},one\n7,{MD5},two\n".encode()
    (tmp_path / "list").write_bytes(data)
    with (tmp_path / "list").open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    for given_as in (mapped, memoryview(data), memoryview(bytearray(data))):
        assert rows_of(read_lines(given_as)) == rows_of(read_lines(data))


def test_names_are_a_sequence_and_what_is_not_utf_8_in_them_is_marked() -> None:
    data = b"".join(
        b"%032x  %s\n" % (number, name)
        for number, name in enumerate([b"a", b"\xff\xfe", "é".encode(), b"", b"c" * 600])
    )
    found = read_lines(data).names
    assert list(found) == ["a", "\ufffd\ufffd", "é", "", "c" * 600]
    assert found[-3] == "é"
    assert found[1:3] == ["\ufffd\ufffd", "é"]
    assert len(found) == 5
    with pytest.raises(IndexError):
        found[5]


def test_long_names_are_found_without_taking_any_out() -> None:
    data = b"".join(
        b"%s%032x  %s\n" % (slash, 7, b"c" * size) for slash, size in [(b"", 600), (b"", 5), (b"\\", 513), (b"", 512)]
    )
    found = read_lines(data).names
    assert isinstance(found, lines.Names)
    assert found.longer_than(512).tolist() == [0, 2]


def test_an_algorithm_that_does_not_occur_has_no_column_and_one_that_is_not_kept_neither() -> None:
    data = f"%%%% HASHDEEP-1.0\n%%%% tiger,sha1,whirlpool,filename\n{'a' * 48},{'b' * 40},{'c' * 128},name\n"
    rows = read_lines(data.encode())
    assert set(rows.exact) == {"sha1"}
    assert rows.exact["sha1"].digests.tobytes() == b"\xbb" * 20
    assert rows.sizes.tolist() == [NOT_SAID]
    assert read_lines(b"%%%% HASHDEEP-1.0\n%%%% md5,filename\n").exact == {}


def test_digests_that_a_row_does_not_have_are_zero() -> None:
    data = f"%%%% HASHDEEP-1.0\n%%%% md5,filename\n{MD5},one\n%%%% sha1,filename\n{'b' * 40},two\n"
    rows = read_lines(data.encode())
    assert rows.exact["md5"].there.tolist() == [True, False]
    assert not rows.exact["md5"].digests[1].any()
    assert not rows.exact["sha1"].digests[0].any()


def test_every_pair_of_characters_is_taken_for_what_it_is() -> None:
    hexadecimal = set(b"0123456789abcdefABCDEF")
    digest = b"00" * 16
    for value in range(256):
        for place in (0, 1, 14, 15, 30, 31):
            changed = bytearray(digest)
            changed[place] = value
            data = digest + b"\n" + bytes(changed) + b"\n"
            if value in hexadecimal:
                found = read_lines(data).exact["md5"].digests[1].tobytes()
                assert found == bytes.fromhex(changed.decode())
            elif value == ord("#") and place == 0:
                assert len(read_lines(data)) == 1
            else:
                with pytest.raises(LineFault):
                    read_lines(data)


def test_each_compiled_function_is_compiled_for_one_kind_of_arrays() -> None:
    warm()
    for data in (f"{HEADER}5,{MD5},one\n", f"5  {MD5}  name\n", MD5, f"{MD5}01234567,name"):
        read_lines(memoryview(data.encode()))
    kernels: list[Callable[..., object]] = [line_kernels.survey, line_kernels.read_hashdeep, line_kernels.read_sums]
    assert [len(kernel.signatures) for kernel in kernels] == [1] * 3  # type: ignore[attr-defined]


def test_a_list_of_many_rows_is_read_whole() -> None:
    rng = np.random.default_rng(1)
    digests = rng.integers(0, 256, (300_000, 32), dtype=np.uint8)
    data = "".join(
        f"{row.tobytes().hex()}  /a/file/number {number}.jpg\n" for number, row in enumerate(digests)
    ).encode()
    assert len(data) > 3 * lines.PIECE
    rows = read_lines(data)
    assert (rows.exact["sha256"].digests == digests).all()
    assert (rows.places == np.arange(1, 300_001)).all()
    assert rows.names[299_999] == "/a/file/number 299999.jpg"
