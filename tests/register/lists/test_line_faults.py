"""A list of lines with a fault is refused at its first line at fault, with the reason."""

import numpy as np
import pytest

from tests.register.lists.slow_lines import HEADER, MD5, rows_of
from tutela.register.lists import lines
from tutela.register.lists.lines import LineFault, read_lines


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        ("", 1, "form"),
        (f"{MD5} name\n", 1, "form"),
        # Bare lists.
        (f"{MD5}\n{MD5[:-1]}\n", 2, "length"),
        (f"{MD5}\n\n{MD5}0\n", 3, "length"),
        (f"{MD5}\n{MD5}01234567\n", 2, "length"),
        (f"{MD5}\n{MD5[:-1]}g\n", 2, "hex"),
        (f"{MD5}\n{MD5[:5]}g{MD5[6:]}\n", 2, "hex"),
        (f"{MD5}\n{MD5[:5]}é{MD5[6:]}\n", 2, "hex"),
        (f"{MD5}\n{MD5} \n", 2, "separator"),
        (f"{MD5}\n{MD5}  name\n", 2, "separator"),
        (f"{MD5}\n{MD5[:-1]}", 2, "cut-off"),
        (f"{MD5}\n{MD5[:1]}", 2, "cut-off"),
        (f"{MD5}01234567\n{MD5}", 2, "cut-off"),
        (f"{MD5}\n{MD5[:-1]}g", 2, "hex"),
        (f"{MD5}\n{MD5}\0", 2, "nul"),
        (f"{MD5}\n#{'x' * (1 << 20)}\n", 2, "long"),
        # With names.
        (f"{MD5}  name\n{MD5}\n", 2, "separator"),
        (f"{MD5}  name\n{MD5} name\n", 2, "separator"),
        (f"{MD5}  name\n{MD5},name\n", 2, "separator"),
        (f"{MD5},name\n{MD5}  name\n", 2, "separator"),
        (f"{MD5}  name\n{MD5}01234567  name\n", 2, "length"),
        (f"{MD5}  name\nname\n", 2, "hex"),
        (f"{MD5}  name\n{MD5} ", 2, "cut-off"),
        (f"{MD5}  name\0{MD5}  name\0", 1, "nul"),
        (f"{MD5}  {'x' * (1 << 20)}\n", 1, "long"),
        (f"5  {MD5}  name\n{MD5}  name\n", 2, "separator"),
        (f"5  {MD5}  name\n5 {MD5}  name\n", 2, "separator"),
        (f"5  {MD5}  name\n1234567890123456789  {MD5}  name\n", 2, "size"),
        (f"5  {MD5}  name\n  x  {MD5}  name\n", 2, "size"),
        (f"5  {MD5}  name\n  123", 2, "cut-off"),
        (f"5  {MD5}  name\n  ", 2, "cut-off"),
        # hashdeep's.
        ("%%%% HASHDEEP-1.0\n5,a\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% size,md5\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% filename\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% size,filename\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% tiger,filename\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% md5,md5,filename\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% sha512,filename\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% filename,md5\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% md5,xhirlpool,filename\n", 2, "header"),
        ("%%%% HASHDEEP-1.0\n%%%% md5,,filename\n", 2, "header"),
        (f"{HEADER}%%%% HASHDEE\n", 3, "header"),
        (f"{HEADER}%% HASHDEEP-1.0\n", 3, "header"),
        (f"{HEADER}5,{MD5},name\n,{MD5},name\n", 4, "size"),
        (f"{HEADER}-5,{MD5},name\n", 3, "size"),
        (f"{HEADER}5 ,{MD5},name\n", 3, "separator"),
        (f"{HEADER}5,{MD5};name\n", 3, "separator"),
        (f"{HEADER}5,{MD5}\n", 3, "separator"),
        (f"{HEADER}5,{MD5}0,name\n", 3, "length"),
        (f"{HEADER}5,,name\n", 3, "length"),
        (f"{HEADER}5,{MD5[:-1]},name\n", 3, "length"),
        (f"{HEADER}5,{MD5[:-1]}x,name\n", 3, "hex"),
        (f"{HEADER}5,{MD5[:-1]}", 3, "cut-off"),
        (f"{HEADER}5,", 3, "cut-off"),
        (f"{HEADER}5", 3, "cut-off"),
        (f"%%%% HASHDEEP-1.0\n%%%% md5,size,filename\n{MD5},12", 3, "cut-off"),
        (f"%%%% HASHDEEP-1.0\n%%%% tiger,md5,filename\n{MD5},{MD5},name\n", 3, "length"),
        (f"{HEADER}5,{MD5},na\0me\n", 3, "nul"),
        (f"{HEADER}5,{MD5},{'x' * (1 << 20)}\n", 3, "long"),
    ],
)
def test_the_first_line_at_fault_is_named_with_the_reason(data: str, line: int, why: str) -> None:
    with pytest.raises(LineFault) as refused:
        read_lines(data.encode())
    assert (refused.value.line, refused.value.why) == (line, why)


@pytest.mark.parametrize(
    "data",
    [f"{MD5}", f"{MD5}  name", f"{MD5}  na", f"{MD5}  ", f"{MD5},", f"5  {MD5}  ", f"{HEADER}5,{MD5},na", f"{HEADER}5,{MD5},", f"{HEADER}5,{MD5}"],
)  # fmt: skip
def test_a_last_line_without_an_end_is_read_when_its_digests_are_whole(data: str) -> None:
    begun = f"{HEADER}5,{MD5},one\n" if data.startswith("%") else data.replace(",", ",one") if "," in data else ""
    assert rows_of(read_lines(data.encode()))[-1][1] == {"md5": MD5.lower()}
    if begun:
        assert len(read_lines(begun.encode())) == 1


def test_the_first_of_several_faults_is_named_whichever_piece_is_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PIECE", 40)
    good = [f"{MD5}  name {number}" for number in range(200)]
    for first in (0, 1, 57, 198):
        said = list(good)
        said[first + 1] = said[199] = f"{MD5[1:]}  name"
        with pytest.raises(LineFault) as refused:
            read_lines("\n".join(said).encode())
        assert refused.value.line == first + 2
    assert len(read_lines("\n".join(good).encode())) == 200


def test_nothing_is_read_behind_a_line_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PIECE", 1000)
    data = f"{MD5}  one\n{MD5}  {'x' * (3 << 20)}\n{MD5}  three\n".encode()
    with pytest.raises(LineFault) as refused:
        read_lines(data)
    assert (refused.value.line, refused.value.why) == (2, "long")


def test_rows_that_came_in_after_the_count_are_not_taken() -> None:
    data = np.frombuffer(f"{MD5}  one\n{MD5}  two\n{MD5}  three\n".encode(), np.uint8)
    data.flags.writeable = False
    with pytest.raises(LineFault) as refused:
        lines._read(data, lines.Form("md5deep", "md5"), [lines.Piece(0, len(data), 0, 0, -1)], 1)
    assert (refused.value.line, refused.value.why) == (3, "changed")
    header = len(HEADER)
    data = np.frombuffer(f"{HEADER}5,{MD5},one\n5,{MD5},two\n5,{MD5},three\n".encode(), np.uint8)
    data.flags.writeable = False
    with pytest.raises(LineFault) as refused:
        lines._read(data, lines.Form("hashdeep"), [lines.Piece(header, len(data), 2, 0, HEADER.index("\n") + 1)], 1)
    assert (refused.value.line, refused.value.why) == (5, "changed")
