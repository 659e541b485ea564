"""The addresses of the doors by which reports come in and answers go out: the partner's page, files, the public page."""

from django.urls import path

from tutela.reports.views import partner

urlpatterns = [
    path("partner", partner.show, name="partner"),
    path("partner/new", partner.SendPage.as_view(), name="partner_new"),
    path("partner/<str:reference>", partner.one, name="partner_report"),
]
