"""A report as a program sends it: the one incoming shape, without what the door itself knows."""

import json
from copy import copy
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from annotated_types import MaxLen, MinLen
from ninja import Schema
from pydantic import Field, create_model

from tutela.api.body import read_strictly
from tutela.api.shapes.common import FaultInBatch, Sent
from tutela.core.errors import BadInput, where
from tutela.reports.incoming import IncomingReport

MOST_IN_BATCH = 500
MOST_BYTES = 512 * 1024
# The door says by which door, and digests and names of files are of what really came.
_OF_THE_DOOR = {"door", "digest", "file_digest", "source_name", "source_place", "language"}
_MOST_OF = {
    "categories": 8,
    "countries": 60,
    "identifiers": 500,
    "people": 100,
    "files": 500,
    "references": 100,
    "facts": 200,
    "withheld": 200,
    "unknown_elements": 200,
    "not_understood": 200,
}
_MEANINGS = {
    "external_source": "Who keeps the number below; your organisation, if it is empty.",
    "external_reference": "The number of the report at its source: the same number is the same report.",
    "reported_at": "When it was reported to the source, with the zone.",
    "occurred": "When it happened: a year, a month, a day, or a moment with its zone.",
    "specific_concern": "Is a child said to be harmed now? Null where the source does not say.",
    "concern_grounds": "On what grounds.",
    "concern_stated_by": "Who states that concern.",
    "categories": "Codes of the categories suspected, as in /typology.",
    "category_basis": "From what the categories were concluded.",
    "countries": "Countries that may be concerned, as two-letter codes.",
    "place_words": "The place concerned, in words.",
    "identifiers": "E-mail addresses, telephone numbers, accounts, addresses on the internet … that were seen.",
    "people": "People as the source speaks of them; nothing is established.",
    "files": "Files by their hashes and circumstances; never the file.",
    "reporter": "Who told the source, and whether they want to hear.",
    "references": "Numbers under which others keep this matter.",
    "facts": "Short administrative facts that have no field of their own.",
    "withheld": "What the source holds and does not send, and where it stands.",
    "unknown_elements": "Parts of the source that were not recognised, by their place.",
    "not_understood": "Parts of the source that could not be read, by their place.",
}
EXAMPLE = {
    "summary": "Synthetic example: an account on a service, seen by a member of the public.",
    "external_reference": "SYN-2026-0001",
    "reported_at": "2026-03-01T09:30:00Z",
    "specific_concern": False,
    "categories": ["IBI"],
    "countries": ["GB"],
    "identifiers": [{"kind": "account", "raw": "example.test:synthetic_user"}],
}


def _fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, given in IncomingReport.model_fields.items():
        if name in _OF_THE_DOOR:
            continue
        field = copy(given)
        field.description = _MEANINGS.get(name)
        if name in _MOST_OF:
            field.metadata = [*field.metadata, MaxLen(_MOST_OF[name])]
        if name == "summary":
            field = Field(..., max_length=500, description="What it is about, in short administrative words.")
            field.metadata = [*given.metadata, MinLen(1), *field.metadata]
        fields[name] = (given.annotation, field)
    return fields


if TYPE_CHECKING:

    class ReportSent(Sent):
        """A report as it is sent."""

        summary: str
else:
    ReportSent = create_model(
        "ReportSent",
        __base__=Sent,
        __doc__=(
            "A report, in administrative values and hashes only. Every field but the summary may be missing, which means"
            " *not said* and never *no*. A report is recognised when it comes again: by its source and its number there"
            " (“external_source”, “external_reference”), or else because the same was sent before."
        ),
        **_fields(),
    )


class BatchSent(Sent):
    """Up to 500 reports, each taken or refused for itself."""

    reports: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST_IN_BATCH,
        description="Reports as POST /reports takes them; each may have its “idempotency_key” beside its fields.",
        examples=[[EXAMPLE]],
    )


class ReportReceived(Schema):
    """That it is here, and under which reference."""

    reference: str = Field(description="Quote it, and ask for answers with it.", examples=["R-2026-004K7Q"])
    again: bool = Field(description="Whether it was here already: it is not taken twice.")


class ResultInBatch(Schema):
    """What became of one report of a batch."""

    index: int = Field(description="Its place in the batch, from 0.")
    status: int = Field(description="What POST /reports would have answered: 201, 200, 409, 415 or 422.")
    reference: str = Field(description="Its reference; empty where it was not taken.")
    faults: list[FaultInBatch] = Field(description="Why it was not taken.")


class BatchReceived(Schema):
    """What became of every report of a batch, in its order."""

    taken: int = Field(description="How many are new.")
    again: int = Field(description="How many were here already.")
    refused: int = Field(description="How many were not taken; each says why.")
    results: list[ResultInBatch] = Field(description="One for each report.")


def incoming_of(sent: ReportSent, *, organisation_code: str, came_as: bytes) -> IncomingReport:
    """The incoming report of what was sent. Raises BadInput for what is too large or says nothing.

    Two senders who write the same words do not mean the same report, so that the digest is of sender and content.
    """
    fields = sent.model_dump(mode="json", exclude_unset=True)
    content = sent.model_dump_json(exclude_unset=True)
    if len(content.encode()) > MOST_BYTES:
        raise BadInput("The report is too large.", mend="Send what is known in fewer and shorter values.")
    if not fields["summary"]:
        raise BadInput(
            "A report needs a summary.", where=where(field="summary"), mend="One administrative sentence is enough."
        )
    if fields.get("external_reference") and not fields.get("external_source"):
        fields["external_source"] = organisation_code
    return IncomingReport.from_fields(
        **fields,
        door="api",
        digest=sha256(f"{organisation_code}\n{content}".encode()).hexdigest(),
        file_digest=sha256(came_as).hexdigest(),
    )


def read_one(content: dict[str, Any]) -> tuple[ReportSent, str]:
    """A report of a batch and its key. Raises BadInput that names every fault."""
    key = content.pop("idempotency_key", "")
    if not isinstance(key, str) or len(key) > 120 or not all(" " <= one <= "~" for one in key):
        raise BadInput("This is no key.", where=where(field="idempotency_key"), mend="At most 120 plain characters.")
    return read_strictly(ReportSent, json.dumps(content).encode()), key
