"""The addresses of the pages about reports."""

from django.urls import path

from tutela.reports.views import owed, report, verbs, work_list

urlpatterns = [
    path("work-list", work_list.show, name="work_list"),
    path("answers-owed", owed.answers, name="answers_owed"),
    path("decisions", owed.decisions, name="decisions"),
    path("reports/new", work_list.TakeReportPage.as_view(), name="report_new"),
    path("reports/<str:reference>", report.show, name="report"),
    path("reports/<str:reference>/triage", verbs.TriagePage.as_view(), name="report_triage"),
    path("reports/<str:reference>/accept-concern", verbs.AcceptConcernPage.as_view(), name="report_accept_concern"),
    path("reports/<str:reference>/assign", verbs.AssignPage.as_view(), name="report_assign"),
    path("reports/<str:reference>/send", verbs.SendPage.as_view(), name="report_send"),
    path("reports/<str:reference>/answer", verbs.AnswerPage.as_view(), name="report_answer"),
    path("reports/<str:reference>/no-investigation", verbs.ProposePage.as_view(), name="report_propose"),
    path("reports/<str:reference>/second/<int:decision>", verbs.SecondPage.as_view(), name="report_second"),
    path("reports/<str:reference>/review/<int:decision>", verbs.ReviewPage.as_view(), name="report_review"),
    path("reports/<str:reference>/information", verbs.InformationPage.as_view(), name="report_information"),
    path("reports/<str:reference>/open-case", verbs.OpenCasePage.as_view(), name="report_open_case"),
    path("reports/<str:reference>/reopen", verbs.ReopenPage.as_view(), name="report_reopen"),
    path("reports/<str:reference>/claim", verbs.ClaimPage.as_view(), name="report_claim"),
    path("reports/<str:reference>/transfer", verbs.TransferPage.as_view(), name="report_transfer"),
    path("reports/<str:reference>/<slug:tab>", report.show, name="report_tab"),
]
