"""The one shape keeps what it was given, cannot be changed on its way, and names every field that is wrong at once."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.reports.doors.synthetic_cybertipline import synthetic_report
from tutela.core.errors import BadInput, Refused
from tutela.core.partial_date import PartialDate
from tutela.reports.incoming import (
    IncomingIdentifier,
    IncomingPerson,
    IncomingReport,
    IncomingReporter,
    NotUnderstood,
    SourceFact,
    WithheldPart,
)

words = st.text(max_size=80)
moments = st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, timezone(timedelta(hours=-7))))
dates = st.builds(PartialDate, st.integers(1900, 2100), st.none() | st.integers(1, 12))
reports = st.builds(
    IncomingReport,
    door=st.sampled_from(["staff", "public", "csv", "api", "cybertipline"]),
    external_reference=words,
    reported_at=st.none() | moments,
    occurred=st.none() | moments | dates,
    summary=words,
    specific_concern=st.sampled_from([True, False, None]),
    countries=st.lists(st.sampled_from(["GB", "DE"]), max_size=2).map(tuple),
    identifiers=st.lists(
        st.builds(
            IncomingIdentifier,
            kind=st.sampled_from(["email", "other"]),
            raw=st.just("a@example.org"),
            at=st.none() | moments,
        ),
        max_size=3,
    ).map(tuple),
    people=st.lists(
        st.builds(IncomingPerson, capacity=st.just("victim"), names=st.tuples(words), born=st.none() | dates),
        max_size=2,
    ).map(tuple),
    reporter=st.builds(IncomingReporter, kind=st.just("person"), name=words),
    withheld=st.just((WithheldPart(path="/report/additionalInfo", why="free text", line=3),)),
    not_understood=st.just((NotUnderstood(path="/report", what="odd"),)),
    facts=st.lists(st.builds(SourceFact, name=words, value=words), max_size=2).map(tuple),
)


@given(reports)
def test_a_report_comes_back_from_json_as_it_was(report: IncomingReport) -> None:
    assert IncomingReport.from_json(report.to_json()) == report


@given(st.integers(0, 10_000))
def test_an_invented_report_comes_back_from_json_as_it_was(seed: int) -> None:
    report = synthetic_report(seed, random.Random(seed))
    assert IncomingReport.from_json(report.to_json()) == report


def test_a_partial_date_stays_partial_and_a_moment_keeps_its_zone() -> None:
    month = IncomingReport.from_json('{"door": "api", "occurred": "2004-05"}')
    assert month.occurred == PartialDate(2004, 5)
    moment = IncomingReport.from_json('{"door": "api", "occurred": "2004-05-17T10:00:00-07:00"}')
    assert moment.occurred == datetime(2004, 5, 17, 17, tzinfo=UTC)


def test_every_field_that_is_wrong_is_named_at_once_without_its_value() -> None:
    with pytest.raises(BadInput) as error:
        IncomingReport.from_fields(
            door="window", summary="secret " * 100, reported_at="2026-01-01T10:00:00", occurred="yesterday", nonsense=1
        )
    fields = {fault.where.field for fault in error.value.faults}
    assert fields == {"door", "summary", "reported_at", "occurred", "nonsense"}
    assert "secret" not in f"{error.value.what} {error.value.faults}"


def test_a_time_without_a_zone_is_refused_and_one_with_it_is_taken() -> None:
    with pytest.raises(BadInput):
        IncomingReport.from_fields(door="staff", reported_at=datetime(2026, 1, 1, 10))  # noqa: DTZ001
    assert IncomingReport.from_fields(door="staff", reported_at=datetime(2026, 1, 1, 10, tzinfo=UTC)).reported_at


def test_what_was_received_cannot_be_changed() -> None:
    report = IncomingReport(door="staff")
    with pytest.raises(ValidationError):
        report.summary = "something else"


def test_not_said_is_not_no() -> None:
    assert IncomingReport(door="staff").specific_concern is None


def test_control_and_direction_characters_do_not_come_in() -> None:
    report = IncomingReport(door="staff", summary="one\x00 two\u202ethree\x07 ", place_words="Cafe\u0301")
    assert report.summary == "one twothree"
    assert report.place_words == "Caf\u00e9"


def test_media_written_out_in_a_value_is_refused_in_the_shape_itself() -> None:
    with pytest.raises(Refused):
        IncomingReport(door="api", summary="data:image/png;base64," + "A" * 80)


def test_a_report_is_recognised_by_its_number_and_else_by_its_digest() -> None:
    numbered = IncomingReport(door="api", external_source="NCMEC", external_reference="7", digest="0" * 64)
    assert numbered.recognised_by == ("ncmec", "7"), "“ncmec” of one door is “NCMEC” of another"
    assert IncomingReport(door="api", digest="0" * 64).recognised_by == ("sha256", "0" * 64)
    assert IncomingReport(door="staff").recognised_by is None


def test_identifiers_of_people_and_files_are_found_with_those_of_the_report() -> None:
    report = synthetic_report(1, random.Random(4))
    inside = sum(len(person.identifiers) for person in report.people) + sum(
        len(file.identifiers) for file in report.files
    )
    assert len(report.all_identifiers) == len(report.identifiers) + inside
