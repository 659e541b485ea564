"""The six languages in which the public is spoken to, and how dates, numbers and lengths of time are said in each.

Pages of staff are in English or French, and the API is in English. Which language a text is in is always Django's active one
(``django.utils.translation``); this module says what there is to choose, and knows which texts a person has reviewed.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_month_names
from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

FOLDER = Path(__file__).resolve().parents[1] / "locale"
_REVIEWED = FOLDER / "reviewed.toml"


@dataclass(frozen=True)
class Language:
    """A language: its code, how a page names it (BCP 47), its name in itself and in English, which way it is written."""

    code: str
    tag: str
    own_name: str
    english_name: str
    direction: str = "ltr"

    @property
    def locale(self) -> Locale:
        """Its dates and numbers."""
        return Locale.parse(self.tag, sep="-")


LANGUAGES = {
    one.code: one
    for one in (
        Language("en", "en-GB", "English", "English"),
        Language("fr", "fr", "Français", "French"),
        Language("es", "es", "Español", "Spanish"),
        Language("ru", "ru", "Русский", "Russian"),
        Language("zh-hans", "zh-Hans", "中文", "Chinese"),
        Language("ar", "ar", "العربية", "Arabic", "rtl"),
    )
}
ENGLISH = LANGUAGES["en"]
# The languages of the pages of staff.
STAFF = (ENGLISH, LANGUAGES["fr"])
TRANSLATED = tuple(one for one in LANGUAGES.values() if one is not ENGLISH)


@dataclass(frozen=True)
class Review:
    """A person has read all texts of a language and found them right."""

    by: str
    on: date


def named(code: str | None) -> Language | None:
    """The language of a code, in any case and with its country (``fr-CA``); None where we do not speak it."""
    given = (code or "").lower().replace("_", "-")
    if given in LANGUAGES:
        return LANGUAGES[given]
    main = given.split("-")[0]
    if main == "zh":
        # Traditional characters are not ours, but whoever reads them reads these better than English.
        return LANGUAGES["zh-hans"]
    return LANGUAGES.get(main)


def present() -> Language:
    """The language that is spoken now."""
    return named(translation.get_language()) or ENGLISH


def spoken(code: str) -> str:
    """What Django calls a language of ours when it is made the active one."""
    return settings.LANGUAGE_CODE if code == ENGLISH.code else code


def preferred(accepted: str, among: Collection[Language] = ()) -> Language:
    """The first of the languages that a browser asks for (``Accept-Language``) which we speak; else English.

    ``among``: only these, where not all are spoken.
    """
    for code, _ in parse_accept_lang_header(accepted.lower()):
        found = named(code)
        if found is not None and (not among or found in among):
            return found
    return ENGLISH


def of_staff(code: str) -> Language:
    """The language that a member of staff has chosen for their pages; English where it is none of staff's."""
    found = named(code)
    return found if found in STAFF else ENGLISH


@lru_cache(maxsize=1)
def reviews() -> Mapping[str, Review]:
    """The languages whose texts a person has reviewed. Raises ValueError that names every fault of the file."""
    return read_reviews(_REVIEWED.read_text(encoding="utf-8"))


def read_reviews(text: str) -> dict[str, Review]:
    """The reviews in a text of that file. Raises ValueError that names every fault."""
    faults: list[str] = []
    found: dict[str, Review] = {}
    for code, given in tomllib.loads(text).items():
        if code not in LANGUAGES or code == ENGLISH.code:
            faults.append(f"{code}: no translated language")
        elif not isinstance(given, dict) or set(given) != {"by", "on"}:
            faults.append(f"{code}: needs “by” and “on”, and nothing else")
        elif not isinstance(given["by"], str) or not given["by"].strip():
            faults.append(f"{code}: “by” is the name of a person")
        elif not isinstance(given["on"], date) or isinstance(given["on"], datetime):
            faults.append(f"{code}: “on” is a date, such as 2026-11-28")
        else:
            found[code] = Review(given["by"], given["on"])
    if faults:
        raise ValueError(f"{_REVIEWED.name}: " + "; ".join(faults))
    return found


def is_reviewed(language: Language) -> bool:
    """Whether a person has read its texts: English is written by people."""
    return language is ENGLISH or language.code in reviews()


def day_in_words(day: date, language: Language | None = None) -> str:
    """``24 November 2025``, in a language (the present one)."""
    chosen = language or present()
    if chosen is ENGLISH:
        return f"{day.day} {_month(day)} {day.year}"
    return format_date(day, "long", locale=chosen.locale)


def month_in_words(day: date) -> str:
    """``November 2025``, in the present language."""
    language = present()
    if language is ENGLISH:
        return f"{_month(day)} {day.year}"
    return str(format_skeleton("yMMMM", day, locale=language.locale))


def day_and_month(day: date) -> str:
    """``24 November``, in the present language."""
    language = present()
    if language is ENGLISH:
        return f"{day.day} {_month(day)}"
    return str(format_skeleton("MMMMd", day, locale=language.locale))


def in_figures(number: float, *, decimals: int = 0) -> str:
    """``1,234`` or ``1,234.5``, in the present language."""
    language = present()
    if language is ENGLISH:
        return f"{number:,.{decimals}f}"
    return str(format_decimal(number, format=f"#,##0.{'0' * decimals}".rstrip("."), locale=language.locale))


def percent(share: float, *, decimals: int = 0) -> str:
    """``45%`` or ``45.3%``, in the present language."""
    language = present()
    if language is ENGLISH:
        return f"{share:.{decimals}%}"
    # The pattern is the language's own: where the sign stands, and what stands before it.
    sign = language.locale.percent_formats[None].pattern.replace("#,##0", "")
    return str(format_percent(share, format=f"#,##0.{'0' * decimals}".rstrip(".") + sign, locale=language.locale))


def weekday_and_day(day: date) -> str:
    """``Mon 24 November 2025`` in English; in the other languages as they write a day in full."""
    language = present()
    if language is ENGLISH:
        return f"{day:%a} {day_in_words(day)}"
    return format_date(day, "full", locale=language.locale)


def length_of_time(count: int, unit: str, *, direction: int = 0) -> str:
    """``3 days``; before now (-1) ``3 days ago``, after it (1) ``in 3 days``: in the present language, its forms right.

    ``unit`` is minute, hour, day, month or year; ``count`` at least one.
    """
    size = timedelta(seconds=count * _SECONDS[unit])
    return format_timedelta(
        size if direction >= 0 else -size,
        # Below this no larger unit is taken: 13 days stay 13 days and do not become two weeks.
        threshold=count - 0.5,
        add_direction=direction != 0,
        locale=present().locale,
    )


def plural_samples() -> dict[str, int]:
    """A number for each of the present language's plural categories (``one``, ``few``, ``many``, …)."""
    form = present().locale.plural_form
    found: dict[str, int] = {}
    for number in range(101):
        found.setdefault(form(number), number)
    # Parts of a whole take it in some languages, and a browser asks for it where it knows no better.
    found.setdefault("other", 100)
    return found


def attributes(language: Language) -> dict[str, Any]:
    """What an element says of a text in this language."""
    return {"lang": language.tag, "dir": language.direction}


_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400, "month": 30 * 86_400, "year": 365 * 86_400}


def _month(day: date) -> str:
    return str(get_month_names("wide", locale=ENGLISH.locale)[day.month])
