"""Who still needs the embedded server. Each process that uses it holds one shared lock; the last one out stops it.

So a single command run after ``make down`` starts PostgreSQL for itself and leaves nothing running behind it, and while
the site is up no command takes the server away from it.
"""

import atexit
import fcntl
import os
from io import TextIOWrapper

from tutela.server import embedded
from tutela.server.places import Places

_held: dict[str, TextIOWrapper] = {}


def hold(places: Places) -> None:
    """Say that this process uses the server until it ends. Saying it again changes nothing."""
    name = str(places.data_dir)
    if name in _held:
        return
    lock = (places.run / "in_use.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held[name] = lock
    atexit.register(_let_go, places, os.getpid())


def hand_on(places: Places) -> None:
    """Let the program that this process is about to become hold it further."""
    os.set_inheritable(_held[str(places.data_dir)].fileno(), True)


def _let_go(places: Places, pid: int) -> None:
    # A forked child inherits this hook, and is not the one that holds.
    if pid != os.getpid():
        return
    lock = _held.pop(str(places.data_dir))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    server = embedded.find(places.data_dir)
    if server:
        server.stop()
    lock.close()
