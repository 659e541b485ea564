"""The country codes that a report can name: ISO 3166-1 alpha-2, and the mistakes people make with them."""

from __future__ import annotations

import difflib

from babel import Locale

# Territory names come from CLDR, which also lists groups of countries and places that are no country; those have other
# shapes or stand in this set. XK (Kosovo) is assigned by its users and accepted, because services use it.
_NO_COUNTRY = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
_NAMES: dict[str, str] = {
    code: str(name)
    for code, name in Locale("en").territories.items()
    if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
}
CODES = frozenset(_NAMES)
_ALIASES = {"UK": "GB", "EL": "GR", "USA": "US", "GBR": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB"}
_BY_NAME = {name.casefold(): code for code, name in _NAMES.items()}


def is_country(code: str) -> bool:
    """Whether this is a country's two-letter code."""
    return code in CODES


def country_name(code: str) -> str:
    """The English name of a country's code, or the code itself."""
    return _NAMES.get(code, code)


def suggest(text: str) -> str | None:
    """The code that somebody who wrote `text` probably meant, to be suggested and never to be taken unasked."""
    upper = text.strip().upper()
    if upper in _ALIASES:
        return _ALIASES[upper]
    folded = text.strip().casefold()
    if folded in _BY_NAME:
        return _BY_NAME[folded]
    near = difflib.get_close_matches(folded, _BY_NAME, n=1, cutoff=0.8)
    return _BY_NAME[near[0]] if near else None
