"""The exact index: it finds what is registered and nothing else, and a file that is not whole is not used."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.register.index import cores, exact_build, exact_format, exact_kernels
from tutela.register.index.exact import ABSENT, ExactIndex
from tutela.register.index.unusable import IndexUnusable
from tutela.register.index.warm import warm
from tutela.register.lists.rows import WIDTHS, Bytes, Numbers

PART_ROWS = exact_format.BUCKET_LOAD * exact_build.PART_BUCKETS

each_width = pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
in_a_folder = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def drawn(rows: int, width: int, seed: int = 1) -> Bytes:
    return np.random.default_rng(seed).integers(0, 256, (rows, width), dtype=np.uint8)


def index_of(path: Path, digests: Bytes, numbers: Numbers | None = None) -> ExactIndex:
    ExactIndex.write(path, digests, np.arange(len(digests)) if numbers is None else numbers)
    return ExactIndex.open(path, digests.shape[1])


def written(path: Path, data: bytes) -> Path:
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    return path


def loads(path: Path, width: int) -> Numbers:
    data, layout = exact_format.open_file(path, width)
    return (layout.table(data)[:: exact_kernels.WORDS_A_BUCKET] & np.uint64(0xFFFF)).astype(np.int64)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "md5.idx"


# What is found


@each_width
def test_every_registered_digest_is_found_under_its_number(path: Path, width: int) -> None:
    digests = drawn(20_000, width)
    numbers = np.random.default_rng(2).permutation(2**62 - np.arange(20_000))
    index = index_of(path, digests, numbers)
    assert len(index) == 20_000
    assert (index.find(digests) == numbers).all()


@each_width
def test_a_digest_that_is_not_registered_is_never_found(path: Path, width: int) -> None:
    digests = drawn(20_000, width)
    index = index_of(path, digests)
    assert (index.find(drawn(100_000, width, seed=2)) == ABSENT).all()
    # One bit apart from one that is registered, at any place.
    near = digests.copy()
    places = np.random.default_rng(3).integers(0, width, len(near))
    near[np.arange(len(near)), places] ^= np.uint8(1) << np.random.default_rng(4).integers(
        0, 8, len(near), dtype=np.uint8
    )
    assert (index.find(near) == ABSENT).all()


few_bytes = st.lists(
    st.binary(min_size=16, max_size=16) | st.lists(st.sampled_from(b"\0\1"), min_size=16, max_size=16).map(bytes)
)


@in_a_folder
@given(registered=few_bytes, asked=few_bytes)
def test_it_answers_like_a_dictionary(path: Path, registered: list[bytes], asked: list[bytes]) -> None:
    known: dict[bytes, int] = {}
    for number, digest in enumerate(registered):
        known.setdefault(digest, number)
    index = index_of(path, np.frombuffer(b"".join(registered), np.uint8).reshape(-1, 16))
    queries = np.frombuffer(b"".join(asked + registered), np.uint8).reshape(-1, 16)
    assert index.find(queries).tolist() == [known.get(digest, ABSENT) for digest in asked + registered]
    assert len(index) == len(known)
    index.verify()


AROUND = [0, 1, 2, 17, 18, 19, 35, 36, 37, 63, 64, 65, PART_ROWS - 1, PART_ROWS, PART_ROWS + 1, 2 * PART_ROWS + 1]


@pytest.mark.parametrize("rows", AROUND)
def test_any_number_of_digests_around_the_size_of_a_bucket_a_block_and_a_part_is_kept(path: Path, rows: int) -> None:
    digests = drawn(rows, 20)
    index = index_of(path, digests)
    index.verify()
    assert len(index) == rows
    assert (index.find(digests) == np.arange(rows)).all()
    assert (index.find(drawn(1_000, 20, seed=2)) == ABSENT).all()


def test_an_empty_index_finds_nothing_and_no_queries_have_no_answers(path: Path) -> None:
    index = index_of(path, drawn(0, 32))
    assert len(index) == 0
    assert (index.find(drawn(100, 32)) == ABSENT).all()
    assert index.find(drawn(0, 32)).shape == (0,)
    index.verify()


def test_a_repeated_digest_has_its_smallest_number(path: Path) -> None:
    digests = drawn(5_000, 16)
    four_times = np.concatenate([digests] * 4)
    numbers = np.random.default_rng(2).permutation(len(four_times))
    index = index_of(path, four_times, numbers)
    assert len(index) == 5_000
    assert (index.find(digests) == numbers.reshape(4, -1).min(axis=0)).all()
    assert (
        path.stat().st_size
        < exact_format.HEADER_SIZE + 64 * (20_000 // exact_format.BUCKET_LOAD + 1) + 5_000 * 24 + 100
    )


def test_one_digest_a_hundred_thousand_times_is_one_digest(path: Path) -> None:
    same = np.repeat(drawn(1, 16), 100_000, axis=0)
    index = index_of(path, np.concatenate([drawn(1_000, 16, seed=2), same]))
    assert len(index) == 1_001
    assert index.find(same[:3]).tolist() == [1_000] * 3


def beginnings_alike(rows: int) -> Bytes:
    digests = drawn(rows, 32)
    digests[:, :8] = 7
    return digests


def counted_up(rows: int) -> Bytes:
    digests = np.zeros((rows, 32), np.uint8)
    digests[:, 24:] = np.arange(rows, dtype=">u8").view(np.uint8).reshape(-1, 8)
    return digests


def ends_alike(rows: int) -> Bytes:
    digests = np.zeros((rows, 32), np.uint8)
    digests[:, :4] = np.arange(rows, dtype="<u4").view(np.uint8).reshape(-1, 4)
    return digests


@pytest.mark.parametrize("chosen", [beginnings_alike, counted_up, ends_alike])
def test_chosen_digests_are_found_and_crowd_no_bucket(path: Path, chosen: Callable[[int], Bytes]) -> None:
    digests = chosen(200_000)
    index = index_of(path, digests[:100_000])
    assert (index.find(digests) == np.where(np.arange(200_000) < 100_000, np.arange(200_000), ABSENT)).all()
    # With 18 records in a bucket on average, evenly drawn, not one index in a billion has a bucket with 60.
    assert loads(path, 32).max() < 60


def test_a_bucket_with_more_records_than_fingerprints_finds_them_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact_build, "BUCKET_LOAD", 50)
    digests = drawn(20_000, 16)
    index = index_of(path, digests)
    assert (loads(path, 16) > exact_kernels.SLOTS).mean() > 0.9
    assert (index.find(digests) == np.arange(20_000)).all()
    assert (index.find(drawn(50_000, 16, seed=2)) == ABSENT).all()


def test_where_a_bucket_is_crowded_other_keys_are_drawn(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawings = iter([(0,) * exact_format.KEYS, exact_build.draw_keys()])
    monkeypatch.setattr(exact_build, "draw_keys", lambda: next(drawings))
    digests = drawn(exact_kernels.CROWDED + 1, 16)
    index = index_of(path, digests)
    assert next(drawings, None) is None
    assert (index.find(digests) == np.arange(len(digests))).all()


def test_two_indexes_of_the_same_digests_have_other_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "other"):
        index_of(tmp_path / name, drawn(10, 16))
        keys.add(exact_format.open_file(tmp_path / name, 16)[1].keys)
    assert len(keys) == 2


def test_an_index_built_in_small_pieces_and_groups_is_as_good(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_build, "SPACE", 100_000)
    monkeypatch.setattr(exact_build, "PART_BUCKETS", 64)
    monkeypatch.setattr(exact_build, "_ROWS_A_PIECE", 1_000)
    digests = drawn(50_000, 16)
    index = index_of(path, np.concatenate([digests, digests[::7]]))
    index.verify()
    assert len(index) == 50_000
    assert (index.find(digests) == np.arange(50_000)).all()


@given(st.lists(st.integers(0, 20), min_size=1), st.integers(1, 50))
def test_groups_follow_each_other_and_fit_unless_one_part_alone_does_not(totals: list[int], space: int) -> None:
    groups = list(exact_build.groups(np.array(totals), space))
    assert [first for first, _ in groups] == [0, *(last for _, last in groups[:-1])]
    assert groups[-1][1] == len(totals)
    for first, last in groups:
        rows = [count for count in totals[first:last] if count]
        assert sum(rows) <= space or len(rows) == 1


@pytest.mark.parametrize("threads", [1, 2, 5, None])
def test_the_answers_are_the_same_with_any_number_of_threads(
    path: Path, monkeypatch: pytest.MonkeyPatch, threads: int | None
) -> None:
    monkeypatch.setattr("tutela.register.index.exact._QUERIES_A_PIECE", 777)
    digests = drawn(10_001, 16)
    index = index_of(path, digests[::2])
    wanted = np.where(np.arange(10_001) % 2 == 0, np.arange(10_001) // 2, ABSENT)
    assert (index.find(digests, threads=threads) == wanted).all()


# What it is given


def test_queries_may_lie_anywhere_in_memory(path: Path, tmp_path: Path) -> None:
    digests = drawn(1_000, 20)
    index = index_of(path, digests)
    digests.tofile(tmp_path / "digests")
    moved = np.frombuffer(b"x" + digests.tobytes(), np.uint8)[1:].reshape(-1, 20)
    mapped = np.memmap(tmp_path / "digests", np.uint8, mode="r", shape=(1_000, 20))
    apart = np.asfortranarray(digests)
    for queries in (moved, mapped, apart, digests[::-1][::-1]):
        assert (index.find(queries) == np.arange(1_000)).all()
    assert (index_of(tmp_path / "mapped", mapped).find(digests) == np.arange(1_000)).all()


def test_arrays_of_another_shape_are_refused_and_those_of_the_right_one_taken(path: Path) -> None:
    index = index_of(path, drawn(10, 16))
    for wrong in (drawn(10, 20), drawn(10, 16).astype(np.int64), drawn(1, 16)[0]):
        with pytest.raises(ValueError, match="Digests are bytes"):
            index.find(wrong)
    with pytest.raises(ValueError, match="10 digests and 9 numbers"):
        ExactIndex.write(path, drawn(10, 16), np.arange(9))
    with pytest.raises(ValueError, match="no algorithm"):
        ExactIndex.write(path, drawn(10, 24), np.arange(10))
    with pytest.raises(ValueError, match="negative"):
        ExactIndex.write(path, drawn(10, 16), np.arange(10) - 1)
    assert (index.find(drawn(10, 16)) == np.arange(10)).all()


# The file


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    index_of(path, drawn(10, 16))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_older_file_and_nothing_else(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = drawn(10, 16)
    index_of(path, digests)

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            ExactIndex.write(path, drawn(20, 16), np.arange(20))
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert (ExactIndex.open(path, 16).find(digests) == np.arange(10)).all()


def test_an_open_index_goes_on_answering_after_a_new_one_took_its_place(path: Path) -> None:
    older, newer = drawn(1_000, 16), drawn(1_000, 16, seed=2)
    index = index_of(path, older)
    assert (index_of(path, newer).find(older) == ABSENT).all()
    assert (index.find(older) == np.arange(1_000)).all()


def test_a_file_that_is_missing_empty_or_something_else_is_unusable(path: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="cannot be read"):
        ExactIndex.open(path, 16)
    with pytest.raises(IndexUnusable, match="cannot be read"):
        ExactIndex.open(tmp_path, 16)
    path.touch()
    with pytest.raises(IndexUnusable, match="empty"):
        ExactIndex.open(path, 16)
    path.write_bytes(b"x" * 10_000)
    with pytest.raises(IndexUnusable, match="no index"):
        ExactIndex.open(path, 16)


def test_an_index_of_another_width_is_unusable(path: Path) -> None:
    index_of(path, drawn(10, 16))
    with pytest.raises(IndexUnusable, match="16 bytes, not of 20"):
        ExactIndex.open(path, 20)
    assert len(ExactIndex.open(path, 16)) == 10


def test_an_index_of_another_version_is_unusable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(exact_format, "VERSION", 2)
        index_of(path, drawn(10, 16))
    with pytest.raises(IndexUnusable, match="version 2"):
        ExactIndex.open(path, 16)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "md5.idx"
    index_of(path, drawn(1_000, 16))
    return path.read_bytes()


@in_a_folder
@given(data=st.data())
def test_a_file_that_was_cut_off_anywhere_is_unusable(path: Path, whole: bytes, data: st.DataObject) -> None:
    written(path, whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(IndexUnusable):
        ExactIndex.open(path, 16)
    written(path, whole + b"\0")
    with pytest.raises(IndexUnusable, match="end"):
        ExactIndex.open(path, 16)
    written(path, whole)
    ExactIndex.open(path, 16).verify()


@in_a_folder
@given(data=st.data())
def test_a_file_in_which_one_bit_was_altered_is_unusable_or_does_not_verify(
    path: Path, whole: bytes, data: st.DataObject
) -> None:
    altered = bytearray(whole)
    place = data.draw(st.integers(0, len(whole) - 1))
    altered[place] ^= 1 << data.draw(st.integers(0, 7))
    written(path, altered)
    if place < exact_format.HEADER_SIZE or place >= len(whole) - exact_format.END_SIZE:
        with pytest.raises(IndexUnusable):
            ExactIndex.open(path, 16)
    else:
        index = ExactIndex.open(path, 16)
        with pytest.raises(IndexUnusable, match="content"):
            index.verify()


def test_a_bucket_that_was_altered_leads_to_no_record_outside_of_the_file(path: Path, whole: bytes) -> None:
    _, layout = exact_format.open_file(written(path, whole), 16)
    table = np.frombuffer(whole[exact_format.HEADER_SIZE : layout.records_at], np.uint64).copy()
    for begin in (layout.rows, 2**40, 2**48 - 1):
        table[:: exact_kernels.WORDS_A_BUCKET] = (begin << 16) | 18
        written(path, whole[: exact_format.HEADER_SIZE] + table.tobytes() + whole[layout.records_at :])
        with pytest.raises(IndexUnusable, match="content"):
            ExactIndex.open(path, 16).find(drawn(1_000, 16))
    index = ExactIndex.open(written(path, whole), 16)
    assert (index.find(drawn(1_000, 16)) == np.arange(1_000)).all()


def test_a_file_put_together_from_two_is_unusable(path: Path, whole: bytes) -> None:
    index_of(path, drawn(1_000, 16))
    other = path.read_bytes()
    assert len(other) == len(whole)
    written(path, whole[:-100] + other[-100:])
    with pytest.raises(IndexUnusable, match="another file's"):
        ExactIndex.open(path, 16)


# What is compiled


def test_each_compiled_function_is_compiled_for_one_kind_of_arrays(tmp_path: Path) -> None:
    warm()
    for width in WIDTHS.values():
        digests = drawn(100, width)
        digests.flags.writeable = False
        index_of(tmp_path / "one", digests).find(drawn(10, width), threads=2)
    kernels = [exact_kernels.count_parts, exact_kernels.spread, exact_kernels.settle, exact_kernels.move_begins]
    assert [len(kernel.signatures) for kernel in (*kernels, exact_kernels.look_up)] == [1] * 5


@given(st.integers(0, 100), st.integers(1, 30))
def test_ranges_cover_all_rows_once(rows: int, size: int) -> None:
    found = [row for low, high in cores.ranges(rows, size) for row in range(low, high)]
    assert found == list(range(rows))
    assert all(high - low <= size for low, high in cores.ranges(rows, size))


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_answers_come_in_the_order_of_their_pieces_and_an_error_comes_with_its_piece(threads: int) -> None:
    def work(piece: int) -> float:
        return 6 / piece

    assert list(cores.share(work, [3, 2, 1], threads)) == [2, 3, 6]
    answers = cores.share(work, [3, 0, 1], threads)
    assert next(answers) == 2
    with pytest.raises(ZeroDivisionError):
        next(answers)
