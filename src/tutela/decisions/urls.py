"""The addresses of the pages about decisions."""

from django.urls import path

from tutela.decisions.views import decision, lists

urlpatterns = [
    path("decisions", lists.show, name="decisions"),
    path("decisions/<int:decision>", decision.show, name="decision"),
    path("decisions/<int:decision>/second", decision.SecondPage.as_view(), name="decision_second"),
    path("decisions/<int:decision>/review", decision.ReviewPage.as_view(), name="decision_review"),
    path("cases/<str:reference>/send-abroad", decision.SendCaseAbroadPage.as_view(), name="case_send_abroad"),
    path("reports/<str:reference>/send-abroad", decision.SendReportAbroadPage.as_view(), name="report_send_abroad"),
]
