"""CyberTipline XML for tests: everybody in it is invented and marked as synthetic, and the same seed gives the same
file.

Addresses, numbers and hosts are those set aside for documentation: example.org and .test, 192.0.2.0/24 and
2001:db8::/32, telephone numbers from +44 7700 900000 on. The texts that Tutela withholds are one neutral sentence.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from tutela.reports.doors.cybertipline.mapping import INCIDENT_TYPES
from tutela.reports.doors.cybertipline.schema import KINDS, Kind
from tutela.reports.incoming import IncomingAddress, IncomingFile, IncomingIdentifier, IncomingPerson, IncomingReport

WITHHELD = "Synthetic text that is not stored."
START = datetime(2022, 1, 1, tzinfo=UTC)
_FIRST = ("Alder", "Birch", "Cedar", "Hazel", "Linden", "Maple", "Rowan", "Willow")
_PERSONS = {"victim": "victimPerson", "suspect": "personOrUserReportedPerson", "recipient": "intendedRecipientPerson"}
_INVOLVED = {"victim": "victim", "suspect": "personOrUserReported", "recipient": "intendedRecipient"}
_EVENTS = ("Login", "Registration", "Upload", "Purchase", "Other", "Unknown")


def element(name: str, *inside: str, **attributes: str) -> str:
    """One element; what is inside is XML already."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def text(name: str, value: str, **attributes: str) -> str:
    """One element with text in it."""
    return element(name, escape(value), **attributes)


# --- from the one shape to XML --------------------------------------------------------------------


def report_xml(report: IncomingReport, incident_type: str, *, details_inside: bool = True) -> str:
    """The `<report>` that a provider would send to say what this report says, with parts that are not to be stored."""
    assert isinstance(report.occurred, datetime)
    summary = element(
        "incidentSummary",
        text("incidentType", incident_type),
        *([text("escalateToHighPriority", WITHHELD)] if report.specific_concern else []),
        text("incidentDateTime", report.occurred.isoformat()),
    )
    page = element(
        "webPageIncident", *(text("url", each.raw) for each in report.identifiers), text("additionalInfo", WITHHELD)
    )
    return element(
        "report",
        summary,
        element("internetDetails", page),
        element("reporter", element("reportingPerson", text("email", "synthetic.desk@example.org"))),
        *(
            _person_xml(person, capacity)
            for capacity in ("suspect", "recipient", "victim")
            for person in report.people
            if person.capacity == capacity
        ),
        text("additionalInfo", WITHHELD),
        *(file_xml(file, report.external_reference) for file in (report.files if details_inside else ())),
        **({"reportId": report.external_reference} if report.external_reference else {}),
    )


def file_xml(file: IncomingFile, number: str) -> str:
    """The `<fileDetails>` of a file."""

    def yes_or_no(name: str, value: bool | None) -> list[str]:
        return [] if value is None else [text(name, "true" if value else "false")]

    return element(
        "fileDetails",
        *([text("reportId", number)] if number else []),
        text("fileId", file.source_id),
        text("originalFileName", "synthetic name"),
        *([text("uploadedToEspTimestamp", file.uploaded_at.isoformat())] if file.uploaded_at else []),
        *yes_or_no("fileViewedByEsp", file.viewed_by_provider),
        *yes_or_no("exifViewedByEsp", file.metadata_viewed_by_provider),
        *yes_or_no("publiclyAvailable", file.publicly_available),
        *([text("fileRelevance", file.relevance)] if file.relevance else []),
        *([text("industryClassification", file.industry_classification)] if file.industry_classification else []),
        *([text("originalFileHash", file.md5, hashType="MD5")] if file.md5 else []),
        *([text("originalFileHash", file.sha1, hashType="SHA1")] if file.sha1 else []),
        *([text("originalFileHash", file.sha256, hashType="SHA256")] if file.sha256 else []),
        *(text("originalFileHash", other.value, hashType=other.name) for other in file.other_hashes),
        text("additionalInfo", WITHHELD),
    )


def _person_xml(person: IncomingPerson, capacity: str) -> str:
    def of(kind: str) -> list[IncomingIdentifier]:
        return [each for each in person.identifiers if each.kind == kind]

    first, _, last = (person.names[0] if person.names else "").partition(" ")
    services = [each.raw.partition(":")[0] for each in of("account")]
    return element(
        _INVOLVED[capacity],
        element(
            _PERSONS[capacity],
            *([text("firstName", first)] if first else []),
            *([text("lastName", last)] if last else []),
            *(text("phone", each.raw) for each in of("telephone")),
            *(text("email", each.raw) for each in of("email")),
            *(_address_xml(each) for each in person.addresses),
            *([text("age", str(person.age))] if person.age is not None else []),
            *([text("dateOfBirth", str(person.born))] if person.born else []),
        ),
        *([text("espService", services[0])] if services else []),
        *(text("screenName", each.raw.partition(":")[2]) for each in of("account")),
        *(text("displayName", each) for each in person.display_names),
        *(_capture_xml(each) for each in of("ip")),
        *(_device_xml(each) for each in of("device")),
        text("additionalInfo", WITHHELD),
    )


def _address_xml(address: IncomingAddress) -> str:
    parts = (
        ("address", address.lines),
        ("city", address.city),
        ("zipCode", address.postcode),
        ("nonUsaState", address.region),
        ("country", address.country),
    )
    return element("address", *(text(name, value) for name, value in parts if value), type=address.meaning.title())


def _capture_xml(seen: IncomingIdentifier) -> str:
    return element(
        "ipCaptureEvent",
        text("ipAddress", seen.raw),
        *_event_xml(seen),
        *([text("port", seen.note.removeprefix("port "))] if seen.note else []),
    )


def _device_xml(seen: IncomingIdentifier) -> str:
    kind, _, value = seen.raw.partition(":")
    return element("deviceId", text("idType", kind), text("idValue", value), *_event_xml(seen))


def _event_xml(seen: IncomingIdentifier) -> list[str]:
    written = [text("eventName", seen.event)] if seen.event else []
    return [*written, text("dateTime", seen.at.isoformat())] if seen.at else written


# --- many of them ---------------------------------------------------------------------------------


def synthetic_report(number: int, rng: random.Random) -> IncomingReport:
    """One invented report, as it should be read from its XML."""
    happened = START + timedelta(minutes=rng.randrange(60 * 24 * 1_400))
    return IncomingReport(
        door="cybertipline",
        external_source="NCMEC",
        external_reference=str(100_000_000 + number),
        occurred=happened,
        specific_concern=True if rng.random() < 0.05 else None,
        identifiers=tuple(
            IncomingIdentifier(
                kind="url",
                raw=f"https://service{rng.randrange(20)}.example.test/p/{rng.randrange(10**6)}",
                role="incident",
            )
            for _ in range(rng.randrange(3))
        ),
        people=tuple(
            _synthetic_person(capacity, happened, rng)
            for capacity, most in (("victim", 2), ("suspect", 1), ("recipient", 1))
            for _ in range(rng.randint(0, most))
        ),
        files=tuple(_synthetic_file(place, happened, rng) for place in range(rng.randrange(4))),
    )


def _synthetic_person(capacity: str, happened: datetime, rng: random.Random) -> IncomingPerson:
    handle = f"synthetic_{rng.choice(_FIRST).lower()}_{rng.randrange(10**5)}"
    identifiers = [
        IncomingIdentifier(kind="email", raw=f"{handle}@example.org", role=capacity),
        IncomingIdentifier(kind="telephone", raw=f"+44 7700 900{rng.randrange(1000):03d}", role=capacity),
        IncomingIdentifier(
            kind="account", raw=f"service{rng.randrange(20)}.example.test:{handle}", role=capacity, note="screen name"
        ),
        IncomingIdentifier(
            kind="ip",
            raw=f"192.0.2.{rng.randrange(1, 255)}",
            role=capacity,
            event=rng.choice(_EVENTS),
            at=happened - timedelta(hours=rng.randrange(500)),
            note=f"port {rng.randrange(1, 65536)}",
        ),
        IncomingIdentifier(
            kind="ip", raw=f"2001:db8::{rng.randrange(1, 65535):x}", role=capacity, event="Upload", at=happened
        ),
        IncomingIdentifier(
            kind="device", raw=f"IMEI:{rng.randrange(10**14, 10**15)}", role=capacity, event="Login", at=happened
        ),
    ]
    return IncomingPerson(
        capacity=capacity,  # type: ignore[arg-type]
        names=(f"{rng.choice(_FIRST)} Synthetic{rng.randrange(10**4)}",),
        age=rng.randint(5, 17) if capacity == "victim" else rng.randint(18, 80),
        identifiers=tuple(each for each in identifiers if rng.random() < 0.7),
        addresses=(
            IncomingAddress(
                city="Exampletown",
                region="Synthetic Shire",
                country=rng.choice(("GB", "DE", "SE", "US")),
                meaning="home",
            ),
        ),
    )


def _synthetic_file(place: int, happened: datetime, rng: random.Random) -> IncomingFile:
    body = rng.randbytes(16)
    return IncomingFile(
        source_id=f"{place:032x}",
        md5=hashlib.md5(body, usedforsecurity=False).hexdigest(),
        sha1=hashlib.sha1(body, usedforsecurity=False).hexdigest(),
        sha256=hashlib.sha256(body).hexdigest(),
        industry_classification=rng.choice(("A1", "A2", "B1", "B2", "")),
        viewed_by_provider=rng.choice((True, False, None)),
        publicly_available=rng.choice((True, False, None)),
        uploaded_at=happened,
    )


def synthetic_xml(seed: int, count: int) -> bytes:
    """A file of many invented reports, with their file details in them or beside them."""
    rng = random.Random(seed)
    return b"".join(_pieces(rng, count))


def _pieces(rng: random.Random, count: int) -> Iterator[bytes]:
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<reports>\n'
    for number in range(count):
        report = synthetic_report(number, rng)
        inside = rng.random() < 0.5
        yield report_xml(report, rng.choice(INCIDENT_TYPES), details_inside=inside).encode() + b"\n"
        if not inside:
            yield "".join(file_xml(file, report.external_reference) + "\n" for file in report.files).encode()
    yield b"</reports>\n"


# --- one with everything --------------------------------------------------------------------------

# Two values for each element and attribute that is taken, so that a test can change one and see whether the report
# changes.
_VALUES: dict[str, tuple[str, str]] = {
    "incidentType": (INCIDENT_TYPES[6], INCIDENT_TYPES[2]),
    "reason": ("VIRAL_POTENTIAL_MEME", "OTHER_REASON"),
    "latitude": ("51.5", "48.2"),
    "longitude": ("-0.1", "11.5"),
    "country": ("GB", "DE"),
    "countryCode": ("SE", "NO"),
    "fleaCountry": ("FR", "ES"),
    "state": ("CA", "NY"),
    "age": ("14", "15"),
    "approximateAge": ("30", "31"),
    "dateOfBirth": ("1999-01-02", "1999-01-03"),
    "port": ("443", "8443"),
    "ipAddress": ("192.0.2.1", "2001:db8::1"),
    "eventName": ("Login", "Upload"),
    "phone": ("7700 900001", "7700 900002"),
    "phoneNumber": ("7700 900003", "7700 900004"),
    "countryCallingCode": ("+44", "+49"),
    "extension": ("11", "12"),
    "fileRelevance": ("Reported", "Supplemental Reported"),
    "industryClassification": ("A1", "B2"),
    "originalFileHash": ("11111111111111111111111111111111", "22222222222222222222222222222222"),
    "originalBinaryHash": ("11111111111111111111111111111111", "33333333333333333333333333333333"),
    "hashType": ("MD5", "PDQ"),
    "name": ("Make", "Model"),
    "value": ("Synthetic maker", "Another maker"),
    "reportId": ("100000001", "100000002"),
    "id": ("100000001", "100000002"),
    "accountType": ("Linked", "Billing"),
    "idType": ("IMEI", "SSID"),
}
_BOOLEANS = frozenset(
    {
        "accountPermanentlyDisabled",
        "accountTemporarilyDisabled",
        "ageAssertionDiscrepancy",
        "allEmailsReported",
        "compromisedAccount",
        "csamSolicitation",
        "exifViewedByEsp",
        "fileViewedByEsp",
        "generativeAi",
        "informational",
        "liveStreaming",
        "minorToMinorInteraction",
        "possibleProxy",
        "possibleSelfProduction",
        "potentialMeme",
        "publiclyAvailable",
        "reportedToLe",
        "sadisticOnlineExploitation",
        "servedLegalProcessDomestic",
        "servedLegalProcessInternational",
        "sextortion",
        "spam",
        "thirdPartyHostedContent",
        "thirdPartyUser",
        "thirdPartyUserReported",
        "userNotified",
        "verified",
        "viral",
    }
)
_MOMENTS = frozenset(
    {
        "dateTime",
        "disabledDate",
        "incidentDateTime",
        "reenabledDate",
        "timestamp",
        "uploadedToEspTimestamp",
        "userNotifiedDate",
        "verificationDate",
    }
)


def value_of(name: str, *, other: bool) -> str:
    """One of the two values of an element or attribute."""
    if name in _BOOLEANS:
        return "false" if other else "true"
    if name in _MOMENTS:
        return "2026-02-03T05:05:05+00:00" if other else "2026-02-03T04:05:06-07:00"
    if name in _VALUES:
        return _VALUES[name][other]
    if name.endswith("mail") or name == "emailAddress":
        return f"synthetic{int(other)}@example.org"
    if name.lower().endswith("url"):
        return f"https://example.test/{int(other)}"
    return f"Synthetic {name} {int(other)}"


def maximal_xml(changed: str = "", *, without: str = "") -> str:
    """A report with every element and attribute that the tables know.

    `changed` is the path of one that has its other value; `without` is a name that is left out wherever it stands.
    """

    def build(name: str, kind: Kind, path: str) -> str:
        attributes = {
            each: value_of(each, other=changed == f"{path}/@{each}")
            for each in sorted(kind.attributes)
            if each != without
        }
        inside = [escape(value_of(name, other=changed == path))] if kind.is_leaf else []
        inside += [
            text(each, value_of(each, other=changed == f"{path}/{each}"))
            for each in sorted(kind.takes)
            if each != without
        ]
        inside += [text(each, WITHHELD) for each in sorted(kind.withholds) if each != without]
        inside += [
            build(each, KINDS[enters], f"{path}/{each}")
            for each, enters in sorted(kind.enters.items())
            if each != without
        ]
        return element(name, *inside, **attributes)

    return build("report", KINDS["report"], "/report")


def taken_paths() -> Iterator[str]:
    """The path of every element and attribute that the tables take."""

    def walk(kind: Kind, path: str, step: Callable[[str, str], str]) -> Iterator[str]:
        yield from (f"{path}/@{each}" for each in sorted(kind.attributes))
        if kind.is_leaf:
            yield path
        yield from (step(path, each) for each in sorted(kind.takes))
        for each, enters in sorted(kind.enters.items()):
            yield from walk(KINDS[enters], step(path, each), step)

    yield from walk(KINDS["report"], "/report", lambda path, name: f"{path}/{name}")
