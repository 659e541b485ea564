"""Whatever comes in at a door, only a `TutelaError` comes out."""

import io
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from tests.reports.doors.fuzz import run
from tutela.core.errors import TutelaError
from tutela.reports.doors import parse


def test_damaged_files_do_no_harm() -> None:
    outcome = run(count=400, seed=20_260_301)
    assert sum(outcome.counts.values()) == 400
    assert {"all taken", "BadInput", "Refused", "some rejected"} <= set(outcome.counts)


@given(st.binary(max_size=2_000))
def test_any_bytes_do_no_harm(data: bytes) -> None:
    with suppress(TutelaError):
        list(parse(io.BytesIO(data), "any"))


@given(st.text(max_size=500))
def test_any_text_behind_a_good_header_does_no_harm(text: str) -> None:
    data = f"reference,reported_at,summary\n{text}".encode("utf-8", "surrogatepass")
    with suppress(TutelaError):
        list(parse(io.BytesIO(data), "any"))
