import numpy as np
import pytest

from tests.register.index.hashes import compared, near_to, some_hashes, told
from tutela.register.index.scan import scan


@pytest.mark.parametrize("distance", [0, 31, 100, 128, 255, 256])
def test_the_scan_answers_as_comparing_one_with_one_does(distance: int) -> None:
    hashes = some_hashes(1003, seed=26)
    their_numbers = np.random.default_rng(27).permutation(1003).astype(np.int64) // 2
    queries = np.concatenate((near_to(hashes[:6], [0, 1, 31, 32, 100, 128], seed=28), ~hashes[:2]))
    found = told(scan(hashes, their_numbers, queries, distance))
    assert found == compared(hashes, their_numbers, queries, distance)
    assert ((6, 256, int(their_numbers[0])) in found) is (distance == 256)


def test_the_scan_of_nothing_and_for_nothing_finds_nothing() -> None:
    some, nothing = some_hashes(3, seed=29), some_hashes(0, seed=29)
    assert len(scan(nothing, np.arange(0), some, 256)) == 0
    assert len(scan(some, np.arange(3), nothing, 256)) == 0
    assert len(scan(some, np.arange(3), some, 256)) == 9
