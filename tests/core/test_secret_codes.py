"""Secret codes: easy to copy by hand, hard to guess, kept only as a digest."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core import secret_codes
from tutela.core.base32 import ALPHABET
from tutela.core.errors import BadInput

_KEY = b"tests only"
codes = st.builds(secret_codes.new_code)


def test_a_code_has_four_groups_of_four_and_is_never_given_twice() -> None:
    made = [secret_codes.new_code() for _ in range(2_000)]
    assert all(re.fullmatch(rf"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", code) for code in made)
    assert len(set(made)) == len(made)


def test_every_character_but_the_check_is_random() -> None:
    made = ["".join(secret_codes.new_code().split("-")) for _ in range(4_000)]
    for place in range(15):
        assert {code[place] for code in made} == set(ALPHABET)


@given(codes)
def test_a_code_opens_however_it_is_typed(code: str) -> None:
    kept = secret_codes.digest(code, _KEY)
    for typed in (code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')}\n", code.replace("-", "–")):
        assert secret_codes.matches(typed, kept, _KEY)
    assert secret_codes.matches(code.replace("0", "O").replace("1", "l"), kept, _KEY)


@given(codes, codes)
def test_another_code_or_another_key_does_not_open(code: str, other: str) -> None:
    kept = secret_codes.digest(code, _KEY)
    assert secret_codes.matches(code, kept, _KEY)
    assert not secret_codes.matches(other, kept, _KEY)
    assert not secret_codes.matches(code, kept, b"another key")


@given(codes, st.integers(0, 15), st.integers(1, 31))
def test_one_wrong_character_is_called_a_typing_error_and_not_an_unknown_report(code: str, place: int, by: int) -> None:
    plain = code.replace("-", "")
    wrong = ALPHABET[(ALPHABET.index(plain[place]) + by) % 32]
    with pytest.raises(BadInput, match="mistyped"):
        secret_codes.normalise(plain[:place] + wrong + plain[place + 1 :])


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M-90QX-ZB4D-H3VU", "7K2M-90QX-ZB4D-H3VC-1"])
def test_what_cannot_be_a_code_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(BadInput, match="not a secret code") as raised:
        secret_codes.normalise(typed)
    assert raised.value.mend
    assert not typed or typed not in str(raised.value)


def test_a_digest_does_not_hold_the_code() -> None:
    code = secret_codes.new_code()
    digest = secret_codes.digest(code, _KEY)
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert code.replace("-", "").lower() not in digest
