"""The body of a request: JSON, strictly as its schema says, and every field that is wrong named at once."""

import json
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import BaseModel, ValidationError

from tutela.api.errors import Malformed, WrongType
from tutela.core.errors import BadInput, Fault, where
from tutela.core.media import BYTES_NEEDED, refuse_media

Shape = TypeVar("Shape", bound=BaseModel)
_JSON = "application/json"


class JsonParser(Parser):
    """Hands the bytes on as they came, once they are sure to be JSON and no media: shapes read them strictly."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The bytes of the body. Raises Refused for media, WrongType, or Malformed for what is no JSON."""
        refuse_media(request.body[:BYTES_NEEDED], "the request")
        if (request.content_type or "").lower() != _JSON:
            raise WrongType("The body is not said to be JSON.", mend=f"Send “Content-Type: {_JSON}”.")
        try:
            # Read once as any JSON: a shape would call an unfinished text and a missing field by the same name.
            json.loads(request.body.decode(), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Malformed(
                "The body is no JSON in UTF-8.",
                mend="Look for a missing bracket or quotation mark, NaN, or deep nesting.",
            ) from None
        return request.body


def read_strictly(shape: type[Shape], content: bytes) -> Shape:
    """The shape of a JSON text. Raises BadInput that names every fault, without the values."""
    try:
        return shape.model_validate_json(content, strict=True)
    except ValidationError as error:
        faults = faults_in(error)
        listed = "; ".join(f"{one.where.field}: {one.what}" for one in faults[:20])
        raise BadInput(
            f"The body has {len(faults)} field{'s' if len(faults) != 1 else ''} that cannot be taken: {listed}.",
            where=faults[0].where,
            mend="Correct the fields named and send it again.",
            code="bad_body",
            faults=faults,
        ) from None


def faults_in(error: ValidationError) -> list[Fault]:
    """Every fault that pydantic found, with its place and without its value."""
    return [
        Fault(
            str(one["msg"]).removeprefix("Value error, "),
            where=where(field=".".join(str(step)[:60] for step in one["loc"]) or "the body"),
        )
        for one in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _no_constant(name: str) -> None:
    raise ValueError(name)
