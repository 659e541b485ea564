"""What identifies somebody in a CyberTipline report: accounts, e-mail addresses, telephones, devices, addresses on the network."""

from __future__ import annotations

from typing import Any

from tutela.reports.doors.cybertipline.notes import Notes, digest_of_name
from tutela.reports.doors.cybertipline.reader import Element
from tutela.reports.incoming import IdentifierKind, IncomingIdentifier

ADDRESS_LENGTH = 2_083
EVENTS = {"Login", "Registration", "Purchase", "Upload", "Other", "Unknown"}


def read_ip_captures(parent: Element, role: str, notes: Notes) -> list[IncomingIdentifier]:
    """The IP addresses captured, each with its event, its time, its port and whether it may be a proxy's."""
    captured = []
    for element in parent.all("ipCaptureEvent"):
        address = notes.short(element.find("ipAddress"), 100)
        if not address:
            notes.odd(element, "the IP address is missing")
            continue
        remarks = []
        port = notes.whole_number(element.find("port"), 1, 65_535)
        if port is not None:
            remarks.append(f"port {port}")
        if notes.truth(element.find("possibleProxy")):
            remarks.append("possible proxy")
        at = notes.moment(element.find("dateTime"))
        captured.append(identifier("ip", address, role, notes, element, _event(element, notes), at, "; ".join(remarks)))
    return [each for each in captured if each is not None]


def read_devices(parent: Element, role: str, notes: Notes) -> list[IncomingIdentifier]:
    """The devices captured (IMEI, ICCID, SSID …), each with its event and its time."""
    captured = []
    for element in parent.all("deviceId"):
        kind = notes.short(element.find("idType"), 255)
        value = notes.short(element.find("idValue"), ADDRESS_LENGTH - 300)
        if not value:
            notes.odd(element, "the device's number is missing")
            continue
        at = notes.moment(element.find("dateTime"))
        raw = f"{kind}:{value}" if kind else value
        captured.append(identifier("device", raw, role, notes, element, _event(element, notes), at))
    return [each for each in captured if each is not None]


def read_emails(parent: Element, name: str, role: str, notes: Notes) -> list[IncomingIdentifier]:
    """E-mail addresses with their type and whether the provider verified them."""
    read = [
        identifier("email", notes.short(element), role, notes, element, note=_remarks(element, notes))
        for element in parent.all(name)
    ]
    return [each for each in read if each is not None]


def read_phones(parent: Element, name: str, role: str, notes: Notes) -> list[IncomingIdentifier]:
    """Telephone numbers with the country's code before them, their type, and whether the provider verified them."""
    read = []
    for element in parent.all(name):
        number = notes.short(element, 100)
        code = element.attributes.get("countryCallingCode", "").strip()[:8]
        if number and code and not number.startswith(("+", "00")):
            number = f"{code if code.startswith('+') else '+' + code} {number}"
        read.append(identifier("telephone", number, role, notes, element, note=_remarks(element, notes)))
    return [each for each in read if each is not None]


def account(service: str, handle: str) -> str:
    """An account as every door writes it: the service, a colon, the name or number on it."""
    return f"{service or 'unknown service'}:{handle}"


def digest_identifier(element: Element, role: str, what: str, notes: Notes) -> IncomingIdentifier | None:
    """A name that is not kept, as a digest by which the same name is recognised."""
    raw = f"{what}-name-sha256:{digest_of_name(element.value)}"
    return identifier("other", raw, role, notes, element, note=f"digest of a {what}'s name")


def identifier(
    kind: IdentifierKind,
    raw: str,
    role: str,
    notes: Notes,
    element: Element,
    event: str = "",
    at: Any = None,
    note: str = "",
) -> IncomingIdentifier | None:
    """An identifier, or None where nothing is left of it once it is cleaned."""
    if not raw:
        return None
    try:
        made = IncomingIdentifier(kind=kind, raw=raw, role=role[:300], event=event, at=at, note=note[:500])
    except ValueError:
        notes.odd(element, "it cannot be read as what it should be")
        return None
    if not made.raw:
        notes.odd(element, "nothing of it can be read")
        return None
    return made


def _event(element: Element, notes: Notes) -> str:
    child = element.find("eventName")
    value = notes.short(child, 50)
    if child is not None and value and value not in EVENTS:
        notes.odd(child, "it is no event that the schema knows")
        return "Other"
    return value


def _remarks(element: Element, notes: Notes) -> str:
    """The attributes of an e-mail address or a telephone number in words."""
    remarks = []
    kind = element.attributes.get("type", "").strip()
    if kind:
        remarks.append(kind[:50].casefold())
    extension = element.attributes.get("extension", "").strip()
    if extension:
        remarks.append(f"extension {extension[:20]}")
    verified = notes.truth_of(element, "verified")
    if verified is not None:
        remarks.append("verified by the provider" if verified else "not verified")
    when = notes.moment_of(element, "verificationDate")
    if when is not None:
        remarks.append(f"verified at {when.isoformat()}")
    return "; ".join(remarks)
