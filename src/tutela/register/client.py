"""Ask a register that is on another machine, and give it what was found: part by part, going on after every break.

Nothing here needs a database or an installation: a list is read, asked about and answered on an examiner's machine.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutela.core.errors import RuleBroken, Unavailable
from tutela.register.answer_sent import Gathered
from tutela.register.client_kept import Kept, question_of
from tutela.register.client_line import Line
from tutela.register.lists import packed
from tutela.register.lists.rows import HashList
from tutela.register.queries.answers import Answers
from tutela.register.queries.summary import Summary, summary_of
from tutela.register.said_of_rows import categories_of

ROWS_ASKED = 50_000
ROWS_GIVEN = 10_000
"""Rows a part: so many are answered, or enter the register, while nobody has to wait long for the others."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class About:
    """What a list is of."""

    exhibit: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Answered:
    """The answer to a whole list, with the number of the check that keeps it there."""

    number: int
    asked_at: str
    answers: Answers
    summary: Summary

    def as_data(self) -> dict[str, Any]:
        """Which check it was, for a file."""
        return {"number": self.number, "asked_at": self.asked_at}


def kept_for(listed: HashList, about: About, *, server: str, paths: Iterable[Path]) -> Kept:
    """What was answered so far to this question at this server, written down at the first of ``paths`` that can be written."""
    question = question_of(server, listed.digest, len(listed.rows), about.exhibit, about.reference)
    return Kept.beside(paths, question)


def ask(
    line: Line, listed: HashList, about: About, kept: Kept, *, progress: Progress, rows_a_part: int = ROWS_ASKED
) -> Answered:
    """The answer of the server to every row of a list. ``kept`` has what was answered before a break, and gets what is answered now.

    Raises whatever the server refuses with, and Unavailable where it does not answer.
    """
    check = line.post(
        "/register/checks", _head(listed) | {"key": kept.key, "exhibit": about.exhibit, "about": about.reference}
    )
    asking = _Asking(line, listed, check["number"], check["done_rows"])
    kept.read(asking.take_again)
    while asking.start < len(listed.rows):
        progress(asking.start)
        part = asking.next_part(rows_a_part)
        if part is not None:
            kept.add(part)
    progress(asking.start)
    gathered = asking.gathered
    answers = gathered.answers()
    own = gathered.organisation(check["organisation"])
    summary = summary_of(answers, own_organisation=own, children=gathered.children)
    return Answered(check["number"], check["asked_at"], answers, summary)


class _Asking:
    """A check that is under way: rows up to ``start`` are answered here, rows up to ``done`` there."""

    def __init__(self, line: Line, listed: HashList, number: int, done: int) -> None:
        self._line = line
        self._listed = listed
        self._address = f"/register/checks/{number}"
        self.start = 0
        self.done = done
        self.gathered = Gathered(listed.rows.places)

    def take_again(self, part: dict[str, Any]) -> bool:
        """Take a part that was answered before a break, unless the server knows nothing of it any more."""
        start, rows = part.get("start"), part.get("rows")
        if start != self.start or not isinstance(rows, int) or self.start + rows > self.done:
            return False
        return self._take(part)

    def next_part(self, rows: int) -> dict[str, Any] | None:
        """Ask about the next rows; None where the server turns out to be elsewhere than was thought, which is known now."""
        end = min(self.start + rows, len(self._listed.rows))
        if self.start < self.done < end:
            # What the server answered and what was not heard of it: asked again as far as it goes.
            end = self.done
        try:
            part = self._line.put(
                f"{self._address}/rows?start={self.start}",
                packed.pack(self._listed.rows, self.start, end),
                packed.MEDIA_TYPE,
            )
        except RuleBroken:
            before, self.done = self.done, self._line.get(self._address)["done_rows"]
            if self.done == before or self.done < self.start:
                raise
            return None
        if not self._take(part):
            raise Unavailable(
                "The server's answer cannot be read.", mend="Use the version of Tutela that the server has."
            )
        self.done = part["done_rows"]
        return part

    def _take(self, part: dict[str, Any]) -> bool:
        try:
            self.gathered.add(part)
        except (ValueError, LookupError, TypeError):
            return False
        self.start += part["rows"]
        return True


def give(
    line: Line,
    listed: HashList,
    about: About,
    *,
    what: str,
    series: str,
    check: int | None,
    progress: Progress,
    rows_a_part: int = ROWS_GIVEN,
    scheme: str = "",
) -> dict[str, Any]:
    """Give the server's register a list, from where it stands there; the submission as it is in the end."""
    said: dict[str, Any] = {
        "what": what, "exhibit": about.exhibit, "about": about.reference, "series": series, "check": check,
    }  # fmt: skip
    if scheme:
        said |= {"scheme": scheme, "categories": categories_of(listed.rows)}
    made = line.post("/register/submissions", _head(listed) | said)
    address = f"/register/submissions/{made['number']}"
    start: int = made["done_rows"]
    while start < len(listed.rows):
        progress(start)
        end = min(start + rows_a_part, len(listed.rows))
        part = packed.pack(listed.rows, start, end, more=True)
        try:
            start = line.put(f"{address}/rows?start={start}", part, packed.MEDIA_TYPE)["done_rows"]
        except RuleBroken:
            # A request that was thought lost arrived after all, or another process sends the same list.
            there: int = line.get(address)["done_rows"]
            if there == start:
                raise
            start = there
    progress(start)
    return line.get(address)


def say_not_sent(line: Line, check: int, *, reason: str, words: str) -> None:
    """Why what was found is not given to the register."""
    line.post(f"/register/checks/{check}/not-sent", {"reason": reason, "words": words})


def _head(listed: HashList) -> dict[str, Any]:
    return {"form": listed.form, "list_sha256": listed.digest, "rows": len(listed.rows)}
