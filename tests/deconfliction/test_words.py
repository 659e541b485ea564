"""What is said in a notice: one sentence of the list, short enough for a line, in the language of its reader."""

import pytest
from django.utils import translation

from tutela.deconfliction.models import Kind, MaySay, Reason
from tutela.deconfliction.news import Own, ToTell
from tutela.deconfliction.services.notices import ALL_WORDS, words_of
from tutela.notices.models import Notice
from tutela.notices.sentences import SENTENCES, said

LONGEST_NAME = "x" * 40
REFERENCE = "S-2026-004K7Q"


@pytest.mark.parametrize("sentence", ALL_WORDS)
def test_every_sentence_is_on_the_list_fits_its_column_and_is_said_in_french(sentence: str) -> None:
    assert sentence in SENTENCES
    written = sentence.format(reference=REFERENCE, name=LONGEST_NAME)
    assert len(written) <= Notice._meta.get_field("words").max_length
    with translation.override("fr"):
        in_french = said(written)
    assert in_french != written
    assert ("{reference}" in sentence) == (REFERENCE in in_french)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    told = ToTell(1, 2, Kind.SAME_SERIES, reason, MaySay.OWN, series=3, subject=Own("series", 3, REFERENCE))
    assert words_of(told, "Southvale", {3: REFERENCE}).endswith(".")


def test_without_a_series_that_may_be_known_its_reference_is_in_no_sentence() -> None:
    for reason in (Reason.ASK, Reason.NEWS, Reason.ALIKE_ASK, Reason.WITHDRAWN, Reason.ANOTHER_CHILD):
        assert REFERENCE not in words_of(ToTell(1, 2, Kind.NEWS, reason, MaySay.ONLY_ASK), "Southvale", {3: REFERENCE})
