"""A file of the register, as far as the reader may know of it; and what persons say of files that look alike."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import Sent, Words200
from tutela.register.models import File
from tutela.register.queries.files import Known
from tutela.register.queries.near_files import NearFile, Word
from tutela.register.said_of_rows import LONGEST_KIND, LONGEST_VALUE


class RegisteredEntryRead(Schema):
    """What an organisation holds of a file."""

    organisation: str = Field(description="Its code.")
    kind: str = Field(description="case, harmless or trivial.")
    series: str = Field(description="The reference of its series, where you may know of it.")
    is_on: bool
    added_at: datetime


class ClassRead(Schema):
    """Of which class an organisation says that a file is."""

    scheme: str = Field(description="The short name of the scheme.")
    code: str
    label: str
    organisation: str = Field(description="The code of the organisation that says it.")
    given_at: datetime
    withdrawn_at: datetime | None


class OtherHashRead(Schema):
    """A hash of another kind, as it was given. Nothing is concluded from two files that share one."""

    kind: str = Field(description="The heading under which it came, in small letters.")
    value: str
    organisation: str = Field(description="The code of the organisation that gave it.")
    submission: int | None = Field(description="The list that it came with.")
    given_at: datetime | None


class WordRead(Schema):
    """What an organisation says of two files that look alike."""

    other: int = Field(description="The other file.")
    distance: int = Field(description="In how many of 256 bits they differ.")
    verdict: str = Field(description="same or not_same.")
    organisation: str = Field(description="The name of the organisation that says it.")
    words: str
    at: datetime
    is_latest: bool = Field(description="No later word of the same organisation follows it.")


class RegisteredFileRead(Schema):
    """A file of the register, as far as you may know of it."""

    number: int = Field(description="The register's number of it.")
    md5: str
    sha1: str
    sha256: str
    size: int | None
    pdq: str
    pdq_quality: int | None
    entries: list[RegisteredEntryRead]
    classes: list[ClassRead]
    other_hashes: list[OtherHashRead]
    said_of_near: list[WordRead] = Field(description="What persons say of this file and others that look like it.")


class NearFileRead(Schema):
    """A file that looks like another. It is not the same until a person says so."""

    number: int = Field(description="0 where its owner wants to be asked.")
    distance: int = Field(description="In how many of 256 bits they differ.")
    answer: str = Field(description="What the register says of it.")
    series: str
    ask: str = Field(description="Whom to ask.")
    telephone: str
    said: list[WordRead]


class NearFilesRead(Schema):
    """The files that look like one, the nearest first."""

    number: int
    near: list[NearFileRead]
    has_more: bool = Field(description="There are more than 200.")


class AlikeSent(Sent):
    """What your organisation says of two files that look alike."""

    verdict: Literal["same", "not_same"]
    words: Words200 = Field(min_length=1, description="On what grounds. Administrative words only.")


class OtherHashSent(Sent):
    """A hash of another kind to look up: files of which exactly this was given."""

    kind: str = Field(min_length=1, max_length=LONGEST_KIND)
    value: str = Field(min_length=1, max_length=LONGEST_VALUE)


class FilesFound(Schema):
    """Files of the register of which you may know."""

    files: list[int] = Field(description="Their numbers, up to 100.")


def file_read(known: Known) -> RegisteredFileRead:
    """A file."""
    file: File = known.file
    return RegisteredFileRead(
        number=file.pk,
        **{
            name: bytes(value).hex() if (value := getattr(file, name)) else ""
            for name in ("md5", "sha1", "sha256", "pdq")
        },
        size=file.size,
        pdq_quality=file.pdq_quality,
        entries=[
            RegisteredEntryRead(
                organisation=one.entry.organisation.code,
                kind=one.entry.kind,
                series=one.series.reference if one.series else "",
                is_on=one.entry.is_on,
                added_at=one.entry.added_at,
            )
            for one in known.held
        ],
        classes=[
            ClassRead(
                scheme=one.code.scheme.code,
                code=one.code.code,
                label=one.code.label,
                organisation=one.organisation.code,
                given_at=one.given_at,
                withdrawn_at=one.withdrawn_at,
            )
            for group in known.classified
            for one in (*group.present, *group.earlier)
        ],
        other_hashes=[
            OtherHashRead(
                kind=one.kind,
                value=one.value,
                organisation=one.code,
                submission=one.submission,
                given_at=one.given_at,
            )
            for one in known.other_hashes
        ],
        said_of_near=[word_read(one) for one in known.words],
    )


def word_read(word: Word) -> WordRead:
    """What somebody says of two files."""
    return WordRead(
        other=word.other,
        distance=word.distance,
        verdict=word.verdict,
        organisation=word.organisation,
        words=word.words,
        at=word.at,
        is_latest=word.is_latest,
    )


def near_read(number: int, found: list[NearFile], *, has_more: bool) -> NearFilesRead:
    """The files that look like one."""
    return NearFilesRead(
        number=number,
        near=[
            NearFileRead(
                number=one.number,
                distance=one.distance,
                answer=one.answer.code,
                series=one.series,
                ask=one.ask,
                telephone=one.telephone,
                said=[word_read(word) for word in one.words],
            )
            for one in found
        ],
        has_more=has_more,
    )
