"""The addresses, below a case, of what joins it with reports."""

from django.urls import path

from tutela.reports.views import case_links

urlpatterns = [
    path("cases/<str:reference>/join-report", case_links.JoinReportPage.as_view(), name="case_join_report"),
    path("cases/<str:reference>/reports/<int:part>/part", case_links.PartReportPage.as_view(), name="case_part_report"),
]
