"""A line that breaks: a proxy between a client and a server that cuts connections after a drawn number of bytes, or kills the client."""

import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_AT_ONCE = 16_384


class BreakingLine:
    """Hands bytes on between whoever connects and ``port`` of this machine.

    ``budgets`` gives each connection the number of bytes, both ways together, after which it is cut; ``seen`` is told of all bytes.
    """

    def __init__(self, port: int, budgets: Iterator[int], seen: Callable[[int], None] = lambda _: None) -> None:
        self._to = port
        self._budgets = budgets
        self._seen = seen
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cuts = 0
        self.bytes = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            one = _Connection(self, client, server, next(self._budgets))
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=one.hand_on, args=(source, target), daemon=True).start()

    def count(self, number: int) -> None:
        """So many bytes went through."""
        with self._lock:
            self.bytes += number
            self._seen(self.bytes)

    def count_a_cut(self) -> None:
        """A connection was cut."""
        with self._lock:
            self.cuts += 1


class _Connection:
    def __init__(self, line: BreakingLine, client: socket.socket, server: socket.socket, budget: int) -> None:
        self._line = line
        self._sockets = (client, server)
        self._left = budget
        self._lock = threading.Lock()
        self._open = True

    def hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_AT_ONCE):
                with self._lock:
                    allowed = data[: max(0, self._left)]
                    self._left -= len(data)
                target.sendall(allowed)
                self._line.count(len(allowed))
                if len(allowed) < len(data):
                    self._line.count_a_cut()
                    break
        self._cut()

    def _cut(self) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
        for one in self._sockets:
            with suppress(OSError):
                # As a machine that vanishes: not even the end of the connection is said in order.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def drawn(seed: int, most: int) -> Iterator[int]:
    """Budgets, some of them of a few bytes. Every third is at least half of the most, so that a patient client comes through."""
    draw = random.Random(seed)
    while True:
        yield draw.randrange(200)
        yield draw.randrange(most)
        yield draw.randrange(most // 2, most)


@contextmanager
def breaking(port: int, budgets: Iterator[int], seen: Callable[[int], None] = lambda _: None) -> Iterator[BreakingLine]:
    """Such a line, for as long as it is needed."""
    line = BreakingLine(port, budgets, seen)
    try:
        yield line
    finally:
        line.close()
