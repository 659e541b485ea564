"""Short, neutral text: words only, bounded, nothing hidden in them."""

import base64
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.errors import BadInput, Refused
from tutela.core.text import neutral_words, plain


def test_text_is_normalised_and_its_white_space_made_single() -> None:
    assert plain("  Jose\u0301 \t saw\r\n it ") == "José saw it"


def test_lines_stay_only_where_they_are_wanted() -> None:
    assert plain("one\r\n\r\n\r\n\rtwo  \n three", lines=True) == "one\n\ntwo\nthree"
    assert plain("one\ntwo") == "one two"


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\ud800", "\u200f"]
)
def test_what_deceives_a_reader_is_left_out(hidden: str) -> None:
    assert plain(f"a{hidden}b") == "ab"


def test_the_joiners_that_persian_and_hindi_are_written_with_stay() -> None:
    assert plain("می\u200cخواهم क\u200dष") == "می\u200cخواهم क\u200dष"


@given(st.text(), st.booleans())
def test_text_that_was_made_plain_stays_as_it_is(text: str, lines: bool) -> None:
    once = plain(text, lines=lines)
    assert plain(once, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert lines or "\n" not in once
    once.encode()


@pytest.mark.parametrize("markup", ["<b>now</b>", "see <script>", "< img src=x>", "<!-- note -->", "</p>", "<?xml?>"])
def test_markup_is_refused_with_the_mend(markup: str) -> None:
    with pytest.raises(BadInput, match="markup") as raised:
        neutral_words(markup, limit=100, field="summary")
    assert raised.value.where.field == "summary"
    assert markup not in raised.value.what + raised.value.mend


def test_comparing_two_numbers_is_not_markup() -> None:
    assert neutral_words("age < 12, seen 3 > 2 times, <3 days", limit=100) == "age < 12, seen 3 > 2 times, <3 days"


@given(st.text(st.characters(categories=["L"]), min_size=1), st.integers(1, 20))
def test_text_is_counted_as_it_is_kept(text: str, limit: int) -> None:
    kept = plain(text)
    if len(kept) <= limit:
        assert neutral_words(f"  {text}  ", limit=limit) == kept
    else:
        with pytest.raises(BadInput, match=f"room for {limit}"):
            neutral_words(text, limit=limit)


def test_media_written_out_as_text_is_refused() -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(120)).decode()
    for text in (f"see data:image/png;base64,{picture}", f"see {picture}"):
        with pytest.raises(Refused) as raised:
            neutral_words(text, limit=10_000, field="summary")
        assert raised.value.detail_code == "media_refused"
