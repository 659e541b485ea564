"""The addresses of the staff's pages about reports."""

from django.urls import path, re_path

from tutela.ownership.frames import use_frame
from tutela.reports.views import bundle_verbs, bundles, decision_verbs, identity, owed, report, team, verbs, work_list
from tutela.reports.views import promise_verbs as promises

use_frame("report", report.FRAME)

urlpatterns = [
    path("work-list", work_list.show, name="work_list"),
    path("answers-owed", owed.answers, name="answers_owed"),
    path("team", team.show, name="team"),
    path("bundles", bundles.index, name="bundles"),
    path("bundles/new", bundles.NewPage.as_view(), name="bundle_new"),
    path("bundles/<int:number>", bundles.show, name="bundle"),
    path("bundles/<int:number>/information", bundle_verbs.InformationPage.as_view(), name="bundle_information"),
    path("bundles/<int:number>/no-investigation", bundle_verbs.ProposePage.as_view(), name="bundle_propose"),
    path("bundles/<int:number>/second", bundle_verbs.SecondPage.as_view(), name="bundle_second"),
    path("bundles/<int:number>/answer", bundle_verbs.AnswerPage.as_view(), name="bundle_answer"),
    path("bundles/<int:number>/take-apart", bundle_verbs.DissolvePage.as_view(), name="bundle_dissolve"),
    path("bundles/<int:number>/join/<str:reference>", bundle_verbs.JoinPage.as_view(), name="bundle_join"),
    path("bundles/<int:number>/part/<str:reference>", bundle_verbs.PartPage.as_view(), name="bundle_part"),
    path("reports/new", work_list.TakeReportPage.as_view(), name="report_new"),
    path("reports/<str:reference>", report.show, name="report"),
    path("reports/<str:reference>/triage", verbs.TriagePage.as_view(), name="report_triage"),
    path("reports/<str:reference>/accept-concern", verbs.AcceptConcernPage.as_view(), name="report_accept_concern"),
    path("reports/<str:reference>/assign", verbs.AssignPage.as_view(), name="report_assign"),
    path("reports/<str:reference>/take", verbs.TakePage.as_view(), name="report_take"),
    path("reports/<str:reference>/send", verbs.SendPage.as_view(), name="report_send"),
    path("reports/<str:reference>/answer", verbs.AnswerPage.as_view(), name="report_answer"),
    path("reports/<str:reference>/no-investigation", decision_verbs.ProposePage.as_view(), name="report_propose"),
    path("reports/<str:reference>/second/<int:decision>", decision_verbs.SecondPage.as_view(), name="report_second"),
    path("reports/<str:reference>/review/<int:decision>", decision_verbs.ReviewPage.as_view(), name="report_review"),
    path("reports/<str:reference>/information", decision_verbs.InformationPage.as_view(), name="report_information"),
    path("reports/<str:reference>/open-case", verbs.OpenCasePage.as_view(), name="report_open_case"),
    path("reports/<str:reference>/reopen", decision_verbs.ReopenPage.as_view(), name="report_reopen"),
    path("reports/<str:reference>/handling", verbs.MarkPage.as_view(), name="report_mark"),
    path("reports/<str:reference>/claim", verbs.ClaimPage.as_view(), name="report_claim"),
    path("reports/<str:reference>/transfer", verbs.TransferPage.as_view(), name="report_transfer"),
    path("reports/<str:reference>/restrict", verbs.RestrictPage.as_view(), name="report_restrict"),
    path("reports/<str:reference>/clocks/<int:clock>/pause", promises.PausePage.as_view(), name="report_pause"),
    path("reports/<str:reference>/clocks/<int:clock>/resume", promises.ResumePage.as_view(), name="report_resume"),
    path("reports/<str:reference>/identity", identity.AskPage.as_view(), name="report_identity"),
    path("reports/<str:reference>/identity/<int:opening>", identity.AgreePage.as_view(), name="report_identity_agree"),
    path(
        "reports/<str:reference>/participants/<int:participation>/end",
        identity.EndParticipationPage.as_view(),
        name="report_end_participation",
    ),
    # Only the tabs that there are: other apps add addresses below a report.
    re_path(rf"^reports/(?P<reference>[^/]+)/(?P<tab>{'|'.join(report.TABS)})$", report.show, name="report_tab"),
]
