"""Tables with a header: any order, any usual spelling; Autopsy's and X-Ways Forensics' own ways of writing."""

import codecs

import pytest

from tests.register.lists.making import Seen, read_back
from tutela.core.errors import BadInput
from tutela.register.lists.algorithms import algorithm_of
from tutela.register.lists.reading import read_list

MD5 = "0123456789abcdef0123456789abcdef"
SHA1 = "0123456789abcdef0123456789abcdef01234567"
SHA256 = "0123456789abcdef" * 4
PDQ = "fedcba9876543210" * 4


def read(text: str, encoding: str = "utf-8") -> tuple[Seen, ...]:
    return read_back(read_list(text.encode(encoding)).rows)


def refusal(text: str, encoding: str = "utf-8") -> BadInput:
    with pytest.raises(BadInput) as found:
        read_list(text.encode(encoding))
    return found.value


@pytest.mark.parametrize(
    ("heading", "algorithm"),
    [
        *(
            (each, "md5")
            for each in ("md5", "MD5", "MD5 Hash", "hash (md5)", "md5sum", "Hash1 (MD5)", "MD-5", "md5_hash")
        ),
        *((each, "sha1") for each in ("SHA-1", "sha1", "SHA1 Hash", "Hash 2 (SHA-1)", "sha_1", "hash value (SHA-1)")),
        *((each, "sha256") for each in ("SHA-256", "sha256", "SHA-256 Hash", "SHA 256", "sha256sum", "hash.sha256")),
        *((each, "pdq") for each in ("PDQ", "pdq hash")),
        *((each, "hash") for each in ("Hash", "Hash Value", "hash1", "Hash 2", "Hash¹", "Digest")),
        *((each, "hash:photodna") for each in ("PhotoDNA", "PhotoDNA hash", "photo-dna")),
        ("SHA-512", "hash:sha512"),
        ("CRC32", "hash:crc32"),
        *(
            (each, None)
            for each in ("Hash Set", "Hash Category", "Name", "Known", "md5 of the archive", "", "pdq quality")
        ),
    ],
)
def test_a_heading_names_its_algorithm_in_any_usual_spelling(heading: str, algorithm: str | None) -> None:
    assert algorithm_of(heading) == algorithm


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_every_delimiter_encoding_and_quotation_is_read(delimiter: str, encoding: str, quote: str) -> None:
    lines = (("File Name", "SHA-1", "size", "md5 hash"), ("é日.bin", SHA1, "7", MD5.upper()))
    text = "".join(delimiter.join(f"{quote}{cell}{quote}" for cell in line) + "\r\n" for line in lines)
    assert read(text, encoding) == (Seen({"md5": MD5, "sha1": SHA1}, 7, "é日.bin"),)


def test_all_that_a_table_can_say_is_read_and_nothing_of_it_is_interpreted() -> None:
    text = (
        "PDQ,PDQ Quality,PhotoDNA,Category,Series,sha256,path,file,size\n"
        f"{PDQ},99,AAEC,2,x,{SHA256},/a/b,c.bin,9223372036854775807\n"
        f"{PDQ},,,,,,,,\n"
    )
    found = read_list(text.encode())
    assert read_back(found.rows) == (
        Seen(
            {"pdq": PDQ, "sha256": SHA256},
            9223372036854775807,
            "/a/b/c.bin",
            99,
            {"category": "2", "series": "x", "hash:photodna": "AAEC"},
        ),
        Seen({"pdq": PDQ}),
    )
    assert found.rows.places.tolist() == [2, 3]


def test_a_quality_without_its_pdq_hash_says_nothing() -> None:
    assert read(f"md5,pdq,pdq quality\n{MD5},,50\n{MD5},{PDQ},50\n") == (
        Seen({"md5": MD5}),
        Seen({"md5": MD5, "pdq": PDQ}, quality=50),
    )
    assert read_list(f"md5,pdq quality\n{MD5},50\n".encode()).rows.pdq_quality is None


def test_a_row_with_only_a_hash_that_is_passed_through_is_kept() -> None:
    assert read("md5,photodna\n,AAEC\n") == (Seen({}, more={"hash:photodna": "AAEC"}),)


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("/a/b", "c", "/a/b/c"),
        ("/a/b/", "c", "/a/b/c"),
        ("\\a\\b", "c", "\\a\\b\\c"),
        ("/a/b/c", "c", "/a/b/c"),
        ("", "c", "c"),
        ("/a", "", "/a"),
    ],
)
def test_path_and_name_become_one_name(path: str, name: str, expected: str) -> None:
    assert read(f"path,name,md5\n{path},{name},{MD5}\n")[0].name == expected
    assert read(f"full path,path,name,md5\n,{path},{name},{MD5}\n")[0].name == expected
    assert read(f"full path,path,name,md5\n/z,{path},{name},{MD5}\n")[0].name == "/z"


def test_rows_without_a_hash_are_left_out_counted_and_keep_their_line() -> None:
    found = read_list(f"name,md5\na,\n\nb,{MD5}\nc,\n,\n".encode())
    assert read_back(found.rows) == (Seen({"md5": MD5}, name="b"),)
    assert found.rows.places.tolist() == [4]
    assert found.notes == ("Rows without a hash, which were left out: 3.",)


def test_columns_that_are_not_understood_are_named_and_not_kept() -> None:
    found = read_list(f"md5,Examiner's mood,\n{MD5},fine,\n".encode())
    assert found.notes == ("Columns that were not understood, and are not kept: Examiner's mood, (3).",)
    assert found.rows.more == ()


def test_a_column_of_hashes_without_an_algorithm_is_told_by_the_width_of_each() -> None:
    found = read_list(f"name,hash\na,{MD5}\nb,{SHA1}\nc,{SHA256}\nd,\n".encode())
    assert [row.digests for row in read_back(found.rows)] == [{"md5": MD5}, {"sha1": SHA1}, {"sha256": SHA256}]
    assert "by their length they were taken as MD5, SHA-1, SHA-256." in found.notes[1]
    error = refusal(f"name,hash\na,{MD5}0\n")
    assert (error.where.row, error.where.field) == (2, "2: hash")


def test_two_columns_that_give_different_digests_of_one_algorithm_are_refused() -> None:
    assert read(f"md5,hash\n{MD5},{MD5.upper()}\n")[0].digests == {"md5": MD5}
    assert "different digests" in refusal(f"md5,hash\n{MD5},{'0' * 32}\n").what


@pytest.mark.parametrize("cell", ["x" * 32, MD5[:-1], MD5 + "0", MD5[:16] + " " + MD5[17:], "٠" * 32, MD5[:30] + "é"])
def test_a_cell_that_should_be_a_digest_and_is_none_is_a_fault(cell: str) -> None:
    error = refusal(f"md5,size\n{MD5},1\n{cell},1\n")
    assert (error.where.row, error.where.field) == (3, "1: MD5")
    assert read(f"md5,size\n{MD5},1\n  {MD5}  ,1\n")[1].digests == {"md5": MD5}


@pytest.mark.parametrize("cell", ["-1", "1.5", "1e3", "9223372036854775808", "one", "٣", "1 2", "0x10"])
def test_a_size_that_is_no_whole_number_of_bytes_is_a_fault(cell: str) -> None:
    error = refusal(f"md5,size\n{MD5},{cell}\n")
    assert (error.where.row, error.where.field) == (2, "2: size")


@pytest.mark.parametrize("cell", ["-1", "101", "good"])
def test_a_quality_of_pdq_is_a_whole_number_up_to_a_hundred(cell: str) -> None:
    assert refusal(f"pdq,pdq quality\n{PDQ},{cell}\n").where.field == "2: pdq_quality"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (f"md5,name\n{MD5},a\n{MD5}\n", 3),
        (f"md5,name\n{MD5},a\n{MD5},a,b\n", 3),
        (f'md5,name\n{MD5},"a\n{MD5},b\n', 2),
        (f'md5,name\n{MD5},"a"b\n', 2),
        (f"md5,name\n{MD5},a\n{MD5},b", 3),
        (f"md5,name\n{MD5},a\n{MD5[:9]}", 3),
        (f"md5,name\n{MD5},\x00\n", 2),
    ],
)
def test_a_row_that_is_not_whole_condemns_the_list_and_is_named(text: str, row: int) -> None:
    error = refusal(text)
    assert error.where.row == row
    assert error.mend


def test_a_last_line_without_end_is_believed_only_where_a_whole_digest_ends_it() -> None:
    assert len(read(f"name,md5\na,{MD5}")) == 1
    assert "no end" in refusal(f"md5,size\n{MD5},12").what
    # Forty digits may be the beginning of sixty-four, where the heading does not say.
    assert "no end" in refusal(f"name,hash\na,{SHA1}").what


def test_rows_that_a_stray_quotation_mark_swallowed_are_not_lost_unseen() -> None:
    swallowed = f'name,md5\n"a,{MD5}\nb,{SHA1[:32]}\nc",{MD5}\n'
    error = refusal(swallowed)
    assert error.where.row == 2
    assert "over several lines" in error.what
    assert read(f'name,md5\n"a\nb",{MD5}\n')[0].name == "a\nb"


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = read_list(f'\nname,md5\r\n"a\nb",{MD5}\n\nc,{MD5}\n'.encode())
    assert found.rows.places.tolist() == [3, 6]


def test_of_two_columns_for_a_name_or_a_size_the_first_is_taken_and_the_other_is_named() -> None:
    found = read_list(f"name,file name,size,File Size,md5\na,b,1,2,{MD5}\n".encode())
    assert read_back(found.rows) == (Seen({"md5": MD5}, 1, "a"),)
    assert "file name, File Size" in found.notes[0]


def test_what_powershell_writes_is_read() -> None:
    rows = f'"Algorithm","Hash","Path"\r\n"SHA256","{SHA256.upper()}","C:\\a.bin"\r\n'
    for text in (rows, "#TYPE Microsoft.PowerShell.Commands.FileHashInfo\r\n" + rows):
        assert read(text, "utf-16") == (Seen({"sha256": SHA256}, name="C:\\a.bin"),)


def test_two_columns_for_the_same_hash_are_refused() -> None:
    error = refusal(f"md5,name,MD5 hash\n{MD5},a,{MD5}\n")
    assert "column 3" in error.what
    assert error.where.row == 1


@pytest.mark.parametrize(
    "data",
    [
        f"md5,name\n{MD5},caf".encode() + b"\xe9\n",
        codecs.BOM_UTF16_LE + f"md5\tname\n{MD5}\ta\n".encode("utf-16-le")[:-1],
    ],
)
def test_bytes_that_are_not_the_text_they_should_be_are_refused_with_their_line(data: bytes) -> None:
    with pytest.raises(BadInput, match="not the text") as found:
        read_list(data)
    assert found.value.where.row == 2
    assert "UTF-8" in found.value.mend


@pytest.mark.parametrize("text", ["x" * 1_100_000, ",x" * 600_000, '"' + "x\n" * 600_000, '"' + ('x\n"",' * 600_000)])
def test_a_line_or_row_or_cell_that_is_too_long_ends_the_reading(text: str) -> None:
    error = refusal(f"md5,name\n{MD5},a\n{MD5},{text}\n")
    assert "too long" in error.what or "longer than a megabyte" in error.what


def test_a_table_of_too_many_columns_is_refused() -> None:
    assert "columns" in refusal(",".join(["md5", *map(str, range(1100))]) + "\n").what


# --- Autopsy ---------------------------------------------------------------------------------------

AUTOPSY = '"Name","Size","Flags(Dir)","Known","Location","MD5 Hash","SHA-256 Hash","MIME Type","Extension"\n'


def test_the_table_of_autopsy_is_known_and_read_with_its_own_quotation_marks() -> None:
    row = '"say \\"x\\".bin","5","Allocated","unknown","/img/say \\"x\\".bin","{}","{}","text/plain","bin"\n'
    found = read_list(("\ufeff" + AUTOPSY + row.format(MD5, SHA256) + row.format("", "")).encode())
    assert found.form == "autopsy"
    assert read_back(found.rows) == (
        Seen({"md5": MD5, "sha256": SHA256}, 5, '/img/say "x".bin', more={"mime_type": "text/plain"}),
    )
    assert "Rows without a hash, which were left out: 1." in found.notes


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_the_file_report_of_autopsy_is_read_and_its_null_is_no_hash(delimiter: str) -> None:
    lines = (
        ("Name", "File Extension", "Is Deleted", "Size", "Hash Value", "Known Status", "Full Path"),
        ("a.bin", ".bin", "", "5", MD5, "unknown", "/img/a.bin"),
        ("folder", "", "", "0", "null", "unknown", "/img/folder"),
    )
    text = "\ufeff" + "".join(delimiter.join(f'"{cell}"' for cell in line) + "\r\n" for line in lines) + "\r\n"
    found = read_list(text.encode())
    assert found.form == "autopsy"
    assert read_back(found.rows) == (Seen({"md5": MD5}, 5, "/img/a.bin"),)


def test_a_table_of_autopsy_that_a_spreadsheet_saved_anew_is_read() -> None:
    text = f'Name,Known,MD5 Hash,PhotoDNA\n"a ""x"", b",unknown,{MD5},AAEC\n'
    found = read_list(text.encode())
    assert found.form == "autopsy"
    assert read_back(found.rows) == (Seen({"md5": MD5}, name='a "x", b', more={"hash:photodna": "AAEC"}),)


def test_a_cell_of_autopsy_may_go_over_lines() -> None:
    row = f'"a\nb","5","Allocated","unknown","/img/a","{MD5}","","text/plain","bin"\n'
    found = read_list((AUTOPSY + row + row).encode())
    assert found.rows.places.tolist() == [2, 4]


@pytest.mark.parametrize(
    "row",
    [
        f'"a","5","Allocated","unknown","/img/a","{MD5}","","text/plain"\n',
        f'"a","5","Allocated","unknown","/img/a","{MD5}","","text/plain","bin"',
        f'"a","5","Allocated","unknown","/img/a","{MD5}","","text/plain","bi',
        f'"a","x","y","5","Allocated","unknown","/img/a","{MD5}","","text/plain","bin"\n',
        f"a,5,Allocated,unknown,/img/a,{MD5},,text/plain,bin\n",
    ],
)
def test_a_row_of_autopsy_that_is_not_whole_is_refused_with_its_line(row: str) -> None:
    good = f'"a","5","Allocated","unknown","/img/a","{MD5}","","text/plain","bin"\n'
    error = refusal(AUTOPSY + good + row)
    assert error.where.row == 3


# --- X-Ways Forensics ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Name\tPath\tSize\tHash1 (MD5)",
        "Name\tPath\tSize\tHash",
        "Name\tPath\tSize\tHash 1",
        "Name\tPath\tSize\tMD5\tInt. ID",
    ],
)
def test_the_export_list_of_x_ways_is_known_by_its_columns(header: str) -> None:
    rest = "\t7" if header.endswith("ID") else ""
    found = read_list(f"{header}\r\na.bin\t\\Users\\é\t5\t{MD5.upper()}{rest}\r\n".encode("utf-16"))
    assert found.form == "x-ways"
    assert read_back(found.rows) == (Seen({"md5": MD5}, 5, "\\Users\\é\\a.bin"),)


def test_a_rounded_size_of_x_ways_is_left_out_and_counted_and_not_guessed() -> None:
    found = read_list(f"Name\tSize\tHash1\r\na\t1.2 MB\t{MD5}\r\nb\t7\t{MD5}\r\n".encode("utf-16"))
    assert found.rows.sizes.tolist() == [-1, 7]
    assert "Sizes that are not in bytes, and were left out: 1." in found.notes


def test_the_hash_set_of_x_ways_is_a_table_of_one_column() -> None:
    assert read(f"MD5\r\n{MD5.upper()}\r\n{'0' * 32}\r\n") == (Seen({"md5": MD5}), Seen({"md5": "0" * 32}))
    assert read(f"SHA-1\r\n{SHA1}\r\n") == (Seen({"sha1": SHA1}),)


def test_a_spreadsheet_with_tabs_is_not_taken_for_x_ways() -> None:
    assert read_list(f"Name\tMD5\na\t{MD5}\n".encode("utf-16")).form == "csv"
