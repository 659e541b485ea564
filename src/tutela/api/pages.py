"""The description of the API, for programs as OpenAPI and for people as a page; and the answer where nothing is served."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from tutela.api.document import document
from tutela.api.problems import no_such_address, problem
from tutela.api.service import API


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """The description; it changes with the program only."""
    return document(API)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return JsonResponse(described())


@require_safe
def endpoints(request: HttpRequest) -> HttpResponse:
    """Every address with what it does, takes and answers."""
    whole = described()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in whole["paths"].items():
        for method, details in methods.items():
            groups.setdefault(details["tags"][0], []).append(
                {**details, "path": path, "method": method.upper(), "body": _fields(details)}
            )
    paragraphs = whole["info"]["description"].split("\n\n")
    return render(request, "pages/api.html", {"groups": groups, "paragraphs": paragraphs})


def _fields(details: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the body that an endpoint takes."""
    if "requestBody" not in details:
        return []
    described_as = details["requestBody"]["content"].get("application/json")
    if described_as is None:
        # A file: what is in it, the words of the endpoint say.
        return []
    shape = described_as["schema"]
    return [
        {"name": field, "required": field in shape.get("required", []), "description": about.get("description", "")}
        for field, about in shape["properties"].items()
    ]


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Nothing is served here."""
    return problem(no_such_address(), view="api_nothing")
