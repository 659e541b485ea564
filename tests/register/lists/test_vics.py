"""JSON in the manner of Project VIC: what public programs write is read by a mapping, the rest is passed on or refused."""

import base64
import json
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.register.lists.making import Seen, read_back
from tutela.core.errors import BadInput, Refused
from tutela.register.lists.reading import read_list
from tutela.register.lists.texts import CHUNK
from tutela.register.lists.vics_mapping import SHIPPED, load_mapping

MD5 = "0123456789abcdef0123456789abcdef"
SHA1 = "0123456789abcdef0123456789abcdef01234567"
SHA256 = "0123456789abcdef" * 4
PDQ = "fedcba9876543210" * 4


def odata(*records: Any, key: str = "@odata.context") -> bytes:
    return json.dumps({key: "http://example.org/DataModels/2.0.xml/US/$metadata#Media", "value": records}).encode()


def filled(text: str) -> bytes:
    """The text as bytes, with a digest in each place that is kept for one."""
    return text.replace("§", MD5).encode()


def read(data: bytes, mapping: dict[str, Any] | None = None) -> tuple[Seen, ...]:
    return read_back(read_list(data, mapping=mapping).rows)


def refusal(data: bytes, mapping: dict[str, Any] | None = None) -> BadInput:
    with pytest.raises(BadInput) as found:
        read_list(data, mapping=mapping)
    return found.value


def test_a_hash_set_is_read_record_by_record() -> None:
    photodna = base64.b64encode(random.Random(1).randbytes(144)).decode()
    found = read_list(
        odata(
            {
                "MediaID": 1,
                "Category": 2,
                "MD5": MD5.upper(),
                "SHA1": SHA1,
                "MediaSize": "5",
                "VictimIdentified": "true",
                "OffenderIdentified": None,
                "IsDistributed": False,
                "Series": "",
                "odata.id": "Media(1)",
                "Exifs@odata.navigationLinkUrl": "/x",
                "AlternativeHashes": [
                    {"HashName": "PhotoDNA", "HashValue": photodna},
                    {"HashName": "PDQ", "HashValue": PDQ},
                    {"HashName": "SHA-256", "HashValue": SHA256},
                    {"HashName": "NeuralHash", "HashValue": "00ff"},
                    {"HashName": "NeuralHash", "HashValue": "11ff"},
                    {"HashName": "TMK", "HashValue": ""},
                ],
            },
            {"MD5": MD5, "MediaSize": 9223372036854775807},
        )
    )
    assert found.form == "vics"
    assert read_back(found.rows) == (
        Seen(
            {"md5": MD5, "sha1": SHA1, "sha256": SHA256, "pdq": PDQ},
            5,
            more={
                "media_id": "1",
                "category": "2",
                "victim_identified": "true",
                "is_distributed": "false",
                "hash:photodna": photodna,
                "hash:neuralhash": "00ff",
                "hash:neuralhash 2": "11ff",
            },
        ),
        Seen({"md5": MD5}, 9223372036854775807),
    )
    assert found.rows.places.tolist() == [1, 2]


@pytest.mark.parametrize("key", ["odata.metadata", "@odata.context"])
def test_records_are_found_in_cases_as_well_as_without(key: str) -> None:
    one, two = {"MD5": MD5}, {"SHA1": SHA1}
    expected = (Seen({"md5": MD5}), Seen({"sha1": SHA1}))
    assert read(odata(one, two, key=key)) == expected
    assert (
        read(odata({"CaseID": "1", "Media": [one]}, {"Media": [two], "CaseNumber": 2}, {"Media": []}, key=key))
        == expected
    )


def test_a_case_may_hold_no_records_and_must_not_hold_anything_else() -> None:
    filling = "x" * 1_200_000
    for more in ({}, {"A": filling[:600_000], "B": filling[:600_000]}):
        assert read(odata({**more, "Media": None}, {"Media": []}, {"Media": [{"MD5": MD5}]})) == (Seen({"md5": MD5}),)
        error = refusal(odata({"MD5": MD5}, {**more, "Media": {"MD5": MD5}}))
        assert "no list of records" in error.what


def test_where_a_file_was_seen_gives_the_name_and_the_other_places_are_passed_on() -> None:
    seen = [
        {"FileName": "a.bin", "FilePath": "C:\\x", "MD5": MD5.upper(), "Created": "2026-01-02T00:00:00Z"},
        {"FileName": "b.bin", "FilePath": "C:\\y", "MD5": MD5, "Unallocated": None},
    ]
    (row,) = read(odata({"MD5": MD5, "MediaFiles": seen, "RelativeFilePath": "1/2.bin"}))
    assert row.name == "C:\\x\\a.bin"
    assert json.loads(row.more["MediaFiles"]) == [
        {"Created": "2026-01-02T00:00:00Z"},
        {"FileName": "b.bin", "FilePath": "C:\\y"},
    ]
    (row,) = read(odata({"MD5": MD5, "RelativeFilePath": "1/2.bin"}))
    assert row.name == "1/2.bin"


def test_the_digest_of_a_place_must_be_that_of_the_record() -> None:
    assert read(odata({"MediaFiles": [{"MD5": MD5, "FileName": "a"}]})) == (Seen({"md5": MD5}, name="a"),)
    error = refusal(odata({"MD5": MD5, "MediaFiles": [{"MD5": "0" * 32}]}))
    assert (error.where.row, error.where.field) == (1, "MD5")


def test_what_is_not_understood_is_passed_on_as_text_and_named() -> None:
    found = read_list(
        filled('{"value":[{"MD5":"§","Own":{"a": [1, 1.50, true, null, "é"]},"Comments":"x","Count":7}]}')
    )
    assert dict(found.rows.more[0]) == {"Own": '{"a":[1,"1.50",true,null,"é"]}', "Comments": "x", "Count": "7"}
    assert found.notes == ("Fields that were not understood, and are passed on as they are: Comments, Count, Own.",)


def test_an_agency_completes_the_mapping(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[structure]\nlist = "Answer"\nmedia = "Items"\n'
        '[fields]\nFingerprint = "sha1"\nNeural = "hash:neuralhash"\nDesk = "more:desk"\nNoise = "out"\nSeries = "out"\n',
        encoding="utf-8",
    )
    record = {"md5": MD5, "Fingerprint": SHA1, "Neural": "ff", "Desk": 3, "Noise": "z", "Series": "s"}
    data = json.dumps({"answer": [{"Items": [record]}]}).encode()
    found = read_list(data, mapping=load_mapping(own))
    assert read_back(found.rows) == (Seen({"md5": MD5, "sha1": SHA1}, more={"hash:neuralhash": "ff", "desk": "3"}),)
    assert "no list of records" in refusal(data).what


def test_the_shipped_mapping_is_one_that_would_be_taken() -> None:
    assert load_mapping(SHIPPED)


@pytest.mark.parametrize(
    "mapping",
    [
        {"felds": {}},
        {"fields": {"A": "md6"}},
        {"fields": {"A": "hash:"}},
        {"fields": {"A": 1}},
        {"structure": {"root": "x"}},
        {"files": "x"},
    ],
)
def test_a_mapping_with_a_fault_is_refused(mapping: dict[str, Any]) -> None:
    assert refusal(odata({"MD5": MD5}), mapping).detail_code == "bad_mapping"


def test_a_mapping_that_is_no_toml_is_refused_without_its_content(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[fields\nsecret = ", encoding="utf-8")
    with pytest.raises(BadInput) as found:
        load_mapping(own)
    assert found.value.where.file == "own.toml"
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"MD5": MD5[:-1]}, "MD5"),
        ({"MD5": base64.b64encode(bytes(16)).decode()}, "MD5"),
        ({"MD5": ["x"]}, "MD5"),
        ({"MD5": MD5, "md5": MD5}, ""),
        ({"MD5": MD5, "MediaSize": "many"}, "size"),
        ({"MD5": MD5, "MediaSize": -1}, "size"),
        ({"MD5": MD5, "MediaSize": 1.0}, "size"),
        ({"MD5": MD5, "AlternativeHashes": [{"HashName": "MD5", "HashValue": "0" * 32}]}, "MD5"),
        ({"MD5": MD5, "AlternativeHashes": [{"HashValue": "00"}]}, "AlternativeHashes"),
        ({"MD5": MD5, "AlternativeHashes": ["x"]}, "AlternativeHashes"),
        ({"MD5": MD5, "AlternativeHashes": [{"HashName": "x", "HashValue": "0"}] * 300}, "AlternativeHashes"),
        ({"MD5": MD5, "MediaFiles": ["x"]}, "MediaFiles"),
        ({"MD5": MD5, "Tags": "a\x00b"}, ""),
    ],
)
def test_a_fault_is_named_by_the_number_of_the_record_and_the_field(record: dict[str, Any], field: str) -> None:
    error = refusal(odata({"MD5": MD5}, record, {"MD5": MD5}))
    assert (error.where.row, error.where.field) == (2, field)
    assert error.mend


@pytest.mark.parametrize(
    "text",
    [
        '{"value":[{"MD5":"§"},{"MD5":"§","MD5":"§"}]}',
        '{"value":[{"MD5":"§"},{"MD5":"§","x":{"a":1,"a":2}}]}',
        '{"value":[{"Media":[{"MD5":"§"}],"Media":[]}]}',
        '{"value":[{"MD5":"§"}],"value":[]}',
    ],
)
def test_an_object_that_names_a_key_twice_is_refused(text: str) -> None:
    assert "twice" in refusal(filled(text)).what or "two lists" in refusal(filled(text)).what


@pytest.mark.parametrize(
    "text",
    [
        '{"value":[{"MD5":"§"}]',
        '{"value":[{"MD5":"§"}',
        '{"value":[{"MD5":"§"',
        '{"value":[{"MD5":"§',
        '{"value":[{"MD5":"§"}]}x',
        '{"value":[{"MD5":"§"}]}{}',
        '{"value":[{"MD5":"§"} {"MD5":"§"}]}',
        '{"value":[{"MD5":"§"},]}',
        '{"value":[{"MD5":"§"},7]}',
        '{"value":[{"MD5":"§","a":NaN}]}',
        '{"value":{"MD5":"§"}}',
        '{"media":[{"MD5":"§"}]}',
        '{"value":[{"Media":[{"MD5":"§"},7]}]}',
        "{",
        '{"value"',
    ],
)
def test_json_that_is_broken_or_cut_off_is_refused_with_its_line(text: str) -> None:
    error = refusal(filled(text))
    assert error.where.row == 1
    assert error.mend
    assert refusal(b"\n\n" + filled(text)).where.row == 3 or "the list holds" in error.what


def test_lists_longer_than_the_window_are_read_wherever_the_window_ends() -> None:
    filling = "é" * 300
    for shift in range(40):
        records = [
            {"Own": "x" * shift},
            *({"MD5": f"{number:032x}", "Own": filling, "MediaSize": number} for number in range(900)),
        ]
        flat = {"@odata.context": "y" * shift, "value": records}
        cases = {"value": [{"CaseID": "1", "Media": records}, {"Media": [{"MD5": MD5}]}]}
        assert len(json.dumps(flat)) > 2 * CHUNK
        assert [row.digests["md5"] for row in read(json.dumps(flat).encode())] == [
            f"{number:032x}" for number in range(900)
        ]
        found = read_list(json.dumps(cases, ensure_ascii=False, indent=shift % 3 or None).encode())
        assert found.rows.sizes.tolist() == [*range(900), -1]
        assert found.rows.places.tolist() == list(range(2, 903))


def test_a_record_above_a_megabyte_is_refused_and_a_case_of_any_length_is_not() -> None:
    small = [{"MD5": f"{number:032x}", "Own": "x" * 1000} for number in range(2500)]
    assert len(read(json.dumps({"value": [{"Media": small}]}).encode())) == 2500
    large = {"MD5": MD5, "Own": ["x"] * 400_000}
    for value in ([large], [{"Media": [large]}], [{"Media": [*small, large]}]):
        error = refusal(json.dumps({"value": value}).encode())
        assert "megabyte" in error.what


@pytest.mark.parametrize("depth", [40, 5_000, 200_000])
def test_json_that_is_nested_too_deep_is_refused(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    error = refusal(f'{{"value":[{{"MD5":"{MD5}","Own":{deep}}}]}}'.encode())
    assert "nested" in error.what
    assert len(read(f'{{"value":[{{"MD5":"{MD5}","Own":{"[" * 20 + "]" * 20}}}]}}'.encode())) == 1


def test_a_photodna_hash_that_begins_like_a_picture_is_a_hash_and_a_picture_is_none() -> None:
    like_a_jpeg = base64.b64encode(b"\xff\xd8\xff" + bytes(range(141))).decode()
    assert like_a_jpeg.startswith("/9j/")
    (row,) = read(odata({"MD5": MD5, "PhotoDNA": like_a_jpeg}))
    assert row.more == {"hash:photodna": like_a_jpeg}
    with pytest.raises(Refused, match="base 64"):
        read_list(odata({"MD5": MD5, "PhotoDNA": like_a_jpeg + "AAAA"}))


def test_a_list_that_goes_on_in_another_file_says_so() -> None:
    data = json.dumps({"value": [{"MD5": MD5}], "@odata.nextLink": "http://example.org/2"}).encode()
    assert read_list(data).notes == ("The list says that it goes on in another file.",)


def test_half_a_pair_of_a_name_from_windows_is_written_out() -> None:
    (row,) = read(b'{"value":[{"MD5":"%s","Name":"a\\ud83d"}]}' % MD5.encode())
    assert row.name == "a\\ud83d"


def test_the_memory_of_a_long_list_is_that_of_its_rows() -> None:
    data = odata(*({"MD5": f"{number:032x}", "odata.id": "x" * 2_000} for number in range(10_000)))
    tracemalloc.start()
    try:
        read_list(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(data) / 2, "the list stood in memory a second time"
