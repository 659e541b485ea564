"""A file whose bytes are media is refused at the door, whatever it is called, and nothing of it is kept."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.errors import Refused
from tutela.core.media import BYTES_NEEDED, embedded_media_kind, media_kind, refuse_media

# The beginnings only. No byte of any picture, film or sound is in this file, and none is needed.
BEGINNINGS = {
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "gif": b"GIF89a\x01\x00\x01\x00",
    "bmp": b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00",
    "tiff": b"II*\x00\x08\x00\x00\x00",
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    "avif": b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00",
    "jpeg xl": b"\x00\x00\x00\x0cJXL \r\n\x87\n",
    "photoshop": b"8BPS\x00\x01",
    "svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">',
    "svg in utf-16": "\ufeff<svg width='1'>".encode("utf-16-le"),
    "netpbm": b"P6\n# made by hand\n2 2\n255\n",
    "mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00",
    "mov": b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat",
    "matroska": b"\x1a\x45\xdf\xa3\x01\x00",
    "avi": b"RIFF\x24\x00\x00\x00AVI LIST",
    "flv": b"FLV\x01\x05\x00",
    "mpeg": b"\x00\x00\x01\xba\x44\x00",
    "transport stream": (b"G\x40\x00\x10\x00" + b"\xff" * 183) * 4,
    "wmv": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "ogg": b"OggS\x00\x02",
    "mp3": b"ID3\x04\x00\x00",
    "mp3 without a tag": b"\xff\xfb\x90\x00",
    "flac": b"fLaC\x00\x00",
    "wave": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "gzip": b"\x1f\x8b\x08\x00",
    "tar": b"name".ljust(257, b"\x00") + b"ustar\x0000",
    "cd image": b"\x00" * 32_769 + b"CD001",
    "forensic image": b"EVF\x09\x0d\x0a\xff\x00",
    "pdf": b"%PDF-1.7\n",
    "pdf after rubbish": b"rubbish before it\n%PDF-1.4\n",
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "rtf": b"{\\rtf1\\ansi",
    "data address": b"data:image/png;base64,",
}  # fmt: skip


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_media_is_refused_whatever_its_name(beginning: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_media(beginning, "reports.csv")
    assert "reports.csv" in refusal.value.what
    assert "hashes" in refusal.value.mend


def test_an_office_document_is_refused_as_the_archive_that_it_is() -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert media_kind(written.getvalue()) is not None


def test_an_image_behind_blanks_or_a_byte_order_mark_is_still_an_image() -> None:
    assert media_kind(b"\xef\xbb\xbf \r\n\x89PNG\r\n\x1a\n") == "a PNG image"
    assert media_kind(b"  <svg>") == "an SVG image"


def test_the_refusal_repeats_nothing_of_the_file() -> None:
    with pytest.raises(Refused) as refusal:
        refuse_media(b"\x89PNG\r\n\x1a\nsecret words in it", "a.csv")
    assert "secret" not in f"{refusal.value.what} {refusal.value.mend} {refusal.value.where}"


@pytest.mark.parametrize(
    "text",
    [
        "reference,reported_at,summary\n",
        "MAC address;device;summary\n",
        "ID3 tag,reported_at\n",
        "BMW,reported_at,summary\n",
        "GIF,reported_at\n",
        "free text,skip,wide,moov,mdat\n",
        f"Grün,{'G' * 600}",
        '<?xml version="1.0"?><report/>',
        "PK,reference,summary\n",
        "P1 priority,reference\n",
        "RIFFRAFF,reference\n",
    ],
)
def test_text_that_begins_like_a_mark_is_no_media(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"):
        assert media_kind(text.encode(encoding)) is None


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=300))
def test_a_header_followed_by_any_text_is_no_media(text: str) -> None:
    assert media_kind(f"reference,summary\n{text}".encode()) is None or "<svg" in text or "%PDF-" in text


@given(st.binary(max_size=600))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert media_kind(data) is None or isinstance(media_kind(data), str)


def test_media_written_out_as_text_is_found_in_a_value() -> None:
    assert embedded_media_kind("see data:image/jpeg;base64,AAAA in the cell") is not None
    assert embedded_media_kind("/9j/" + "4AAQSkZJRg" * 10) is not None
    assert embedded_media_kind("AAAAIGZ0eXBpc29t" + "A" * 64) is not None


@pytest.mark.parametrize(
    "value",
    ["https://example.test/9j/" + "a" * 90, "a" * 64, "data: none were kept, see page 3", "0123456789abcdef" * 8, ""],
)
def test_hashes_addresses_and_words_are_no_embedded_media(value: str) -> None:
    assert embedded_media_kind(value) is None


def test_no_mark_lies_beyond_the_bytes_that_are_asked_for() -> None:
    assert len(BEGINNINGS["cd image"]) == BYTES_NEEDED
