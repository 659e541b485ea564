"""References that people can read over a telephone: ``R-2026-004K7Q``.

A letter for the kind, the year, and a body in Crockford's base 32 whose last character checks the rest: any single
wrong character and any two neighbours changed over are caught before a search. The body is a scrambled number, so that
two references tell nobody how many records there are.
"""

import hashlib
import re
from dataclasses import dataclass

from django.utils.translation import gettext

from tutela.core.base32 import ALPHABET, READ_AS, VALUE, check_character
from tutela.core.errors import BadInput, where
from tutela.core.marking import gettext_noop

PREFIXES = {
    "R": gettext_noop("report"),
    "C": gettext_noop("case"),
    "K": gettext_noop("child"),
    "E": gettext_noop("exhibit"),
    "S": gettext_noop("series"),
    "N": gettext_noop("intelligence report"),
}
_SHORTEST = 5  # characters before the check character; longer only when the numbers need it
_ROUNDS = 4
_LONGEST = 13  # characters before the check character: more than PostgreSQL's largest number needs
_SEPARATORS = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\ufe63\uff0d]+")
_YEAR = re.compile(r"[1-9][0-9]{3}")
_SHAPE = re.compile(rf"([A-Z])([0-9A-Z]{{4}})([0-9A-Z]{{{_SHORTEST + 1},{_LONGEST + 1}}})")


@dataclass(frozen=True)
class Reference:
    """A kind of record, the year it came, and its number within the kind."""

    prefix: str
    year: int
    number: int

    def __str__(self) -> str:
        body = _encode(_scramble(self.prefix, self.number))
        return f"{self.prefix}-{self.year}-{body}{_check(self.prefix, self.year, body)}"


def make(prefix: str, year: int, number: int) -> Reference:
    """The reference of the ``number``-th record of a kind.

    Raises ValueError for an unknown prefix or a number below zero: those are faults of the program, not of a person.
    """
    if prefix not in PREFIXES or not 0 <= number < 32**_LONGEST or not 1000 <= year <= 9999:
        raise ValueError("no such kind, year or number")
    return Reference(prefix, year, number)


def parse(text: str) -> Reference:
    """The reference that somebody typed: lower case, missing hyphens, O for 0 and I or L for 1 are forgiven.

    Raises BadInput that says whether the shape, the kind, the year or the check failed, and how to mend it.
    """
    given = _SEPARATORS.sub("", text).upper()
    # The first letter is never read as a digit: no prefix looks like one.
    found = _SHAPE.fullmatch(given[:1] + given[1:].translate(READ_AS))
    if not found:
        raise BadInput(
            gettext("That is not a reference."),
            where=where(field="reference"),
            mend=gettext("One looks like R-2026-004K7Q."),
        )
    prefix, year_text, body = found.groups()
    if prefix not in PREFIXES:
        known = ", ".join(f"{letter} ({gettext(name)})" for letter, name in PREFIXES.items())
        raise BadInput(
            gettext("No reference begins with %(letter)s.") % {"letter": prefix},
            where=where(field="reference"),
            mend=gettext("The first letter is one of %(letters)s.") % {"letters": known},
        )
    if not _YEAR.fullmatch(year_text):
        raise BadInput(
            gettext("That reference has no year: four digits follow its first letter."),
            where=where(field="reference"),
            mend=gettext("One looks like R-2026-004K7Q."),
        )
    year = int(year_text)
    if any(character not in VALUE for character in body) or body[-1] != _check(prefix, year, body[:-1]):
        raise BadInput(
            gettext("That reference is mistyped: its last character does not fit the rest."),
            where=where(field="reference"),
            mend=gettext("Compare it with the original character by character; 0 and O, 1 and I are read alike."),
        )
    return Reference(prefix, year, _unscramble(prefix, body[:-1]))


def _check(prefix: str, year: int, body: str) -> str:
    return check_character([ord(prefix) - 64, *map(int, str(year)), *(VALUE[character] for character in body)])


def _encode(value_and_length: tuple[int, int]) -> str:
    value, length = value_and_length
    characters = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))


def _tier(number: int) -> tuple[int, int]:
    """How long a body is needed, and how many numbers shorter bodies hold already."""
    length, below = _SHORTEST, 0
    while number - below >= 32**length:
        below += 32**length
        length += 1
    return length, below


def _scramble(prefix: str, number: int) -> tuple[int, int]:
    length, below = _tier(number)
    return _walk(number - below, prefix, length, forward=True), length


def _unscramble(prefix: str, body: str) -> int:
    value = 0
    for character in body:
        value = value * 32 + VALUE[character]
    length = len(body)
    below = sum(1 << 5 * shorter for shorter in range(_SHORTEST, length))
    return _walk(value, prefix, length, forward=False) + below


def _walk(value: int, prefix: str, length: int, *, forward: bool) -> int:
    """A small Feistel network over an even number of bits, walked again until the value is back in its domain."""
    half = (length * 5 + 1) // 2
    while True:
        value = _feistel(value, prefix, half, forward=forward)
        if value < 32**length:
            return value


def _feistel(value: int, prefix: str, half: int, *, forward: bool) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for step in range(_ROUNDS):
        if forward:
            left, right = right, left ^ (_mix(prefix, step, right) & mask)
        else:
            left, right = right ^ (_mix(prefix, _ROUNDS - 1 - step, left) & mask), left
    return (left << half) | right


def _mix(prefix: str, step: int, value: int) -> int:
    """The round function. Its key is public: it hides volumes from whoever reads a reference, not from an analyst."""
    digest = hashlib.blake2s(f"tutela reference|{prefix}|{step}|{value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest)
