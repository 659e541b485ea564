import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.register.index.hashes import MANY, Bytes, Numbers, changed, compared, index_of, near_to, some_hashes, told
from tutela.register.index import near, near_format, near_plan
from tutela.register.index.near import LARGEST_DISTANCE, NearIndex, scan
from tutela.register.index.near_build import band_order


@pytest.fixture(scope="module")
def registered() -> Bytes:
    return some_hashes(MANY, seed=1)


@pytest.fixture(scope="module")
def numbers() -> Numbers:
    return np.random.default_rng(2).permutation(MANY).astype(np.int64) * 3


@pytest.fixture(scope="module")
def index(registered: Bytes, numbers: Numbers, tmp_path_factory: pytest.TempPathFactory) -> NearIndex:
    return index_of(tmp_path_factory.mktemp("near"), registered, numbers)


@pytest.fixture(params=["each", "together"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Few queries go to their own lists, many go through all lists in order; here any number does either."""
    if request.param == "together":
        monkeypatch.setattr(near, "_TOGETHER", 1)
        monkeypatch.setattr(near, "_LONG_LISTS", 0)
    return str(request.param)


def test_a_registered_hash_is_found_at_every_distance_up_to_31_and_not_at_32(
    index: NearIndex, registered: Bytes, numbers: Numbers, way: str
) -> None:
    distances = [distance for distance in range(33) for _ in range(6)]
    rows = np.random.default_rng(3).integers(0, MANY, len(distances))
    queries = near_to(registered[rows], distances, seed=4)
    found = set(told(index.find(queries)))
    for query, (distance, row) in enumerate(zip(distances, rows, strict=True)):
        planted = (query, distance, int(numbers[row]))
        assert (planted in found) is (distance <= LARGEST_DISTANCE)
    assert sorted(found) == compared(registered, numbers, queries, 31)


def test_bits_that_are_spread_over_the_bands_as_badly_as_they_can_be_hide_no_match(
    index: NearIndex, registered: Bytes, numbers: Numbers, way: str
) -> None:
    # Two bits in every band but one, in which there is one: only that one band leads to the match.
    two = [16 * band + place for band in range(16) for place in (3, 12)]
    bits = [[bit for bit in two if bit != 16 * band + 3] for band in range(16)]
    queries = changed(registered[:17], [*bits, two])
    found = told(index.find(queries))
    assert found == [(query, 31, int(numbers[query])) for query in range(16)]


def test_bits_that_all_fall_into_the_sketch_are_not_too_many_for_it(
    index: NearIndex, registered: Bytes, numbers: Numbers, way: str
) -> None:
    # One bit in one band, by which the match is found, and all others in the bands its sketch is made of.
    _, layout = near_format.open_file(index.path)
    bands = layout.order[:7]
    bits = [
        [16 * other + place for other in bands for place in ([7] if other == band else [0, 2, 4, 6, 8])]
        for band in bands
    ]
    queries = changed(registered[:7], bits)
    assert told(index.find(queries)) == [(query, 31, int(numbers[query])) for query in range(7)]


def test_an_answer_is_in_the_order_of_queries_then_distances_then_numbers(tmp_path: Path, way: str) -> None:
    random = np.random.default_rng(5)
    hashes = np.concatenate((some_hashes(MANY, seed=6), np.repeat(some_hashes(40, seed=7), 50, axis=0)))
    alike = near_to(hashes, random.integers(0, 9, len(hashes)).tolist(), seed=8)
    alike_numbers = random.permutation(len(alike)).astype(np.int64) - 500
    queries = some_hashes(40, seed=7)
    found = told(index_of(tmp_path, alike, alike_numbers).find(queries))
    assert len(found) >= 40 * 50
    assert found == sorted(found) == compared(alike, alike_numbers, queries, 31)


@pytest.mark.parametrize("distance", [0, 1, 5, 14, 15, 16, 17, 23, 30])
def test_a_smaller_distance_finds_what_is_within_it_and_nothing_else(
    index: NearIndex, registered: Bytes, numbers: Numbers, way: str, distance: int
) -> None:
    distances = [max(distance + more, 0) for more in (-3, -1, 0, 0, 1, 2) for _ in range(10)]
    queries = near_to(registered[: len(distances)], distances, seed=distance)
    found = told(index.find(queries, distance=distance))
    assert found == [(query, apart, int(numbers[query])) for query, apart in enumerate(distances) if apart <= distance]


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_registered_the_answer_is_that_of_comparing_one_with_one(
    tmp_path: Path, data: st.DataObject
) -> None:
    # Hashes of few different bytes: many are alike, many are equal, and lists are long and short.
    byte = st.sampled_from([0, 1, 3, 0x55, 0xFF])
    hash_of_few = st.lists(byte, min_size=32, max_size=32).map(bytes)
    base = data.draw(st.lists(hash_of_few, min_size=1, max_size=4))
    seed = data.draw(st.integers(0, 1 << 32))
    random = np.random.default_rng(seed)
    rows = np.frombuffer(b"".join(base), np.uint8).reshape(-1, 32)[random.integers(0, len(base), 300)]
    hashes = near_to(rows, random.integers(0, data.draw(st.integers(1, 40)), 300).tolist(), seed=seed)
    their_numbers = random.integers(-5, 400, 300)
    queries = near_to(hashes[::9], random.integers(0, 33, len(hashes[::9])).tolist(), seed=seed + 1)
    distance = data.draw(st.integers(0, LARGEST_DISTANCE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_format, "FEWEST_IN_LISTS", data.draw(st.sampled_from([1, 1 << 30])))
        patch.setattr(near, "_TOGETHER", data.draw(st.sampled_from([1, 1 << 30])))
        patch.setattr(near, "_LONG_LISTS", 0)
        found = told(index_of(tmp_path, hashes, their_numbers).find(queries, distance=distance))
    assert found == compared(hashes, their_numbers, queries, distance)


def test_equal_hashes_are_kept_once_and_found_under_each_of_their_numbers(tmp_path: Path) -> None:
    hashes = some_hashes(MANY, seed=9)
    hashes[1000:1500] = hashes[7]
    their_numbers = np.arange(MANY, dtype=np.int64)[::-1].copy()
    index = index_of(tmp_path, hashes, their_numbers)
    assert near_format.open_file(index.path)[1].rows == MANY - 500
    found = index.find(hashes[7:8])
    assert found.number.tolist() == sorted([their_numbers[7], *their_numbers[1000:1500]])
    assert not found.distance.any()


def test_hashes_that_begin_alike_are_kept_once_as_well(tmp_path: Path) -> None:
    # Each of the four words is one of three, so that most hashes have some words in common.
    words = np.random.default_rng(38).integers(0, 3, (2000, 4), np.uint64)
    hashes = np.ascontiguousarray(words).view(np.uint8)
    index = index_of(tmp_path, hashes, np.arange(2000))
    distinct = len(np.unique(words, axis=0))
    assert distinct < 100
    assert near_format.open_file(index.path)[1].rows == distinct
    assert len(index.find(hashes[:1], distance=0)) == (words == words[0]).all(axis=1).sum()


def test_any_64_bit_number_comes_back_as_it_was_given(tmp_path: Path) -> None:
    hashes = some_hashes(4, seed=10)
    least, most = np.iinfo(np.int64).min, np.iinfo(np.int64).max
    index = index_of(tmp_path, hashes, np.array([most, 0, least, 0], np.int64))
    assert told(index.find(hashes)) == [(0, 0, most), (1, 0, 0), (2, 0, least), (3, 0, 0)]


def test_a_query_whose_lists_hold_nearly_everything_is_compared_with_every_hash_and_misses_none(tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    cluster = near_to(np.zeros((MANY, 32), np.uint8), random.integers(1, 30, MANY).tolist(), seed=12)
    their_numbers = random.permutation(MANY).astype(np.int64)
    index = index_of(tmp_path, cluster, their_numbers)
    queries = np.concatenate(
        (near_to(np.zeros((6, 32), np.uint8), [0, 1, 4, 9, 16, 25], seed=13), some_hashes(3, seed=14))
    )
    assert index.scanned(queries) == 6
    found = told(index.find(queries))
    assert len(found) > MANY
    assert found == compared(cluster, their_numbers, queries, 31)


def test_a_band_that_hardly_varies_is_left_out_and_no_match_is_missed(tmp_path: Path, way: str) -> None:
    hashes = some_hashes(2 * MANY, seed=15)
    hashes[:, 6:8] = 0
    their_numbers = np.arange(len(hashes))
    index = index_of(tmp_path, hashes, their_numbers)
    queries = near_to(hashes[:64], [query % 18 for query in range(64)], seed=16)
    assert index.scanned(queries, distance=15) == 0
    found = told(index.find(queries, distance=15))
    assert found == compared(hashes, their_numbers, queries, 15)


def test_every_plan_keeps_the_rule_by_which_no_match_is_missed(tmp_path: Path) -> None:
    hashes = some_hashes(2 * MANY, seed=17)
    hashes[:, 6:8] = 0
    hashes[::2, :12] = 0
    index_of(tmp_path, hashes, np.arange(len(hashes)))
    content = near_format.Content(*near_format.open_file(tmp_path / "near.idx"))
    assert content.bands is not None
    lanes = hashes[:100].view(np.uint16)[:, band_order(hashes.view(np.uint16))].reshape(-1)
    lanes.flags.writeable = False
    ways = set()
    for distance in range(LARGEST_DISTANCE + 1):
        plans = near_plan.plan(content.bands, lanes, distance)
        ways.update(plans.way.tolist())
        # A hash that differs by more than its radius in every band differs in at least this many bits.
        assert ((plans.radii.reshape(-1, 16) + 1).sum(axis=1) == distance + 1).all()
    assert ways == {near_plan.EVEN, near_plan.OWN, near_plan.SCANNED}


def test_bits_that_are_seldom_set_make_no_difference_to_what_is_found(tmp_path: Path, way: str) -> None:
    random = np.random.default_rng(18)
    share = np.where(np.arange(256) % 48 < 16, 0.05, 0.5)
    hashes = np.packbits(random.random((MANY, 256)) < share, axis=1)
    their_numbers = random.permutation(MANY).astype(np.int64)
    queries = near_to(hashes[:99], [query % 33 for query in range(99)], seed=19)
    found = told(index_of(tmp_path, hashes, their_numbers).find(queries))
    assert found == compared(hashes, their_numbers, queries, 31)


def test_an_answer_may_be_of_any_length(tmp_path: Path, way: str) -> None:
    hashes = some_hashes(MANY, seed=20)
    hashes[:500] = near_to(np.repeat(hashes[:1], 500, axis=0), [place % 7 for place in range(500)], seed=21)
    queries = np.repeat(hashes[:1], 300, axis=0)
    found = index_of(tmp_path, hashes, np.arange(MANY)).find(queries)
    assert len(found) == 300 * 500
    assert np.array_equal(found.query, np.repeat(np.arange(300), 500))


def test_any_number_of_threads_gives_the_same_answer(index: NearIndex, registered: Bytes) -> None:
    queries = near_to(registered[:500], [query % 33 for query in range(500)], seed=22)
    answers = [told(index.find(queries, threads=threads)) for threads in (1, 2, 3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9])
def test_an_index_may_hold_nothing_or_little(tmp_path: Path, count: int) -> None:
    hashes = some_hashes(count, seed=23)
    index = index_of(tmp_path, hashes, np.arange(count))
    assert len(index) == count
    index.verify()
    asked = np.concatenate((hashes, some_hashes(3, seed=24)))
    assert told(index.find(asked)) == [(query, 0, query) for query in range(count)]
    assert len(index.find(asked[:0])) == 0


def test_more_than_31_bits_are_refused_and_left_to_the_scan(
    index: NearIndex, registered: Bytes, numbers: Numbers
) -> None:
    query = near_to(registered[:1], [32], seed=25)
    for distance in (32, 256, -1):
        with pytest.raises(ValueError, match="0 to 31 bits"):
            index.find(query, distance=distance)
    assert len(index.find(query, distance=31)) == 0
    assert told(scan(registered, numbers, query, 32)) == [(0, 32, int(numbers[0]))]


def test_hashes_of_another_shape_are_refused_and_unaligned_ones_are_not(tmp_path: Path, index: NearIndex) -> None:
    hashes = some_hashes(5, seed=30)
    shapes: list[Any] = [hashes[:, :31], hashes.astype(np.uint16), hashes.reshape(-1)]
    for wrong in shapes:
        with pytest.raises(ValueError, match="rows × 32"):
            index.find(wrong)
        with pytest.raises(ValueError, match="rows × 32"):
            scan(wrong, np.arange(len(wrong)), hashes, 31)
        with pytest.raises(ValueError, match="rows × 32"):
            NearIndex.write(tmp_path / "wrong.idx", wrong, np.arange(len(wrong)))
    with pytest.raises(ValueError, match="5 hashes and 4 numbers"):
        NearIndex.write(tmp_path / "wrong.idx", hashes, np.arange(4))
    with pytest.raises(ValueError, match="5 hashes and 4 numbers"):
        scan(hashes, np.arange(4), hashes, 31)
    with pytest.raises(ValueError, match="0 to 256"):
        scan(hashes, np.arange(5), hashes, 257)
    shifted = np.frombuffer(b"\0" + hashes.tobytes(), np.uint8, offset=1).reshape(-1, 32)
    assert told(index_of(tmp_path, shifted, np.arange(5)).find(shifted)) == [(one, 0, one) for one in range(5)]


def test_a_processor_without_any_vector_instructions_to_count_bits_gives_the_same_answers(
    tmp_path: Path, index: NearIndex, registered: Bytes, numbers: Numbers
) -> None:
    queries = near_to(registered[:99], [query % 33 for query in range(99)], seed=37)
    np.savez(tmp_path / "asked.npz", queries=queries, registered=registered, numbers=numbers)
    script = """
import sys
import numpy as np
from pathlib import Path
from tutela.register.index import near
from tutela.register.index.scan import scan
asked = np.load(sys.argv[1])
index = near.NearIndex.open(Path(sys.argv[2]))
answers = [index.find(asked["queries"]), scan(asked["registered"], asked["numbers"], asked["queries"], 31)]
near._TOGETHER = near._LONG_LISTS = 1
answers.append(index.find(asked["queries"]))
for one in answers:
    print(list(zip(one.query.tolist(), one.distance.tolist(), one.number.tolist())))
"""
    plainest = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "TUTELA_COMPILED": str(tmp_path / "compiled")}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "asked.npz"), str(index.path)],
        env={**os.environ, **plainest, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    expected = str(compared(registered, numbers, queries, 31))
    assert done.stdout.splitlines() == [expected] * 3
