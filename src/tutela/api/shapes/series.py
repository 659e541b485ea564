"""Series over the API: how one stands, what it concerns, and what its verbs need to be told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import Code, Party, Sent, Words60, Words200, Words300, party
from tutela.api.shapes.records import RecordState, record_state
from tutela.ownership.models import Participation
from tutela.register.models import Audience, ChildInSeries, Entry, Otherwise, Series
from tutela.register.queries.series import Figures, InSeries

MOST_HASHES = 500
MOST = 200
AudienceCode = Annotated[
    str, Field(pattern=rf"^({'|'.join(Audience.values)})$", description=f"{', '.join(Audience.values)}.")
]
OtherwiseCode = Annotated[
    str,
    Field(
        pattern=rf"^({'|'.join(Otherwise.values)})$",
        description="What everybody else hears: new, as if it were new; ask, to ask its owner.",
    ),
]
Label = Annotated[Words60, Field(min_length=1, description="Administrative words only, and no child's name.")]
Hash = Annotated[str, Field(pattern=r"^([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$")]


class SeriesSent(Sent):
    """A series to be opened: files of one origin."""

    label: Label = Field(examples=["Blue tent"])
    audience: AudienceCode = Field(default="country", examples=["country"])
    otherwise: OtherwiseCode = Field(default="ask", examples=["ask"])


class LabelSent(Sent):
    """What a series is called from now on."""

    label: Label


class AudienceSent(Sent):
    """Who may know of the series and its files."""

    audience: AudienceCode
    otherwise: OtherwiseCode


class ChildLinkSent(Sent):
    """A child whom the series concerns."""

    child: Annotated[str, Field(max_length=40, description="The reference of a child whose record you see.")]
    basis: Words200 = Field(min_length=1, description="How this is known.")


class ReasonSent(Sent):
    """Why, in a few words."""

    reason: Words200 = Field(min_length=1)


class ShareSent(Sent):
    """With whom the series is shared, and what they may do."""

    organisation: Code = Field(description="The code of the organisation.")
    may_write: bool = Field(default=False, description="Work it jointly: read it and write in it.")


class RestrictSent(Sent):
    """Restrict the record to named persons, or open it to its organisation again."""

    restricted: bool
    words: Words300 = Field(min_length=1, description="Why.")


class FilesSent(Sent):
    """Files of the register that are of the series, by a hash of each."""

    hashes: tuple[Hash, ...] = Field(min_length=1, max_length=MOST_HASHES, description="MD5, SHA-1 or SHA-256.")
    reason: Words200 = Field(min_length=1)


class SeriesState(RecordState):
    """How a series stands."""

    version: int
    label: str = Field(description="What it is called.")
    handler: str = Field(description="Empty where nobody is named.")
    standing_since: datetime | None = Field(description="Since when its children are known so far.")
    audience: str = Field(description="own, country or all.")
    otherwise: str = Field(description="new or ask.")
    is_restricted: bool = Field(description="Only named persons see its record.")
    created_at: datetime


class ChildOfSeries(Schema):
    """A child whom a series concerns; without a reference where you may not see the child's record."""

    number: int = Field(description="The number of the link.")
    child: str = Field(description="The reference of the child; empty where the record is not for you.")
    identity: str = Field(description="not_identified, identified or stopped; empty where the record is not for you.")
    safety: str
    basis: str = Field(description="How this is known.")
    added_at: datetime


class PartInSeries(Schema):
    """Somebody who takes part without answering for the series."""

    number: int
    organisation: Party
    person: str = Field(description="A person named on a restricted series; else empty.")
    basis: str
    may_write: bool
    since: datetime


class MetByRead(Schema):
    """An organisation that has met files of the series."""

    organisation: str
    files: int
    hard_copies: int
    last_at: datetime


class SeriesRead(SeriesState):
    """A series with what it concerns and who has met it, as far as you may know."""

    children: list[ChildOfSeries]
    files: int = Field(description="Of so many files at most as are counted.")
    more_files: bool = Field(description="Whether there are more than are counted.")
    met_by: list[MetByRead]
    participants: list[PartInSeries]


class FileOfSeries(Schema):
    """An entry of a series: one file, and who gave it."""

    number: int = Field(description="The number of the entry.")
    md5: str
    sha1: str
    sha256: str
    size: int | None
    organisation: Party
    is_on: bool = Field(description="Whether it is in answers.")
    added_at: datetime


class FilesPut(Schema):
    """What became of the series."""

    entries: list[int] = Field(description="The numbers of the entries.")


def series_state(series: Series) -> SeriesState:
    """How a series stands."""
    return SeriesState(
        **record_state(series).model_dump(),
        version=series.version,
        label=series.label,
        handler=series.handler.name if series.handler else "",
        standing_since=series.standing_since,
        audience=series.audience,
        otherwise=series.otherwise,
        is_restricted=series.is_restricted,
        created_at=series.created_at,
    )


def series_in_full(
    series: Series, children: Iterable[InSeries], figures: Figures, parts: Iterable[Participation]
) -> SeriesRead:
    """A series with what it concerns."""
    return SeriesRead(
        **series_state(series).model_dump(),
        children=[child_of_series(one.link, one.child) for one in children][:MOST],
        files=figures.files.value,
        more_files=figures.files.more,
        met_by=[
            MetByRead(organisation=one.organisation, files=one.files, hard_copies=one.hard_copies, last_at=one.last_at)
            for one in figures.met_by
        ],
        participants=[part_in_series(one) for one in parts][:MOST],
    )


def child_of_series(link: ChildInSeries, child: object) -> ChildOfSeries:
    """A child of a series, as far as the reader sees the record."""
    return ChildOfSeries(
        number=link.pk,
        child=getattr(child, "reference", ""),
        identity=getattr(child, "identity", ""),
        safety=getattr(child, "safety", ""),
        basis=link.basis,
        added_at=link.added_at,
    )


def part_in_series(part: Participation) -> PartInSeries:
    """Somebody who takes part."""
    return PartInSeries(
        number=part.pk,
        organisation=party(part.organisation),
        person=part.user.name if part.user else "",
        basis=part.basis,
        may_write=part.may_write,
        since=part.since,
    )


def file_of_series(entry: Entry) -> FileOfSeries:
    """An entry of a series."""
    file = entry.file
    return FileOfSeries(
        number=entry.pk,
        md5=_hex(file.md5),
        sha1=_hex(file.sha1),
        sha256=_hex(file.sha256),
        size=file.size,
        organisation=party(entry.organisation),
        is_on=entry.is_on,
        added_at=entry.added_at,
    )


def _hex(digest: bytes | memoryview | None) -> str:
    return "" if digest is None else bytes(digest).hex()
