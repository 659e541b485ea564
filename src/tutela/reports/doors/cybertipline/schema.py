"""Every element of the CyberTipline report schema, and what becomes of each: taken, withheld with a reason, or gone
into.

Sources: NCMEC's technical documentation of the reporting service (report.cybertip.org/ispws/documentation) and the
schema that it publishes at `/xsd`, as clients in the open describe it (docs/guide/cybertipline.md names them). The
tables are ours.

`examine` walks a report along these tables and says three things that the reading of it (`people`, `files`, `mapping`)
need not think of: what is withheld and where it stands, what the tables do not know, and nothing else. An element
cannot fall between: it is in a table, or it is named as unknown. A test changes each element that is taken and sees
the report change.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tutela.reports.doors.cybertipline.reader import Element
from tutela.reports.incoming import WithheldPart

MESSAGE = "the content of a message can hold what is not stored"
FREE_TEXT = "free text can hold what is not stored"
SELF_DESCRIPTION = "what somebody writes about themselves can hold what is not stored"
FILE_NAME = "a file's name can describe what the file shows"
GROUP_NAME = "a group's name can describe what its members share; a digest of it is kept to compare"
BOILERPLATE = "standing text of the company, not about this report"
FILE_TAGS = "tags that describe what a file shows are not stored"
FILE_METADATA = "metadata that can hold free text is not stored"
TOO_LONG = "longer than the schema allows, so it is not what it says it is"

MAX_UNKNOWN = 100
MAX_WITHHELD = 1_000
_REASON_OF_REST = "the source holds more parts of these kinds than are listed"


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element of one type may hold, and what becomes of each part of it."""

    takes: frozenset[str] = frozenset()
    withholds: dict[str, str] = field(default_factory=dict)
    enters: dict[str, str] = field(default_factory=dict)
    attributes: frozenset[str] = frozenset()
    is_leaf: bool = False


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


_ADDITIONAL = {"additionalInfo": FREE_TEXT}
_MESSAGE = {"content": MESSAGE, "additionalInfo": FREE_TEXT}
# What a reported user, an intended recipient and a child have in common.
_ACCOUNT_TAKES = _names(
    "espIdentifier",
    "espService",
    "compromisedAccount",
    "screenName",
    "displayName",
    "profileUrl",
    "priorCTReports",
    "allEmailsReported",
)
_ACCOUNT_ENTERS = {
    "ipCaptureEvent": "ip_capture",
    "deviceId": "device",
    "accountTemporarilyDisabled": "disabled",
    "accountPermanentlyDisabled": "disabled",
    "estimatedLocation": "location",
}
_ACCOUNT_WITHHOLDS = {"profileBio": SELF_DESCRIPTION, "additionalInfo": FREE_TEXT}

KINDS: dict[str, Kind] = {
    "report": Kind(
        # The service answers a submission with the report's number, and the schema of a submission has no place for
        # it. Files passed on carry it beside or inside the report, as an element or an attribute; both are taken.
        takes=_names("reportId"),
        attributes=_names("reportId", "id"),
        withholds=_ADDITIONAL,
        enters={
            "batchedReport": "batched",
            "incidentSummary": "incident_summary",
            "internetDetails": "internet_details",
            "lawEnforcement": "law_enforcement",
            "reporter": "reporter",
            "personOrUserReported": "reported",
            "intendedRecipient": "recipient",
            "victim": "victim",
            "fileDetails": "file_details",
        },
    ),
    "batched": Kind(attributes=_names("reason")),
    "incident_summary": Kind(
        takes=_names("incidentType", "platform", "incidentDateTime"),
        withholds={"escalateToHighPriority": FREE_TEXT, "incidentDateTimeDescription": FREE_TEXT},
        enters={"reportAnnotations": "report_annotations"},
    ),
    "report_annotations": Kind(
        takes=_names(
            "sextortion",
            "csamSolicitation",
            "minorToMinorInteraction",
            "spam",
            "sadisticOnlineExploitation",
            "informational",
        )
    ),
    "internet_details": Kind(
        enters={
            "webPageIncident": "web_page",
            "emailIncident": "email_incident",
            "newsgroupIncident": "newsgroup",
            "chatImIncident": "chat",
            "onlineGamingIncident": "gaming",
            "cellPhoneIncident": "cell_phone",
            "nonInternetIncident": "non_internet",
            "peer2peerIncident": "peer_to_peer",
        }
    ),
    "web_page": Kind(takes=_names("url"), withholds=_ADDITIONAL, attributes=_names("thirdPartyHostedContent")),
    "email_incident": Kind(withholds=_MESSAGE, enters={"emailAddress": "email"}),
    "newsgroup": Kind(withholds={"name": GROUP_NAME, **_MESSAGE}, enters={"emailAddress": "email"}),
    "chat": Kind(takes=_names("chatClient"), withholds={"chatRoomName": GROUP_NAME, **_MESSAGE}),
    "gaming": Kind(takes=_names("gameName", "console"), withholds=_MESSAGE),
    "cell_phone": Kind(takes=_names("latitude", "longitude"), withholds=_ADDITIONAL, enters={"phoneNumber": "phone"}),
    "non_internet": Kind(takes=_names("locationName"), withholds=_ADDITIONAL, enters={"incidentAddress": "address"}),
    "peer_to_peer": Kind(
        takes=_names("client"),
        withholds={"fileNames": FILE_NAME, **_ADDITIONAL},
        enters={"ipCaptureEvent": "ip_capture"},
    ),
    "law_enforcement": Kind(
        takes=_names("agencyName", "caseNumber", "reportedToLe", "servedLegalProcessDomestic"),
        enters={"officerContact": "contact", "servedLegalProcessInternational": "served_abroad"},
        attributes=_names("fleaCountry"),
    ),
    "served_abroad": Kind(attributes=_names("fleaCountry"), is_leaf=True),
    "reporter": Kind(
        takes=_names("legalURL"),
        withholds={"companyTemplate": BOILERPLATE, "termsOfService": BOILERPLATE},
        enters={"reportingPerson": "person", "contactPerson": "contact"},
    ),
    "reported": Kind(
        takes=_ACCOUNT_TAKES | _names("thirdPartyUserReported"),
        withholds={**_ACCOUNT_WITHHOLDS, "vehicleDescription": FREE_TEXT, "groupIdentifier": GROUP_NAME},
        enters={
            **_ACCOUNT_ENTERS,
            "personOrUserReportedPerson": "person",
            "associatedAccount": "associated_account",
        },
    ),
    "recipient": Kind(
        takes=_ACCOUNT_TAKES,
        withholds={**_ACCOUNT_WITHHOLDS, "groupIdentifier": GROUP_NAME},
        enters={**_ACCOUNT_ENTERS, "intendedRecipientPerson": "person"},
    ),
    "victim": Kind(
        takes=_ACCOUNT_TAKES | _names("schoolName"),
        withholds=_ACCOUNT_WITHHOLDS,
        enters={**_ACCOUNT_ENTERS, "victimPerson": "person", "associatedAccount": "associated_account"},
    ),
    "associated_account": Kind(
        takes=_ACCOUNT_TAKES - _names("priorCTReports")
        | _names("priorCTReport", "firstName", "middleName", "lastName", "approximateAge", "dateOfBirth")
        | _names("ageAssertionDiscrepancy"),
        withholds={**_ACCOUNT_WITHHOLDS, "groupIdentifier": GROUP_NAME},
        enters={
            **{name: kind for name, kind in _ACCOUNT_ENTERS.items() if name != "estimatedLocation"},
            "platform": "platform",
            "phone": "phone",
            "email": "email",
            "address": "address",
        },
        attributes=_names("type", "accountType", "thirdPartyUser"),
    ),
    "platform": Kind(attributes=_names("thirdPartyUser"), is_leaf=True),
    "person": Kind(
        takes=_names("firstName", "lastName", "age", "ageAssertionDiscrepancy", "dateOfBirth"),
        enters={"phone": "phone", "email": "email", "address": "address"},
    ),
    "contact": Kind(
        takes=_names("firstName", "lastName"), enters={"phone": "phone", "email": "email", "address": "address"}
    ),
    "phone": Kind(
        attributes=_names("type", "verified", "verificationDate", "countryCallingCode", "extension"), is_leaf=True
    ),
    "email": Kind(attributes=_names("type", "verified", "verificationDate"), is_leaf=True),
    "address": Kind(
        takes=_names("address", "city", "zipCode", "state", "nonUsaState", "country"), attributes=_names("type")
    ),
    "ip_capture": Kind(takes=_names("ipAddress", "eventName", "dateTime", "possibleProxy", "port")),
    "device": Kind(takes=_names("idType", "idValue", "eventName", "dateTime")),
    "disabled": Kind(
        attributes=_names("disabledDate", "userNotified", "userNotifiedDate", "reenabledDate"), is_leaf=True
    ),
    "location": Kind(takes=_names("city", "region", "countryCode"), attributes=_names("verified", "timestamp")),
    "file_details": Kind(
        takes=_names(
            "reportId",
            "fileId",
            "uploadedToEspTimestamp",
            "locationOfFile",
            "fileViewedByEsp",
            "exifViewedByEsp",
            "publiclyAvailable",
            "fileRelevance",
            "potentialMeme",
            "industryClassification",
        ),
        withholds={"fileName": FILE_NAME, "originalFileName": FILE_NAME, "additionalInfo": FREE_TEXT},
        enters={
            "fileAnnotations": "file_annotations",
            "originalFileHash": "hash",
            "originalBinaryHash": "hash",
            "ipCaptureEvent": "ip_capture",
            "deviceId": "device",
            "details": "details",
        },
    ),
    # Which of these tags are kept: those that say how a file travels. Those that describe what it shows are withheld
    # under the name of their parent, because their own names would describe it here as well.
    "file_annotations": Kind(
        takes=_names("potentialMeme", "viral", "possibleSelfProduction", "liveStreaming", "generativeAi"),
        withholds=dict.fromkeys(
            ("animeDrawingVirtualHentai", "physicalHarm", "violenceGore", "bestiality", "infant"), FILE_TAGS
        ),
    ),
    "hash": Kind(attributes=_names("hashType"), is_leaf=True),
    "details": Kind(enters={"nameValuePair": "name_value"}, attributes=_names("type")),
    "name_value": Kind(takes=_names("name", "value"), attributes=_names("type")),
}

# Metadata of a file whose values are machine-made and short. Everything else in it may be a caption that somebody
# typed.
METADATA_TAKEN = frozenset(
    """
    Make Model SerialNumber BodySerialNumber CameraSerialNumber LensModel LensSerialNumber DateTime
    DateTimeOriginal DateTimeDigitized CreateDate ModifyDate OffsetTime OffsetTimeOriginal GPSLatitude
    GPSLongitude GPSLatitudeRef GPSLongitudeRef GPSAltitude GPSTimeStamp GPSDateStamp Software ImageWidth
    ImageHeight ImageUniqueID Duration FileSize MIMEType FileType
    """.casefold().split()
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the tables have to say of one report: what stays in the source, and what they do not know."""

    withheld: tuple[WithheldPart, ...]
    unknown: tuple[str, ...]


def examine(element: Element, kind: str) -> Examined:
    """Walk an element of this kind and name everything in it that is not taken."""
    withheld: list[WithheldPart] = []
    unknown: dict[str, None] = {}
    _walk(element, KINDS[kind], withheld, unknown)
    named = list(unknown)
    if len(named) > MAX_UNKNOWN:
        named = [*named[:MAX_UNKNOWN], f"and {len(named) - MAX_UNKNOWN} more"]
    if len(withheld) > MAX_WITHHELD:
        rest = WithheldPart(path=element.path, why=_REASON_OF_REST, line=withheld[MAX_WITHHELD].line)
        withheld = [*withheld[:MAX_WITHHELD], rest]
    return Examined(tuple(withheld), tuple(named))


def _walk(element: Element, kind: Kind, withheld: list[WithheldPart], unknown: dict[str, None]) -> None:
    for name in element.attributes:
        if name not in kind.attributes:
            unknown[f"{element.path}/@{name[:200]}"] = None
    if not kind.is_leaf and element.value:
        # Text between elements is in no schema; it may be anything, so it is left there and said to be there.
        withheld.append(WithheldPart(path=element.path[:2_000], why=FREE_TEXT, line=element.line))
    for child in element.children:
        if child.name in kind.withholds:
            _withhold(child, element, kind.withholds[child.name], withheld)
        elif child.name in kind.enters:
            _walk(child, KINDS[kind.enters[child.name]], withheld, unknown)
        elif child.name in kind.takes:
            for name in child.attributes:
                unknown[f"{child.path}/@{name[:200]}"] = None
            for inner in child.children:
                unknown[inner.path] = None
        else:
            unknown[child.path] = None


def _withhold(child: Element, parent: Element, why: str, withheld: list[WithheldPart]) -> None:
    if why is FILE_TAGS:
        path, line = parent.path, parent.line
        if any(each.path == path and each.why == why for each in withheld):
            return
    elif not child.value and not child.children:
        return
    else:
        path, line = child.path, child.line
    withheld.append(WithheldPart(path=path[:2_000], why=why, line=line))
