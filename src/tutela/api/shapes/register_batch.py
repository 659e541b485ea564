"""Many small submissions to the register, as a program sends them together, and what became of each."""

from typing import Any

from ninja import Schema
from pydantic import Field

from tutela.api.shapes.common import FaultInBatch, Sent
from tutela.api.shapes.register import FileSent, Said

MOST_SUBMISSIONS = 1_000
MOST_FILES = 100
EXAMPLE = {"what": "case", "exhibit": "NM/7", "files": [{"md5": "0123456789abcdef0123456789abcdef"}]}


class FewSent(Said):
    """A few files of one exhibit or report: a submission of its own."""

    files: list[FileSent] = Field(min_length=1, max_length=MOST_FILES, description="The files, by their hashes.")


class BatchOfFew(Sent):
    """Up to 1,000 submissions, each taken or refused for itself."""

    submissions: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST_SUBMISSIONS,
        description=(
            "Each has what, how, exhibit, about, series and scheme, as POST /register/submissions takes them, and its files, up to"
            f" {MOST_FILES}: rows as PUT …/rows takes them, without their number."
        ),
        examples=[[EXAMPLE]],
    )


class ResultOfFew(Schema):
    """What became of one submission."""

    index: int = Field(description="Its place among those that were sent, from 0.")
    status: int = Field(description="201: it is new. 200: it was here already. 404, 409, 415 or 422: it was refused.")
    number: int | None = Field(description="Its number; null where it was refused.")
    files: int = Field(description="Files that it brought and the register had not.")
    sightings: int = Field(description="Sightings that it brought.")
    faults: list[FaultInBatch] = Field(description="Why it was refused.")


class BatchTaken(Schema):
    """What became of every submission, in the order in which they were sent."""

    taken: int = Field(description="How many are new.")
    again: int = Field(description="How many were here already.")
    refused: int = Field(description="How many were refused; each says why.")
    results: list[ResultOfFew] = Field(description="One for each submission.")
