"""The addresses of the pages about children."""

from django.urls import path, re_path

from tutela.children.views import around_verbs, child, lists, needs_verbs, verbs
from tutela.children.views.frame import FRAME, TABS
from tutela.ownership.frames import use_frame

use_frame("child", FRAME)

urlpatterns = [
    path("children", lists.show, name="children"),
    path("children/<str:reference>", child.show, name="child"),
    path("children/<str:reference>/identify", verbs.IdentifyPage.as_view(), name="child_identify"),
    path("children/<str:reference>/withdraw", verbs.WithdrawPage.as_view(), name="child_withdraw"),
    path("children/<str:reference>/safety", verbs.SafetyPage.as_view(), name="child_safety"),
    path("children/<str:reference>/stop", verbs.ProposeStopPage.as_view(), name="child_stop"),
    path("children/<str:reference>/second/<int:decision>", verbs.SecondPage.as_view(), name="child_second"),
    path("children/<str:reference>/review/<int:decision>", verbs.ReviewPage.as_view(), name="child_review"),
    path("children/<str:reference>/claim", verbs.ClaimPage.as_view(), name="child_claim"),
    path("children/<str:reference>/handling", verbs.MarkPage.as_view(), name="child_mark"),
    path("children/<str:reference>/send", verbs.SendPage.as_view(), name="child_send"),
    path("children/<str:reference>/transfer", verbs.TransferPage.as_view(), name="child_transfer"),
    path("children/<str:reference>/assign", verbs.AssignPage.as_view(), name="child_assign"),
    path("children/<str:reference>/share", verbs.SharePage.as_view(), name="child_share"),
    path("children/<str:reference>/share/<int:part>/end", verbs.EndSharePage.as_view(), name="child_end_share"),
    path("children/<str:reference>/take", verbs.TakePage.as_view(), name="child_take"),
    path("children/<str:reference>/safeguarded", around_verbs.SafeguardedPage.as_view(), name="child_safeguarded"),
    path(
        "children/<str:reference>/identification/task",
        around_verbs.IdentificationTaskPage.as_view(),
        name="child_identification_task",
    ),
    path(
        "children/<str:reference>/whereabouts/say",
        around_verbs.SayWhereaboutsPage.as_view(),
        name="child_say_whereabouts",
    ),
    path("children/<str:reference>/contacts/add", around_verbs.AddContactPage.as_view(), name="child_add_contact"),
    path(
        "children/<str:reference>/contacts/<int:contact>/end",
        around_verbs.EndContactPage.as_view(),
        name="child_end_contact",
    ),
    path(
        "children/<str:reference>/needs/find/<str:area>",
        needs_verbs.RecordFindingPage.as_view(),
        name="child_record_finding",
    ),
    path(
        "children/<str:reference>/needs/task/<str:area>",
        needs_verbs.TaskForNeedPage.as_view(),
        name="child_task_for_need",
    ),
    path("children/<str:reference>/needs/give", needs_verbs.GiveAssessmentPage.as_view(), name="child_give_assessment"),
    path(
        "children/<str:reference>/needs/conclude", needs_verbs.ConcludePage.as_view(), name="child_conclude_assessment"
    ),
    path("children/<str:reference>/needs/none", needs_verbs.NoAssessmentPage.as_view(), name="child_no_assessment"),
    path("children/<str:reference>/needs/again", needs_verbs.AssessAgainPage.as_view(), name="child_assess_again"),
    re_path(rf"^children/(?P<reference>[^/]+)/(?P<tab>{'|'.join(TABS)})$", child.show, name="child_tab"),
]
