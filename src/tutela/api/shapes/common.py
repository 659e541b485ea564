"""Values and small shapes that several endpoints share."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from ninja import Query, Schema
from ninja.params.functions import Header, Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from tutela.api.body import read_strictly
from tutela.clocks.models import Clock
from tutela.clocks.state import state_of
from tutela.core.paging import Page
from tutela.core.text import neutral_words
from tutela.organisations.models import Organisation

LARGEST_ID = 2**63 - 1
Row = TypeVar("Row")


class Sent(BaseModel):
    """What is sent: closed and strict, so that a misspelt field is an error and not silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The bytes of a request are read as strict JSON; only so does a list pass for a tuple and “yes” for no boolean."""

        def read(value: Any, inner: ValidatorFunctionWrapHandler) -> Any:
            return read_strictly(cls, value) if isinstance(value, bytes) else inner(value)

        shape = handler(source)
        return core_schema.json_or_python_schema(
            json_schema=shape, python_schema=core_schema.no_info_wrap_validator_function(read, shape)
        )


class FaultInBatch(Schema):
    """One thing that is wrong with one of many that were sent together."""

    what: str = Field(description="What is wrong, without the value.")
    mend: str = Field(description="How to put it right; may be empty.")
    field: str = Field(description="Which field.")


def _neutral(most: int) -> AfterValidator:
    """Short, neutral text of at most ``most`` characters; media and markup are refused."""
    return AfterValidator(lambda text: neutral_words(text, limit=most))


Words60 = Annotated[str, Field(max_length=60), _neutral(60)]
Words120 = Annotated[str, Field(max_length=120), _neutral(120)]
Words200 = Annotated[str, Field(max_length=200), _neutral(200)]
Words300 = Annotated[str, Field(max_length=300), _neutral(300)]
Words400 = Annotated[str, Field(max_length=400), _neutral(400)]
Words500 = Annotated[str, Field(max_length=500), _neutral(500)]
Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_-]+$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


def _moment(text: str) -> str:
    if text:
        datetime.fromisoformat(text)  # a ValueError for the thirtieth of February
    return text


MOMENT_PATTERN = (
    r"^(|(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]))$"
)
Reference = Annotated[
    str,
    Path(
        ...,
        max_length=40,
        description="The reference of the record, such as R-2026-004K7Q; lower case and missing hyphens are forgiven.",
        examples=["R-2026-004K7Q"],
    ),
]
Identity = Annotated[int, Path(..., ge=1, le=LARGEST_ID, description="The number of the row.")]
Cursor = Annotated[
    str,
    Query("", max_length=2_000, description="“next_cursor” of the page before; empty for the first page."),
]
Size = Annotated[int, Query(50, ge=1, le=200, description="How many rows a page has at most.")]
Since = Annotated[
    str,
    AfterValidator(_moment),
    Query(
        "",
        max_length=40,
        pattern=MOMENT_PATTERN,
        description="Only what is not older than this moment, written with its zone: 2026-03-01T09:30:00Z.",
    ),
]
IfMatch = Annotated[
    str,
    Header(
        "*",
        alias="If-Match",
        max_length=40,
        description="The ETag of the record as you read it. If somebody changed it since, nothing is done (409).",
    ),
]


def moment(text: str) -> datetime | None:
    """The moment of a parameter that passed its pattern; None where none was given."""
    return datetime.fromisoformat(text) if text else None


class ListOf(Schema, Generic[Row]):
    """One page of a list."""

    items: list[Row] = Field(description="The rows of this page, in the order that the description says.")
    next_cursor: str = Field(description="Ask for the next page with it; empty on the last one.")


def listed(page: Page[Any], make: Callable[[Any], Row]) -> "ListOf[Row]":
    """A page of the product as a page on the wire."""
    return ListOf(items=[make(one) for one in page.items], next_cursor=page.next_cursor)


class Party(Schema):
    """An organisation, in short."""

    code: str = Field(description="Its lasting code.", examples=["northmoor-police"])
    name: str = Field(description="Its name.")


def party(organisation: Organisation) -> Party:
    """An organisation, in short."""
    return Party(code=organisation.code, name=organisation.name)


class Promise(Schema):
    """Something that is owed, and by when."""

    kind: str = Field(description="receipt, progress, outcome, acceptance, review, assessment or urgent.")
    due_at: datetime = Field(description="When it breaks.")
    state: str = Field(description="running, due soon, overdue, paused, kept, kept late or ended.")
    paused_until: datetime | None = Field(default=None, description="Until when it stands still, if it is paused.")


def promise(clock: Clock, now: datetime) -> Promise:
    """A clock as it stands at ``now``."""
    return Promise(
        kind=clock.kind, due_at=clock.due_at, state=str(state_of(clock, now)), paused_until=clock.paused_until
    )
