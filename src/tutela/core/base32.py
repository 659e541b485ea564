"""Crockford's base 32 with a check character of the same alphabet, for what people read aloud and copy by hand."""

from collections.abc import Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VALUE = {character: value for value, character in enumerate(ALPHABET)}
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})

_ORDER = 31  # of the multiplicative group of the field with 32 elements


def check_character(digits: Sequence[int]) -> str:
    """A weighted sum in the field of 32 elements, as a character of the alphabet; for at most 29 digits below 32.

    The weights are never zero and differ from one another, and from the check character's own, which is one: so any
    single change, and any exchange of two characters wherever they stand, changes it.
    """
    if len(digits) >= _ORDER - 1:
        raise ValueError("too long for one check character")
    total = 0
    for position, digit in enumerate(digits):
        total ^= _times(digit, _power(position + 1))
    return ALPHABET[total]


def _times(one: int, other: int) -> int:
    """The product in the field of 32 elements, modulo x⁵ + x² + 1."""
    product = 0
    for bit in range(5):
        if other >> bit & 1:
            product ^= one << bit
    for bit in range(9, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << (bit - 5)
    return product


def _power(exponent: int) -> int:
    value = 1
    for _ in range(exponent % _ORDER):
        value = _times(value, 2)
    return value
