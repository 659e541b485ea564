"""The CyberTipline door: what is administrative is taken, the rest is named, nothing falls between."""

import io
import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.doors.synthetic_cybertipline import (
    WITHHELD,
    element,
    file_xml,
    maximal_xml,
    report_xml,
    synthetic_report,
    synthetic_xml,
    taken_paths,
    text,
)
from tutela.core.errors import BadInput, Refused
from tutela.core.partial_date import PartialDate
from tutela.reports.doors import RejectedRow
from tutela.reports.doors.cybertipline import parse, reader
from tutela.reports.doors.cybertipline.mapping import INCIDENT_TYPES, MappingFaults, category_mapping, read_mapping
from tutela.reports.doors.cybertipline.schema import KINDS
from tutela.reports.incoming import IncomingReport

SUMMARY = element(
    "incidentSummary", text("incidentType", INCIDENT_TYPES[0]), text("incidentDateTime", "2026-01-02T03:04:05-07:00")
)
REPORTER = element("reporter", element("reportingPerson", text("email", "synthetic.desk@example.org")))


def read(xml: str | bytes, zone: ZoneInfo | None = None) -> list[IncomingReport | RejectedRow]:
    """Everything that an XML file gives."""
    data = xml.encode() if isinstance(xml, str) else xml
    return list(parse(io.BytesIO(data), "synthetic.xml", zone))


def only(xml: str | bytes) -> IncomingReport:
    """The one report that an XML file gives."""
    (report,) = read(xml)
    assert isinstance(report, IncomingReport), report
    return report


def small(*inside: str, summary: str = SUMMARY, **attributes: str) -> str:
    """A small report with something more in it."""
    return element("report", summary, REPORTER, *inside, **attributes)


def facts(report: IncomingReport) -> dict[str, str]:
    """The facts of a report by name."""
    return {fact.name: fact.value for fact in report.facts}


# --- nothing falls between ------------------------------------------------------------------------


def test_a_report_with_every_element_of_the_schema_has_no_unknown_one() -> None:
    report = only(maximal_xml())
    assert report.unknown_elements == ()
    assert report.not_understood == ()


# Where two elements say the same thing, the second is read only in the absence of the first.
ALTERNATIVES = {
    "/@accountType": "type",
    "/associatedAccount/@thirdPartyUser": "platform",
    "/details/@type": "type",
}


@pytest.mark.parametrize("path", list(taken_paths()))
def test_each_element_that_is_taken_changes_the_report(path: str) -> None:
    first = next((left_out for end, left_out in ALTERNATIVES.items() if path.endswith(end)), "")
    if path.endswith("/details/@type"):
        plain, other = (
            f'<details type="{kind}"><nameValuePair><name>Make</name><value>Synthetic</value></nameValuePair></details>'
            for kind in ("EXIF", "HASH")
        )
        assert only(small(element("fileDetails", plain))).files != only(small(element("fileDetails", other))).files
        return
    before, after = only(maximal_xml(without=first)), only(maximal_xml(path, without=first))
    own = {"digest": "", "file_digest": ""}
    assert before.model_copy(update=own) != after.model_copy(update=own)


def test_nothing_that_is_withheld_is_in_the_report() -> None:
    assert WITHHELD not in only(maximal_xml()).to_json()


def test_every_part_that_is_withheld_is_named_with_its_place_and_reason() -> None:
    report = only(maximal_xml())
    places = {part.path for part in report.withheld}
    assert "/report/internetDetails/emailIncident/content" in places
    assert "/report/personOrUserReported/additionalInfo" in places
    assert "/report/fileDetails/originalFileName" in places
    assert all(part.why and part.line for part in report.withheld)
    withholding = sum(len(kind.withholds) for kind in KINDS.values())
    assert withholding > 30


def test_a_tag_that_describes_what_a_file_shows_is_not_named_either() -> None:
    tags = element("fileAnnotations", "<bestiality/>", "<infant/>", "<viral/>")
    report = only(small(element("fileDetails", tags)))
    assert [part.path for part in report.withheld] == ["/report/fileDetails/fileAnnotations"]
    assert "bestiality" not in report.to_json()
    assert [fact.name for fact in report.files[0].facts] == ["spreading fast"]


def test_unknown_elements_and_attributes_are_named_once_with_their_path() -> None:
    xml = small(
        element("victim", element("victimPerson", text("shoeSize", "4"), text("age", "9", unit="years"))),
        text("newElement", "x"),
        text("newElement", "y"),
    )
    assert set(only(xml).unknown_elements) == {
        "/report/victim/victimPerson/shoeSize",
        "/report/victim/victimPerson/age/@unit",
        "/report/newElement",
        "/report/newElement[2]",
    }


def test_text_between_elements_is_withheld_and_said_to_be_there() -> None:
    report = only(small("loose words"))
    assert report.withheld[0].path == "/report"
    assert "loose words" not in report.to_json()


def test_very_many_unknown_elements_are_counted_and_not_all_listed() -> None:
    report = only(small(*(text(f"unknown{number}", "x") for number in range(500))))
    assert len(report.unknown_elements) == 101
    assert report.unknown_elements[-1] == "and 400 more"


# --- what is read ---------------------------------------------------------------------------------


@given(seed=st.integers(0, 10**6), incident_type=st.sampled_from(INCIDENT_TYPES), inside=st.booleans())
@settings(deadline=None)
def test_a_report_written_as_xml_is_read_as_it_was(seed: int, incident_type: str, inside: bool) -> None:
    said = synthetic_report(seed, random.Random(seed))
    beside = "" if inside else "".join(file_xml(file, said.external_reference) for file in said.files)
    report = only(f"<reports>{report_xml(said, incident_type, details_inside=inside)}{beside}</reports>")
    order = ("victim", "suspect", "recipient")
    read_people = [person for person in report.people if person.capacity in order]
    assert [person.model_copy(update={"facts": ()}) for person in read_people] == list(said.people)
    without_names = [file.model_copy(update={"original_name_digest": ""}) for file in report.files]
    assert without_names == list(said.files)
    assert report.occurred == said.occurred
    assert report.external_reference == said.external_reference
    assert report.identifiers == said.identifiers
    assert report.specific_concern == said.specific_concern
    assert report.countries == tuple(dict.fromkeys(each.country for person in said.people for each in person.addresses))
    assert report.unknown_elements == ()
    assert report.not_understood == ()


def test_a_whole_file_of_many_reports_is_read_report_by_report() -> None:
    reports = read(synthetic_xml(seed=11, count=200))
    assert len(reports) == 200
    assert all(isinstance(each, IncomingReport) for each in reports)
    assert len({each.digest for each in reports if isinstance(each, IncomingReport)}) == 200


def test_ip_captures_keep_their_event_their_time_and_what_is_said_of_them() -> None:
    capture = element(
        "ipCaptureEvent",
        text("ipAddress", "192.0.2.7"),
        text("eventName", "Upload"),
        text("dateTime", "2026-01-01T00:00:00Z"),
        text("possibleProxy", "true"),
        text("port", "8080"),
    )
    (found,) = only(small(element("personOrUserReported", capture))).all_identifiers[-2:-1]
    assert (found.kind, found.raw, found.event, found.note) == (
        "ip",
        "192.0.2.7",
        "Upload",
        "port 8080; possible proxy",
    )
    assert found.at == datetime(2026, 1, 1, tzinfo=UTC)


def test_an_account_carries_its_service_or_else_the_platform() -> None:
    platform = element(
        "incidentSummary",
        text("incidentType", INCIDENT_TYPES[0]),
        text("platform", "Platform"),
        text("incidentDateTime", "2026-01-02T03:04:05Z"),
    )
    named = text("screenName", "synthetic_user")
    report = only(
        small(
            element("victim", text("espService", "Service"), named),
            element("intendedRecipient", named),
            summary=platform,
        )
    )
    assert [each.raw for each in report.all_identifiers if each.kind == "account"] == [
        "Service:synthetic_user",
        "Platform:synthetic_user",
    ]


def test_a_telephone_number_gets_the_calling_code_that_stands_beside_it() -> None:
    phone = text("phone", "7700 900123", countryCallingCode="+44", type="Mobile", verified="true")
    report = only(small(element("victim", element("victimPerson", phone))))
    (found,) = (each for each in report.all_identifiers if each.kind == "telephone")
    assert (found.raw, found.note) == ("+44 7700 900123", "mobile; verified by the provider")


def test_hashes_are_taken_by_kind_and_a_malformed_one_is_named_and_left() -> None:
    details = element(
        "fileDetails",
        text("originalFileHash", "A" * 32, hashType="md5"),
        text("originalFileHash", "b" * 64, hashType="SHA-256"),
        text("originalFileHash", "c" * 39, hashType="SHA1"),
        text("originalFileHash", "f" * 64, hashType="PDQ"),
    )
    report = only(small(details))
    (file,) = report.files
    assert (file.md5, file.sha1, file.sha256) == ("a" * 32, "", "b" * 64)
    assert [(each.name, each.value) for each in file.other_hashes] == [("PDQ", "f" * 64)]
    assert report.not_understood[0].path == "/report/fileDetails/originalFileHash[3]"


def test_a_file_name_is_kept_only_as_a_digest_by_which_the_same_name_is_recognised() -> None:
    one, other = (
        only(small(element("fileDetails", text("originalFileName", name)))) for name in (" Name.JPG", "name.jpg")
    )
    assert one.files[0].original_name_digest == other.files[0].original_name_digest != ""
    assert "name.jpg" not in f"{one.to_json()}{other.to_json()}".casefold()


def test_machine_made_metadata_is_taken_and_captions_are_withheld() -> None:
    pairs = [
        element("nameValuePair", text("name", name), text("value", "Synthetic value"))
        for name in ("Model", "UserComment")
    ]
    report = only(small(element("fileDetails", element("details", *pairs, type="EXIF"))))
    assert [fact.name for fact in report.files[0].facts] == ["EXIF Model"]
    assert [part.path for part in report.withheld] == ["/report/fileDetails/details/nameValuePair[2]"]


def test_a_group_or_room_name_is_kept_only_as_a_digest() -> None:
    room = element("internetDetails", element("chatImIncident", text("chatRoomName", "synthetic room")))
    report = only(small(room))
    assert report.identifiers[0].kind == "other"
    assert "synthetic room" not in report.to_json()
    assert report.withheld[0].path == "/report/internetDetails/chatImIncident/chatRoomName"


def test_an_escalated_report_states_a_specific_concern_and_where_its_words_are() -> None:
    escalated = SUMMARY.replace("</incidentSummary>", f"{text('escalateToHighPriority', WITHHELD)}</incidentSummary>")
    report = only(small(summary=escalated))
    assert report.specific_concern is True
    assert "/report/incidentSummary/escalateToHighPriority" in report.concern_grounds
    assert report.concern_stated_by
    assert only(small()).specific_concern is None


def test_a_partial_or_impossible_date_of_birth_is_never_completed() -> None:
    born = element("victim", element("victimPerson", text("dateOfBirth", "2012-05-06Z")))
    assert only(small(born)).people[0].born == PartialDate(2012, 5, 6)
    report = only(small(born.replace("2012-05-06Z", "2012-13-06")))
    assert report.people[0].born is None
    assert report.not_understood[0].path == "/report/victim/victimPerson/dateOfBirth"


def test_countries_are_those_the_report_is_about_and_not_the_reporters_own() -> None:
    def at(code: str) -> str:
        return element("address", text("country", code))

    report = only(
        small(
            element("victim", element("victimPerson", at("SE"))),
            element("personOrUserReported", element("estimatedLocation", text("countryCode", "A1"))),
            element("lawEnforcement", text("agencyName", "Synthetic Police"), element("officerContact", at("FR"))),
        )
    )
    assert report.countries == ("SE",)
    assert "anonymising proxy" in report.not_understood[0].what
    assert facts(report)["law-enforcement agency"] == "Synthetic Police"


def test_the_child_comes_first_and_contacts_come_last() -> None:
    report = only(maximal_xml())
    assert report.people[0].capacity == "victim"
    assert [person.capacity for person in report.people][-3:] == ["reporter", "reporter", "other"]


def test_answers_go_to_ncmec_and_not_round_it() -> None:
    reporter = only(small()).reporter
    assert (reporter.kind, reporter.email, reporter.wants_answer) == ("organisation", "", True)
    assert "NCMEC" in reporter.organisation_name


def test_police_numbers_and_earlier_reports_are_kept_as_references() -> None:
    law = element("lawEnforcement", text("agencyName", "Synthetic Police"), text("caseNumber", "SYN/1"))
    earlier = element("victim", element("victimPerson"), text("priorCTReports", "123"))
    assert [(each.issuer, each.reference) for each in only(small(law, earlier)).references] == [
        ("Synthetic Police", "SYN/1"),
        ("NCMEC", "123"),
    ]


# --- files and numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "xml",
    [
        small(reportId="77"),
        small(id="77"),
        small(text("reportId", "77")),
        small(element("fileDetails", text("reportId", "77"))),
        f"<reports>{small()}{element('fileDetails', text('reportId', '77'))}</reports>",
    ],
)
def test_the_number_of_a_report_is_found_wherever_the_file_carries_it(xml: str) -> None:
    assert only(xml).external_reference == "77"


def test_two_numbers_that_differ_are_said_to_differ() -> None:
    report = only(small(element("fileDetails", text("reportId", "78")), reportId="77"))
    assert report.external_reference == "77"
    assert "more than one report number" in report.not_understood[0].what


def test_file_details_beside_a_report_are_put_to_the_report_they_name() -> None:
    xml = "".join(
        [
            "<reports>",
            element("fileDetails", text("reportId", "2"), text("fileId", "b")),
            small(reportId="1"),
            element("fileDetails", text("reportId", "1"), text("fileId", "a")),
            small(reportId="2"),
            element("fileDetails", text("reportId", "3"), text("fileId", "c")),
            "</reports>",
        ]
    )
    first, second, orphan = read(xml)
    assert isinstance(first, IncomingReport)
    assert isinstance(second, IncomingReport)
    assert [first.files[0].source_id, second.files[0].source_id] == ["a", "b"]
    assert isinstance(orphan, RejectedRow)
    assert "report 3" in orphan.what_is_wrong


def test_a_report_that_stands_in_a_file_twice_is_taken_once_and_said_to_be_there_twice() -> None:
    first, second = read(f"<reports>{small(reportId='1')}{small(reportId='1')}</reports>")
    assert isinstance(first, IncomingReport)
    assert isinstance(second, RejectedRow)


def test_a_report_has_the_same_digest_alone_and_among_others() -> None:
    alone = only(small(reportId="1"))
    among = read(f"<all>\n{small(reportId='9')}\n {small(reportId='1')}</all>")[1]
    assert isinstance(among, IncomingReport)
    assert among.digest == alone.digest
    assert among.file_digest != alone.file_digest


def test_namespaces_and_encodings_make_no_difference() -> None:
    plain = only(small(reportId="1"))
    spaced = small(reportId="1").replace("<report ", '<report xmlns="urn:synthetic" ', 1)
    prefixed = small(reportId="1").replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:")
    prefixed = prefixed.replace("<n:report ", '<n:report xmlns:n="urn:synthetic" ', 1)
    schema = small(reportId="1").replace(
        "<report ",
        '<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="x" ',
        1,
    )
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{small(reportId="1")}'.encode("utf-16")
    for other in (spaced, prefixed, schema, wide):
        report = only(other)
        own = {"digest": plain.digest, "file_digest": plain.file_digest}
        assert report.model_copy(update=own) == plain


def test_what_else_stands_beside_the_reports_is_named() -> None:
    assert only(f"<export><header>x</header>{small(reportId='1')}</export>").unknown_elements == ("/header",)


# --- what is rejected and refused -----------------------------------------------------------------


def test_times_without_a_zone_reject_the_report_with_each_place_unless_the_zone_is_given() -> None:
    capture = element("ipCaptureEvent", text("ipAddress", "192.0.2.7"), text("dateTime", "2026-07-01T10:00:00"))
    xml = small(element("victim", capture), summary=SUMMARY.replace("-07:00", ""))
    (row,) = read(xml)
    assert isinstance(row, RejectedRow)
    assert [fault.field for fault in row.faults] == [
        "/report/incidentSummary/incidentDateTime",
        "/report/victim/ipCaptureEvent/dateTime",
    ]
    assert row.cells == ()
    (report,) = read(xml, ZoneInfo("Europe/London"))
    assert isinstance(report, IncomingReport)


def test_a_report_without_its_kind_or_time_is_rejected_and_the_next_is_read() -> None:
    rows = read(f"<reports>{element('report', REPORTER)}{small()}</reports>")
    assert isinstance(rows[0], RejectedRow)
    assert len(rows[0].faults) == 2
    assert isinstance(rows[1], IncomingReport)


def test_odd_values_do_not_cost_the_report() -> None:
    xml = small(
        element("victim", element("victimPerson", text("age", "nine"), text("email", "x" * 5_000))),
        element("fileDetails", text("fileViewedByEsp", "perhaps"), text("industryClassification", "Z9")),
    )
    report = only(xml)
    assert len(report.not_understood) == 3
    assert [part.path for part in report.withheld] == ["/report/victim/victimPerson/email"]


def test_media_written_out_in_a_value_that_would_be_kept_stays_in_the_source_or_costs_its_report_only() -> None:
    smuggled = "data:image/png;base64," + "A" * 80
    in_an_element = only(small(element("victim", text("screenName", smuggled))))
    assert "base64" not in in_an_element.to_json()
    in_an_attribute = small(element("victim", element("victimPerson", text("address", "", type=smuggled))))
    first, second = read(f"<reports>{in_an_attribute}{small()}</reports>")
    assert "base64" not in str(first)
    assert isinstance(second, IncomingReport)


def test_an_attribute_of_any_length_does_not_cost_the_report() -> None:
    pair = element("nameValuePair", text("name", "Make"), text("value", "Synthetic"), type="X" * 5_000)
    assert only(small(element("fileDetails", element("details", pair)))).files


def test_an_incident_type_outside_the_schema_is_taken_and_suggests_nothing() -> None:
    report = only(small(summary=SUMMARY.replace(INCIDENT_TYPES[0].replace("&", "&amp;"), "Something new")))
    assert report.categories == ()
    assert facts(report)["incident type"] == "Something new"
    assert report.not_understood


BOMB = "".join(
    ['<?xml version="1.0"?><!DOCTYPE report [<!ENTITY a0 "ha">']
    + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    + ["]><report>&a11;</report>"]
)
REFUSED = {
    "a billion laughs": BOMB,
    "quadratic entities": f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]><report>{"&a;" * 50_000}</report>',
    "an external entity": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><report>&a;</report>',
    "an external document type": '<!DOCTYPE report SYSTEM "http://192.0.2.1/x.dtd"><report/>',
    "parameter entities": '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]><report/>',
    "deep nesting": "<report>" + "<a>" * 1_000 + "</a>" * 1_000 + "</report>",
    "very many elements": f"<report>{'<a/>' * 60_000}</report>",
    "a report above its limit": f"<report>{text('additionalInfo', 'x' * 6_000_000)}</report>",
    "a comment without end": f"<report><!--{'-x' * 400_000}--></report>",
    "an attribute without end": f'<report a="{"x" * 800_000}"/>',
    "very many attributes": "<report " + " ".join(f'a{n}="1"' for n in range(100)) + "/>",
    "an SVG image": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.mark.parametrize("xml", REFUSED.values(), ids=REFUSED.keys())
def test_attacks_and_media_are_refused_before_any_report_is_given_out(xml: str) -> None:
    with pytest.raises(Refused):
        parse(io.BytesIO(xml.encode()), "attack.xml")


MALFORMED = {
    "cut off": small()[:-20],
    "cut off after a good report": f"<reports>{small()}{small()[:-20]}",
    "no XML": "<report",
    "an undeclared entity": "<report>&nothing;</report>",
    "an unknown encoding": '<?xml version="1.0" encoding="no-such"?><report/>',
    "an undeclared prefix": "<n:report/>",
    "two roots": small() + small(),
    "another document": "<html><body/></html>",
    "file details alone": element("fileDetails", text("reportId", "1")),
    "no reports": "<reports/>",
    "nothing": "",
}


@pytest.mark.parametrize("xml", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_files_are_refused_whole_with_a_mend(xml: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(io.BytesIO(xml.encode()), "malformed.xml")
    assert error.value.mend
    assert "malformed.xml" in str(error.value.where)


def test_a_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_FILE_BYTES", 1_000_000)
    with pytest.raises(Refused):
        parse(io.BytesIO(synthetic_xml(seed=1, count=1_000)), "huge.xml")


def test_a_file_of_very_many_empty_reports_is_refused_before_the_first() -> None:
    with pytest.raises(BadInput) as error:
        parse(io.BytesIO(b"<reports>" + b"<report/>" * 100_001 + b"</reports>"), "many.xml")
    assert "parts" in error.value.mend


def test_a_large_report_within_the_limits_is_read_and_little_of_it_kept() -> None:
    large = small(text("additionalInfo", "synthetic " * 480_000), *(text("u", "x") for _ in range(5_000)))
    report = only(large)
    assert len(report.to_json()) < 50_000


def test_a_stream_that_can_be_read_only_once_is_read_too() -> None:
    class Once(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert len(list(parse(Once(small().encode()), "once.xml"))) == 1


# --- the mapping ----------------------------------------------------------------------------------


def test_the_mapping_covers_every_incident_type_and_gives_its_reason() -> None:
    for incident_type in INCIDENT_TYPES:
        codes, basis = category_mapping().suggest(incident_type, [])
        assert basis
        assert all(len(code) == 3 for code in codes)
    assert category_mapping().suggest("Child Sex Tourism", [])[0] == ("ICA",)
    assert category_mapping().suggest("Online Enticement of Children for Sexual Act", [])[0] == ("IIG",)


def test_an_annotation_adds_a_category_with_its_own_reason() -> None:
    codes, basis = category_mapping().suggest(INCIDENT_TYPES[0], ["sextortion", "spam"])
    assert codes == ("IBI", "IIG")
    assert "blackmail" in basis


def test_a_faulty_mapping_is_refused_with_every_fault_at_once() -> None:
    faulty = """
    [[incident_type]]
    name = "Child Sex Tourism"
    meets = "none"
    categories = ["ICA", "XXX"]
    type = "no_such_type"
    colour = "blue"
    [[annotation]]
    name = "noSuchAnnotation"
    categories = "ICA"
    """
    with pytest.raises(MappingFaults) as error:
        read_mapping(faulty, "faulty.toml")
    said = " ".join(fault.what for fault in error.value.faults)
    for part in (
        "“XXX” is no category",
        "no type of the category",
        "unknown key “colour”",
        "has no basis",
        "does not go with",
        "“Child Sex Trafficking” is missing",
        "“sextortion” is missing",
        "“noSuchAnnotation” is no annotation",
        "categories is a list",
    ):
        assert part in said, part
