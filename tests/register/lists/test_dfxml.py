"""DFXML: what is said of a file is read, what is said of a piece of it is not, and nothing in it can do harm."""

import pytest

from tests.register.lists.making import Seen, read_back
from tutela.core.errors import BadInput, Refused
from tutela.register.lists.reading import read_list

MD5 = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
SHA1 = "0123456789abcdef0123456789abcdef01234567"


def dfxml(*files: str) -> bytes:
    inside = "\n".join(f"<fileobject>{file}</fileobject>" for file in files)
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<dfxml xmlns='http://example.org/x'>\n{inside}\n</dfxml>\n".encode()
    )


def digest(value: str, kind: str = "md5") -> str:
    return f"<hashdigest type='{kind}'>{value}</hashdigest>"


def read(data: bytes) -> tuple[Seen, ...]:
    return read_back(read_list(data).rows)


def refusal(data: bytes) -> BadInput:
    with pytest.raises(BadInput) as found:
        read_list(data)
    return found.value


def test_name_size_and_digests_are_read_and_a_row_is_placed_by_its_number() -> None:
    data = dfxml(
        f"<filename>a &amp; é.bin</filename><filesize>5</filesize>{digest(MD5.upper(), 'MD5')}{digest(SHA1, 'SHA-1')}",
        digest("aa", "TIGER") + digest(MD5),
    )
    found = read_list(data)
    assert found.form == "dfxml"
    assert read_back(found.rows) == (
        Seen({"md5": MD5, "sha1": SHA1}, 5, "a & é.bin"),
        Seen({"md5": MD5}, more={"hash:tiger": "aa"}),
    )
    assert found.rows.places.tolist() == [1, 2]


@pytest.mark.parametrize(
    "piece",
    [
        f"<byte_runs><byte_run len='1'>{digest(OTHER)}</byte_run></byte_runs>",
        f"<byte_run file_offset='0' len='1'>{digest(OTHER)}</byte_run>",
        f"<original_fileobject>{digest(OTHER)}</original_fileobject>",
    ],
)
def test_the_digest_of_a_piece_is_not_that_of_the_file(piece: str) -> None:
    assert read(dfxml(piece + digest(MD5))) == (Seen({"md5": MD5}),)
    assert read(dfxml(digest(MD5) + piece)) == (Seen({"md5": MD5}),)
    found = read_list(dfxml(piece, digest(MD5)))
    assert found.rows.places.tolist() == [2]
    assert found.notes == ("Rows without a hash, which were left out: 1.",)


def test_directories_are_left_out_and_counted() -> None:
    found = read_list(dfxml(f"<name_type>d</name_type>{digest(OTHER)}", f"<name_type>r</name_type>{digest(MD5)}"))
    assert read_back(found.rows) == (Seen({"md5": MD5}),)
    assert found.notes == ("Directories, which were left out: 1.",)


def test_the_hash_of_the_image_itself_is_no_row() -> None:
    data = dfxml(digest(MD5)).replace(b"<fileobject>", digest(OTHER).encode() + b"<fileobject>")
    assert read(data) == (Seen({"md5": MD5}),)


def test_a_file_that_is_cut_off_is_refused_with_the_line() -> None:
    data = dfxml(digest(MD5), digest(MD5))
    lines = data[:-30].count(b"\n") + 1
    error = refusal(data[:-30])
    assert error.where.row == lines
    assert f"at line {lines}" in error.what
    assert "cut off" in error.mend


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (digest(MD5) + digest(OTHER), "MD5"),
        (digest(MD5[:-1]), "MD5"),
        (digest("x" * 32), "MD5"),
        (digest(MD5) + "<filesize>five</filesize>", "size"),
        (f"<hashdigest type='md5' coding='base64'>{MD5}</hashdigest>", ""),
        (f"<hashdigest>{MD5}</hashdigest>", ""),
        (f"<hashdigest type='md5'>{MD5}<b/></hashdigest>", ""),
    ],
)
def test_a_fault_is_named_by_the_number_of_the_file_and_the_field(file: str, field: str) -> None:
    error = refusal(dfxml(digest(MD5), file))
    assert (error.where.row, error.where.field) == (2, field)


def test_the_same_digest_said_twice_is_no_fault() -> None:
    assert read(dfxml(digest(MD5) + digest(MD5.upper()))) == (Seen({"md5": MD5}),)


def test_a_file_inside_a_file_is_refused() -> None:
    assert "inside a file" in refusal(dfxml(f"<fileobject>{digest(MD5)}</fileobject>{digest(MD5)}")).what


def test_other_xml_is_refused() -> None:
    assert "no DFXML" in refusal(b"<report><fileobject/></report>").what
    assert read(b"<fiwalk><fileobject>" + digest(MD5).encode() + b"</fileobject></fiwalk>") == (Seen({"md5": MD5}),)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE dfxml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE dfxml SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE dfxml [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]>',
        "<!DOCTYPE dfxml>",
    ],
)
def test_a_document_type_is_refused_as_an_attack(declared: str) -> None:
    data = dfxml(digest(MD5))
    with pytest.raises(Refused, match="document type"):
        read_list(data.replace(b"\n<dfxml", declared.encode() + b"<dfxml"))
    assert len(read(data)) == 1


def test_elements_that_are_nested_too_deep_are_refused() -> None:
    deep = "<a>" * 20 + "</a>" * 20
    assert len(read(dfxml(deep + digest(MD5)))) == 1
    deep = "<a>" * 40 + "</a>" * 40
    with pytest.raises(Refused, match="32 deep"):
        read_list(dfxml(deep + digest(MD5)))


@pytest.mark.parametrize(
    "long",
    [
        "<filename>" + "x" * 2_000_000 + "</filename>",
        "<!--" + "x" * 3_000_000 + "-->",
        "<a b='" + "x" * 3_000_000 + "'/>",
    ],
)
def test_a_piece_above_a_megabyte_is_refused(long: str) -> None:
    with pytest.raises(Refused, match="longer than a megabyte"):
        read_list(dfxml(long + digest(MD5)))


def test_a_file_of_many_pieces_is_read_however_long_its_record_is() -> None:
    pieces = f"<byte_run len='512'>{digest(OTHER)}</byte_run>" * 20_000
    assert read(dfxml(f"<byte_runs>{pieces}</byte_runs>{digest(MD5)}")) == (Seen({"md5": MD5}),)


def test_half_a_pair_of_utf_16_does_not_swallow_what_stands_behind_it() -> None:
    text = f"<dfxml><fileobject><filename>a@</filename>{digest(MD5)}</fileobject></dfxml>"
    data = text.encode("utf-16")
    assert len(read(data)) == 1
    assert "not the text" in refusal(data.replace("@".encode("utf-16-le"), b"\x3d\xd8")).what


def test_a_deep_name_with_a_prefix_of_any_namespace_is_read() -> None:
    data = f"<d:dfxml xmlns:d='u'><d:volume><d:fileobject><d:hashdigest type='sha1'>{SHA1}</d:hashdigest></d:fileobject></d:volume></d:dfxml>"
    assert read(data.encode()) == (Seen({"sha1": SHA1}),)
