"""What is to be told: one thing that two services have in common, and what each may know of it. Nothing here asks or writes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from tutela.deconfliction.models import Kind, MaySay, Reason


@dataclass(frozen=True)
class Own:
    """A record by which whoever is told knows what it is about: their own, and never the other's."""

    kind: str
    id: int
    reference: str


@dataclass(frozen=True)
class ToTell:
    """What one organisation is told: why, whom it telephones, what may be said, and which records of its own it concerns."""

    organisation: int
    other: int | None
    kind: Kind
    reason: Reason
    may_say: MaySay
    series: int | None = None
    other_series: int | None = None
    subject: Own | None = None
    exhibit: str = ""
    identifier: int | None = None
    distance: int | None = None
    file: int | None = None
    other_file: int | None = None


@dataclass(frozen=True)
class News:
    """One thing, where it was met (``place``) and how often, with what each organisation is told.

    What has the same ``key`` is the same thing: it is told once. ``once_a_place``: a place that is known adds nothing, however
    often it is looked at. ``is_said``: both sides were told in words already, so that no notice goes out.
    """

    key: str
    kind: Kind
    told: Mapping[int, ToTell] = field(default_factory=dict)
    series: int | None = None
    other_series: int | None = None
    place: str = ""
    count: int = 1
    once_a_place: bool = False
    is_said: bool = False


def digest(*parts: object) -> str:
    """A short name for what can be long, or somebody's own words: no secret, and the same for the same parts."""
    return hashlib.md5("\x1f".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()
