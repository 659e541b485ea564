"""A light reader of pages over the loopback: keeps its connections, measures from the moment a page was due to be asked."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

HOST = "127.0.0.1"
MOST_REQUESTS = 100_000
_TIMEOUT = 30.0


@dataclass(frozen=True)
class Ask:
    """One page, as somebody: the group it is counted in, its address and the session."""

    group: str
    path: str
    cookie: str


@dataclass
class Measured:
    """Milliseconds by group, and the answers that were no page with what they were."""

    times: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, group: str, milliseconds: float, fault: str) -> None:
        """Count one answer; ``fault`` says why it was no page."""
        if not fault:
            self.times.setdefault(group, []).append(milliseconds)
        else:
            self.failed[group] = self.failed.get(group, 0) + 1
            self.faults[f"{group}: {fault}"] += 1

    @property
    def every(self) -> list[float]:
        """All times together."""
        return [one for times in self.times.values() for one in times]


def quantile(times: list[float], share: float) -> float:
    """The smallest time that ``share`` of the times do not exceed; not a number where there are none."""
    if not times:
        return float("nan")
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 10_000) * len(ordered) // 10_000) - 1))]


class Reader:
    """Connections to one server, used again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, ask: Ask) -> str:
        """Ask for a page and read it to its end; nothing where it was one (200), else what came in its place."""
        try:
            async with asyncio.timeout(_TIMEOUT):
                return await self._get(ask)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as fault:
            return type(fault).__name__

    async def _get(self, ask: Ask) -> str:
        for attempt in (1, 2):
            # The second time by a connection of its own: when the server closes one kept connection, it has closed more.
            fresh = attempt == 2 or not self.idle
            reader, writer = await asyncio.open_connection(HOST, self.port) if fresh else self.idle.pop()
            try:
                head = f"GET {ask.path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nCookie: {ask.cookie}\r\n\r\n"
                writer.write(head.encode())
                answered = await reader.readuntil(b"\r\n\r\n")
            except (OSError, asyncio.IncompleteReadError):
                # A kept connection that the server has closed meanwhile is no failure of the page.
                writer.close()
                if fresh:
                    raise
                continue
            await _read_body(reader, answered)
            self.idle.append((reader, writer))
            status = answered.split(b" ", 2)[1].decode()
            return "" if status == "200" else f"answered {status}"
        raise AssertionError("the second attempt ends it")

    def close(self) -> None:
        """Let every connection go."""
        for _, writer in self.idle:
            with suppress(OSError):
                writer.close()


async def _read_body(reader: asyncio.StreamReader, head: bytes) -> None:
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
    }
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readuntil(b"\r\n")
    else:
        await reader.readexactly(int(headers.get(b"content-length", b"0")))


async def open_loop(port: int, choose: Callable[[], Ask], *, rate: float, seconds: float, seed: int) -> Measured:
    """Pages asked at random moments, ``rate`` a second on average, whether or not earlier ones have been answered.

    A page's time begins when it was due to be asked: a server that falls behind cannot hide it.
    """
    chance, reader, measured = random.Random(seed), Reader(port), Measured()
    began = time.perf_counter()
    due, tasks = 0.0, []

    async def one(ask: Ask, due_at: float) -> None:
        fault = await reader.get(ask)
        measured.add(ask.group, (time.perf_counter() - began - due_at) * 1000, fault)

    while len(tasks) < MOST_REQUESTS:
        due += chance.expovariate(rate)
        if due > seconds:
            break
        await asyncio.sleep(max(0.0, due - (time.perf_counter() - began)))
        tasks.append(asyncio.create_task(one(choose(), due)))
    await asyncio.gather(*tasks)
    reader.close()
    return measured


async def closed_loop(port: int, choose: Callable[[], Ask], *, readers: int, seconds: float) -> Measured:
    """``readers`` people who ask for the next page as soon as they have the last."""
    reader, measured = Reader(port), Measured()
    until = time.perf_counter() + seconds

    async def one() -> None:
        while time.perf_counter() < until and sum(map(len, measured.times.values())) < MOST_REQUESTS:
            ask, began = choose(), time.perf_counter()
            fault = await reader.get(ask)
            measured.add(ask.group, (time.perf_counter() - began) * 1000, fault)
            if fault:
                await asyncio.sleep(0.05)

    await asyncio.gather(*(one() for _ in range(readers)))
    reader.close()
    return measured
