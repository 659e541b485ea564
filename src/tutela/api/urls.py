"""The addresses of the API: its endpoints, their description for programs and for people, and nothing else below it."""

from django.urls import path, re_path

from tutela.api import pages
from tutela.api.service import API

urlpatterns = [
    path("", pages.endpoints, name="api_docs"),
    path("openapi.json", pages.openapi, name="api_openapi"),
    path("", API.urls),
    re_path(r"^.*$", pages.nothing, name="api_nothing"),
]
