"""Machine code that is kept, held to be of the present sources and whole."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tutela.register.index import compiled, machine_code
from tutela.register.index.compiled import Kernel, kernel, part


@part
def _twice(number):  # type: ignore[no-untyped-def]
    return 2 * number


LENGTH = 3


@kernel
def told(numbers, pair, word, is_asked):  # type: ignore[no-untyped-def]
    """The sum of an array, twice, with what else was given."""
    total = 0
    for at in range(LENGTH):
        total += _twice(numbers[at])
    return total, pair[0] - pair[1], np.int64(word >> np.uint64(1)), np.int64(is_asked)


@kernel
def largest(numbers):  # type: ignore[no-untyped-def]
    """The largest of an array, as a word."""
    found = np.uint64(0)
    for at in range(numbers.shape[0]):
        found = max(found, numbers[at])
    return found


@kernel
def cleared(numbers):  # type: ignore[no-untyped-def]
    """Make zeros of it."""
    for row in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            numbers[row, column] = 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTELA_COMPILED", str(tmp_path / "kept"))
    return tmp_path / "kept"


def anew(of: Kernel) -> Kernel:
    """As another process has it, which has called nothing yet."""
    return kernel(of.function)  # type: ignore[no-any-return]


def test_a_kernel_answers_what_the_function_says(folder: Path) -> None:
    word = np.uint64(2**64 - 1)
    assert anew(told)(np.arange(5), (7, 9), word, True) == (6, -2, 2**63 - 1, 1)
    assert anew(largest)(np.array([1, 2**64 - 1, 5], np.uint64)) == 2**64 - 1
    several = np.ones((4, 6), np.int16)
    assert anew(cleared)(several[::2, 1:3]) is None
    assert several.sum() == 24 - 4
    assert len(list(folder.iterdir())) == 3


def test_what_is_kept_is_called_without_the_compiler(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert anew(largest)(np.arange(4, dtype=np.uint64)) == 3
    monkeypatch.setitem(sys.modules, "tutela.register.index.compiler", None)
    assert anew(largest)(np.arange(6, dtype=np.uint64)) == 5
    with pytest.raises(ImportError):
        anew(largest)(np.arange(4, dtype=np.uint32))


@pytest.mark.parametrize("damage", [lambda said: said[:-1], lambda said: said[:90] + b"x" + said[91:], lambda _: b""])
def test_a_damaged_file_is_made_anew(folder: Path, damage: object) -> None:
    assert anew(largest)(np.arange(4, dtype=np.uint64)) == 3
    [kept] = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))  # type: ignore[operator]
    assert anew(largest)(np.arange(4, dtype=np.uint64)) == 3
    assert kept.read_bytes()[: len(machine_code._FORM)] == machine_code._FORM
    assert anew(largest)(np.arange(5, dtype=np.uint64)) == 4


def test_a_constant_that_changed_is_another_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = (np.arange(5), (7, 9), np.uint64(0), False)
    assert anew(told)(*given)[0] == 6
    monkeypatch.setattr(sys.modules[__name__], "LENGTH", 5)
    machine_code._made_from.cache_clear()
    assert anew(told)(*given)[0] == 20
    assert len(list(folder.iterdir())) == 2
    machine_code._made_from.cache_clear()


def test_where_no_file_can_be_written_a_kernel_works_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("TUTELA_COMPILED", str(tmp_path / "file" / "within"))
    assert anew(largest)(np.arange(4, dtype=np.uint64)) == 3


def test_reading_and_looking_up_start_without_the_compiler() -> None:
    said = "import sys, tutela.register.index.warm as w; w.warm(); print('numba' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for _ in range(2):
        run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == "False"


def test_a_kernel_keeps_its_words() -> None:
    assert compiled.parts_of(told)["told"].__doc__ == told.__doc__
    assert told.signatures == []
