"""The embedded PostgreSQL: one for a folder, whole after a kill, and never two on one folder."""

import signal
import threading
from pathlib import Path

import psycopg
import pytest

from tests.server.conftest import Start
from tutela.core.errors import Unavailable
from tutela.server import embedded, process
from tutela.server.embedded import EmbeddedServer


def _run(server: EmbeddedServer, *statements: str) -> list[tuple[object, ...]]:
    """What the last of the statements answers, asked as the superuser."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as session:
        cursor = [session.execute(statement) for statement in statements][-1]
        return cursor.fetchall() if cursor.description else []


def test_it_starts_once_and_is_found_again(start: Start) -> None:
    first = start()
    again = start()
    assert first.pid is not None
    assert again.pid == first.pid
    found = embedded.find(first.places.data_dir)
    assert found is not None
    assert found.pid == first.pid


def test_two_who_start_at_one_moment_get_one_server(start: Start) -> None:
    found: list[int | None] = []
    both = [threading.Thread(target=lambda: found.append(start().pid)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_nobody_reaches_it_but_by_its_socket_in_a_private_folder(start: Start) -> None:
    server = start()
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    assert _run(server, "SHOW listen_addresses") == [("",)]
    assert _run(server, "SHOW log_error_verbosity") == [("terse",)]


def test_after_a_kill_it_starts_again_with_everything_committed(start: Start) -> None:
    server = start(lasting=True)
    _run(server, "CREATE TABLE kept (number int)", "INSERT INTO kept VALUES (7)")
    killed = server.pid
    assert killed is not None
    process.send([killed], signal.SIGKILL)
    assert process.gone([killed], within=20)
    again = start(lasting=True)
    assert again.pid not in {None, killed}
    assert _run(again, "SELECT number FROM kept") == [(7,)]


def test_the_note_of_a_dead_server_whose_number_is_a_strangers_by_now_is_not_believed(start: Start) -> None:
    server = start()
    note = server.places.cluster / "postmaster.pid"
    words = note.read_text()
    server.stop()
    assert server.pid is None
    # Process 1 lives, and is no server of this folder.
    note.write_text("1\n" + words.partition("\n")[2])
    assert embedded.find(server.places.data_dir) is None
    assert start().pid not in {None, 1}


def test_stopping_twice_is_as_good_as_once(start: Start) -> None:
    server = start()
    server.stop()
    server.stop()
    assert server.pid is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("initdb: error: No space left on device", "is full"),
        ("could not open file: Permission denied", "may not use"),
        ("FATAL: database files are incompatible with server", "another major version"),
        ("something else\nFATAL: the last line", "the last line"),
    ],
)
def test_what_postgresql_says_when_it_cannot_start_becomes_a_sentence_with_a_mend(
    words: str, sentence: str, tmp_path: Path
) -> None:
    refusal = embedded._could_not_start(words, embedded.Places(tmp_path))
    assert isinstance(refusal, Unavailable)
    assert sentence in refusal.what
    assert refusal.mend
