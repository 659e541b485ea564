"""The CSV door: every fault of a row at once, nothing guessed, and rejected rows that can be sent in again."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.core.errors import BadInput, Refused
from tutela.core.partial_date import PartialDate
from tutela.reports.doors import RejectedRow, template_csv, write_rejected
from tutela.reports.doors.moments import parse_moment
from tutela.reports.doors.reports_csv import HOW_TO_MEND_IT, WHAT_IS_WRONG, open_csv, parse
from tutela.reports.doors.reports_csv_columns import COLUMNS
from tutela.reports.incoming import IncomingReport

HEADER = ["reference", "reported_at", "summary"]
GOOD = ["SYN-1", "2026-03-01T09:30Z", "Synthetic row"]


def written(*rows: list[str], header: list[str] | None = None, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV of these rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([header or HEADER, *rows])
    return out.getvalue().encode(encoding)


def read(data: bytes, zone: ZoneInfo | None = None) -> list[IncomingReport | RejectedRow]:
    """Everything that a CSV gives."""
    return list(parse(io.BytesIO(data), "synthetic.csv", zone))


def only(data: bytes) -> IncomingReport:
    """The one report that a CSV gives."""
    (report,) = read(data)
    assert isinstance(report, IncomingReport), report
    return report


def faults(data: bytes) -> dict[str, str]:
    """The faults of the one row that a CSV gives, by field."""
    (row,) = read(data)
    assert isinstance(row, RejectedRow), row
    return {fault.field: fault.what for fault in row.faults}


def test_the_template_is_a_file_that_the_door_takes() -> None:
    report = only(template_csv().encode())
    assert report.reported_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert report.occurred == PartialDate(2026, 2)
    assert report.countries == ("GB", "DE")
    assert report.categories == ("IBI",)
    assert report.reporter.stays_unknown
    assert [each.kind for each in report.identifiers] == ["email", "telephone", "account", "ip", "ip", "url"]
    assert report.door == "csv"
    assert report.source_place == "row 2"


def test_the_template_has_every_column_and_says_what_each_is() -> None:
    assert template_csv().splitlines()[0].split(",") == [column.name for column in COLUMNS]
    assert all(column.meaning for column in COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_usual_encodings_and_delimiters_are_recognised(encoding: str, delimiter: str) -> None:
    row = ["SYN-1", "2026-03-01T09:30Z", "Grüße aus Exampletown, mit; Zeichen"]
    data = written(row, delimiter=delimiter, encoding=encoding)
    assert only(data).summary == row[2]
    assert open_csv(io.BytesIO(data), "synthetic.csv").delimiter == delimiter


def test_bytes_that_are_no_known_text_are_said_to_be_so_with_their_row() -> None:
    data = written(GOOD) + b"SYN-2,2026-03-01T09:30Z,caf\xe9 \x81\n"
    with pytest.raises(BadInput) as error:
        read(data)
    assert "Windows-1252" in error.value.what
    assert error.value.where.row == 3


def test_columns_come_in_any_order_and_spelling() -> None:
    report = only(
        written(["Synthetic row", "2026-03-01T09:30Z", "no"], header=["Summary", "Reported At", "specific-concern"])
    )
    assert (report.summary, report.specific_concern) == ("Synthetic row", False)


def test_a_cell_may_hold_line_breaks() -> None:
    assert only(written(["SYN-1", "2026-03-01T09:30Z", "two\r\nlines, quoted"])).summary == "two\nlines, quoted"


def test_unknown_columns_are_refused_with_a_suggestion_before_the_first_row() -> None:
    with pytest.raises(BadInput) as error:
        parse(
            io.BytesIO(written(["a", "b", "c", "d"], header=["refrence", "summary", "colour of eyes", "summary"])),
            "x.csv",
        )
    for part in (
        "did you mean “reference”",
        "“colour of eyes” is no column",
        "“summary” stands in the header twice",
        "“reported_at” is missing",
    ):
        assert part in error.value.what


def test_every_fault_of_a_row_is_named_at_once() -> None:
    header = [
        *("reported_at", "summary", "occurred", "specific_concern", "categories", "countries", "emails", "sha256"),
        *("ip_addresses", "accounts", "reporter_email", "stays_unknown", "reporter_kind", "reference"),
    ]
    row = [
        *("2026-03-01 10:00", "", "01/02/2026", "perhaps", "IBI|XYZ", "UK|DE", "no address", "abc"),
        *("300.1.1.1", "no service", "not an address", "perhaps", "robot", "x" * 301),
    ]
    found = faults(written(row, header=header))
    assert set(found) == set(header)
    assert found["reported_at"] == "the time has no zone"
    assert "either order" in found["occurred"]
    mends = {fault.field: fault.mend for fault in read(written(row, header=header))[0].faults}  # type: ignore[union-attr]
    assert "GB (United Kingdom)" in mends["countries"]


def test_a_fault_repeats_nothing_of_the_cell() -> None:
    row = read(written(["SYN-1", "secret words", "Synthetic row"]))[0]
    assert isinstance(row, RejectedRow)
    assert "secret" not in f"{row.what_is_wrong} {row.how_to_mend_it}"


def test_a_specific_concern_needs_its_grounds_and_who_states_it() -> None:
    header = ["reported_at", "summary", "specific_concern", "concern_grounds", "concern_stated_by"]
    assert set(faults(written(["2026-03-01T09:30Z", "Synthetic", "yes", "", ""], header=header))) == {
        "concern_grounds",
        "concern_stated_by",
    }
    report = only(
        written(["2026-03-01T09:30Z", "Synthetic", "yes", "A meeting is arranged", "The caller"], header=header)
    )
    assert report.specific_concern is True


def test_a_time_without_a_zone_is_refused_unless_whoever_imports_says_which() -> None:
    data = written(["SYN-1", "2026-07-01 10:00", "Synthetic row"])
    assert "reported_at" in faults(data)
    (report,) = read(data, ZoneInfo("Europe/London"))
    assert isinstance(report, IncomingReport)
    assert report.reported_at == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def test_a_time_with_its_own_zone_keeps_it_whatever_the_import_says() -> None:
    (report,) = read(written(["SYN-1", "2026-07-01T10:00+05:30", "Synthetic row"]), ZoneInfo("Europe/London"))
    assert isinstance(report, IncomingReport)
    assert report.reported_at is not None
    assert report.reported_at.utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-03-01T09:30Z",
            "2026-03-01 09:30:00Z",
            "2026-03-01T09:30:00.000+00:00",
            "2026-03-01 09:30 UTC",
            "2026-03-01 10:30 +01",
        ),
        "2026-03-01 09:30 Europe/London",
    ],
)
def test_the_usual_ways_to_write_a_moment_mean_the_same(text: str) -> None:
    assert parse_moment(text) == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-03-01", "01/03/2026 09:30Z", "2026-02-30T09:30Z", "2026-03-01T25:00Z", "2026-03-01T09:30+19:00"),
        *("0026-03-01T09:30Z", "9999-03-01T09:30Z", "2026-03-01 09:30 Europe/Nowhere", "now"),
    ],
)
def test_what_is_no_moment_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(BadInput) as error:
        parse_moment(text)
    assert error.value.mend


def test_a_reporter_who_stays_unknown_cannot_be_named_by_the_file() -> None:
    header = ["reported_at", "summary", "stays_unknown", "reporter_name", "reporter_telephone"]
    row = ["2026-03-01T09:30Z", "Synthetic", "yes", "Hazel Synthetic", "+44 7700 900123"]
    assert set(faults(written(row, header=header))) == {"reporter_name", "reporter_telephone"}


def test_the_same_reference_twice_in_a_file_is_said_with_its_first_row() -> None:
    other_source = [*GOOD, "Another source"]
    rows = read(written([*GOOD, "A"], [*GOOD, "a"], other_source, header=[*HEADER, "source"]))
    assert isinstance(rows[0], IncomingReport)
    assert isinstance(rows[1], RejectedRow)
    assert "row 2" in rows[1].what_is_wrong
    assert isinstance(rows[2], IncomingReport)


def test_a_row_with_too_few_or_too_many_cells_is_rejected_and_the_next_is_read() -> None:
    rows = ("SYN-1,2026-03-01T09:30Z", "SYN-2,2026-03-01T09:30Z,a,b", "SYN-3,2026-03-01T09:30Z,Synthetic")
    first, second, third = read("\n".join([",".join(HEADER), *rows]).encode())
    assert isinstance(first, RejectedRow)
    assert isinstance(second, RejectedRow)
    assert (first.row_number, second.row_number) == (2, 3)
    assert isinstance(third, IncomingReport)


def test_blank_rows_are_passed_over_and_counted() -> None:
    (report,) = read(b"reference,reported_at,summary\n\n,,\nSYN-3,2026-03-01T09:30Z,Synthetic\n")
    assert isinstance(report, IncomingReport)
    assert report.source_place == "row 4"


@pytest.mark.parametrize("also_open", ["", 'SYN-4,2026-03-01T09:30Z,"open too\n'])
def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_and_no_other(also_open: str) -> None:
    rest = f"SYN-3,2026-03-01T09:30Z,x\n{also_open}SYN-5,2026-03-01T09:30Z,x\n"
    rows = read(f'{",".join(HEADER)}\nSYN-2,2026-03-01T09:30Z,"open\n{rest}'.encode())
    taken = [row.external_reference for row in rows if isinstance(row, IncomingReport)]
    rejected = [row for row in rows if isinstance(row, RejectedRow)]
    assert taken == ["SYN-3", "SYN-5"]
    assert [row.cells[0] for row in rejected] == (["SYN-2", "SYN-4"] if also_open else ["SYN-2"])
    assert "never closed" in rejected[0].what_is_wrong


def test_a_quotation_mark_inside_a_cell_that_is_not_quoted_is_text() -> None:
    assert only(b'reference,reported_at,summary\nSYN-1,2026-03-01T09:30Z,a 5" disk\n').summary == 'a 5" disk'


def test_a_cell_too_long_for_any_row_rejects_its_row_only() -> None:
    rows = read(
        written(
            ["SYN-1", "2026-03-01T09:30Z", "x" * 200_000],
            ["SYN-2", "2026-03-01T09:30Z", "x" * 30_000],
            ["SYN-3", *GOOD[1:]],
        )
    )
    assert [isinstance(row, RejectedRow) for row in rows] == [True, True, False]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", "  \r\n".encode("utf-16")])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(BadInput) as error:
        read(data)
    assert "empty" in error.value.what


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"PK\x03\x04",
        b"\x00\x01\x02" * 40,
        bytes(range(256)) * 20,
        b"%PDF-1.7",
    ],
)
def test_media_and_binaries_in_place_of_a_csv_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read(data)


def test_media_written_into_a_cell_rejects_the_row_and_is_not_written_out_again() -> None:
    smuggled = "data:image/png;base64," + "A" * 100
    (row,) = read(written(["SYN-1", "2026-03-01T09:30Z", smuggled]))
    assert isinstance(row, RejectedRow)
    out = io.StringIO()
    write_rejected(out, HEADER, [row])
    assert "base64" not in out.getvalue()


def test_rejected_rows_are_written_so_that_the_corrected_file_can_be_sent_in_again() -> None:
    header = [*HEADER, "telephones", "countries"]
    bad = ["SYN-1", "2026-03-01 09:30", "Synthetic row", "+44 7700 900123", "UK"]
    data = written(bad, ["SYN-2", *GOOD[1:], "", ""], header=header, delimiter=";")
    rejected = [row for row in read(data) if isinstance(row, RejectedRow)]
    out = io.StringIO()
    assert write_rejected(out, header, rejected) == 1
    first, second = csv.reader(io.StringIO(out.getvalue()))
    assert first == [*header, WHAT_IS_WRONG, HOW_TO_MEND_IT]
    assert "reported_at" in second[-2]
    assert "GB" in second[-1]

    corrected = out.getvalue().replace("2026-03-01 09:30", "2026-03-01 09:30Z").replace(",UK,", ",GB,")
    report = only(corrected.encode())
    assert report.countries == ("GB",)
    assert report.identifiers[0].raw == "+44 7700 900123"


def test_a_file_that_is_still_wrong_comes_back_with_its_two_columns_once() -> None:
    file = open_csv(
        io.BytesIO(written(["SYN-1", "", "Synthetic", "x", "y"], header=[*HEADER, WHAT_IS_WRONG, HOW_TO_MEND_IT])),
        "x.csv",
    )
    out = io.StringIO()
    write_rejected(out, file.header, [row for row in file.rows() if isinstance(row, RejectedRow)])
    assert out.getvalue().splitlines()[0] == ",".join([*HEADER, WHAT_IS_WRONG, HOW_TO_MEND_IT])


def test_a_row_has_the_same_digest_in_another_file_order_and_delimiter() -> None:
    one = only(written(GOOD))
    other = only(
        written(
            [GOOD[2], GOOD[0], GOOD[1]],
            header=["summary", "reference", "reported_at"],
            delimiter="\t",
            encoding="utf-16",
        )
    )
    assert one.digest == other.digest
    assert one.file_digest != other.file_digest


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=60).filter(
    lambda text: text.strip() and "|" not in text
)


@given(
    reference=cells,
    summary=cells,
    place=cells,
    formula=st.sampled_from(["=1+1", "+44", "-2", "@sum", "'=x", "''-y", "'quoted"]),
    moment=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    countries=st.lists(st.sampled_from(["GB", "DE", "SE"]), unique=True, max_size=3),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_as_csv_is_what_is_read(
    reference: str,
    summary: str,
    place: str,
    formula: str,
    moment: datetime,
    countries: list[str],
    delimiter: str,
    encoding: str,
) -> None:
    header = ["reference", "summary", "place", "concern_grounds", "reported_at", "countries"]
    row = RejectedRow(2, (), (reference, summary, place, formula, moment.isoformat(), "|".join(countries)))
    out = io.StringIO(newline="")
    write_rejected(out, header, [row], delimiter)
    report = only(out.getvalue().encode(encoding))
    plain = IncomingReport(
        door="csv", summary=summary, place_words=place, concern_grounds=formula, external_reference=reference
    )
    assert (report.external_reference, report.summary, report.place_words, report.concern_grounds) == (
        plain.external_reference,
        plain.summary,
        plain.place_words,
        plain.concern_grounds,
    )
    assert report.reported_at == moment
    assert report.countries == tuple(countries)


def test_of_a_thousand_rows_with_three_bad_ones_all_others_are_taken_and_the_three_come_back() -> None:
    rows = [[f"SYN-{number}", "2026-03-01T09:30Z", "Synthetic row"] for number in range(1_000)]
    rows[9][1], rows[499][2], rows[998][1] = "2026-03-01 09:30", "", "soon"
    file = open_csv(io.BytesIO(written(*rows)), "synthetic.csv")
    read_rows = list(file.rows())
    rejected = [row for row in read_rows if isinstance(row, RejectedRow)]
    assert [row.row_number for row in rejected] == [11, 501, 1_000]
    assert len(read_rows) - len(rejected) == 997
    out = io.StringIO(newline="")
    assert write_rejected(out, file.header, rejected, file.delimiter) == 3
    corrected = out.getvalue().replace("2026-03-01 09:30", "2026-03-01 09:30Z").replace("soon", "2026-03-01T09:30Z")
    corrected = corrected.replace("SYN-499,2026-03-01T09:30Z,,", "SYN-499,2026-03-01T09:30Z,Synthetic row,")
    assert [row.external_reference for row in read(corrected.encode()) if isinstance(row, IncomingReport)] == [
        "SYN-9",
        "SYN-499",
        "SYN-998",
    ]


def test_of_ten_thousand_rows_every_one_is_read() -> None:
    header = [*HEADER, "emails", "telephones", "ip_addresses", "countries", "categories", "sha256"]
    rows = [
        [
            f"SYN-{number}",
            "2026-03-01T09:30Z",
            "Synthetic row",
            f"synthetic{number}@example.org",
            f"+44 7700 900{number % 1000:03d}",
            f"192.0.2.{number % 255}|2001:db8::{number:x}",
            "GB|DE",
            "IBI",
            f"{number:064x}",
        ]
        for number in range(10_000)
    ]
    data = written(*rows, header=header)
    reports = read(data)
    assert all(isinstance(report, IncomingReport) for report in reports)
    assert len(reports) == 10_000
