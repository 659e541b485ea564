"""The one door for lists: what is refused before it is read, and what every list that is taken has in common."""

import codecs
import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.register.lists.making import FORMS_MADE, Made, Maker, Seen, read_back
from tutela.core.errors import BadInput, Refused
from tutela.register.lists.forms import FORMS
from tutela.register.lists.reading import read_list

MEDIA = {
    "a JPEG image": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "a PNG image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a GIF image": b"GIF89a\x01\x00",
    "a WebP image": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "an AVI video": b"RIFF\x10\x00\x00\x00AVI LIST",
    "an MP4, QuickTime, HEIC or AVIF file": b"\x00\x00\x00\x18ftypmp42",
    "a Matroska or WebM video": b"\x1a\x45\xdf\xa3",
    "a ZIP archive, or an office document or app made of one": b"PK\x03\x04\x14\x00",
    "a PDF document": b"%PDF-1.7\n",
}
DIGEST = "0123456789abcdef0123456789ABCDEF"
SECRET = "c0ffee0000000000000000000000beef"


def made(form: str, seed: int = 1) -> Made:
    return Maker(random.Random(seed)).make(form)


@pytest.mark.parametrize("kind", MEDIA)
@pytest.mark.parametrize("name", ["list.txt", "list.csv", "list.xml", "list.json", "hashes"])
def test_media_is_refused_by_its_bytes_under_any_name(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(MEDIA[kind] + os.urandom(3_000))
    with pytest.raises(Refused) as refusal:
        read_list(path)
    assert kind in refusal.value.what
    assert name in refusal.value.what
    # The same name with a list in it is taken: it was not the name that was refused.
    path.write_bytes(made("hashdeep").data)
    assert read_list(path).form == "hashdeep"


@pytest.mark.parametrize("form", FORMS_MADE)
def test_media_before_a_list_is_refused_as_media(form: str) -> None:
    with pytest.raises(Refused, match="JPEG"):
        read_list(MEDIA["a JPEG image"] + made(form).data)


@pytest.mark.parametrize("form", FORMS_MADE)
@pytest.mark.parametrize("seed", range(20))
def test_each_form_is_known_by_its_content_and_read_back_exactly(form: str, seed: int, tmp_path: Path) -> None:
    lists = made(form, seed)
    path = tmp_path / "of any name.jpg"
    path.write_bytes(lists.data)
    for found in (read_list(lists.data), read_list(path)):
        assert found.form == form
        assert found.form in FORMS
        assert read_back(found.rows) == lists.rows
        assert found.digest == hashlib.sha256(lists.data).hexdigest()


@pytest.mark.parametrize("data", [b"", b"  \r\n\t\n", codecs.BOM_UTF8, "\n \n".encode("utf-16")])
def test_a_list_with_nothing_in_it_is_refused_as_empty(data: bytes) -> None:
    with pytest.raises(BadInput, match="is empty") as refusal:
        read_list(data, name="empty.txt")
    assert refusal.value.where.file == "empty.txt"
    assert refusal.value.mend


def test_an_empty_file_is_refused_like_empty_bytes(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"")
    with pytest.raises(BadInput, match="is empty"):
        read_list(path)


@pytest.mark.parametrize(
    "data",
    [
        b"Dear colleague,\nplease find the list enclosed.\n",
        b"name,size\na.txt,1\n",
        b"-----BEGIN PGP MESSAGE-----\n\nabc\n",
        b"[1, 2]",
        os.urandom(64) + b"\x00" * 64,
        "<dfxml></dfxml>".encode("utf-16-le"),
    ],
)
def test_another_file_is_refused_and_the_mend_names_the_forms_that_are_taken(data: bytes) -> None:
    with pytest.raises(BadInput, match="form of the list is unknown") as refusal:
        read_list(b"x" + data if data[:2] == b"MZ" else data)
    for form in FORMS.values():
        assert form in refusal.value.mend


@pytest.mark.parametrize(
    "data",
    [
        b"MD5,name\n",
        b"MD5,name\n,a\n,b\n",
        b"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n",
        b"<dfxml><fileobject><filename>a</filename></fileobject></dfxml>",
        b'{"value":[{"MediaID":1}]}',
        b'{"value":[]}',
    ],
)
def test_a_list_without_any_hash_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="holds no hash") as refusal:
        read_list(data)
    assert "hashdeep" in refusal.value.mend


def test_a_file_that_is_not_there_is_an_error_with_a_mend(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened") as refusal:
        read_list(tmp_path / "nothing.txt")
    assert refusal.value.mend
    with pytest.raises(BadInput, match="cannot be opened"):
        read_list(tmp_path)


def test_a_row_may_stand_there_twice_and_is_kept_and_counted() -> None:
    found = read_list(f"{DIGEST}\n{'0' * 31}1\n{DIGEST.lower()}\n{DIGEST}\n".encode())
    assert len(found.rows) == 4
    assert found.notes == ("Rows that repeat the hashes of a row before them: 2.",)
    assert read_list(f"{DIGEST}\n".encode()).notes == ()


def test_rows_repeat_only_where_every_hash_is_the_same() -> None:
    sha = "1" * 40
    table = f"md5,sha1\n{DIGEST},{sha}\n{DIGEST},\n,{sha}\n{DIGEST},{sha}\n"
    assert "Rows that repeat the hashes of a row before them: 1." in read_list(table.encode()).notes


@pytest.mark.parametrize("form", FORMS_MADE)
def test_progress_goes_up_to_the_length_of_the_list(form: str) -> None:
    said: list[tuple[int, int]] = []
    data = made(form).data
    read_list(data, progress=lambda done, total: said.append((done, total)))
    assert said[-1] == (len(data), len(data))
    assert said == sorted(said)


@pytest.mark.parametrize(
    ("data", "row", "field"),
    [
        (f"{DIGEST}\n{SECRET[:-1]}g\n", 2, ""),
        (f"{DIGEST}  a\n{SECRET}xx  b\n", 2, ""),
        (f"%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1,{DIGEST},a\n1,{SECRET[:-1]},b\n", 4, ""),
        (f"<dfxml><fileobject><hashdigest type='md5'>{SECRET}g</hashdigest></fileobject></dfxml>", 1, "MD5"),
        (f"MD5,name\n{DIGEST},a\n{SECRET}g,b\n", 3, "1: MD5"),
        (f'{{"value":[{{"MD5":"{DIGEST}"}},{{"MD5":"{SECRET}g"}}]}}', 2, "MD5"),
    ],
)
def test_a_wrong_digest_is_named_by_row_and_field_and_never_repeated(data: str, row: int, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_list(data.encode(), name="list of today")
    error = refusal.value
    assert (error.where.file, error.where.row, error.where.field) == ("list of today", row, field)
    assert error.mend
    assert SECRET[:8] not in f"{error.what} {error.mend} {error.where} {error.faults}"


@pytest.mark.parametrize("form", FORMS_MADE)
def test_a_list_that_is_cut_off_is_never_read_with_a_row_that_was_not_in_it(form: str) -> None:
    lists = made(form, 5)
    whole = {tuple(sorted(row.digests.items())) for row in lists.rows}
    refusals = 0
    for end in range(len(lists.data)):
        try:
            found = read_list(lists.data[:end])
        except (BadInput, Refused):
            refusals += 1
        else:
            assert {tuple(sorted(row.digests.items())) for row in read_back(found.rows)} <= whole
            assert {row.name for row in read_back(found.rows)} <= {"", *(row.name for row in lists.rows)}
    assert refusals > len(lists.data) * 0.9


def test_twenty_faults_are_told_at_once_and_then_the_reading_ends() -> None:
    rows = [f"{'x' * 32},{number}" for number in range(50)]
    with pytest.raises(BadInput, match="Further faults: 19") as refusal:
        read_list("\n".join(["md5,size", *rows, ""]).encode())
    assert len(refusal.value.faults) == 20
    assert [fault.where.row for fault in refusal.value.faults] == list(range(2, 22))
    assert all(fault.mend for fault in refusal.value.faults)


def test_a_list_of_lines_saved_by_powershell_in_utf_16_is_read() -> None:
    text = f"{DIGEST}  C:\\Users\\é\\a.bin\r\n".encode("utf-16")
    found = read_list(text)
    assert found.form == "md5deep"
    assert read_back(found.rows) == (Seen({"md5": DIGEST.lower()}, name="C:\\Users\\é\\a.bin"),)
    assert found.digest == hashlib.sha256(text).hexdigest()


@pytest.mark.parametrize("between", ["  ", " *"])
def test_a_file_name_that_would_pass_for_a_heading_stays_a_name(between: str) -> None:
    found = read_list(f"{DIGEST}{between}a,md5,sha1\n".encode())
    assert found.form == "md5deep"
    assert found.rows.names[0] == "a,md5,sha1"


def test_a_single_digest_without_line_end_may_be_the_beginning_of_a_longer_one() -> None:
    for digest in (DIGEST, "0" * 40):
        with pytest.raises(BadInput, match="the last line has no end"):
            read_list(digest.encode())
        assert len(read_list(f"{digest}\n".encode()).rows) == 1
        assert len(read_list(f"{digest}\n{digest}".encode()).rows) == 2
    assert len(read_list(b"0" * 64).rows) == 1


@pytest.mark.parametrize("form", ["hashdeep", "md5deep"])
def test_a_last_line_without_its_end_may_be_cut_off_and_is_refused(form: str) -> None:
    data = made(form).data.rstrip(b"\r\n")
    with pytest.raises(BadInput, match="the last line has no end") as refusal:
        read_list(data)
    assert refusal.value.where.row == data.count(b"\n") + 1
    assert read_list(data + b"\n").form == form


def test_a_picture_written_out_as_the_name_of_a_file_is_refused() -> None:
    address = "data:image/png;base64," + "iVBORw0KGgo" + "A" * 200
    long = "/9j/" + "A" * 600
    for name in (address, long):
        with pytest.raises(Refused, match="written out") as refusal:
            read_list(f"{DIGEST}  a\n{DIGEST}  {name}\n".encode())
        assert refusal.value.where.row == 2
    assert read_list(f"{DIGEST}  {'a' * 600}\n".encode()).form == "md5deep"


def test_a_picture_written_out_in_a_piece_of_xml_that_is_not_kept_is_refused() -> None:
    text = f"<dfxml><x>note</x><fileobject><hashdigest type='md5'>{DIGEST}</hashdigest></fileobject></dfxml>"
    assert len(read_list(text.encode()).rows) == 1
    with pytest.raises(Refused, match="written out"):
        read_list(text.replace("note", "data:image/png;base64,iVBORw0").encode())


@pytest.mark.parametrize(
    "make",
    [
        lambda text: f'md5,name,note\n{DIGEST},a,"{text}"\n',
        lambda text: f'md5,name\n{DIGEST},"{text}"\n',
        lambda text: f'"Name","MD5 Hash","Known"\n"a","{DIGEST}","{text}"\n',
        lambda text: (
            f"<dfxml><fileobject><filename>{text}</filename><hashdigest type='md5'>{DIGEST}</hashdigest></fileobject></dfxml>"
        ),
        lambda text: f'{{"value":[{{"MD5":"{DIGEST}","Miniature":"{text}"}}]}}',
        lambda text: f'{{"value":[{{"MD5":"{DIGEST}","Exifs":[{{"a":{{"b":["{text}"]}}}}]}}]}}',
        lambda text: f'{{"value":[{{"MD5":"{DIGEST}","MediaFiles":[{{"FileName":"{text}"}}]}}]}}',
    ],
)
def test_a_picture_written_out_in_a_field_is_refused_however_deep(make: Callable[[str], str]) -> None:
    for text in ("data:image/jpeg;base64,AAAA", "/9j/" + "A" * 100):
        with pytest.raises(Refused, match="written out") as refusal:
            read_list(make(text).encode())
        assert refusal.value.where.row is not None
    assert len(read_list(make("an ordinary text").encode()).rows) == 1


def test_the_readers_need_neither_a_database_nor_the_models_of_django() -> None:
    program = f"""
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from tutela.register.lists.reading import read_list
found = read_list(b"md5,name\\n{DIGEST},a\\n")
assert len(found.rows) == 1
assert not [name for name in sys.modules if name.startswith(("django.db.models", "tutela.register.models"))]
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
