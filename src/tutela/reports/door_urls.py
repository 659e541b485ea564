"""The addresses of the doors by which reports come in and answers go out: the partner's page, files, the public page."""

from django.urls import path

from tutela.reports.views import imports, partner

urlpatterns = [
    path("partner", partner.show, name="partner"),
    path("partner/new", partner.SendPage.as_view(), name="partner_new"),
    path("partner/<str:reference>", partner.one, name="partner_report"),
    path("imports", imports.show, name="imports"),
    path("imports/new", imports.SendPage.as_view(), name="import_new"),
    path("imports/template.csv", imports.template, name="import_template"),
    path("imports/<int:number>", imports.one, name="import"),
    path("imports/<int:number>/rejected.csv", imports.rejected, name="import_rejected"),
    path("answers.csv", imports.answers, name="answers_export"),
]
