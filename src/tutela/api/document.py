"""The description of the API (OpenAPI 3.1): what the framework derives, completed by every refusal and its shape."""

from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation
from pydantic.json_schema import models_json_schema

from tutela.accounts.services.purpose import purposes
from tutela.api.access import MOST_PURPOSE_WORDS, PURPOSE, PURPOSE_WORDS, Token
from tutela.api.problems import MEDIA_TYPE, FaultShape, Problem

TITLE = "Tutela"
DESCRIPTION = (
    "Send reports, read the answers to them, and work on what your organisation answers for.\n\n"
    "Every request carries a token (“Authorization: Bearer …”), which acts as the person who made it; cookies do not count."
    f" Whoever reads records of persons says why in the header “{PURPOSE}”, and every reading is written into the audit"
    " trail. Lists are paged by “next_cursor”. Times are in UTC. Every refusal is a problem document (RFC 9457) that says"
    " what happened, where, and how to mend it; what is absent and what you may not see get the same answer."
)
_REF = "#/components/schemas/{model}"
_WORDS = {
    400: "The request cannot be read: it is no JSON.",
    401: "No token, or one that is not valid now. Which of these it is, is not said.",
    403: "The role of the token may not do this.",
    404: "There is no such record that you may see.",
    409: "A rule of the work refuses this now, or somebody changed the record since you read it.",
    413: "The request is larger than one may be.",
    415: "The body is not said to be JSON, or it holds media. Nothing of it was kept.",
    422: "Something in the request cannot be taken; every fault is named.",
    429: "The token asks more often than its rate.",
    503: "Something that is needed is not there now. Try again.",
}
_EXAMPLE = {
    "type": "urn:tutela:error:not_found",
    "title": "Not Found",
    "status": 404,
    "detail": "There is no record R-2026-004K7Q that you may see. Check the reference.",
    "code": "not_found",
    "what": "There is no record R-2026-004K7Q that you may see.",
    "where": "",
    "mend": "Check the reference.",
    "error_id": "1f0a92bc",
    "faults": [],
}


def document(api: NinjaAPI) -> dict[str, Any]:
    """The whole description."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1"))
    made["servers"] = [{"url": "/", "description": "This installation."}]
    schemas = made["components"]["schemas"]
    _, problems = models_json_schema([(Problem, "serialization"), (FaultShape, "serialization")], ref_template=_REF)
    schemas.update(problems["$defs"])
    for path, methods in made["paths"].items():
        for method, details in methods.items():
            _complete(details, path, method, _operation(api, details["operationId"]))
    scheme = made["components"]["securitySchemes"]["Token"]
    scheme["description"] = "A token of a program, made by the person as whom it acts. It ends within a year."
    return made


def _complete(details: dict[str, Any], path: str, method: str, operation: Operation) -> None:
    words = " ".join(details["description"].replace("\n\n", "¶").split()).replace("¶", "\n\n")
    details["description"] = words
    details["summary"] = words.partition("\n")[0].partition(". ")[0].removesuffix(".")
    auth = next((one for one in operation.auth_callbacks if isinstance(one, Token)), None)
    for parameter in details["parameters"]:
        parameter.pop("examples", None)  # they stand in the schema; here OpenAPI wants another form
        parameter["schema"].pop("description", None)
    if auth is not None and auth.asks_purpose:
        details["parameters"] += _purpose_headers()
    has_body = "requestBody" in details
    refusals = {503} | ({422} if details["parameters"] or has_body else set())
    refusals |= {400, 413, 415} if has_body else set()
    refusals |= {401, 403, 429} if auth is not None else set()
    refusals |= {404} if "{" in path or _names_a_record(details) else set()
    refusals |= {409} if method in {"post", "put"} and auth is not None else set()
    for status in sorted(refusals):
        details["responses"][status] = _refusal(status)
    for status, answer in details["responses"].items():
        if int(status) < 300:
            answer["description"] = _SUCCESS[int(status)]
            answer["headers"] = {"Cache-Control": _header("Nothing between keeps an answer.")}
            if "response" in operation.view_func.__annotations__:
                answer["headers"]["ETag"] = _header("The version of the record, for “If-Match”.")


def _names_a_record(details: dict[str, Any]) -> bool:
    """Whether the body can name a record that is absent, or not for this reader."""
    body = details.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return bool({"about", "series"} & set(body.get("properties", ())))


_SUCCESS = {200: "Done, or here it is.", 201: "It is new."}


def _refusal(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": _WORDS[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
    if status == 404:
        answer["content"][MEDIA_TYPE]["example"] = _EXAMPLE
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": _header("The scheme to use: Bearer.")}
    if status in {429, 503}:
        answer["headers"] = {"Retry-After": _header("In how many seconds to try again.")}
    return answer


def _header(words: str) -> dict[str, Any]:
    return {"description": words, "schema": {"type": "string"}}


def _purpose_headers() -> list[dict[str, Any]]:
    return [
        {
            "in": "header",
            "name": PURPOSE,
            "required": True,
            "description": "Why you read records; a code of the list “reading_purpose”.",
            "schema": {"type": "string", "enum": [code for code, _ in purposes()]},
        },
        {
            "in": "header",
            "name": PURPOSE_WORDS,
            "required": False,
            "description": "Which other purpose; needed where the purpose is “other”.",
            "schema": {"type": "string", "maxLength": MOST_PURPOSE_WORDS},
        },
    ]


def _operation(api: NinjaAPI, operation_id: str) -> Operation:
    return next(
        operation
        for bound in api._get_bound_routers()  # noqa: SLF001 - the framework keeps its operations to itself
        for view in bound.path_operations.values()
        for operation in view.operations
        if operation.operation_id == operation_id
    )
