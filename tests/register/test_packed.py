"""A part of a list comes back as it was packed; whatever happened to it on its way, it is refused or reads as what it says."""

import hashlib

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.register.lists_of import made_up, rows_from, rows_of
from tutela.core.errors import BadInput
from tutela.core.media import media_kind
from tutela.register.lists import packed
from tutela.register.lists.rows import NOT_SAID, PDQ_WIDTH, WIDTHS, Column, Rows

SEAL = 32


def _column(draw: st.DrawFn, count: int, width: int) -> Column | None:
    there = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    if not there.any():
        return None
    digests = np.zeros((count, width), dtype=np.uint8)
    said = int(there.sum()) * width
    digests[there] = np.frombuffer(draw(st.binary(min_size=said, max_size=said)), np.uint8).reshape(-1, width)
    return Column(digests, there)


@st.composite
def parts(draw: st.DrawFn) -> Rows:
    """Rows of any kind: with gaps in their places, and any of the columns."""
    count = draw(st.integers(1, 20))
    steps = draw(st.lists(st.integers(1, 2**40), min_size=count, max_size=count))
    found = {name: _column(draw, count, width) for name, width in WIDTHS.items()}
    pdq = _column(draw, count, PDQ_WIDTH)
    said = st.one_of(st.just(NOT_SAID), st.integers(0, 2**63 - 1))
    quality = None
    if pdq is not None and draw(st.booleans()):
        asked = draw(st.lists(st.integers(NOT_SAID, 100), min_size=count, max_size=count))
        quality = np.where(pdq.there, np.array(asked, dtype=np.int64), NOT_SAID)
    return Rows(
        places=np.cumsum(np.array(steps, dtype=np.int64)),
        exact={name: column for name, column in found.items() if column is not None},
        sizes=np.array(draw(st.lists(said, min_size=count, max_size=count)), dtype=np.int64),
        names=[""] * count,
        pdq=pdq,
        pdq_quality=quality,
    )


def same(one: Rows, other: Rows) -> bool:
    """Whether two parts say the same of their files."""
    quality = [np.full(len(one), NOT_SAID) if each.pdq_quality is None else each.pdq_quality for each in (one, other)]
    pairs = [(one.exact.get(name), other.exact.get(name)) for name in WIDTHS] + [(one.pdq, other.pdq)]
    return (
        np.array_equal(one.places, other.places)
        and np.array_equal(one.sizes, other.sizes)
        and np.array_equal(*quality)
        and all(
            (a is None and b is None)
            or (a and b and np.array_equal(a.there, b.there) and np.array_equal(a.digests, b.digests))
            for a, b in pairs
        )
    )


def sealed(content: bytes) -> bytes:
    """A part whose seal fits, whatever stands in it: what only its structure can refuse."""
    return content + hashlib.sha256(content).digest()


@given(parts())
def test_a_part_comes_back_as_it_was(rows: Rows) -> None:
    assert same(packed.unpack(packed.pack(rows)), rows)


@given(parts(), st.data())
def test_a_part_that_was_changed_on_its_way_is_refused(rows: Rows, data: st.DataObject) -> None:
    content = bytearray(packed.pack(rows))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadInput) as refused:
        packed.unpack(bytes(content))
    assert refused.value.detail_code == "bad_part"


@given(parts(), st.data())
def test_a_part_that_was_cut_off_or_goes_on_is_refused(rows: Rows, data: st.DataObject) -> None:
    content = packed.pack(rows)
    cut = data.draw(st.integers(0, len(content) - 1))
    for wrong in (content[:cut], content + data.draw(st.binary(min_size=1, max_size=40))):
        with pytest.raises(BadInput):
            packed.unpack(wrong)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(parts(), st.data())
def test_what_is_sealed_and_reads_is_written_in_the_one_way(rows: Rows, data: st.DataObject) -> None:
    """A sender that is wrong, or means harm, makes a seal that fits: it is refused, or says exactly what ``pack`` would write."""
    content = bytearray(packed.pack(rows)[:-SEAL])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(("change", "drop", "add"))):
            case "change":
                content[at] = data.draw(st.integers(0, 255))
            case "drop":
                del content[at : at + data.draw(st.integers(1, 9))]
            case _:
                content[at:at] = data.draw(st.binary(min_size=1, max_size=9))
        if not content:
            break
    try:
        read = packed.unpack(sealed(bytes(content)))
    except BadInput:
        return
    assert packed.pack(read) == sealed(bytes(content))


@given(st.binary(max_size=200))
@example(b"")
@example(packed.MAGIC)
@example(packed.MAGIC + bytes(60))
def test_what_is_no_part_is_refused(content: bytes) -> None:
    for one in (content, sealed(content), sealed(packed.MAGIC + content)):
        try:
            read = packed.unpack(one)
        except BadInput:
            continue
        assert packed.pack(read) == one


def test_places_that_go_back_past_the_end_of_the_numbers_are_refused() -> None:
    rows = rows_of(made_up(3))
    for places in ([1, 3, 2], [1, 1, 2], [0, 1, 2], [-5, 1, 2], [1, -(2**63), 2], [2**63 - 1, -1, 1]):
        wrong = Rows(np.array(places, dtype=np.int64), rows.exact, rows.sizes, rows.names)
        with pytest.raises(BadInput, match="order of the list"):
            packed.unpack(packed.pack(wrong))


def test_a_part_of_a_list_keeps_its_places_in_the_whole() -> None:
    files = made_up(50, seed=2)
    part = packed.unpack(packed.pack(rows_of(files), 20, 30))
    assert same(part, rows_from(files, 20, 30))


def test_a_part_has_a_bounded_number_of_rows() -> None:
    rows = Rows(np.arange(1, 100_002), {}, np.full(100_001, NOT_SAID), [""] * 100_001)
    assert len(packed.unpack(packed.pack(rows, 1))) == packed.MOST_ROWS
    for start, end in ((0, None), (5, 5)):
        with pytest.raises(ValueError, match="1 to 100,000 rows"):
            packed.pack(rows, start, end)
    head = bytearray(packed.pack(rows, 0, 8)[:-SEAL])
    for count in (0, packed.MOST_ROWS + 1, 2**32 - 1):
        head[12:16] = count.to_bytes(4, "little")
        with pytest.raises(BadInput):
            packed.unpack(sealed(bytes(head)))


def test_a_full_part_with_every_column_is_within_its_bytes() -> None:
    count = packed.MOST_ROWS
    everything = {name: Column(np.ones((count, w), np.uint8), np.ones(count, bool)) for name, w in WIDTHS.items()}
    pdq = Column(np.ones((count, PDQ_WIDTH), np.uint8), np.ones(count, bool))
    rows = Rows(np.arange(1, count + 1), everything, np.arange(count), [""] * count, pdq, np.full(count, 100))
    content = packed.pack(rows)
    assert len(content) < packed.MOST_BYTES
    assert same(packed.unpack(content), rows)
    with pytest.raises(BadInput, match="larger than a part"):
        packed.unpack(content + bytes(packed.MOST_BYTES))


def test_another_version_says_so() -> None:
    content = bytearray(packed.pack(rows_of(made_up(1)))[:-SEAL])
    content[8] = packed.VERSION + 1
    with pytest.raises(BadInput, match="another version"):
        packed.unpack(sealed(bytes(content)))


def test_no_medium_begins_like_a_part() -> None:
    assert media_kind(packed.MAGIC) is None
    assert media_kind(packed.pack(rows_of(made_up(3)))) is None
