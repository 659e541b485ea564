"""What came in is recognised by its content; what no door reads is refused with nothing kept."""

import io

import pytest

from tests.reports.doors.synthetic_cybertipline import maximal_xml, synthetic_xml
from tutela.core.errors import BadInput, Refused
from tutela.reports.doors import parse, recognise, template_csv
from tutela.reports.incoming import IncomingReport


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_csv_is_recognised_whatever_it_is_called(encoding: str) -> None:
    assert recognise(template_csv().encode(encoding), "picture.jpg") == "csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_xml_is_recognised_whatever_it_is_called(encoding: str) -> None:
    assert recognise(f"\n {maximal_xml()}".encode(encoding), "table.csv") == "cybertipline"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"  <HTML lang='en'>", "web page"),
        (b'{"door": "api"}', "JSON"),
        (b'[{"door": "api"}]', "JSON"),
    ],
)
def test_what_no_door_reads_is_named_for_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as error:
        recognise(data, "thing.csv")
    assert said in error.value.what
    assert error.value.mend


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"<svg/>", b"\x00\x00\x00\x18ftypmp42"])
def test_media_is_refused_before_anything_looks_further(data: bytes) -> None:
    with pytest.raises(Refused):
        parse(io.BytesIO(data), "reports.xml")


def test_both_formats_end_in_the_one_shape() -> None:
    for data in (template_csv().encode(), synthetic_xml(seed=2, count=3)):
        assert all(isinstance(each, IncomingReport) for each in parse(io.BytesIO(data), "any"))


def test_a_file_is_read_from_where_the_stream_stands() -> None:
    stream = io.BytesIO(b"before" + template_csv().encode())
    stream.seek(6)
    assert len(list(parse(stream, "any"))) == 1
