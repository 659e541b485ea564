"""Make an `IncomingReport` of one CyberTipline report."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from pydantic import ValidationError

from tutela.core.errors import TutelaError
from tutela.reports.doors.cybertipline.files import read_file
from tutela.reports.doors.cybertipline.identifiers import (
    ADDRESS_LENGTH,
    digest_identifier,
    read_emails,
    read_ip_captures,
    read_phones,
)
from tutela.reports.doors.cybertipline.mapping import category_mapping
from tutela.reports.doors.cybertipline.notes import Notes
from tutela.reports.doors.cybertipline.people import Found, read_people
from tutela.reports.doors.cybertipline.places import read_addresses, read_country
from tutela.reports.doors.cybertipline.reader import Element, Item
from tutela.reports.doors.cybertipline.schema import KINDS, examine
from tutela.reports.doors.rejected import Fault, RejectedRow
from tutela.reports.incoming import (
    IncomingIdentifier,
    IncomingPerson,
    IncomingReport,
    IncomingReporter,
    OtherReference,
    SourceFact,
    bad_fields,
)

SOURCE = "NCMEC"
SOURCE_NAME = "National Center for Missing & Exploited Children (NCMEC)"
MAX_FILES = 5_000
ROLE = "incident"
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
_SERVICES = (
    ("chatImIncident", "chatClient", "chat service"),
    ("onlineGamingIncident", "gameName", "game"),
    ("onlineGamingIncident", "console", "console"),
    ("peer2peerIncident", "client", "peer-to-peer client"),
)


def report_number(element: Element) -> str:
    """The CyberTipline's number of a report, where the file carries it: on the report, in it, or in its details."""
    return next((each for each in _numbers(element) if _NUMBER.fullmatch(each)), "")


def _numbers(element: Element) -> list[str]:
    """Every number that an element gives itself or its file details give it."""
    named = [element.words("reportId"), element.attributes.get("reportId", ""), element.attributes.get("id", "")]
    named.extend(each.words("reportId") for each in element.all("fileDetails"))
    return [each.strip() for each in named if each.strip()]


def read_report(
    item: Item,
    details: list[Item],
    *,
    number: str,
    position: int,
    name: str,
    file_digest: str,
    strangers: tuple[str, ...],
    zone: tzinfo | None,
) -> IncomingReport | RejectedRow:
    """One report with its file details as an `IncomingReport`, or with every fault that rejects it."""
    element = item.element
    notes = Notes(zone)
    try:
        fields = _fields(element, [each.element for each in details], number, notes)
        if notes.faults:
            return RejectedRow(position, tuple(notes.faults), line=element.line)
        return IncomingReport.from_fields(
            door="cybertipline",
            digest=_digest(item, details),
            file_digest=file_digest,
            source_name=name[:300],
            source_place=f"report {position}, line {element.line}",
            **fields,
            **_left_in_the_source(item, details, strangers, notes),
        )
    except ValidationError as error:
        # The reading bounds every value before it makes anything of it. Should one slip through, the report is named
        # and rejected with its place; the reports behind it are read.
        unfit: TutelaError = bad_fields(error)
    except TutelaError as error:
        unfit = error
    fault = Fault(element.path, unfit.what, unfit.mend or "Ask the sender for the report again.")
    return RejectedRow(position, (fault,), line=element.line)


def _left_in_the_source(item: Item, details: list[Item], strangers: tuple[str, ...], notes: Notes) -> dict[str, Any]:
    """What is withheld, what is not known and what was not understood, each with its place."""
    seen = [examine(item.element, "report"), *(examine(each.element, "file_details") for each in details)]
    unknown = [path[:2_000] for each in seen for path in each.unknown]
    return {
        "withheld": [*(part for each in seen for part in each.withheld), *notes.withheld],
        "unknown_elements": list(dict.fromkeys([*(f"/{stranger}" for stranger in strangers), *unknown])),
        "not_understood": notes.not_understood,
    }


def _fields(element: Element, beside: list[Element], number: str, notes: Notes) -> dict[str, Any]:
    summary = element.find("incidentSummary") or Element("incidentSummary", "/report/incidentSummary", element.line, {})
    incident_type = notes.short(summary.find("incidentType"))
    if not incident_type:
        notes.faults.append(
            Fault(
                "/report/incidentSummary/incidentType",
                "the incident type is missing",
                "Ask the sender for the whole report.",
            )
        )
    if any(each != number for each in _numbers(element)):
        notes.odd(element, "it carries more than one report number; the first that can be one was taken")
    occurred = _incident_time(summary, notes)
    platform = notes.short(summary.find("platform"), 256)
    facts: list[SourceFact] = []
    _incident_facts(element, summary, incident_type, platform, facts, notes)
    annotations = _annotations(summary, facts, notes)
    found = read_people(element, platform, notes)
    identifiers = _incident_identifiers(element, found, facts, notes)
    references = [*_police_reference(element, found, facts, notes), *found.references]
    files = [read_file(each, notes) for each in [*element.all("fileDetails"), *beside][:MAX_FILES]]
    if len(element.all("fileDetails")) + len(beside) > MAX_FILES:
        notes.odd(element, f"it describes more than {MAX_FILES:,} files; those beyond are in the source")
    categories, basis = category_mapping().suggest(incident_type, annotations)
    if incident_type and not category_mapping().knows(incident_type):
        notes.odd(summary.find("incidentType") or summary, "it is no incident type of the published schema")
    escalated = summary.find("escalateToHighPriority")
    concern = escalated is not None and bool(escalated.value)
    return {
        "external_source": SOURCE,
        "external_reference": number,
        "occurred": occurred,
        "summary": _summary(number, categories, found.people, len(files)),
        "specific_concern": True if concern else None,
        "concern_grounds": _grounds(escalated) if concern and escalated is not None else "",
        "concern_stated_by": "the provider who reported, through NCMEC" if concern else "",
        "categories": categories,
        "category_basis": f"Suggested from the incident type. {basis}",
        "countries": list(dict.fromkeys(found.countries)),
        "place_words": _place(found.people),
        "identifiers": identifiers,
        "people": found.people,
        "files": files,
        "reporter": _reporter(found.people),
        "references": references,
        "facts": facts,
    }


def _incident_time(summary: Element, notes: Notes) -> Any:
    element = summary.find("incidentDateTime")
    if element is None or not element.value:
        notes.faults.append(
            Fault(
                "/report/incidentSummary/incidentDateTime",
                "the time of the incident is missing",
                "Ask the sender for the whole report.",
            )
        )
        return None
    return notes.moment(element)


def _incident_facts(
    report: Element, summary: Element, incident_type: str, platform: str, facts: list[SourceFact], notes: Notes
) -> None:
    if incident_type:
        facts.append(SourceFact(name="incident type", value=incident_type, path=f"{summary.path}/incidentType"))
    if platform:
        facts.append(SourceFact(name="platform", value=platform, path=f"{summary.path}/platform"))
    batched = report.find("batchedReport")
    if batched is not None:
        reason = batched.attributes.get("reason", "")[:100] or "no reason given"
        facts.append(SourceFact(name="batched report", value=reason, path=batched.path))
    reporter = report.find("reporter")
    if reporter is not None:
        legal = notes.short(reporter.find("legalURL"), 500)
        if legal:
            facts.append(
                SourceFact(name="provider's page on legal process", value=legal, path=f"{reporter.path}/legalURL")
            )


def _annotations(summary: Element, facts: list[SourceFact], notes: Notes) -> list[str]:
    tags = summary.find("reportAnnotations")
    if tags is None:
        return []
    present = []
    for name in sorted(KINDS["report_annotations"].takes):
        child = tags.find(name)
        if child is not None and notes.truth(child):
            present.append(name)
            facts.append(SourceFact(name="annotation", value=name, path=child.path))
    return present


def _incident_identifiers(
    report: Element, found: Found, facts: list[SourceFact], notes: Notes
) -> list[IncomingIdentifier]:
    """What was seen where the incident took place, and belongs to nobody in particular."""
    identifiers: list[IncomingIdentifier] = []
    for details in report.all("internetDetails"):
        for incident in details.children:
            identifiers.extend(_of_incident(incident, found, facts, notes))
    return identifiers


def _of_incident(incident: Element, found: Found, facts: list[SourceFact], notes: Notes) -> list[IncomingIdentifier]:
    if incident.name == "nonInternetIncident":
        _offline_place(incident, found, facts, notes)
    if incident.name == "cellPhoneIncident":
        _position(incident, facts, notes)
    for parent, child, what in _SERVICES:
        if incident.name == parent:
            notes.fact(incident, child, what, facts)
    reads = _READS.get(incident.name)
    return [*reads(incident, notes), *_room(incident, notes)] if reads else _room(incident, notes)


def _pages(incident: Element, notes: Notes) -> list[IncomingIdentifier]:
    hosting = _hosting(incident, notes)
    addresses = (notes.short(url, ADDRESS_LENGTH) for url in incident.all("url"))
    return [IncomingIdentifier(kind="url", raw=each, role=ROLE, note=hosting) for each in addresses if each]


_READS: dict[str, Callable[[Element, Notes], list[IncomingIdentifier]]] = {
    "webPageIncident": _pages,
    "emailIncident": lambda incident, notes: read_emails(incident, "emailAddress", ROLE, notes),
    "newsgroupIncident": lambda incident, notes: read_emails(incident, "emailAddress", ROLE, notes),
    "cellPhoneIncident": lambda incident, notes: read_phones(incident, "phoneNumber", ROLE, notes),
    "peer2peerIncident": lambda incident, notes: read_ip_captures(incident, ROLE, notes),
}


def _room(incident: Element, notes: Notes) -> list[IncomingIdentifier]:
    """The digest of the name of the newsgroup or chat room in which it took place."""
    rooms = {"newsgroupIncident": ("name", "newsgroup"), "chatImIncident": ("chatRoomName", "chat room")}
    child, what = rooms.get(incident.name, ("", ""))
    name = incident.find(child) if child else None
    made = digest_identifier(name, ROLE, what, notes) if name is not None and name.value else None
    return [] if made is None else [made]


def _hosting(incident: Element, notes: Notes) -> str:
    third_party = notes.truth_of(incident, "thirdPartyHostedContent")
    if third_party is None:
        return ""
    return "hosted by another company" if third_party else "hosted by the provider"


def _position(incident: Element, facts: list[SourceFact], notes: Notes) -> None:
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        child = incident.find(name)
        if child is None or not child.value:
            continue
        try:
            degrees = float(child.value)
        except ValueError:
            degrees = limit + 1
        if abs(degrees) <= limit:
            facts.append(SourceFact(name=name, value=f"{degrees:.6f}", path=child.path))
        else:
            notes.odd(child, f"it is no {name}")


def _offline_place(incident: Element, found: Found, facts: list[SourceFact], notes: Notes) -> None:
    notes.fact(incident, "locationName", "place", facts)
    for address in read_addresses(incident, "incidentAddress", notes, found.countries):
        parts = (address.lines, address.postcode, address.city, address.region, address.country)
        words = ", ".join(part for part in parts if part)
        name = f"address of the incident ({address.meaning})" if address.meaning else "address of the incident"
        facts.append(SourceFact(name=name, value=words[:500], path=incident.path))


def _police_reference(report: Element, found: Found, facts: list[SourceFact], notes: Notes) -> list[OtherReference]:
    """What the source says of law enforcement: which service, its number, and whether it was told or served process."""
    law = report.find("lawEnforcement")
    if law is None:
        return []
    agency = notes.short(law.find("agencyName"), 255)
    notes.fact(law, "agencyName", "law-enforcement agency", facts)
    notes.flag(law, "reportedToLe", "reported to law enforcement", facts)
    notes.flag(law, "servedLegalProcessDomestic", "legal process served at home", facts)
    notes.flag(law, "servedLegalProcessInternational", "legal process served from abroad", facts)
    read_country(law, notes, found.countries, "fleaCountry")
    read_country(law.find("servedLegalProcessInternational"), notes, found.countries, "fleaCountry")
    number = notes.short(law.find("caseNumber"), 100)
    if not number:
        return []
    return [OtherReference(issuer=agency or "law-enforcement agency", reference=number, meaning="case number")]


def _grounds(escalated: Element) -> str:
    """Whose concern it is and where its words are. The words are the provider's free text and stay in the source."""
    return (
        "The provider marked the report as urgent, which stands for an immediate risk to a child. "
        f"Its reason in words is in the source at {escalated.path}, line {escalated.line}."
    )


def _summary(number: str, categories: tuple[str, ...], people: list[IncomingPerson], files: int) -> str:
    counts = {"child": "victim", "person reported": "suspect", "recipient": "recipient"}
    plurals = {"child": "children", "person reported": "people reported", "recipient": "recipients"}
    parts = []
    for words, capacity in counts.items():
        how_many = sum(1 for person in people if person.capacity == capacity)
        if how_many:
            parts.append(f"{how_many} {words if how_many == 1 else plurals[words]}")
    if files:
        parts.append("1 file described" if files == 1 else f"{files} files described")
    title = f"CyberTipline report {number}" if number else "CyberTipline report without a number"
    suggested = f" Suggested: {', '.join(categories)}." if categories else ""
    return f"{title}. Names {', '.join(parts)}.{suggested}" if parts else f"{title}.{suggested}"


def _place(people: list[IncomingPerson]) -> str:
    """Where the children of the report are said to be, else the people reported: of the first address."""
    for capacity in ("victim", "suspect"):
        for person in people:
            if person.capacity == capacity and person.addresses:
                address = person.addresses[0]
                words = ", ".join(part for part in (address.city, address.region, address.country) if part)
                return f"{words} (estimated)" if address.estimated and words else words
    return ""


def _reporter(people: list[IncomingPerson]) -> IncomingReporter:
    """NCMEC told us, on behalf of a provider. Answers go to NCMEC: another address would go round the channel."""
    contacts = [person for person in people if person.capacity == "reporter"]
    names = [name for person in contacts for name in person.names]
    return IncomingReporter(
        kind="organisation",
        organisation_name=SOURCE_NAME,
        wants_answer=True,
        on_behalf_of=f"the provider's reporting person, {names[0]}"[:300]
        if names
        else "a provider of an internet service",
    )


def _digest(item: Item, details: list[Item]) -> str:
    """The digest of a report as received: of its own bytes, and of its file details' where they stand beside it."""
    if not details:
        return item.digest
    return hashlib.sha256("\n".join([item.digest, *(each.digest for each in details)]).encode()).hexdigest()
