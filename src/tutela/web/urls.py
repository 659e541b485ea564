"""Every address of the site: each app names its own."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tutela.web import gallery, home, reading, stay


def health(request: HttpRequest) -> HttpResponse:
    """Answers when the server does; says nothing else."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("", home.home, name="home"),
    path("health", health, name="health"),
    path("account/stay-signed-in", stay.stay_signed_in, name="stay_signed_in"),
    path("account/", include("allauth.urls")),
    path("help", reading.help_page, name="help"),
    path("accessibility", reading.accessibility, name="accessibility"),
    path("privacy", reading.privacy, name="privacy"),
    path("status", reading.status, name="status"),
    path("design", gallery.gallery, name="gallery"),
    path("", include("tutela.accounts.urls")),
    path("", include("tutela.audit.urls")),
    path("", include("tutela.ownership.urls")),
    path("", include("tutela.finding.urls")),
    path("", include("tutela.children.urls")),
    path("", include("tutela.cases.urls")),
    path("", include("tutela.reports.urls")),
    path("", include("tutela.reports.door_urls")),
    path("", include("tutela.reports.case_urls")),
    path("api/v1/", include("tutela.api.urls")),
]
