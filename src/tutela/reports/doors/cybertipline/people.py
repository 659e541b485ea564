"""The people of a CyberTipline report: who is reported, who was to receive, which child, who reported, which
officer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tutela.core.errors import TutelaError
from tutela.core.partial_date import PartialDate
from tutela.reports.doors.cybertipline.identifiers import (
    ADDRESS_LENGTH,
    account,
    digest_identifier,
    identifier,
    read_devices,
    read_emails,
    read_ip_captures,
    read_phones,
)
from tutela.reports.doors.cybertipline.notes import Notes
from tutela.reports.doors.cybertipline.places import read_addresses, read_country
from tutela.reports.doors.cybertipline.reader import Element
from tutela.reports.incoming import (
    Capacity,
    IncomingAddress,
    IncomingIdentifier,
    IncomingPerson,
    OtherReference,
    SourceFact,
)


@dataclass
class Found:
    """What the people of a report give to the report as a whole."""

    people: list[IncomingPerson] = field(default_factory=list)
    references: list[OtherReference] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)


def read_people(report: Element, platform: str, notes: Notes) -> Found:
    """Everybody of a report, in the order: children, people reported, recipients, reporter's contacts, officer.

    The child comes first [domain.md, section 1].
    """
    found = Found()
    for element in report.all("victim"):
        _involved(element, "victimPerson", "victim", platform, notes, found)
    for element in report.all("personOrUserReported"):
        _involved(element, "personOrUserReportedPerson", "suspect", platform, notes, found)
    for element in report.all("intendedRecipient"):
        _involved(element, "intendedRecipientPerson", "recipient", platform, notes, found)
    reporter = report.find("reporter")
    if reporter is not None:
        _contact(reporter.find("reportingPerson"), "reporter", "reporting person of the provider", notes, found)
        _contact(reporter.find("contactPerson"), "reporter", "contact person of the provider", notes, found)
    law = report.find("lawEnforcement")
    if law is not None:
        agency = notes.short(law.find("agencyName"), 255)
        words = f"officer of {agency}" if agency else "law-enforcement officer"
        _contact(law.find("officerContact"), "other", words, notes, found)
    return found


def _involved(
    element: Element, person_name: str, capacity: Capacity, platform: str, notes: Notes, found: Found
) -> None:
    """Somebody whom the report is about, with the accounts that the provider associates with them."""
    person = element.find(person_name)
    identifiers, addresses, facts = _account(element, capacity, platform, notes, found)
    found.people.append(
        IncomingPerson(
            capacity=capacity,
            names=_names(person, notes),
            display_names=_display_names(element, notes),
            identifiers=(*_reachable(person, capacity, notes), *identifiers),
            born=_born(person, notes),
            age=None if person is None else notes.whole_number(person.find("age"), 0, 150),
            addresses=(*_addresses(person, notes, found), *addresses),
            facts=(*facts, *_doubted_age(person, notes)),
        )
    )
    for associated in element.all("associatedAccount"):
        _associated(associated, capacity, notes, found)


def _associated(element: Element, capacity: Capacity, notes: Notes, found: Found) -> None:
    """An account that the provider associates with somebody: perhaps theirs, perhaps a parent's. So it stands on its
    own.
    """
    kind = (element.attributes.get("type") or element.attributes.get("accountType") or "").strip()[:50]
    platform = notes.short(element.find("platform"), 256)
    role = f"account associated with the {_WORDS[capacity]}" + (f" ({kind})" if kind else "")
    identifiers, _, facts = _account(element, role, platform, notes, found)
    if platform:
        facts.append(SourceFact(name="platform", value=platform, path=element.path[:2_000]))
    where = element.find("platform")
    third_party = notes.truth_of(where, "thirdPartyUser") if where is not None else None
    if third_party is None:
        third_party = notes.truth_of(element, "thirdPartyUser")
    if third_party is not None:
        facts.append(SourceFact(name="on another company's service", value="yes" if third_party else "no"))
    found.people.append(
        IncomingPerson(
            capacity="other",
            role_words=role,
            names=_names(element, notes),
            display_names=_display_names(element, notes),
            identifiers=(*_reachable(element, role, notes), *identifiers),
            born=_born(element, notes),
            age=notes.whole_number(element.find("approximateAge"), 0, 150),
            addresses=tuple(_addresses(element, notes, found)),
            facts=(*facts, *_doubted_age(element, notes)),
        )
    )


_WORDS: dict[str, str] = {"suspect": "person reported", "victim": "child", "recipient": "recipient"}


def _contact(
    person: Element | None, capacity: Literal["reporter", "other"], words: str, notes: Notes, found: Found
) -> None:
    """Somebody who can be asked about the report. Their country is not one that the report is about."""
    if person is None:
        return
    found.people.append(
        IncomingPerson(
            capacity=capacity,
            role_words=words[:300],
            names=_names(person, notes),
            identifiers=tuple(_reachable(person, words[:300], notes)),
            born=_born(person, notes),
            age=notes.whole_number(person.find("age"), 0, 150),
            addresses=tuple(read_addresses(person, "address", notes, [])),
            facts=tuple(_doubted_age(person, notes)),
        )
    )


def _account(
    element: Element, role: str, platform: str, notes: Notes, found: Found
) -> tuple[list[IncomingIdentifier], list[IncomingAddress], list[SourceFact]]:
    """What the provider knows of an account: its names, addresses, captures, and what became of it."""
    service = notes.short(element.find("espService"), 256) or platform
    identifiers: list[IncomingIdentifier | None] = []
    for name, what in (("espIdentifier", "the provider's own number"), ("screenName", "screen name")):
        child = element.find(name)
        handle = notes.short(child, 256)
        if child is not None and handle:
            identifiers.append(identifier("account", account(service, handle), role, notes, child, note=what))
    identifiers.extend(
        identifier("url", notes.short(child, ADDRESS_LENGTH), role, notes, child, note="profile")
        for child in element.all("profileUrl")
    )
    group = element.find("groupIdentifier")
    if group is not None and group.value:
        identifiers.append(digest_identifier(group, role, "group", notes))
    facts: list[SourceFact] = []
    notes.fact(element, "espService", "service", facts)
    notes.fact(element, "schoolName", "school", facts)
    notes.flag(element, "compromisedAccount", "account compromised", facts)
    notes.flag(element, "thirdPartyUserReported", "on another company's service", facts)
    notes.flag(element, "allEmailsReported", "all e-mail addresses reported", facts)
    for name, words in (("accountTemporarilyDisabled", "temporarily"), ("accountPermanentlyDisabled", "permanently")):
        child = element.find(name)
        if child is not None:
            facts.extend(_disabled(child, words, notes))
    for name in ("priorCTReports", "priorCTReport"):
        for child in element.all(name):
            number = notes.short(child, 40)
            if number:
                found.references.append(
                    OtherReference(issuer="NCMEC", reference=number, meaning=f"earlier report on: {role}"[:300])
                )
    addresses = [_estimated(each, notes, found) for each in element.all("estimatedLocation")]
    captures = [*read_ip_captures(element, role, notes), *read_devices(element, role, notes)]
    return [*(each for each in identifiers if each is not None), *captures], addresses, facts


def _names(person: Element | None, notes: Notes) -> tuple[str, ...]:
    if person is None:
        return ()
    parts = [notes.short(person.find(part), 256) for part in ("firstName", "middleName", "lastName")]
    whole = " ".join(part for part in parts if part)
    return (whole[:300],) if whole else ()


def _display_names(element: Element, notes: Notes) -> tuple[str, ...]:
    read = (notes.short(child, 256) for child in element.all("displayName"))
    return tuple(dict.fromkeys(each for each in read if each))


def _reachable(person: Element | None, role: str, notes: Notes) -> list[IncomingIdentifier]:
    if person is None:
        return []
    return [*read_emails(person, "email", role, notes), *read_phones(person, "phone", role, notes)]


def _addresses(person: Element | None, notes: Notes, found: Found) -> list[IncomingAddress]:
    return [] if person is None else read_addresses(person, "address", notes, found.countries)


def _doubted_age(person: Element | None, notes: Notes) -> list[SourceFact]:
    facts: list[SourceFact] = []
    if person is not None:
        notes.flag(person, "ageAssertionDiscrepancy", "stated age doubted by the provider", facts)
    return facts


def _born(person: Element | None, notes: Notes) -> PartialDate | None:
    element = None if person is None else person.find("dateOfBirth")
    if element is None or not element.value:
        return None
    # A date of the schema may have a zone behind it, which a day of birth does not need.
    value = element.value.removesuffix("Z")
    if len(value) > 10 and value[-6] in "+-" and value[-3] == ":":
        value = value[:-6]
    try:
        return PartialDate.parse(value)
    except TutelaError:
        notes.odd(element, "it is not a date")
        return None


def _estimated(element: Element, notes: Notes, found: Found) -> IncomingAddress:
    verified = notes.truth_of(element, "verified")
    when = notes.moment_of(element, "timestamp")
    remarks = ["estimated by the provider"]
    if verified is not None:
        remarks.append("verified" if verified else "not verified")
    if when is not None:
        remarks.append(f"at {when.isoformat()}")
    return IncomingAddress(
        city=notes.short(element.find("city"), 255),
        region=notes.short(element.find("region"), 255),
        country=read_country(element.find("countryCode"), notes, found.countries),
        meaning="; ".join(remarks),
        estimated=True,
    )


def _disabled(element: Element, words: str, notes: Notes) -> list[SourceFact]:
    """Whether an account was disabled, when, and whether its user was told."""
    name = f"account {words} disabled"
    facts = []
    truth = notes.truth(element)
    if truth is not None:
        facts.append(SourceFact(name=name, value="yes" if truth else "no", path=element.path[:2_000]))
    for attribute, what in (
        ("disabledDate", "on"),
        ("userNotifiedDate", "user told on"),
        ("reenabledDate", "enabled again on"),
    ):
        when = notes.moment_of(element, attribute)
        if when is not None:
            facts.append(SourceFact(name=f"{name}, {what}", value=when.isoformat(), path=element.path[:2_000]))
    told = notes.truth_of(element, "userNotified")
    if told is not None:
        facts.append(SourceFact(name=f"{name}, user told", value="yes" if told else "no", path=element.path[:2_000]))
    return facts
