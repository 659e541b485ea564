"""Countries by their ISO 3166 codes, named in the reader's language."""

import unicodedata
from functools import lru_cache

from babel import Locale
from django.utils import translation


@lru_cache(maxsize=16)
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language.replace("-", "_")).territories
    return {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }


# Codes of the territory list that are unions or reserved, not countries.
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def _without_accents(name: str) -> str:
    """As a reader looks for it: the letters with accents among those without."""
    return "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).casefold()


def country_name(code: str) -> str:
    """The country's name, or the code where it has none."""
    return _names(translation.get_language() or "en").get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Every country, by name."""
    names = _names(translation.get_language() or "en")
    return sorted(names.items(), key=lambda pair: _without_accents(pair[1]))
