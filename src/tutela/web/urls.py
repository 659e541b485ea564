"""Every address of the site: each app names its own."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from tutela.web import gallery, home, reading, stay
from tutela.web.help import views as helping


def health(request: HttpRequest) -> HttpResponse:
    """Answers when the server does; says nothing else."""
    return HttpResponse("ok", content_type="text/plain")


_OWN_ACCOUNT = RedirectView.as_view(pattern_name="my_account")

urlpatterns = [
    path("", home.home, name="home"),
    path("health", health, name="health"),
    path("account/stay-signed-in", stay.stay_signed_in, name="stay_signed_in"),
    # The sign-in library would let people keep addresses and outside accounts; here they are the administrator's.
    path("account/email/", _OWN_ACCOUNT),
    path("account/confirm-email/", _OWN_ACCOUNT),
    path("account/3rdparty/", _OWN_ACCOUNT),
    path("account/", include("allauth.urls")),
    path("help", reading.help_page, name="help"),
    path("help/page/<slug:topic>", helping.page_help, name="page_help"),
    path("glossary", helping.glossary_page, name="glossary"),
    path("first-day", helping.first_day, name="first_day"),
    path("manual", helping.manual_contents, name="manual"),
    path("manual/<slug:chapter>", helping.manual_chapter, name="manual_chapter"),
    path("manual/pictures/<slug:picture>.png", helping.manual_picture, name="manual_picture"),
    path("accessibility", reading.accessibility, name="accessibility"),
    path("privacy", reading.privacy, name="privacy"),
    path("status", reading.status, name="status"),
    path("design", gallery.gallery, name="gallery"),
    path("", include("tutela.accounts.urls")),
    path("", include("tutela.audit.urls")),
    path("", include("tutela.ownership.urls")),
    path("", include("tutela.decisions.urls")),
    path("", include("tutela.finding.urls")),
    path("", include("tutela.children.urls")),
    path("", include("tutela.register.urls")),
    path("", include("tutela.hashsets.urls")),
    path("", include("tutela.cases.urls")),
    path("", include("tutela.reports.urls")),
    path("", include("tutela.reports.door_urls")),
    path("", include("tutela.reports.case_urls")),
    path("", include("tutela.tasks.urls")),
    path("", include("tutela.comments.urls")),
    path("", include("tutela.following.urls")),
    path("", include("tutela.plans.urls")),
    path("", include("tutela.deconfliction.urls")),
    path("", include("tutela.retention.urls")),
    path("", include("tutela.timeline.urls")),
    path("", include("tutela.day.urls")),
    path("", include("tutela.bulk.urls")),
    path("", include("tutela.exchange.urls")),
    path("api/v1/", include("tutela.api.urls")),
]
