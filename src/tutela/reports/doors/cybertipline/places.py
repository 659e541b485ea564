"""Where somebody in a CyberTipline report is: postal addresses and countries."""

from __future__ import annotations

from tutela.reports.doors import countries
from tutela.reports.doors.cybertipline.notes import Notes
from tutela.reports.doors.cybertipline.reader import Element
from tutela.reports.incoming import IncomingAddress

# Codes that the schema has among its countries and that are none: an anonymising proxy, a satellite provider, "other".
_NO_COUNTRY = {"A1": "an anonymising proxy", "A2": "a satellite provider", "O1": "another country"}


def read_addresses(parent: Element, name: str, notes: Notes, named: list[str]) -> list[IncomingAddress]:
    """Postal addresses. The countries in them are added to `named`."""
    read = []
    for element in parent.all(name):
        state = notes.short(element.find("state"), 100)
        country = read_country(element.find("country"), notes, named)
        if state and not country and element.find("country") is None:
            # The schema's `state` is a state or territory of the United States by its own definition.
            country = "US"
            named.append(country)
        address = IncomingAddress(
            lines=notes.short(element.find("address")),
            city=notes.short(element.find("city"), 100),
            region=", ".join(each for each in (state, notes.short(element.find("nonUsaState"), 100)) if each),
            postcode=notes.short(element.find("zipCode"), 50),
            country=country,
            meaning=element.attributes.get("type", "")[:100].casefold(),
        )
        if address != IncomingAddress(meaning=address.meaning):
            read.append(address)
    return read


def read_country(element: Element | None, notes: Notes, named: list[str], attribute: str = "") -> str:
    """The country's code of an element or of its attribute, added to `named`; empty where there is none that is
    known.
    """
    if element is None:
        return ""
    code = (element.attributes.get(attribute, "") if attribute else element.value).strip().upper()
    inside = f"/@{attribute}" if attribute else ""
    if not code:
        return ""
    if countries.is_country(code):
        named.append(code)
        return code
    notes.odd(element, f"it stands for {_NO_COUNTRY.get(code, 'no country that is known')}", inside)
    return ""
