import contextlib
import itertools
import os
from pathlib import Path

import numpy as np
import pytest

from tests.register.index.hashes import MANY, index_of, some_hashes
from tutela.register.index import near, near_format
from tutela.register.index.near import LARGEST_DISTANCE, NearIndex, warm_near
from tutela.register.index.unusable import IndexUnusable


def test_an_index_takes_the_place_of_the_older_one_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    older, newer = some_hashes(3, seed=31), some_hashes(4, seed=32)
    held = index_of(tmp_path, older, np.arange(3))
    taken = index_of(tmp_path, newer, np.arange(4))
    assert [path.name for path in tmp_path.iterdir()] == ["near.idx"]
    assert taken.path.stat().st_mode & 0o077 == 0
    assert len(taken.find(newer)) == 4
    assert len(held.find(older)) == 3


@pytest.mark.parametrize("written", [0, 1, 3, 40])
def test_an_index_that_cannot_be_finished_leaves_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    hashes = some_hashes(MANY, seed=33)
    index_of(tmp_path, hashes[:3], np.arange(3))
    write, calls = os.pwrite, itertools.count()

    def full_after_some(file: int, content: bytes, at: int) -> int:
        if next(calls) >= written:
            raise OSError(28, "No space left on device")
        return write(file, content, at)

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full_after_some)
        with pytest.raises(OSError, match="No space left"):
            NearIndex.write(tmp_path / "near.idx", hashes, np.arange(MANY))
    assert [path.name for path in tmp_path.iterdir()] == ["near.idx"]
    assert len(NearIndex.open(tmp_path / "near.idx")) == 3
    index_of(tmp_path, hashes, np.arange(MANY)).verify()


def test_a_file_that_is_missing_cut_off_or_of_another_kind_is_unusable(tmp_path: Path) -> None:
    path = index_of(tmp_path, some_hashes(MANY, seed=34), np.arange(MANY)).path
    whole = path.read_bytes()
    page = near_format.HEADER_SIZE
    later = bytearray(whole)
    later[8] += 1
    damaged = {
        "the file is empty": b"",
        "only its beginning": whole[: page - 1],
        "its end is missing": whole[:-1],
        "is another file's": whole + b"\0",
        "no index of near hashes": b"\0" * page + whole[page:],
        "version 2": bytes(later),
        "header was altered": whole[:20] + bytes([whole[20] ^ 1]) + whole[21:],
        "its end": whole[:-1] + bytes([whole[-1] ^ 1]),
    }
    for why, content in damaged.items():
        path.write_bytes(content)
        with pytest.raises(IndexUnusable, match=why):
            NearIndex.open(path)
    path.write_bytes(whole)
    NearIndex.open(path).verify()
    path.unlink()
    with pytest.raises(IndexUnusable, match="cannot be read"):
        NearIndex.open(path)


@pytest.mark.parametrize("together", [1, 1 << 30])
@pytest.mark.parametrize("section", ["numbers", "begin", "ranks", "hashes", *near_format.LISTS])
def test_content_that_was_altered_is_found_by_verify_and_never_read_beyond(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str, together: int
) -> None:
    monkeypatch.setattr(near, "_TOGETHER", together)
    monkeypatch.setattr(near, "_LONG_LISTS", 0)
    hashes = some_hashes(MANY, seed=35)
    path = index_of(tmp_path, hashes, np.arange(MANY)).path
    _, layout = near_format.open_file(path)
    at, count, kind = layout.sections()[section]
    size = count * np.dtype(kind).itemsize
    for noise in (b"\xff" * size, some_hashes(size // 32 + 1, seed=36).tobytes()[:size]):
        with path.open("r+b") as file:
            file.seek(at)
            file.write(noise)
        index = NearIndex.open(path)
        with pytest.raises(IndexUnusable, match="content was altered"):
            index.verify()
        with contextlib.suppress(IndexUnusable):
            assert (index.find(hashes[:50]).distance <= LARGEST_DISTANCE).all()


@pytest.mark.parametrize("section", ["begin", "ranks", "row"])
def test_content_that_leads_out_of_the_index_is_no_answer(tmp_path: Path, section: str) -> None:
    hashes = some_hashes(MANY, seed=35)
    path = index_of(tmp_path, hashes, np.arange(MANY)).path
    _, layout = near_format.open_file(path)
    at, count, _ = layout.sections()[section]
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * 4 * count)
    with pytest.raises(IndexUnusable, match="content was altered"):
        NearIndex.open(path).find(hashes[:50])


def test_going_once_through_every_kernel_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    warm_near()
    assert list(tmp_path.iterdir()) == []
