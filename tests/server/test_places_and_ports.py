"""Where an installation keeps what, and the port it answers on: a fault is a sentence with its mend, before anything is made."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutela.core.errors import BadInput, Unavailable
from tutela.server import disk, ports
from tutela.server.places import Places, default_data_dir


@pytest.fixture
def listener() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind((ports.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_the_folders_of_keys_and_logs_are_private_and_the_way_to_them_is_passable(tmp_path: Path) -> None:
    places = Places(tmp_path / "one" / "data")
    places.make()
    assert places.data_dir.stat().st_mode & 0o777 == 0o755
    assert [folder.stat().st_mode & 0o777 for folder in (places.keys, places.logs, places.run)] == [0o700] * 3


def test_making_the_folders_twice_is_as_good_as_once(tmp_path: Path) -> None:
    places = Places(tmp_path / "data")
    places.make()
    (places.keys / "secret_key").write_text("kept")
    places.make()
    assert (places.keys / "secret_key").read_text() == "kept"


def test_a_file_in_place_of_the_data_folder_is_refused_with_the_mend(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.write_text("")
    with pytest.raises(Unavailable) as refused:
        Places(taken).make()
    assert "DATA_DIR=" in refused.value.mend


def test_data_dir_in_the_environment_comes_before_every_other_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "named"))
    assert default_data_dir() == tmp_path / "named"
    monkeypatch.delenv("DATA_DIR")
    assert default_data_dir().name == ".data"


def test_the_port_is_8000_unless_port_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert ports.wanted_port() == 8000
    monkeypatch.setenv("PORT", "8123")
    assert ports.wanted_port() == 8123


@pytest.mark.parametrize("words", ["eighty", "0", "65536", "-1", "80.5", "٨٠"])
def test_what_is_no_port_is_refused_with_the_mend(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", words)
    with pytest.raises(BadInput) as refused:
        ports.wanted_port()
    assert "PORT=8001" in refused.value.mend


def test_a_taken_port_is_refused_and_another_that_is_free_is_named(listener: int) -> None:
    with pytest.raises(Unavailable) as refused:
        ports.refuse_taken(listener)
    assert f"Port {listener} is taken" in refused.value.what
    free = int(refused.value.mend.rpartition("PORT=")[2])
    assert ports.is_free(free)
    ports.refuse_taken(free)


def test_nothing_answers_where_somebody_listens_and_says_nothing(listener: int) -> None:
    assert not ports.answers(listener, timeout=0.2)


def test_a_disk_without_room_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    disk.refuse_full(tmp_path, needed=1)
    with pytest.raises(Unavailable) as refused:
        disk.refuse_full(tmp_path, needed=2**62)
    assert "MB free" in refused.value.what
    assert "DATA_DIR=" in refused.value.mend
