"""A long list of which only those rows are kept that may be known, held against the same list read whole."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.register.lists.slow_lines import HEADER, LISTS, MD5, altered_lists, whole_lists
from tutela.core.errors import BadInput, Refused
from tutela.register.answer_lines import Endings, rows_in_parts, sifted_in_parts, write_lines
from tutela.register.lists import sifting, walk
from tutela.register.lists.forms import LINE_FORMS
from tutela.register.lists.reading import read_list
from tutela.register.lists.rows import Flags, Rows

often = settings(
    deadline=None,
    max_examples=LISTS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
in_small_pieces = pytest.mark.parametrize("piece", [1, 60, walk.PIECE])
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80708"


def ends_in(*figures: int) -> Callable[[Rows], Flags]:
    """A sieve that lets through rows by the last four bits of their hashes."""

    def sieve(rows: Rows) -> Flags:
        found = np.zeros(len(rows), dtype=bool)
        for column in rows.exact.values():
            found |= column.there & np.isin(column.digests[:, -1] & 15, figures)
        return found

    return sieve


def sift(path: Path, sieve: Callable[[Rows], Flags]) -> sifting.Sifted:
    found = sifting.sift(path, sieve, name="list")
    assert found is not None
    return found


def same_rows(sifted: sifting.Sifted, whole: Rows, kept: Flags) -> None:
    at = np.flatnonzero(kept)
    assert sifted.kept.tolist() == at.tolist()
    assert sifted.rows.in_all == len(whole) == sifted.walk.rows
    assert sifted.rows.places.tolist() == whole.places[at].tolist()
    assert sifted.rows.sizes.tolist() == whole.sizes[at].tolist()
    for name, column in whole.exact.items():
        mine = sifted.rows.exact.get(name)
        if mine is None:
            assert not column.there[at].any()
            continue
        assert mine.there.tolist() == column.there[at].tolist()
        assert mine.digests.tolist() == np.where(column.there[at, None], column.digests[at], 0).tolist()


def lines(write: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def refused_alike(path: Path, wanted: BadInput | None) -> bool:
    """Whether a list is refused for the same faults, or left to whoever reads it whole."""
    try:
        return sifting.sift(path, ends_in(1), name="list") is None or wanted is None
    except BadInput as refused:
        return wanted is not None and [str(one.where) for one in refused.faults] == [
            str(one.where) for one in wanted.faults
        ]


@in_small_pieces
@often
@given(data=whole_lists)
def test_what_is_kept_and_what_is_written_is_as_if_the_list_were_read_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, piece: int, data: bytes
) -> None:
    monkeypatch.setattr(walk, "PIECE", piece)
    path = tmp_path / "list"
    path.write_bytes(data)
    try:
        whole = read_list(path, name="list")
    except BadInput:
        return
    if sifting.sift(path, ends_in(1), name="list") is None:
        assert whole.form not in LINE_FORMS or data[:2] in {b"\xff\xfe", b"\xfe\xff"}, (whole.form, data)
        return
    few = sift(path, ends_in(1, 7))
    same_rows(few, whole.rows, ends_in(1, 7)(whole.rows))
    assert few.digest.result() == whole.digest
    more = few.and_those(ends_in(4, 9))
    kept = ends_in(1, 4, 7, 9)(whole.rows)
    same_rows(more, whole.rows, kept)
    which = np.where(kept, np.arange(len(kept)) % 3, 0).astype(np.int32)
    endings = Endings.of([b",new\r\n", b",known to somebody\r\n", b",x\r\n"])
    assert lines(lambda out: write_lines(out, sifted_in_parts(more, which[kept]), endings)) == lines(
        lambda out: write_lines(out, rows_in_parts(whole.rows, which), endings)
    )


@in_small_pieces
@often
@given(data=altered_lists())
def test_a_list_with_a_fault_is_refused_at_the_same_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, piece: int, data: bytes
) -> None:
    monkeypatch.setattr(walk, "PIECE", piece)
    path = tmp_path / "list"
    path.write_bytes(data)
    wanted: BadInput | None = None
    try:
        read_list(path, name="list")
    except BadInput as refused:
        wanted = refused
    assert refused_alike(path, wanted)


def test_a_hash_in_capitals_and_rows_with_other_algorithms_are_written_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(
        f"{HEADER}5,{MD5.upper()},one\n\n# a remark\n%%%% size,sha1,filename\n7,{SHA1},two\n{'9' * 3},{SHA1.upper()},three\n"
    )
    sifted = sift(path, ends_in(8))
    endings = Endings.of([b",new\n", b",known\n"])
    which = np.ones(len(sifted.kept), dtype=np.int32)
    written = lines(lambda out: write_lines(out, sifted_in_parts(sifted, which), endings)).decode().splitlines()
    first = HEADER.count("\n") + 1
    assert written == [f"{first},{MD5.lower()},new", f"{first + 4},{SHA1},known", f"{first + 5},{SHA1},known"]


def test_media_that_is_written_out_in_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text(f"{MD5}  one\n{MD5}  data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\n")
    with pytest.raises(Refused):
        read_list(path, name="list")
    with pytest.raises(Refused):
        sift(path, ends_in(1))


def test_a_list_of_another_form_is_left_to_whoever_reads_it_whole(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(f"md5,name\n{MD5},one\n{MD5},two\n")
    assert sifting.sift(table, ends_in(1), name="table") is None
