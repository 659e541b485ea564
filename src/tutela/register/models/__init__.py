"""The register: files by their hashes, what each organisation holds of them, series, sightings, and who asked."""

from tutela.register.models.audience import Audience, Otherwise
from tutela.register.models.check import Check, CheckPart, CheckSaid
from tutela.register.models.classification import Classification, Scheme, SchemeCode, SchemeMapping
from tutela.register.models.entry import Entry, EntryVote
from tutela.register.models.fact import Fact
from tutela.register.models.file import Completion, File
from tutela.register.models.near_verdict import NearVerdict
from tutela.register.models.other_hash import OtherHash
from tutela.register.models.series import ChildInSeries, Series
from tutela.register.models.sighting import Sighting
from tutela.register.models.source import Source
from tutela.register.models.submission import Submission

__all__ = [
    "Audience",
    "Check",
    "CheckPart",
    "CheckSaid",
    "ChildInSeries",
    "Classification",
    "Completion",
    "Entry",
    "EntryVote",
    "Fact",
    "File",
    "NearVerdict",
    "OtherHash",
    "Otherwise",
    "Scheme",
    "SchemeCode",
    "SchemeMapping",
    "Series",
    "Sighting",
    "Source",
    "Submission",
]
