"""The one shape in which a report arrives, whichever of the five doors it came through.

A door reads its own format, makes an `IncomingReport` of it and knows nothing of the database; the verb that receives
a report knows nothing of formats. Between the two a report can wait as JSON (`to_json`, `from_json`), for instance
while a long import runs.

The shape holds what is administrative, and nothing else [domain.md, rule 1]: what a source holds beyond that is named
in `withheld`, with the place in the source where it is; what a door does not know is named in `unknown_elements`; what
it could not make sense of in `not_understood`. Nothing that a source says is dropped without a word.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext, ngettext
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from tutela.core.errors import BadInput, Fault, TutelaError, where
from tutela.core.languages import in_figures
from tutela.core.media import embedded_media_kind, refusal_of
from tutela.core.partial_date import PartialDate
from tutela.typology.codes import CATEGORY_CODES

SUMMARY_LENGTH = 500
Door = Literal["staff", "public", "csv", "api", "cybertipline"]
# The languages in which a reporter can be spoken to and answered.
ReporterLanguage = Literal["en", "fr", "es", "ru", "zh-hans", "ar"]
Capacity = Literal["suspect", "victim", "reporter", "recipient", "other"]
IdentifierKind = Literal[
    "email", "telephone", "account", "ip", "device", "url", "hash_md5", "hash_sha1", "hash_sha256", "other"
]

# Characters that no administrative text needs, and that PostgreSQL (NUL) or a reader's screen (the rest) chokes on.
_KEPT_CONTROLS = {"\n", "\t"}


def clean_words(value: str) -> str:
    """Text as it may be kept: normalised, without control or direction-changing characters, and without embedded media.

    Direction overrides go because a name or an address that shows itself in another order than it is stored deceives
    its reader.
    """
    kind = embedded_media_kind(value)
    if kind is not None:
        raise refusal_of(kind, gettext("a value of the report"))
    if value.isascii() and value.isprintable():
        return value.strip()
    normal = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        each
        for each in normal
        if each in _KEPT_CONTROLS
        or (
            unicodedata.category(each) not in ("Cc", "Cs", "Cn")
            and each not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
    ).strip()


def _read_partial(value: Any) -> PartialDate | None:
    if value is None or isinstance(value, PartialDate):
        return value
    if isinstance(value, str):
        try:
            return PartialDate.parse(value)
        except TutelaError:
            pass
    raise ValueError(gettext("a date is written as 2004, 2004-05 or 2004-05-17"))


_AWARE: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


def _read_occurred(value: Any) -> PartialDate | datetime | None:
    """A moment has an hour in it; anything less is a partial date, and stays one."""
    if isinstance(value, datetime) or (isinstance(value, str) and ("T" in value or ":" in value)):
        return _in_living_memory(_AWARE.validate_python(value))
    return _read_partial(value)


def _write_occurred(value: PartialDate | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else _write_partial(value)


def _write_partial(value: PartialDate | None) -> str | None:
    return None if value is None else str(value)


_DATE_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "string", "examples": ["2004", "2004-05", "2004-05-17"]}, {"type": "null"}]}
)
_MOMENT_SCHEMA = WithJsonSchema(
    {"anyOf": [{"type": "string", "examples": ["2004-05", "2004-05-17T10:30:00+00:00"]}, {"type": "null"}]}
)
Birth = Annotated[
    PartialDate | None,
    PlainValidator(_read_partial),
    PlainSerializer(_write_partial, return_type=str | None),
    _DATE_SCHEMA,
]
Occurred = Annotated[
    PartialDate | datetime | None,
    PlainValidator(_read_occurred),
    PlainSerializer(_write_occurred, return_type=str | None),
    _MOMENT_SCHEMA,
]


def _fits(most: int) -> AfterValidator:
    """Text that fitted as it came has to fit as it is kept: one character can be written out as several."""

    def still_fits(value: str) -> str:
        if len(value) > most:
            words = gettext("written out, it is longer than %(number)s characters")
            raise ValueError(words % {"number": in_figures(most)})
        return value

    return AfterValidator(still_fits)


def _in_living_memory(value: datetime) -> datetime:
    """A moment that every zone and the database can write; a year that no report can mean is a slip of the pen."""
    if not 1900 <= value.year <= 2200:
        raise ValueError(gettext("a moment lies between the years 1900 and 2200"))
    return value


def _of_the_typology(value: str) -> str:
    if value not in CATEGORY_CODES:
        raise ValueError(gettext("a category is one of %(codes)s") % {"codes": ", ".join(CATEGORY_CODES)})
    return value


Words = Annotated[str, AfterValidator(clean_words)]
Name = Annotated[str, Field(max_length=300), AfterValidator(clean_words), _fits(300)]
Line = Annotated[str, Field(max_length=500), AfterValidator(clean_words), _fits(500)]
Address = Annotated[str, Field(max_length=2_083), AfterValidator(clean_words), _fits(2_083)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_living_memory)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
CategoryCode = Annotated[
    str, AfterValidator(_of_the_typology), WithJsonSchema({"type": "string", "enum": list(CATEGORY_CODES)})
]
Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class _Shape(BaseModel):
    """Frozen and closed: a misspelt field is an error, and what was received cannot be changed on its way."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="utf8", validate_default=False)


class WithheldPart(_Shape):
    """Something that the source holds and Tutela does not keep: where it stands, and why it was left."""

    path: Address
    why: Name
    line: int | None = Field(default=None, ge=0, le=2**31 - 1)

    @property
    def place(self) -> str:
        """The place in the source as a person would look it up."""
        return self.path if self.line is None else f"{self.path}, line {self.line}"


class NotUnderstood(_Shape):
    """Something in the source that could not be read as what it should be. The value itself is left there."""

    path: Address
    what: Line
    line: int | None = Field(default=None, ge=0, le=2**31 - 1)


class SourceFact(_Shape):
    """A coded or short administrative fact that has no field of its own, such as “account disabled: yes”."""

    name: Name
    value: Line
    path: Address = ""


class OtherReference(_Shape):
    """A number under which somebody else keeps this matter: a police case number, an earlier report."""

    issuer: Name
    reference: Name
    meaning: Name = ""


class IncomingIdentifier(_Shape):
    """An e-mail address, a telephone number, an account …, exactly as the source wrote it, with what it was seen doing.

    `raw` is kept as it came; what it is compared by is made from it by `tutela.core.identifiers.normalise`.
    """

    kind: IdentifierKind
    raw: Address = Field(min_length=1)
    role: Name = ""
    event: Name = ""
    at: Moment | None = None
    note: Line = ""


class IncomingAddress(_Shape):
    """A postal address, or an estimate of where somebody is (`estimated`)."""

    lines: Line = ""
    city: Name = ""
    region: Name = ""
    postcode: Name = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    meaning: Name = ""
    estimated: bool = False


class IncomingPerson(_Shape):
    """A person as a source speaks of them. Nothing here is established: the standing of each is *alleged*."""

    capacity: Capacity
    role_words: Name = ""
    names: tuple[Name, ...] = ()
    display_names: tuple[Name, ...] = ()
    identifiers: tuple[IncomingIdentifier, ...] = ()
    born: Birth = None
    age: int | None = Field(default=None, ge=0, le=150)
    addresses: tuple[IncomingAddress, ...] = ()
    facts: tuple[SourceFact, ...] = ()


class IncomingFile(_Shape):
    """What a source says of a file: its hashes and circumstances. Never the file, never its name in words."""

    source_id: Name = ""
    original_name_digest: Digest = ""
    md5: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""
    sha1: Annotated[str, Field(pattern=r"^([0-9a-f]{40})?$")] = ""
    sha256: Digest = ""
    other_hashes: tuple[SourceFact, ...] = ()
    size: int | None = Field(default=None, ge=0, le=2**63 - 1)
    industry_classification: Annotated[str, Field(pattern=r"^([AB][12])?$")] = ""
    viewed_by_provider: bool | None = None
    metadata_viewed_by_provider: bool | None = None
    publicly_available: bool | None = None
    relevance: Name = ""
    uploaded_at: Moment | None = None
    identifiers: tuple[IncomingIdentifier, ...] = ()
    facts: tuple[SourceFact, ...] = ()


class IncomingReporter(_Shape):
    """Who told us, and what they want to hear. Somebody who stays unknown has no name and no address here."""

    kind: Literal["organisation", "person", "unknown"] = "unknown"
    organisation_name: Name = ""
    name: Name = ""
    email: Annotated[str, Field(max_length=254), AfterValidator(clean_words), _fits(254)] = ""
    telephone: Name = ""
    wants_answer: bool | None = None
    stays_unknown: bool = False
    on_behalf_of: Name = ""


class IncomingReport(_Shape):
    """A report as it came through a door, before anybody has received it.

    `specific_concern` is None where the source does not say; None is not False [domain.md, section 2: *not yet known*
    is a value]. `digest` is of this report as received (its row, its element), `file_digest` of the whole file that
    carried it.
    """

    door: Door
    external_source: Name = ""
    external_reference: Name = ""
    digest: Digest = ""
    file_digest: Digest = ""
    source_name: Name = ""
    source_place: Name = ""
    language: ReporterLanguage = "en"
    reported_at: Moment | None = None
    occurred: Occurred = None
    summary: Annotated[str, Field(max_length=SUMMARY_LENGTH), AfterValidator(clean_words), _fits(SUMMARY_LENGTH)] = ""
    specific_concern: bool | None = None
    concern_grounds: Line = ""
    concern_stated_by: Name = ""
    categories: tuple[CategoryCode, ...] = ()
    category_basis: Annotated[str, Field(max_length=2_000), AfterValidator(clean_words), _fits(2_000)] = ""
    countries: tuple[Country, ...] = ()
    place_words: Name = ""
    identifiers: tuple[IncomingIdentifier, ...] = ()
    people: tuple[IncomingPerson, ...] = ()
    files: tuple[IncomingFile, ...] = ()
    reporter: IncomingReporter = IncomingReporter()
    references: tuple[OtherReference, ...] = ()
    facts: tuple[SourceFact, ...] = ()
    withheld: tuple[WithheldPart, ...] = ()
    unknown_elements: tuple[Address, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()

    @property
    def recognised_by(self) -> tuple[str, str] | None:
        """What the same report is recognised by when it comes again: its number at its source, or else its digest."""
        if self.external_reference:
            return (self.external_source.casefold(), self.external_reference)
        return ("sha256", self.digest) if self.digest else None

    @property
    def all_identifiers(self) -> tuple[IncomingIdentifier, ...]:
        """Every identifier of the report, of its people and of its files, each with the role it was seen in."""
        of_people = (each for person in self.people for each in person.identifiers)
        of_files = (each for file in self.files for each in file.identifiers)
        return (*self.identifiers, *of_people, *of_files)

    def to_json(self) -> str:
        """The report as JSON, from which `from_json` makes an equal one."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The report of a JSON text; `BadInput` names every field that is wrong at once."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise bad_fields(error) from None

    @classmethod
    def from_fields(cls, **fields: Any) -> Self:
        """The report of these fields; `BadInput` names every field that is wrong at once."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise bad_fields(error) from None


def field_faults(error: ValidationError) -> list[tuple[str, str]]:
    """Each field that is wrong and what is wrong with it, without the value: an error repeats no record."""
    return [
        (".".join(str(step) for step in fault["loc"]) or "the report", _plain(fault["msg"]))
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def bad_fields(error: ValidationError) -> BadInput:
    """One `BadInput` for everything that pydantic found."""
    faults = field_faults(error)
    listed = "; ".join(f"{field}: {what}" for field, what in faults)
    words = ngettext(
        "The report has %(number)s field that cannot be taken: %(listed)s.",
        "The report has %(number)s fields that cannot be taken: %(listed)s.",
        len(faults),
    )
    return BadInput(
        words % {"number": len(faults), "listed": listed},
        where=where(field=faults[0][0]),
        mend=gettext("Correct the fields named and send the report again."),
        code="bad_report",
        faults=[Fault(what, where=where(field=field)) for field, what in faults],
    )


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")
