"""References: read over a telephone, checked before a search, and silent about how many there are."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.base32 import ALPHABET, check_character
from tutela.core.errors import BadInput
from tutela.core.references import PREFIXES, Reference, make, parse

_LONGEST_NUMBER = 32**13 - 1
prefixes = st.sampled_from(sorted(PREFIXES))
numbers = st.one_of(st.integers(0, 2_000_000), st.integers(0, 2**63 - 1))
references = st.builds(make, prefixes, st.integers(1000, 9999), numbers)


@given(references)
def test_a_reference_is_read_back_as_what_it_was(reference: Reference) -> None:
    assert parse(str(reference)) == reference


@given(references)
def test_a_reference_is_a_letter_a_year_and_at_least_six_characters(reference: Reference) -> None:
    assert re.fullmatch(rf"[RCKESN]-\d{{4}}-[{ALPHABET}]{{6,14}}", str(reference))


@pytest.mark.parametrize(
    "typed",
    [
        "r-2026-{0}",
        "R2026{0}",
        "  R 2026 {0} ",
        "R–2026–{0}",
        "R\u20112026\u2011{0}",
        "r\u00a02026\u00a0{0}",
        "R-2O26-{0}",
    ],
)
def test_a_reference_is_read_however_it_is_typed(typed: str) -> None:
    body = str(make("R", 2026, 77)).rsplit("-", 1)[1]
    assert parse(typed.format(body)) == parse(typed.format(body.lower())) == make("R", 2026, 77)


@given(prefixes, numbers)
def test_letters_that_look_like_digits_are_read_as_digits(prefix: str, number: int) -> None:
    reference = make(prefix, 2011, number)
    lettered = str(reference)[1:].replace("0", "o").replace("1", "l")
    assert parse(prefix + lettered) == reference
    assert parse(prefix + lettered.replace("l", "I")) == reference


@given(references, st.data())
def test_any_one_wrong_character_is_caught(reference: Reference, data: st.DataObject) -> None:
    text = str(reference)
    place = data.draw(st.sampled_from([at for at, one in enumerate(text) if one != "-"]))
    allowed = PREFIXES if place == 0 else "123456789" if place == 2 else "0123456789" if place < 6 else ALPHABET
    wrong = data.draw(st.sampled_from([one for one in allowed if one != text[place]]))
    with pytest.raises(BadInput):
        parse(text[:place] + wrong + text[place + 1 :])


@given(references, st.data())
def test_any_two_characters_changed_over_are_caught(reference: Reference, data: st.DataObject) -> None:
    text = str(reference)
    body = range(7, len(text))
    one, other = sorted(data.draw(st.lists(st.sampled_from(body), min_size=2, max_size=2, unique=True)))
    swapped = text[:one] + text[other] + text[one + 1 : other] + text[one] + text[other + 1 :]
    if swapped != text:
        with pytest.raises(BadInput, match="mistyped"):
            parse(swapped)


def test_the_check_character_catches_every_single_change_and_every_exchange_of_two() -> None:
    """Exhaustive: by linearity, a change or an exchange goes unseen only if it leaves the sum of its differences at zero."""
    zeros = [0] * 29
    assert check_character(zeros) == ALPHABET[0]
    for place in range(29):
        for difference in range(1, 32):
            changed = zeros.copy()
            changed[place] = difference
            assert check_character(changed) != ALPHABET[0], "a single change is seen"
            assert check_character(changed) != ALPHABET[difference], "an exchange with the check character is seen"
            for other in range(place + 1, 29):
                both = changed.copy()
                both[other] = difference
                assert check_character(both) != ALPHABET[0], "an exchange of two is seen"


def test_more_digits_than_the_check_is_proved_for_are_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        check_character([0] * 30)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "not a reference"),
        ("R-2026", "not a reference"),
        ("Robert", "not a reference"),
        ("R-2026-" + "0" * 40, "not a reference"),
        ("X-2026-000000", "begins with X"),
        ("R-2X26-000000", "year"),
        ("R-0026-000000", "year"),
        ("R-2026-00000U", "mistyped"),
    ],
)
def test_what_is_wrong_with_a_reference_is_said_with_how_to_mend_it(typed: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as raised:
        parse(typed)
    assert raised.value.mend
    assert raised.value.where.field == "reference"


@given(st.text())
def test_any_text_is_a_reference_or_a_refusal(text: str) -> None:
    refusal = None
    try:
        reference = parse(text)
    except BadInput as error:
        refusal = error
    else:
        assert parse(str(reference)) == reference
    if refusal is not None and len(text.strip()) >= 4:
        assert text.strip() not in refusal.what, "what was typed stays out of errors"


def test_no_two_numbers_share_a_reference_where_the_body_grows_longer() -> None:
    edge = 32**5
    near = [*range(2_000), *range(edge - 1_000, edge + 1_000)]
    for prefix in PREFIXES:
        assert len({str(make(prefix, 2026, number)) for number in near}) == len(near)
    assert len(str(make("R", 2026, edge - 1))) + 1 == len(str(make("R", 2026, edge)))
    assert parse(str(make("R", 2026, _LONGEST_NUMBER))).number == _LONGEST_NUMBER


def test_two_neighbours_tell_nothing_of_how_many_there_are() -> None:
    """The order of references is not the order of numbers, and kinds are scrambled apart."""
    bodies = [str(make("R", 2026, number))[7:12] for number in range(1_000)]
    rising = sum(one < other for one, other in pairwise(bodies))
    assert 400 < rising < 600
    assert len({str(make(prefix, 2026, 1))[7:12] for prefix in PREFIXES}) == len(PREFIXES)


@pytest.mark.parametrize(
    ("prefix", "year", "number"), [("X", 2026, 1), ("R", 2026, -1), ("R", 26, 1), ("R", 2026, 32**13)]
)
def test_the_program_cannot_make_a_reference_that_nobody_could_read(prefix: str, year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        make(prefix, year, number)
