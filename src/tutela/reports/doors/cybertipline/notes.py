"""What the reading of one report notes beside the report: faults that reject it, and values that could not be made
sense of.

A report about a child is not thrown away because one value in it is odd: such a value is left in the source and named.
Only what would make the whole report false rejects it: that its kind or time cannot be read, and times without a zone
[lessons.md].
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from tutela.core.errors import BadInput
from tutela.core.media import embedded_media_kind
from tutela.reports.doors import moments
from tutela.reports.doors.cybertipline.reader import Element
from tutela.reports.doors.cybertipline.schema import TOO_LONG
from tutela.reports.doors.rejected import Fault
from tutela.reports.incoming import NotUnderstood, SourceFact, WithheldPart

_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no"}
NAME_LENGTH = 300
MAX_NOT_UNDERSTOOD = 200


@dataclass
class Notes:
    """Collects, while one report is read, everything that is not the report itself."""

    zone: tzinfo | None = None
    faults: list[Fault] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)
    withheld: list[WithheldPart] = field(default_factory=list)

    def odd(self, element: Element, what: str, inside: str = "") -> None:
        """Note a value that is not what the schema says it is. The value itself is not repeated."""
        if len(self.not_understood) < MAX_NOT_UNDERSTOOD:
            path = f"{element.path}{inside}"[:2_000]
            self.not_understood.append(NotUnderstood(path=path, what=what, line=element.line))

    def withhold(self, element: Element, why: str) -> None:
        """Note a part that stays in the source."""
        self.withheld.append(WithheldPart(path=element.path[:2_000], why=why, line=element.line))

    def short(self, element: Element | None, limit: int = NAME_LENGTH) -> str:
        """A short administrative text; one that is longer than the schema allows, or is media, stays in the source."""
        if element is None:
            return ""
        value = element.value
        if len(value) > limit or embedded_media_kind(value):
            self.withhold(element, TOO_LONG)
            return ""
        return value

    def moment(self, element: Element | None) -> datetime | None:
        """The time of an element, or None. A time without a zone rejects the report."""
        if element is None or not element.value:
            return None
        return self._moment(element, element.value, "")

    def moment_of(self, element: Element, attribute: str) -> datetime | None:
        """The time of an attribute, or None."""
        value = element.attributes.get(attribute, "")
        return self._moment(element, value, f"/@{attribute}") if value else None

    def _moment(self, element: Element, value: str, inside: str) -> datetime | None:
        try:
            return moments.parse_moment(value, self.zone)
        except moments.NoZone as error:
            self.faults.append(Fault(f"{element.path}{inside}", error.what, error.mend or ""))
        except BadInput as error:
            self.odd(element, error.what, inside)
        return None

    def truth(self, element: Element | None) -> bool | None:
        """True, false, or None where the source does not say. An empty element of a tag says true."""
        if element is None:
            return None
        value = element.value.casefold()
        if value in _TRUE or not value:
            return True
        if value in _FALSE:
            return False
        self.odd(element, "it is neither true nor false")
        return None

    def truth_of(self, element: Element, attribute: str) -> bool | None:
        """True, false or None of an attribute."""
        value = element.attributes.get(attribute, "").casefold()
        if not value:
            return None
        if value in _TRUE or value in _FALSE:
            return value in _TRUE
        self.odd(element, "it is neither true nor false", f"/@{attribute}")
        return None

    def whole_number(self, element: Element | None, lowest: int, highest: int) -> int | None:
        """A number within bounds, or None."""
        if element is None or not element.value:
            return None
        value = element.value
        if value.isascii() and value.isdigit() and len(value) <= 9 and lowest <= int(value) <= highest:
            return int(value)
        self.odd(element, f"it is not a whole number from {lowest} to {highest}")
        return None

    def flag(self, parent: Element, name: str, words: str, facts: list[SourceFact]) -> None:
        """A yes-or-no element as a fact, where the source has it."""
        element = parent.find(name)
        truth = self.truth(element)
        if element is not None and truth is not None:
            facts.append(SourceFact(name=words, value="yes" if truth else "no", path=element.path[:2_000]))

    def fact(self, parent: Element, name: str, words: str, facts: list[SourceFact]) -> None:
        """A short text element as a fact, where the source has it."""
        element = parent.find(name)
        value = self.short(element)
        if element is not None and value:
            facts.append(SourceFact(name=words, value=value, path=element.path[:2_000]))


def digest_of_name(name: str) -> str:
    """The SHA-256 of a name that is not kept, so that the same name is recognised without anybody having to read it."""
    normal = unicodedata.normalize("NFC", name.strip()).casefold()
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()
