"""The addresses of the doors by which reports come in and answers go out: the partner's page, files, the public page."""

from django.urls import path

from tutela.reports.views import imports, partner, public

urlpatterns = [
    path("partner", partner.show, name="partner"),
    path("partner/new", partner.SendPage.as_view(), name="partner_new"),
    path("partner/<str:reference>", partner.one, name="partner_report"),
    path("imports", imports.show, name="imports"),
    path("imports/new", imports.SendPage.as_view(), name="import_new"),
    path("imports/template.csv", imports.template, name="import_template"),
    path("imports/<int:number>", imports.one, name="import"),
    path("imports/<int:number>/rejected.csv", imports.rejected, name="import_rejected"),
    path("tell", public.start, name="public_start"),
    path("tell", public.start, name="tell"),
    path("tell/report", public.begin, name="tell_report"),
    path("tell/report/<slug:name>", public.step, name="tell_step"),
    path("tell/received", public.received, name="tell_received"),
    path("tell/return", public.come_back, name="tell_return"),
    path("tell/status", public.status, name="tell_status"),
    path("tell/status/add", public.add, name="tell_add"),
    path("tell/status/who", public.who, name="tell_who"),
    path("tell/leave", public.leave, name="tell_leave"),
    path("answers.csv", imports.answers, name="answers_export"),
]
